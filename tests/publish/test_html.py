"""The page that plays the book, in a real browser, opened from disk."""

import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from audiobook.errors import PublishError
from audiobook.model import Book, Chapter, Cue, Kind, Metadata, Script, Track, Utterance
from audiobook.publish import Edition, OutputFolder, publish
from audiobook.publish.table import PUBLISHERS
from audiobook.publish.text.colours import ON_BLACK, ON_WHITE
from colours import luminance
from hearing import cast, made, script

# Every line that was ever marked, in order: a line may have been heard before the test asks again.
RECORD = """
    window.heard = [];
    new MutationObserver((changes) => {
        for (const { target } of changes)
            if (target.matches(".now") && heard.at(-1) !== target.id) heard.push(target.id);
    }).observe(document, { subtree: true, attributeFilter: ["class"] });
"""
PATIENCE_MS = 180_000  # of waiting for what has to come: a machine may be slow
EVIL = '</script><script>evil=1</script><img src=x onerror="evil=1">{style}'
CHAPTERS = (
    f'# One {EVIL}\n\nEmma | "Go on, {EVIL}."\nshe said.\n\n***\n\nTom | "No, and this is a longer line."',
    "",
    'Emma | "Three & three."\nTom | "Four."',
)


def hostile():
    played = script(*CHAPTERS, title=f'A "Book" {EVIL} 🌟 שלום')
    chapters = tuple(
        replace(one, title=f"Chapter {one.number} {EVIL}", part=EVIL)
        for one in played.book.chapters
    )
    about = replace(played.book.metadata, authors=(EVIL,), identifier=EVIL)
    return replace(played, book=replace(played.book, metadata=about, chapters=chapters))


def published(folder, played, formats=("mp3", "html"), tracks=None):
    tracks = tracks or made(folder / "tracks", played).tracks
    press = OutputFolder(folder / "out", folder / "manifest.json", folder / "parts")
    return publish(formats, Edition(played, cast(), tracks), press)[-1], tracks


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return published(tmp_path_factory.mktemp("html"), hostile())


def patient(context):
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture
def opened(browser, book):
    """The page, and everything that it complained of."""
    context = patient(browser.new_context())
    page = context.new_page()
    page.add_init_script(RECORD)
    complaints = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type != "log" else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(book[0].as_uri())
    until(page, "document.getElementById('audio').readyState >= 1")
    yield page, complaints
    context.close()


def now(page):
    return page.evaluate("document.querySelector('.now')?.id")


def until(page, condition):
    """Wait for it from outside: the page's own policy lets nobody evaluate a text in it twice."""
    for _ in range(PATIENCE_MS // 50):
        if page.evaluate(f"() => Boolean({condition})"):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never: {condition}")


def until_played(page, milliseconds):
    """Wait until the sound was played from about there on, be it still playing or at its end."""
    last = "document.getElementById('audio').played"
    until(page, f"{last}.length && {last}.end({last}.length - 1) * 1000 > {milliseconds}")
    assert page.evaluate(f"{last}.start({last}.length - 1)") * 1000 >= milliseconds - 20


def seek(page, milliseconds):
    page.evaluate(
        """(time) => new Promise((done) => {
            const audio = document.getElementById("audio");
            audio.addEventListener("seeked", () => setTimeout(done, 50), { once: true });
            audio.currentTime = time / 1000;
        })""",
        milliseconds,
    )


@pytest.mark.slow
def test_text_is_shown_and_never_run(opened):
    page, complaints = opened
    assert complaints == []
    assert page.evaluate("typeof evil") == "undefined"
    assert page.title() == f'A "Book" {EVIL} 🌟 שלום'
    assert EVIL in page.inner_text("main")
    assert page.locator("main img, main script").count() == 0


@pytest.mark.slow
def test_nothing_but_the_page_and_its_sound_is_loaded(opened):
    page, _ = opened
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'evil = 1'}))"
    )
    assert page.evaluate("typeof evil") == "undefined"
    names = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert all(name.endswith(".mp3") for name in names)


@pytest.mark.slow
def test_the_line_that_is_heard_is_marked_at_its_time(opened, book):
    page, _ = opened
    cues = [cue for cue in book[1][0].cues if cue.clip]
    for cue in cues:
        seek(page, cue.start_ms + 5)
        assert now(page) == f"c0u{cue.utterance}"
        seek(page, cue.end_ms - 5)
        assert now(page) == f"c0u{cue.utterance}"
    seek(page, 0)
    assert now(page) is None


