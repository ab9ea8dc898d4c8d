"""``audiobook studio``: what it takes, what it says, how it ends."""

import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from audiobook.cli import main as cli
from audiobook.cli import studio


def _said(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main(["studio", *map(str, arguments)])
    return ended.value.code, capsys.readouterr().err


def test_without_its_packages_it_says_what_to_install(capsys, monkeypatch, story):
    monkeypatch.setattr(studio, "find_spec", lambda _: None)
    status, said = _said(capsys, story)
    assert status == 2
    assert "pip install 'audiobook-producer[studio]'" in said


def test_others_are_let_in_with_a_password_only(capsys, monkeypatch, story):
    monkeypatch.setenv(studio.PASSWORD, "short")
    status, said = _said(capsys, story, "--host", "0.0.0.0", "--no-browser")
    assert status == 2
    assert "password of 8 characters" in said


def test_a_wrong_name_or_port_is_one_sentence(capsys, tmp_path, story):
    assert _said(capsys, tmp_path / "none.txt", "--no-browser")[0] == 3
    assert _said(capsys, story, "--port", "99999")[0] == 2
    assert _said(capsys, story, tmp_path, "--out", tmp_path / "x")[0] == 2


def test_help_imports_no_server():
    code = (
        "import sys\n"
        "from audiobook.cli import main\n"
        "try:\n    main.main(['studio', '--help'])\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('starlette', 'uvicorn', 'jinja2') if name in sys.modules])\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.endswith("[]\n")


@pytest.mark.slow
def test_it_is_opened_in_a_browser_and_ended_by_ctrl_c(story):
    program = subprocess.Popen(
        [sys.executable, "-m", "audiobook", "studio", str(story), "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = ""
    while not address:
        found = re.search(r"http://\S+", program.stdout.readline())
        address = found[0] if found else ""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with opener.open(address, timeout=60) as answer:
        assert answer.status == 200
    root = address.partition("/open")[0]
    with opener.open(f"{root}/", timeout=60) as answer:
        page = answer.read().decode()
    assert "Is the boat gone?" in page
    # Events come over a connection that is open when the program ends.
    events = opener.open(f"{root}/api/events", timeout=60)
    assert events.readline().strip() == b"event: hello"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{root}/", timeout=60)
    refused.value.close()
    time.sleep(0.1)
    program.send_signal(signal.SIGINT)
    assert program.wait(60) == 0
    said = program.stdout.read()
    assert "The studio is closed" in said
    assert "ERROR" not in said
    events.close()
    program.stdout.close()
    assert (story.parent / "bridge.audiobook" / "cast.toml").exists()
