"""Nobody but this user's browser may talk to the studio, and no text of a book is ever run."""

import re
from html.parser import HTMLParser

import pytest
from audiobook.studio.safety import LARGEST_BODY
from audiobook.studio.server import Address
from studio_driving import ADDRESS, ORIGIN, studio_of

COOKIE = f"studio-{ADDRESS.port}"

XSS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "${7*7}`alert(1)`",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<math><mtext></p><style><img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u2028<a href='data:text/html,x'>x</a>",
    "]]><script>alert(1)</script>",
]


def _markup(text):
    """A book whose every part is an attack."""
    said = "\n\n".join(f'"{each}" said Anna {each}.' for each in XSS)
    return f"{text}\n\nChapter 1: {XSS[0]}\n\nAnna came with Peter.\n\n{said}\n"


class _Elements(HTMLParser):
    """What a browser would make of a page: its elements, with their attributes."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


VIEWS = ("read", "doubts", "cast", "words", "render", "details", "share")


def test_every_text_of_a_book_is_shown_as_text(tmp_path):
    story = tmp_path / "<img src=x onerror=alert(1)>.txt"
    story.write_text(_markup(XSS[1]), encoding="utf-8")
    with studio_of(story) as studio:
        speaker = '<b onclick="alert(1)">Mallory</b>'
        studio.change("correct", lines=[studio.find("Anna came")], speaker=speaker)
        studio.change("word", word="Anna", says="<script>alert(1)</script>")
        for view in VIEWS:
            page = studio.client.get(f"/books/{studio.desk.book_id}/{view}").text
            assert_nothing_runs(page)


def assert_nothing_runs(page):
    for script in re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL):
        assert "<" not in script, "data cannot end its element"
    for tag, attributes in _Elements(page).found:
        assert tag not in {"iframe", "b", "math", "style", "object", "embed"}
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert not attributes.get("href", "").startswith(("javascript:", "data:"))
        # Pictures and drawings are our own.
        assert tag != "svg" or attributes["class"] == "icon"
        assert attributes.get("src", "/").startswith("/")


def test_every_answer_forbids_scripts_from_elsewhere(studio):
    book = f"/books/{studio.desk.book_id}/read"
    for path in ("/", book, "/nowhere", f"{studio.api}/state", "/static/colours.css"):
        policy = studio.client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
    assert studio.client.get(book).headers["cache-control"] == "no-store"


def test_without_the_cookie_nothing_is_told(studio):
    studio.client.cookies.clear()
    for path in ("/", f"{studio.api}/state", f"/books/{studio.desk.book_id}/read", "/api/events"):
        answer = studio.client.get(path)
        assert answer.status_code == 403
        assert "bridge" not in answer.text.lower()
    assert studio.client.get(f"{studio.api}/state").json()["error"]["code"] == "login"


def test_the_address_lets_in_one_browser(studio):
    browser = studio.client
    browser.cookies.clear()
    assert browser.get("/open?token=wrong").status_code == 403
    answer = browser.get(f"/open?token={studio.keys.token}")
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert browser.get(f"{studio.api}/state").status_code == 200
    again = browser.get(f"/open?token={studio.keys.token}", follow_redirects=False)
    assert again.status_code == 303, "the same browser may follow the link again"
    browser.cookies.clear()
    assert browser.get(f"/open?token={studio.keys.token}").status_code == 403


@pytest.mark.parametrize(
    "host",
    ["evil.example", f"evil.example:{ADDRESS.port}", "127.0.0.1", "127.0.0.1:1", "localhost", ""],
)
def test_a_name_that_was_made_to_lead_here_does_not(studio, host):
    """DNS rebinding: the browser believes that it talks to somebody else's site."""
    answer = studio.client.get(
        f"{studio.api}/state", headers={"Host": host, "Origin": f"http://{host}"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": ORIGIN.replace("http", "https")},
        {"Origin": "", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_changes_nothing(studio, headers):
    """CSRF: a form or a script of another page, with the browser's cookie."""
    version = studio.version()
    body = {"kind": "cast", "base": version, "speaker": "Anna", "voice": "ivy"}
    answer = studio.client.post(f"{studio.api}/changes", json=body, headers=headers)
    assert answer.status_code == 403
    assert studio.version() == version


def test_a_request_of_no_origin_changes_nothing_unless_the_browser_vouches(studio):
    version = studio.version()
    body = {"kind": "undo", "base": version}
    del studio.client.headers["origin"]
    path = f"{studio.api}/changes"
    assert studio.client.post(path, json=body).status_code == 403
    cross = {"Sec-Fetch-Site": "cross-site"}
    assert studio.client.post(path, json=body, headers=cross).status_code == 403
    assert studio.client.get(f"{studio.api}/state", headers=cross).status_code == 403
    same = {"Sec-Fetch-Site": "same-origin"}
    assert studio.client.post(path, json=body, headers=same).status_code == 422


def test_a_form_cannot_pose_as_json(studio):
    answer = studio.client.post(
        f"{studio.api}/changes",
        content='{"kind": "undo"}',
        headers={"Content-Type": "text/plain"},
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body",
    ["[" * 100_000, "[]", "7", "{", '{"kind": 1}', "\ud800".encode("utf-8", "surrogatepass")],
)
def test_a_body_of_another_shape_is_refused(studio, body):
    answer = studio.client.post(
        f"{studio.api}/changes", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400


def test_a_body_without_end_is_cut_off(studio):
    def pieces():
        for _ in range(20):
            yield b" " * (LARGEST_BODY // 8)

    headers = {"Content-Type": "application/json"}
    path = f"{studio.api}/changes"
    assert studio.client.post(path, content=pieces(), headers=headers).status_code == 413
    large = b" " * (LARGEST_BODY + 1)
    assert studio.client.post(path, content=large, headers=headers).status_code == 413


@pytest.mark.parametrize(
    "name",
    [
        "../bridge.txt",
        "..%2fbridge.txt",
        "%2e%2e/bridge.txt",
        "/etc/passwd",
        "cast.toml",
        ".work/script.json",
        ".work/manifest.json",
        "C:\\Windows\\win.ini",
        "..\\bridge.txt",
        "%00",
    ],
)
def test_no_file_but_a_finished_one_is_handed_out(studio, name):
    studio.version()
    assert studio.get(f"files/{name}").status_code == 404
    assert studio.client.get(f"/static/{name}").status_code == 404


@pytest.mark.slow
def test_others_need_a_password(story):
    with studio_of(story, password="correct horse") as studio:
        browser = studio.client
        browser.cookies.clear()
        answer = browser.get("/", follow_redirects=False)
        assert answer.headers["location"] == "/login"
        assert browser.get("/login").status_code == 200
        assert browser.post("/login", data={"password": "wrong"}).status_code == 403
        assert browser.get(f"{studio.api}/state").status_code == 403
        browser.post("/login", data={"password": "correct horse"}, follow_redirects=False)
        assert browser.get(f"{studio.api}/state").status_code == 200


def test_without_a_password_there_is_no_login(studio):
    assert studio.client.get("/login").status_code == 404


def test_an_address_that_others_use_is_known_by_its_names():
    named = Address("::", 1234, ("my.local",))
    assert "[::]:1234" in named.hosts
    assert "my.local:1234" in named.hosts
    assert "localhost:1234" in named.hosts