@pytest.mark.slow
def test_it_plays_on_from_line_to_line_and_from_file_to_file(opened, book):
    page, complaints = opened
    page.click("#play")
    until(page, "heard.includes('c2u1') && document.getElementById('audio').ended")
    heard = page.evaluate("heard")
    # A browser that comes to nothing for as long as a line lasts never marks that line; but in order, and once.
    assert heard == [
        line for line in ("c0u0", "c0u1", "c0u2", "c0u4", "c2u0", "c2u1") if line in heard
    ]
    assert heard[0].startswith("c0")
    assert page.inner_text("#who") == "Tom"
    assert "03 - Chapter 3" in page.evaluate(
        "decodeURIComponent(document.getElementById('audio').src)"
    )
    assert complaints == []


@pytest.mark.slow
def test_a_click_on_a_line_plays_it_also_in_another_file(opened, book):
    page, _ = opened
    page.click("#c2u1")
    until_played(page, book[1][2].cues[1].start_ms)
    page.click("#c0u2")
    until(page, "heard.includes('c0u2')")
    assert page.evaluate("heard.slice(0, 2)") == ["c2u1", "c0u2"]


@pytest.mark.slow
def test_it_is_worked_with_keys(opened):
    page, _ = opened
    page.keyboard.press("ArrowRight")
    assert now(page) == "c0u0"
    page.keyboard.press("ArrowRight")
    assert now(page) == "c0u1"
    page.keyboard.press("ArrowLeft")
    assert now(page) == "c0u0"
    page.keyboard.press("n")
    until(page, "document.querySelector('.now')?.id === 'c2u0'")
    assert page.inner_text("#chapter").endswith(f"Chapter 3 {EVIL}")
    page.keyboard.press("p")
    until(page, "document.querySelector('.now')?.id === 'c0u0'")
    page.keyboard.press("+")
    assert page.evaluate("document.getElementById('audio').playbackRate") == 1.25
    page.keyboard.press("Space")
    until(page, "!document.getElementById('audio').paused")
    page.keyboard.press("Space")
    assert page.evaluate("document.getElementById('audio').paused")


@pytest.mark.slow
def test_it_remembers_the_place_the_speed_and_the_colours(opened):
    page, _ = opened
    for key in ("n", "n", "ArrowRight"):
        page.keyboard.press(key)
    assert now(page) == "c2u1"
    page.select_option("#rate", "1.5")
    page.select_option("#theme", "dark")
    page.reload()
    until(page, "document.querySelector('.now')?.id === 'c2u1'")
    assert page.evaluate("document.getElementById('audio').playbackRate") == 1.5
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


@pytest.mark.slow
def test_without_storage_it_plays_all_the_same(browser, book):
    context = patient(browser.new_context())
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    page.add_init_script(RECORD)
    page.goto(book[0].as_uri())
    page.click("#c0u1")
    until(page, "heard[0] === 'c0u1'")
    context.close()
    assert complaints == []


@pytest.mark.slow
def test_a_sound_file_that_is_gone_is_said(browser, book, tmp_path):
    shutil.copy(book[0], tmp_path / "alone.html")
    page = patient(browser.new_page())
    page.goto((tmp_path / "alone.html").as_uri())
    until(page, "document.getElementById('trouble').textContent !== ''")
    assert "01 - Chapter 1" in page.inner_text("#trouble")
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_system_and_every_control_has_a_name(browser, book, scheme):
    context = patient(
        browser.new_context(color_scheme=scheme, viewport={"width": 360, "height": 640})
    )
    page = context.new_page()
    page.goto(book[0].as_uri())
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for control in page.locator("button, select, input").all():
        named = "(e) => e.ariaLabel || e.textContent.trim() || e.labels?.[0]?.textContent.trim()"
        assert control.evaluate(named)
    context.close()


@pytest.mark.slow
def test_a_book_in_one_file_plays_too(browser, tmp_path):
    path, _ = published(tmp_path, hostile(), ("m4b", "html"))
    page = patient(browser.new_page())
    page.goto(path.as_uri())
    page.click("#c2u1")
    until_played(page, 3000)
    page.close()


