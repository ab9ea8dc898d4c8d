"""A page that plays the book and marks what is heard: one file to open from disk, the sound files beside it.

Style and script are in the page, which may load nothing but sound: its own security policy says so. Whatever the
book's text is, it is shown and never run.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib.resources import files
from itertools import groupby
from posixpath import dirname, relpath
from typing import ClassVar
from urllib.parse import quote

from audiobook.errors import PublishError
from audiobook.language import language_of
from audiobook.model import NARRATOR, Script
from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.epub import direction, escaped, language_tag, prose
from audiobook.publish.naming import book_name
from audiobook.publish.recipe import recipe
from audiobook.publish.tags import Tags, tags_of, title_of
from audiobook.publish.text.colours import ON_BLACK, ON_WHITE, colours
from audiobook.publish.text.prose import Line, paragraphs
from audiobook.publish.text.subtitles import check_sound_before, sound_files, write
from audiobook.publish.text.word_alignment import Word, followed
from audiobook.publish.timeline import indices, length_of, one_line, starts_of, timelines
from audiobook.settings import Settings

VERSION = 1  # to be raised when the same book gives another page
_FIELD = re.compile(r"\{([a-z]+)\}")


class HtmlPublisher(Publisher):
    """The player."""

    words: ClassVar[bool] = True

    def check(self, settings: Settings) -> None:
        """Raise :class:`~audiobook.errors.UsageError` where no sound can come before."""
        check_sound_before("html", settings)

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """One page. Raises :class:`PublishError` where no sound files of the whole book were made before."""
        tags = tags_of(edition)
        name = f"{book_name(edition)}.html"
        text = _page(edition, tags, _sounds(edition), dirname(name) or ".")
        return (
            Output(
                name=name, slot="html", recipe=recipe(VERSION, tags, None, text=text), write=partial(write, text)
            ),
        )


def _sounds(edition: Edition) -> tuple[Output, ...]:
    """The sound files to play: those of one format with a file per chapter, or else one file with them all."""
    found = sound_files(edition)
    single = [output for output in found if len(output.tracks) == 1]
    for _, group in groupby(single, key=lambda output: output.name.rpartition(".")[2]):
        outputs = tuple(group)
        if tuple(output.tracks[0] for output in outputs) == edition.tracks:
            return outputs
    for output in found:
        if output.tracks == edition.tracks:
            return (output,)
    raise PublishError(
        "The page that plays the book needs sound files with all of it.",
        remedy="Name one before it: --formats mp3,html.",
    )


def _page(edition: Edition, tags: Tags, sounds: Sequence[Output], folder: str) -> str:
    slots = colours(edition.cast)
    here = files("audiobook.publish.text")
    style = here.joinpath("player.css").read_text(encoding="utf-8") + _colours()
    script = here.joinpath("player.js").read_text(encoding="utf-8")
    language = language_tag(language_of(edition.book))
    names = list(dict.fromkeys(one.speaker for lines in edition.script.utterances for one in lines))
    fields = {
        "language": language,
        "direction": direction(language),
        "policy": _policy(style, script),
        "title": escaped(tags.album),
        "author": escaped(tags.written_by),
        "narrators": escaped(f"Read by {tags.read_by}" if tags.read_by else ""),
        "chapters": "\n".join(_links(edition)),
        "cast": "\n".join(_cast(edition, slots)),
        "text": "\n".join(_sections(edition, slots, names)),
        "data": _data(edition, tags, sounds, folder, names),
        "style": style,
        "script": script,
    }
    template = here.joinpath("player.html").read_text(encoding="utf-8")
    return _FIELD.sub(lambda match: fields[match[1]], template)


def _policy(style: str, script: str) -> str:
    """Only our own style and script, by their hashes; sound from where the page is (CSP 3, 2.3.1)."""
    return (
        f"default-src 'none'; script-src 'sha256-{_hash(script)}'; style-src 'sha256-{_hash(style)}'; "
        "media-src 'self' file:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _colours() -> str:
    light = "".join(f".s{slot} {{ color: {colour}; }}\n" for slot, colour in enumerate(ON_WHITE))
    dark = "".join(
        f':root[data-theme="dark"] .s{slot} {{ color: {colour}; }}\n' for slot, colour in enumerate(ON_BLACK)
    )
    return light + dark


def _chapters(edition: Edition) -> Iterator[tuple[int, str]]:
    """The index and title of every chapter that is heard."""
    where = indices(edition.script)
    for number, group in groupby(edition.tracks, key=lambda track: track.chapter):
        chapter = edition.book.chapters[where[number]]
        title = one_line(chapter.title) or title_of(next(group))
        part = one_line(chapter.part)
        yield where[number], f"{part}: {title}" if part and part.casefold() not in title.casefold() else title


def _links(edition: Edition) -> Iterator[str]:
    return (f'<li><a href="#c{index}">{escaped(title)}</a></li>' for index, title in _chapters(edition))


def _cast(edition: Edition, slots: Mapping[str, int]) -> Iterator[str]:
    speaking = {one.speaker for lines in edition.script.utterances for one in lines}
    for role in edition.cast.roles:
        if role.speaker in speaking:
            style = f' class="s{slots[role.speaker]}"' if role.speaker in slots else ""
            yield f"<li{style}>{escaped(one_line(role.speaker))}: {escaped(one_line(role.voice.name))}</li>"


def _sections(edition: Edition, slots: Mapping[str, int], names: Sequence[str]) -> Iterator[str]:
    who = {name: number for number, name in enumerate(names)}
    for index, title in _chapters(edition):
        found = list(paragraphs(edition.script, index))
        headed = bool(found) and found[0].form == "heading"
        heading = "" if headed else f"<h2>{escaped(title)}</h2>\n"
        text = prose(found, partial(_attributes, index, slots, who), highest=2)
        yield f'<section id="c{index}" aria-label="{escaped(title)}">\n{heading}{text}\n</section>'


def _attributes(chapter: int, slots: Mapping[str, int], who: Mapping[str, int], line: Line) -> str:
    style = f' class="s{slots[line.speaker]}"' if line.speaker in slots else ""
    return f'id="{_id(chapter, line.utterance)}"{style} data-who="{who[line.speaker]}"'


def _id(chapter: int, utterance: int) -> str:
    return f"c{chapter}u{utterance}"


def _data(edition: Edition, tags: Tags, sounds: Sequence[Output], folder: str, names: Sequence[str]) -> str:
    """What the script has to know, so that nothing in it can end the element that it stands in."""
    known = f"{tags.album}\n{tags.written_by}\n{edition.book.metadata.identifier}"
    speakers = ["" if name == NARRATOR else one_line(name) for name in names]
    told = {
        "id": hashlib.sha256(known.encode()).hexdigest()[:16],
        "title": tags.album,
        "author": tags.written_by,
        "speakers": speakers,
        "files": [_file(edition, output, folder) for output in sounds],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _file(edition: Edition, output: Output, folder: str) -> dict[str, object]:
    """A sound file: where it is, how long, and when each line and each of its words begin, in milliseconds."""
    where = indices(edition.script)
    path = relpath(output.name, folder)
    lines: list[list[object]] = []
    tracks = zip(output.tracks, starts_of(output), timelines(edition.script, output.tracks), strict=True)
    for track, start, said in tracks:
        index, words = where[track.chapter], edition.words(track)
        texts = _texts(edition.script, index) if words else {}
        for one in (one for one in said if one.heard):
            text = texts.get(one.utterance, "")
            found = followed(text, words.get(one.utterance, ()), one.start_ms, one.end_ms)
            line = [round(start + one.start_ms), _id(index, one.utterance)]
            lines.append([*line, [_place(word, text, start) for word in found]] if found else line)
    return {"name": path, "source": quote(path), "length": round(length_of(output)), "lines": lines}


def _texts(script: Script, index: int) -> dict[int, str]:
    """What stands in the element of every line of a chapter."""
    lines = (line for one in paragraphs(script, index) for line in one.lines)
    return {line.utterance: "".join(run.text for run in line.runs) for line in lines}


def _place(word: Word, text: str, start_ms: float) -> tuple[int, int, int]:
    """Where a word is in its element's text, in which a line end is no letter, counted in UTF-16; and when."""
    begin, end = (_units(text[:at].replace("\n", "")) for at in (word.start, word.end))
    return begin, end, round(start_ms + word.start_ms)


def _units(text: str) -> int:
    """The length of a text in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
