"""Long chapters in parts, places in stereo, and mastered tracks: from script to track with the tone engine."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from audiobook.render.parts import divided, divisible, parts_of
from audiobook.render.plan import ChapterPlan, PlannedLine, plan
from audiobook.render.render import render
from audiobook.render.staging import with_places
from audiobook.settings import Encoding, Mastering, Pauses, Settings
from audiobook.sound.meter import measured
from hearing import cast, decoded, inline, made, script, voice, workshop
from hypothesis import given, settings
from hypothesis import strategies as st

SCENES = "# Title\n\n" + "\n\n***\n\n".join(
    "\n\n".join(
        f'Emma | "Line {n} of scene {scene}, said at some length." \nshe said.' for n in range(5)
    )
    for scene in range(4)
)
DEFAULTS = Settings()
ACX = Settings(
    encoding=Encoding(192, 44_100),
    mastering=Mastering("rms", -20, -3, -75),
    pauses=Pauses(chapter_start=750, chapter_end=2000),
)


def parts(folder, book, longest_ms, wanted=DEFAULTS, encodings=("wav",)):
    plans = divisible(plan(book, cast(), wanted), book, 1)
    plans = [replace(each, longest_ms=longest_ms) for each in plans]
    with inline() as pool:
        shop = workshop(folder, plans, pool, encodings, wanted.encoding)
        shop = replace(shop, mastering=wanted.mastering)
        rendered = render(plans, shop, pool, 60)
        again = render(plans, shop, pool, 60)
        return rendered, again, [parts_of(each, shop.clips, shop.prints) for each in plans]


def test_a_long_chapter_is_parted_at_scene_breaks(tmp_path):
    book = script(SCENES, 'Tom | "A short chapter."')
    whole = made(tmp_path / "whole", book, encodings=("wav",)).tracks
    rendered, again, _ = parts(tmp_path / "parts", book, whole[0].duration_ms * 0.6)
    first, second, other = rendered.tracks
    assert [track.title for track in rendered.tracks] == [
        "Chapter 1 (1 of 2)",
        "Chapter 1 (2 of 2)",
        "Chapter 2",
    ]
    assert [(track.chapter, track.part) for track in rendered.tracks] == [(1, 1), (1, 2), (2, 0)]
    utterances = book.utterances[0]
    start = second.cues[0].utterance
    assert utterances[start - 1].kind == "break"
    assert [cue.utterance for cue in (*first.cues, *second.cues)] == list(range(len(utterances)))
    assert first.duration_ms == pytest.approx(second.duration_ms, rel=0.2)
    assert second.cues[0].start_ms == DEFAULTS.pauses.chapter_start
    assert other.key == whole[1].key
    assert again.tracks == rendered.tracks
    assert (again.spoken, again.kept) == (0, rendered.spoken)


def test_where_there_are_no_scenes_it_is_parted_at_a_paragraph(tmp_path):
    book = script(SCENES.replace("***", ""))
    whole = made(tmp_path / "whole", book, encodings=("wav",)).tracks[0]
    rendered, _, _ = parts(tmp_path / "parts", book, whole.duration_ms / 3 * 1.2)
    assert len(rendered.tracks) == 3
    for track in rendered.tracks[1:]:
        this = track.cues[0].utterance
        assert book.utterances[0][this].paragraph != book.utterances[0][this - 1].paragraph


def test_no_part_is_longer_than_asked(tmp_path):
    book = script(SCENES)
    whole = made(tmp_path / "whole", book, encodings=("wav",)).tracks[0]
    for share in (0.9, 0.5, 0.34, 0.2, 0.12):
        rendered, _, _ = parts(tmp_path / str(share), book, whole.duration_ms * share)
        assert max(track.duration_ms for track in rendered.tracks) <= whole.duration_ms * share
        assert len(rendered.tracks) > 1


def test_a_chapter_that_fits_stays_whole_and_has_the_same_name(tmp_path):
    book = script(SCENES)
    whole = made(tmp_path / "whole", book, encodings=("wav",)).tracks[0]
    rendered, _, _ = parts(tmp_path / "parts", book, whole.duration_ms + 1)
    assert [(track.part, track.title, track.key) for track in rendered.tracks] == [
        (0, "Chapter 1", whole.key)
    ]


def test_a_heading_never_ends_a_part(tmp_path):
    chapter = "\n\n".join(f'# Part {n}\n\nEmma | "It is said in a sentence."' for n in range(6))
    book = script(chapter)
    whole = made(tmp_path / "whole", book, encodings=("wav",)).tracks[0]
    rendered, _, _ = parts(tmp_path / "parts", book, whole.duration_ms / 2)
    assert len(rendered.tracks) > 1
    for track in rendered.tracks[1:]:
        assert book.utterances[0][track.cues[0].utterance].kind == "heading"


@settings(max_examples=settings().max_examples // 2)
@given(
    st.lists(st.tuples(st.sampled_from([-1, 0, 1, 2]), st.floats(0, 90_000)), max_size=60),
    st.floats(1, 300_000),
)
def test_parts_hold_every_item_once_and_in_order(items, longest_ms):
    seams = tuple(seam for seam, _ in items)
    whole = ChapterPlan(
        1, "X", tuple(PlannedLine(n) for n in range(len(items))), 0, 0, longest_ms, seams
    )
    found = divided(whole, [length for _, length in items])
    assert [item.utterance for part in found for item in part.items] == list(range(len(items)))
    assert all(part.items for part in found) or not items
    if len(found) > 1:
        assert [part.part for part in found] == list(range(1, len(found) + 1))


@pytest.mark.slow
def test_the_parts_of_a_mastered_chapter_are_at_one_level(tmp_path):
    book = script(SCENES)
    rendered, _, _ = parts(tmp_path, book, 40_000, ACX, ("mp3",))
    assert len(rendered.tracks) > 1
    for track in rendered.tracks:
        found = measured(track.file("mp3"))
        assert -23 <= found.rms_db <= -18
        assert found.peak_db <= -3
        assert -76 < found.floor_db < -60
        assert found.rate == 44_100
        assert found.duration_ms == pytest.approx(track.duration_ms, abs=60)


def test_cues_of_a_mastered_track_are_exact(tmp_path):
    book = script('Emma | "One."\n\nTom | "Two, and a little longer."')
    plain = made(tmp_path / "plain", book).tracks[0]
    rendered, _, _ = parts(tmp_path / "acx", book, 10**7, replace(ACX, pauses=Pauses()), ("flac",))
    (track,) = rendered.tracks
    assert track.cues == plain.cues
    heard = decoded(track.file("flac").read_bytes())
    for cue in track.cues:
        start, end = round(cue.start_ms * 44.1), round(cue.end_ms * 44.1)
        assert np.abs(heard[start + 900 : end - 1400]).max() > 0.05
        assert np.abs(heard[start - 4000 : start - 100]).max() < 0.002


def test_plain_settings_give_the_names_of_always(tmp_path):
    book = script(SCENES)
    plans = plan(book, cast(), DEFAULTS)
    with inline() as pool:
        shop = workshop(tmp_path, plans, pool)
        assert [shop.key(each) for each in divisible(plans, book, 119)] == [
            shop.key(each) for each in plans
        ]
        louder = replace(shop, mastering=replace(ACX.mastering, level=-19))
        both = replace(shop, encoding=Encoding(channels=2))
        wide = replace(shop, encoding=Encoding(channels=2, width=0.5))
        mastered = replace(shop, mastering=ACX.mastering)
        keys = {each.key(plans[0]) for each in (shop, louder, both, wide, mastered)}
        assert len(keys) == 5
        placed = with_places(plans, book, cast(), both.encoding)
        assert both.key(placed[0]) != both.key(plans[0])


def test_characters_stand_apart_and_the_narrator_in_the_middle(tmp_path):
    book = script('She said:\n\nEmma | "One."\n\nTom | "Two."')
    wanted = Settings(encoding=Encoding(channels=2, width=0.5))
    plans = with_places(plan(book, cast(), wanted), book, cast(), wanted.encoding)
    with inline() as pool:
        shop = workshop(tmp_path, plans, pool, ("flac",), wanted.encoding)
        (track,) = render(plans, shop, pool, 60).tracks
    import av

    with av.open(str(track.file("flac"))) as file:
        sides = np.concatenate(
            [f.to_ndarray().reshape(-1, 2) for f in file.decode(audio=0)]
        ).astype(float)
    assert len(sides) == track.frames
    loud = [
        np.abs(sides[round(c.start_ms * 22.05) : round(c.end_ms * 22.05)]).max(axis=0)
        for c in track.cues
    ]
    narrator, emma, tom = [left / right for left, right in loud]
    assert narrator == pytest.approx(1, abs=0.01)
    assert emma > 1.5
    assert tom < 1 / 1.5
    power = [np.sqrt((pair**2).sum()) for pair in loud]
    assert max(power) / min(power) < 1.03


def test_places_are_the_same_whichever_chapters_are_made():
    book = script('Emma | "One."\nTom | "Two."', 'Tom | "Three."')
    both = with_places(plan(book, cast(), DEFAULTS), book, cast(), Encoding(channels=2))
    toms = {item.place for each in both for item in each.items if book.utterances[each.number - 1]}
    assert len(toms) == 2
    assert both[1].items[0].place in toms


@pytest.mark.parametrize("chapter", ["***", 'Emma | "Go."', ""])
def test_a_chapter_of_a_word_or_of_none_is_mastered(tmp_path, chapter):
    rendered, _, _ = parts(
        tmp_path, script(chapter), 10**7, ACX, ("mp3", "aac", "opus", "flac", "wav")
    )
    for name in ("mp3", "aac", "opus", "flac", "wav"):
        found = measured(rendered.tracks[0].file(name))
        assert found.peak_db <= -3
        assert found.floor_db == pytest.approx(-75, abs=2)


@pytest.mark.slow
def test_a_very_quiet_voice_is_raised_and_nothing_clips(tmp_path):
    book = script(SCENES)
    for gain in (-30.0, 12.0):
        players = cast(
            Emma=replace(voice("Emma"), gain_db=gain),
            narrator=replace(voice("narrator"), gain_db=gain),
        )
        plans = plan(book, players, ACX)
        with inline() as pool:
            shop = replace(
                workshop(tmp_path / str(gain), plans, pool, ("mp3",), ACX.encoding),
                mastering=ACX.mastering,
            )
            (track,) = render(plans, shop, pool, 60).tracks
        found = measured(track.file("mp3"))
        assert -23 <= found.rms_db <= -18
        assert found.true_peak_db <= -3


def test_seams_follow_the_text():
    book = script(SCENES)
    (whole,) = divisible(plan(book, cast(), DEFAULTS), book, 1)
    for (last, this), seam in zip(pairwise(book.utterances[0]), whole.seams[1:], strict=True):
        expected = 2 if last.kind == "break" else 1 if this.paragraph != last.paragraph else 0
        assert seam == (-1 if this.kind == "break" or last.kind == "heading" else expected)