@pytest.mark.slow
def test_the_word_that_is_heard_is_marked(browser, tmp_path):
    text = "A 🌟 red,\nred rose <b>.\n\n"
    lines = (Utterance(0, len(text), Kind.NARRATION, 0),)
    played = Script(Book(Metadata("T"), (Chapter(1, "One", text),)), (lines,))
    tracks = made(tmp_path / "tracks", played).tracks
    (cue,) = tracks[0].cues
    words = [
        (word, cue.start_ms + 100 * n)
        for n, word in enumerate(("A", "star", "red", "red", "rose", "b"))
    ]
    edition = Edition(played, cast(), tracks, words=lambda _: {0: tuple(words)})
    press = OutputFolder(tmp_path / "out", tmp_path / "manifest.json", tmp_path / "parts")
    page = patient(browser.new_page())
    page.goto(publish(("mp3", "html"), edition, press)[-1].as_uri())
    until(page, "document.getElementById('audio').readyState >= 1")
    for expected, (_, start) in zip(
        ("A", "red,", "red", "rose", "<b>."), (words[0], *words[2:]), strict=True
    ):
        seek(page, start + 20)
        assert page.evaluate("[...CSS.highlights.get('word')].map(String).join()") == expected
    page.close()


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.wrong = [], [], []

    def handle_starttag(self, tag, attributes):
        self.ids += [value for name, value in attributes if name == "id"]
        if tag not in {"meta", "br", "hr", "input"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.ids += [value for name, value in attributes if name == "id"]

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            self.wrong.append(tag)


def test_the_page_is_well_formed_and_its_ids_are_unique(book):
    parser = Tags()
    parser.feed(book[0].read_text(encoding="utf-8"))
    assert (parser.wrong, parser.open) == ([], [])
    assert len(parser.ids) == len(set(parser.ids))


def test_its_data_names_the_files_beside_it(book):
    text = book[0].read_text(encoding="utf-8")
    data = json.loads(re.search(r'id="book">(.*?)</script>', text)[1])
    assert [one["name"] for one in data["files"]] == sorted(
        p.name for p in book[0].parent.glob("*.mp3")
    )
    assert [len(one["lines"]) for one in data["files"]] == [4, 0, 2]
    assert data["speakers"] == ["", "Emma", "Tom"]


def test_it_needs_sound_with_the_whole_book(tmp_path):
    played = hostile()
    tracks = made(tmp_path / "tracks", played).tracks
    with pytest.raises(PublishError, match="sound files"):
        PUBLISHERS.load("html")().outputs(Edition(played, cast(), tracks))
    some = PUBLISHERS.load("mp3")().outputs(Edition(played, cast(), tracks))[:1]
    with pytest.raises(PublishError, match="whole book"):
        PUBLISHERS.load("html")().outputs(Edition(played, cast(), tracks, earlier=some))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_colour_can_be_read_also_where_it_is_marked():
    from importlib.resources import files

    style = files("audiobook.publish.text").joinpath("player.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--(\w+): (#\w+);", block))
        for block in style.split("* {")[0].split("}")[:2]
    )
    for colours, theme in ((ON_WHITE, light), (ON_BLACK, dark)):
        for colour in (*colours, theme["ink"]):
            assert contrast(colour, theme["paper"]) >= 4.5
            assert contrast(colour, theme["mark"]) >= 4.5
            assert contrast(colour, theme["bar"]) >= 4.5
        assert contrast(theme["faint"], theme["bar"]) >= 4.5
        assert contrast(theme["link"], theme["paper"]) >= 4.5


@pytest.mark.slow
def test_two_thousand_chapters_are_one_page(browser, tmp_path):
    chapters = tuple(Chapter(n, f"Chapter {n}", "Hello.") for n in range(1, 2001))
    lines = tuple((Utterance(0, 6, Kind.NARRATION, 0),) for _ in chapters)
    played = Script(Book(Metadata("T"), chapters), lines)
    cues, sound = (Cue(0, 0.0, 900.0, "c"),), (("mp3", tmp_path / "sound.mp3"),)
    tracks = tuple(Track(n, f"Chapter {n}", "k", 22050, 22050, cues, sound) for n in range(1, 2001))
    sounds = PUBLISHERS.load("mp3")().outputs(Edition(played, cast(), tracks))
    (output,) = PUBLISHERS.load("html")().outputs(Edition(played, cast(), tracks, earlier=sounds))
    output.write(tmp_path / "page.html")
    page = patient(browser.new_page())
    page.goto((tmp_path / "page.html").as_uri())
    assert page.locator(".heard").count() == 2000
    page.close()
