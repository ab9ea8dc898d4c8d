"""A page that plays the book and marks what is heard.

It is one file to open from disk, the sound files beside it. Style and script are in the
page, which may load nothing but sound: its own security policy says so. Whatever the book's
text is, it is shown and never run.
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
from urllib.parse import quote, unquote

from audiobook.errors import PublishError
from audiobook.language import language_of
from audiobook.model import NARRATOR, Script, Track
from audiobook.publish.base import Edition, Output, Publisher
from audiobook.publish.epub import direction, escaped, language_tag, prose
from audiobook.publish.naming import book_name
from audiobook.publish.prose import PageLine, paragraphs
from audiobook.publish.recipe import recipe
from audiobook.publish.tags import Tags, tags_of, title_of
from audiobook.publish.text.colours import ON_BLACK, ON_WHITE, colours
from audiobook.publish.text.subtitles import check_sound_before, sound_files, write
from audiobook.publish.timeline import (
    Said,
    indices,
    length_of,
    one_line,
    starts_of,
    timelines,
)
from audiobook.publish.word_alignment import Word, followed
from audiobook.settings import Settings

# To be raised when the same book gives another page.
VERSION = 2
_FIELD = re.compile(r"\{([a-z]+)\}")
_NOTHING: Mapping[str, str] = {}


class HtmlPublisher(Publisher):
    """The player."""

    words: ClassVar[bool] = True

    def check(self, settings: Settings) -> None:
        """Raise :class:`~audiobook.errors.UsageError` where no sound can come before."""
        check_sound_before("html", settings)

    def outputs(self, edition: Edition) -> tuple[Output, ...]:
        """One page.

        Raises :class:`PublishError` where no sound files of the whole book were made before.
        """
        tags = tags_of(edition)
        name = f"{book_name(edition)}.html"
        folder = dirname(name) or "."
        text = _page(edition, tags, _sounds(edition), folder)
        output = Output(
            name=name,
            slot="html",
            recipe=recipe(VERSION, tags, None, text=text),
            write=partial(write, text),
        )
        return (output,)


def _sounds(edition: Edition) -> tuple[Output, ...]:
    """The sound files to play.

    Those of one format with a file per chapter, or else one file with all of them.
    """
    sounds = sound_files(edition)
    single = [output for output in sounds if len(output.tracks) == 1]
    # The files of one format lie together, and have the same suffix.
    for _, group in groupby(single, key=_suffix):
        outputs = tuple(group)
        tracks = [output.tracks[0] for output in outputs]
        if tuple(tracks) == edition.tracks:
            return outputs
    for output in sounds:
        if output.tracks == edition.tracks:
            return (output,)
    raise PublishError(
        "The page that plays the book needs sound files of the whole book.",
        remedy="Name one before it: --formats mp3,html.",
    )


def _suffix(output: Output) -> str:
    return output.name.rpartition(".")[2]


def page_with_sound(edition: Edition, sound: bytes, media_type: str) -> str:
    """The player of a book, or of a part of one, with all of its sound inside."""
    output = Output(
        name="sound",
        slot="",
        recipe="",
        write=partial(write, ""),
        tracks=edition.tracks,
    )
    data = base64.b64encode(sound).decode()
    inside = {output.name: f"data:{media_type};base64,{data}"}
    return _page(edition, tags_of(edition), (output,), "", inside)


def _page(
    edition: Edition,
    tags: Tags,
    sounds: Sequence[Output],
    folder: str,
    inside: Mapping[str, str] = _NOTHING,
) -> str:
    """The page. ``inside`` has the sound of files that are not beside it, by their names."""
    slots = colours(edition.cast)
    style = _resource("player.css") + _colours()
    script = _resource("player.js")
    language = language_tag(language_of(edition.book))
    speakers = _speakers(edition.script)
    narrators = ""
    if tags.read_by:
        narrators = f"Read by {tags.heard}"
    fields = {
        "language": language,
        "direction": direction(language),
        "policy": _policy(style, script, "data:" if inside else "'self' file:"),
        "title": escaped(tags.album),
        "author": escaped(tags.written_by),
        "narrators": escaped(narrators),
        "chapters": "\n".join(_links(edition)),
        "cast": "\n".join(_cast(edition, slots)),
        "text": "\n".join(_sections(edition, slots, speakers)),
        "data": _data(
            edition, tags, sounds, speakers, _sources(sounds, folder, inside)
        ),
        "style": style,
        "script": script,
    }
    # One pass: what looks like a field within a field's text stays as it is.
    template = _resource("player.html")
    return _FIELD.sub(lambda match: fields[match[1]], template)


def _resource(name: str) -> str:
    return files("audiobook.publish.text").joinpath(name).read_text(encoding="utf-8")


def _speakers(script: Script) -> list[str]:
    """Everybody who says something, in the order of their first words."""
    speakers: dict[str, None] = {}
    for utterances in script.utterances:
        for utterance in utterances:
            speakers[utterance.speaker] = None
    return list(speakers)


def _sources(
    sounds: Sequence[Output], folder: str, inside: Mapping[str, str]
) -> list[str]:
    """Where the page finds each sound file: inside, or beside it."""
    sources = []
    for output in sounds:
        beside = quote(relpath(output.name, folder or "."))
        sources.append(inside.get(output.name, beside))
    return sources


def _policy(style: str, script: str, media: str) -> str:
    """Only our own style and script, by their hashes (CSP 3, 2.3.1).

    ``media`` says where sound may come from.
    """
    directives = (
        "default-src 'none'",
        f"script-src 'sha256-{_hash(script)}'",
        f"style-src 'sha256-{_hash(style)}'",
        f"media-src {media}",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(directives)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.b64encode(digest).decode()


def _colours() -> str:
    """A class for every colour, on white paper and on black."""
    rules = []
    dark = ':root[data-theme="dark"]'
    for slot, colour in enumerate(ON_WHITE):
        rules.append(f".s{slot} {{ color: {colour}; }}\n")
    for slot, colour in enumerate(ON_BLACK):
        rules.append(f"{dark} .s{slot} {{ color: {colour}; }}\n")
    return "".join(rules)


def _chapters(edition: Edition) -> Iterator[tuple[int, str]]:
    """The index and title of every chapter that is heard."""
    chapter_indices = indices(edition.script)
    for number, tracks in groupby(edition.tracks, key=lambda track: track.chapter):
        index = chapter_indices[number]
        chapter = edition.book.chapters[index]
        title = one_line(chapter.title) or title_of(next(tracks))
        part = one_line(chapter.part)
        if part and part.casefold() not in title.casefold():
            title = f"{part}: {title}"
        yield index, title


def _links(edition: Edition) -> Iterator[str]:
    for index, title in _chapters(edition):
        link = f'<a href="#c{index}">{escaped(title)}</a>'
        yield f"<li>{link}</li>"


def _cast(edition: Edition, slots: Mapping[str, int]) -> Iterator[str]:
    speakers = set(_speakers(edition.script))
    for role in edition.cast.roles:
        if role.speaker in speakers:
            style = _style(role.speaker, slots)
            name = escaped(one_line(role.speaker))
            voice = escaped(one_line(role.voice.name))
            yield f"<li{style}>{name}: {voice}</li>"


def _style(speaker: str, slots: Mapping[str, int]) -> str:
    """The attribute that colours what somebody says; the narrator has none."""
    if speaker not in slots:
        return ""
    return f' class="s{slots[speaker]}"'


def _sections(
    edition: Edition,
    slots: Mapping[str, int],
    speakers: Sequence[str],
) -> Iterator[str]:
    numbers = {speaker: number for number, speaker in enumerate(speakers)}
    for index, title in _chapters(edition):
        content = list(paragraphs(edition.script, index))
        heading = ""
        # A title that is not read aloud is not among the paragraphs.
        if not content or content[0].form != "heading":
            heading = f"<h2>{escaped(title)}</h2>\n"
        # The page's own title is the only heading of the first level.
        text = prose(content, partial(_attributes, index, slots, numbers), highest=2)
        opening = f'<section id="c{index}" aria-label="{escaped(title)}">'
        yield f"{opening}\n{heading}{text}\n</section>"


def _attributes(
    chapter: int,
    slots: Mapping[str, int],
    numbers: Mapping[str, int],
    line: PageLine,
) -> str:
    own_id = _id(chapter, line.utterance)
    style = _style(line.speaker, slots)
    return f'id="{own_id}"{style} data-who="{numbers[line.speaker]}"'


def _id(chapter: int, utterance: int) -> str:
    return f"c{chapter}u{utterance}"


def _data(
    edition: Edition,
    tags: Tags,
    sounds: Sequence[Output],
    speakers: Sequence[str],
    sources: Sequence[str],
) -> str:
    """What the page's script has to know, as JSON.

    No sign in it can end the element that it stands in.
    """
    # The player remembers under this where a listener stopped.
    own = edition.book.metadata.identifier
    identity = f"{tags.album}\n{tags.written_by}\n{own}"
    data = {
        "id": hashlib.sha256(identity.encode()).hexdigest()[:16],
        "title": tags.album,
        "author": tags.written_by,
        "speakers": list(map(_shown_name, speakers)),
        "files": list(map(partial(_file, edition), sounds, sources)),
    }
    # "</script>" would end the element.
    packed = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return packed.replace("<", "\\u003c")


def _shown_name(speaker: str) -> str:
    if speaker == NARRATOR:
        return ""
    return one_line(speaker)


def _file(
    edition: Edition,
    output: Output,
    source: str,
) -> dict[str, object]:
    """A sound file: where it is, how long, and when each line in it begins.

    Times are in milliseconds.
    """
    chapter_indices = indices(edition.script)
    starts = starts_of(output)
    said = timelines(edition.script, output.tracks)
    lines: list[list[object]] = []
    for track, start_ms, utterances in zip(output.tracks, starts, said, strict=True):
        index = chapter_indices[track.chapter]
        lines.extend(_lines(edition, track, index, start_ms, utterances))
    return {
        "name": unquote(source) if not source.startswith("data:") else "",
        "source": source,
        "length": round(length_of(output)),
        "lines": lines,
    }


def _lines(
    edition: Edition,
    track: Track,
    index: int,
    start_ms: float,
    utterances: Sequence[Said],
) -> Iterator[list[object]]:
    """For every line that is heard: when, the id of its element, and its words' times.

    ``index`` is the chapter's; the track begins at ``start_ms`` of its file.
    """
    words = edition.words(track)
    texts: Mapping[int, str] = {}
    if words:
        texts = _texts(edition.script, index)

    for said in utterances:
        if not said.heard:
            continue
        time = round(start_ms + said.start_ms)
        line: list[object] = [time, _id(index, said.utterance)]
        text = texts.get(said.utterance, "")
        spoken = words.get(said.utterance, ())
        printed = followed(text, spoken, said.start_ms, said.end_ms)
        if printed:
            line.append([_place(word, text, start_ms) for word in printed])
        yield line


def _texts(script: Script, index: int) -> dict[int, str]:
    """What stands in the element of every line of a chapter."""
    texts = {}
    for paragraph in paragraphs(script, index):
        for line in paragraph.lines:
            runs = [run.text for run in line.runs]
            texts[line.utterance] = "".join(runs)
    return texts


def _place(
    word: Word,
    text: str,
    start_ms: float,
) -> tuple[int, int, int]:
    """Where a word begins and ends in its element's text, and when it is heard."""
    begin = _units(text[: word.start])
    end = _units(text[: word.end])
    time = round(start_ms + word.start_ms)
    return begin, end, time


def _units(text: str) -> int:
    """The length of a text as the page's script counts it: in UTF-16, without line ends.

    In the page these are elements, not letters.
    """
    letters = text.replace("\n", "")
    return len(letters.encode("utf-16-le", "surrogatepass")) // 2
