"""The cast: another voice heard, counted and kept; two people made one, and parted again."""

import time

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


@pytest.fixture
def cast(tab):
    page = tab("cast")
    expect(page.locator(".person")).not_to_have_count(0)
    return page


def open_card(page, at=1):
    page.locator("#cards h2 button").nth(at).press("Enter")
    expect(page.locator(".voice-row")).not_to_have_count(0)


def test_a_card_says_who_it_is(cast):
    card = cast.locator(".person").nth(1)
    for part in (".figures", ".first", ".voice"):
        expect(card.locator(part)).not_to_be_empty()
    expect(cast.locator(".person").first).to_contain_text("Narrator")


def test_a_recast_is_heard_counted_and_kept(cast, book, complaints):
    name = cast.locator("#cards h2 button").nth(1).inner_text()
    open_card(cast)
    row = cast.locator(".voice-row:not(.picked)").first
    voice = row.get_attribute("data-voice")
    # It is heard on the speaker's own line ...
    with cast.expect_response("**/audition?**") as sound:
        row.get_by_role("button", name=f"Hear {voice}", exact=True).press("Enter")
    assert sound.value.headers["content-type"] == "audio/wav"
    # ... counted before it is kept ...
    row.locator("input").press("Space")
    expect(cast.locator("#casting-cost")).to_contain_text("line")
    assert not book.folder.joinpath("cast.toml").exists() or (
        f'voice = "{voice}"' not in book.folder.joinpath("cast.toml").read_text(encoding="utf-8")
    )
    # ... and kept.
    cast.locator("#casting-keep").press("Enter")
    expect(cast.locator(".person").nth(1)).to_contain_text(voice)
    text = book.folder.joinpath("cast.toml").read_text(encoding="utf-8")
    assert f'voice = "{voice}"' in text.partition(name)[2]
    assert complaints == []


def test_a_voice_beside_the_scene_partner(cast):
    open_card(cast)
    heard = []
    cast.on("request", lambda one: heard.append(one.url) if "/audition?" in one.url else None)
    cast.locator(".scene button", has_text="Beside").press("Enter")
    cast.wait_for_timeout(200)
    for _ in range(100):
        if len(heard) >= 2:
            break
        cast.wait_for_timeout(100)
    speakers = {one.partition("speaker=")[2].partition("&")[0] for one in heard}
    assert len(speakers) == 2


def test_two_people_become_one_and_are_parted_again(cast):
    people = cast.locator(".person").count()
    name = cast.locator("#cards h2 button").nth(2).inner_text()
    open_card(cast, 2)
    into = cast.get_by_label("The same person as")
    into.select_option(index=1)
    cast.locator("#moves [data-keep]:focus").press("Enter")
    # Whoever had few lines may lose them to the new one, and go as well.
    own_card = cast.locator("#cards").get_by_role("button", name=name, exact=True)
    expect(own_card).to_have_count(0)
    kept = cast.locator(".person", has_text=name).locator("h2 button")
    kept.press("Enter")
    cast.get_by_role("button", name=f"{name} is somebody else").press("Enter")
    cast.locator("#moves [data-keep]:focus").press("Enter")
    expect(own_card).to_have_count(1)
    expect(cast.locator(".person")).to_have_count(people)


def pick_another_voice(cast):
    """Another voice is picked, and counted; it is not kept yet."""
    open_card(cast)
    cast.locator(".voice-row:not(.picked)").first.locator("input").press("Space")
    expect(cast.locator("#casting-cost")).to_contain_text("line")


def late_answers(page):
    """Changes are answered when everybody else has long been told of them."""

    def answer(route):
        response = route.fetch()
        time.sleep(1)
        route.fulfill(response=response)

    page.route("**/changes", answer)


def test_ones_own_change_is_not_told_as_somebody_elses(cast):
    pick_another_voice(cast)
    late_answers(cast)
    renewals = []
    cast.on("request", lambda one: renewals.append(one.url) if one.url.endswith("/cast") else None)
    cast.locator("#casting-keep").press("Enter")
    expect(cast.locator("#undo")).to_be_enabled()
    cast.wait_for_timeout(500)
    assert len(renewals) == 1
    assert not any("another tab" in told for told in cast.evaluate("told"))


def test_a_studio_heard_anew_during_a_change_is_no_change_from_outside(cast):
    pick_another_voice(cast)
    late_answers(cast)
    # Half-way to the answer, the page hears the studio as it does after a broken connection.
    cast.evaluate("""() => {
        const loaded = performance.getEntriesByType("resource").map((one) => one.name);
        const core = loaded.find((name) => /\\/core[^/]*\\.js/.test(name));
        const hear = () => import(core).then((module) => module.listen());
        addEventListener("keydown", () => setTimeout(hear, 500), { once: true });
    }""")
    cast.locator("#casting-keep").press("Enter")
    expect(cast.locator("#undo")).to_be_enabled()
    cast.wait_for_timeout(500)
    assert cast.locator('[data-banner="stale"]').count() == 0


def test_the_card_of_the_focus_keeps_it_when_the_cast_changes(tab, decide):
    cast, doubts = tab("cast"), tab("doubts")
    card = cast.locator(".person").nth(1)
    card.locator("h2 button").focus()
    before = card.element_handle()
    decide(doubts, "1")
    cast.wait_for_function("(card) => !card.isConnected", arg=before)
    focused = cast.evaluate("document.activeElement.closest('.person')?.dataset.speaker")
    assert focused == before.get_attribute("data-speaker")


def test_a_speaker_is_found_by_name(cast):
    cast.keyboard.press("/")
    cast.keyboard.type("zzz")
    expect(cast.locator("#nobody")).to_be_visible()
