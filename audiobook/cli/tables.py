"""What the command line prints when a verb is done: tables for people."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from audiobook.checks import (
    RULES,
    Finding,
    LeftOut,
    Listened,
    Recognised,
    Report,
    Retaken,
    Severity,
    SourceLedger,
)
from audiobook.cli.streams import plain
from audiobook.cli.views import parts
from audiobook.model import Book, Cast, Character, Script, Voice
from audiobook.produce import Made
from audiobook.render.cache import Clip
from audiobook.speech import Suspect

_NAMED = 3  # files of one kind


def console_on(stream: TextIO) -> Console:
    """What draws tables on a stream; 120 columns wide where it is not a terminal."""
    styled = False if plain() else None  # None: where the stream is a terminal
    console = Console(
        file=stream, highlight=False, soft_wrap=True, force_terminal=styled
    )
    if console.is_terminal or stream.isatty():
        return console
    return Console(file=stream, highlight=False, width=120, force_terminal=styled)


def table_of(*columns: str, numbers: tuple[str, ...] = ()) -> Table:
    """A plain table; ``numbers`` are the columns that stand to the right."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(
            column, justify="right" if column in numbers else "left", overflow="fold"
        )
    return table


def clock(milliseconds: float) -> str:
    """A length of time as ``h:mm:ss`` or ``m:ss``."""
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def summary(stream: TextIO, made: Made) -> None:
    """The end of a run: who spoke how much, what was made, what was spoken anew."""
    console = console_on(stream)
    table = table_of("Speaker", "Voice", "Lines", "Time", numbers=("Lines", "Time"))
    for part in parts(made):
        table.add_row(part.speaker, part.voice, f"{part.lines:,}", clock(part.sound_ms))
    console.print(table)
    title = escape(made.script.book.metadata.title)
    console.print(
        f"\n{title}: {clock(made.sound_ms)} of sound in {clock(made.elapsed_s * 1000)}."
    )
    console.print(
        f"{made.spoken:,} lines spoken, {made.kept:,} kept from earlier runs."
    )
    _files(console, made)
    if made.missing:
        console.print(
            f"A beep stands for {len(made.missing):,} lines that could not be spoken:",
            style="yellow",
        )
        for line in made.missing:
            console.print(f"  {escape(line)}")


def _files(console: Console, made: Made) -> None:
    """Where the files are, by name; of many of one kind only their number."""
    own = [path for path in made.files if path.is_relative_to(made.folder)]
    console.print(f"{len(own):,} files in {escape(str(made.folder))}")
    kinds = Counter(path.suffix for path in own)
    for kind, count in kinds.items():
        if count > _NAMED:
            console.print(f"  {count:,} {kind.removeprefix('.').upper()}")
    for path in own:
        if kinds[path.suffix] <= _NAMED:
            console.print(f"  {escape(str(path.relative_to(made.folder)))}")
    _shelves(console, made)


def _shelves(console: Console, made: Made) -> None:
    """The folders of a library, each once."""
    elsewhere = [path for path in made.files if not path.is_relative_to(made.folder)]
    for shelf in dict.fromkeys(path.parent for path in elsewhere):
        console.print(f"In the library: {escape(str(shelf))}")


def clips(stream: TextIO, kept: Sequence[Clip]) -> None:
    """The clips that are kept, the oldest first."""
    table = table_of("Spoken", "Size", "Clip", numbers=("Size",))
    for clip in kept:
        spoken = datetime.fromtimestamp(clip.spoken).astimezone()
        table.add_row(f"{spoken:%Y-%m-%d %H:%M}", f"{clip.size:,}", clip.path.stem[:16])
    console_on(stream).print(table)


def clip_store(stream: TextIO, folder: Path, kept: Sequence[Clip]) -> None:
    """How much is kept in a store of spoken lines."""
    size = sum(clip.size for clip in kept) / 1e6
    console_on(stream).print(
        f"{len(kept):,} spoken lines, {size:,.1f} MB, in {escape(str(folder))}"
    )


def clips_in_all(stream: TextIO, removed: int, can_go: int, again_cpu_s: float) -> None:
    """What was removed of spoken lines, and what else can go."""
    shown = console_on(stream)
    if removed:
        shown.print(f"{removed / 1e6:,.1f} MB removed.")
    if can_go:
        shown.print(
            f"{can_go / 1e6:,.1f} MB can go: finished chapters need none of it, and speaking "
            f"it anew takes about {math.ceil(again_cpu_s):,} s of CPU time."
        )


def cast(stream: TextIO, script: Script, roles: Cast) -> None:
    """Who plays whom, and why."""
    characters = {character.name: character for character in script.characters}
    table = table_of(
        "Speaker",
        "Quotations",
        "Words",
        "Gender",
        "Age",
        "Voice",
        "Why",
        numbers=("Quotations", "Words"),
    )
    for role in roles.roles:
        who = characters.get(role.speaker, Character(role.speaker))
        counts = (
            (f"{who.quotations:,}", f"{who.words:,}")
            if role.speaker in characters
            else ("", "")
        )
        table.add_row(
            role.speaker, *counts, who.gender, who.age, role.voice.name, role.reason
        )
    console_on(stream).print(table)


def voices(stream: TextIO, found: tuple[Voice, ...]) -> None:
    """The voices to cast from."""
    table = table_of(
        "Voice", "Gender", "Age", "Accent", "Language", "Engine", "Description"
    )
    for voice in found:
        table.add_row(
            voice.name,
            voice.gender,
            voice.age,
            voice.accent,
            voice.language,
            voice.engine,
            voice.description,
        )
    console = console_on(stream)
    console.print(table)
    console.print()
    for licence, source in dict.fromkeys((v.licence, v.source) for v in found):
        if licence:
            console.print(f"{licence}: {source}", markup=False)


def words(stream: TextIO, found: tuple[Suspect, ...]) -> None:
    """Names that are probably said wrongly."""
    table = table_of("Word", "Times", "Where", numbers=("Times",))
    for each in found:
        table.add_row(each.word, f"{each.count:,}", each.sample)
    console = console_on(stream)
    console.print(table)
    if found:
        word = found[0].word
        advice = f'Hear one: audiobook say "{word}". Teach it in pronunciation.toml, under [words]:'
        console.print(f'\n{advice}\n{word} = "say it like this"', markup=False)


def chapters(stream: TextIO, book: Book) -> None:
    """The chapters that are read, and what is left out."""
    console = console_on(stream)
    authors = ", ".join(book.metadata.authors)
    console.print(f"{book.metadata.title}{' by ' + authors if authors else ''}\n")
    table = table_of(
        "No.", "Title", "Words", "Left out because", numbers=("No.", "Words")
    )
    for chapter in book.chapters:
        title = f"{chapter.part}: {chapter.title}" if chapter.part else chapter.title
        if chapter.own_title:
            title += f" (the book says: {chapter.own_title})"
        table.add_row(str(chapter.number), title, f"{len(chapter.text.split()):,}", "")
    for number, skipped in enumerate(book.skipped, 1):
        table.add_row(
            f"({number})", skipped.title, f"{skipped.words:,}", skipped.reason
        )
    console.print(table)
    for warning in book.warnings:
        console.print(warning, style="yellow", markup=False)
    for loss in book.losses:
        console.print(f"Lost text: {loss}", style="red", markup=False)


_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: ""}


def report(stream: TextIO, found: Report) -> None:
    """What a check found."""
    _findings(console_on(stream), found.findings)
    compared = (
        f", {found.lines:,} lines compared with their clips" if found.lines else ""
    )
    console_on(stream).print(
        f"{found.files:,} sound files, {clock(found.sound_ms)}{compared}."
    )
    console_on(stream).print(_counts(found.findings))


def listened(stream: TextIO, found: Listened) -> None:
    """What a recogniser heard."""
    console = console_on(stream)
    _findings(console, found.findings)
    console.print(
        f"{found.recogniser} finds the words of {found.heard:,} of {found.judged:,} "
        "lines in their sound,"
    )
    console.print(
        f"and of {found.confused:,} in the sound of another line of about the same length."
    )
    console.print(_counts(found.findings))


def recognised(stream: TextIO, found: Recognised) -> None:
    """What a transcriber heard: the worst lines, each voice, and all of them."""
    console = console_on(stream)
    _findings(console, found.findings)
    table = table_of(
        "Voice",
        "Lines",
        "Words",
        "Wrong",
        "%",
        numbers=("Lines", "Words", "Wrong", "%"),
    )
    for voice in found.voices:
        table.add_row(
            voice.voice,
            f"{voice.lines:,}",
            f"{voice.words:,}",
            f"{voice.wrong:,}",
            f"{voice.wrong_percent:.1f}",
        )
    console.print(table)
    _retaken(console, found.retaken)
    every = found.all_voices
    console.print(
        f"{found.recogniser}: {every.wrong_percent:.1f} % of {every.words:,} words in "
        f"{every.lines:,} lines are wrong ({found.new:,} lines heard for the first time)."
    )
    _alike(console, found)
    console.print(_counts(found.findings))


def _alike(console: Console, found: Recognised) -> None:
    """Words that are right by their sound: names, most of them."""
    pairs = Counter(pair for line in found.lines for pair in line.alike)
    if pairs:
        shown = "; ".join(pair for pair, _ in pairs.most_common(_NAMED))
        console.print(
            f"{found.all_voices.alike_percent:.1f} % more sound the same and were written "
            f"otherwise: {shown}.",
            markup=False,
        )


def _retaken(console: Console, retaken: Sequence[Retaken]) -> None:
    """What came of speaking bad lines again."""
    if not retaken:
        return
    better = [each for each in retaken if each.after is not each.before]
    alone = sum(not each.tried for each in retaken)
    for each in better:
        console.print(
            f"Take {each.take}: {each.before.wrong} wrong words before, "
            f"{each.after.wrong} now: {each.after.said}",
            markup=False,
        )
    console.print(f"{len(better):,} of {len(retaken):,} bad lines have a better take.")
    if alone:
        console.print(
            f"{alone:,} were left as they are: their engine has no other take of them."
        )
    if better:
        console.print("Run make-audiobook again to have the better takes in the book.")


def _findings(console: Console, found: Sequence[Finding]) -> None:
    """A table, the worst first, and what to do about each code."""
    findings = sorted(found, key=lambda each: list(Severity).index(each.rule.severity))
    table = table_of("Code", "How bad", "Where", "What")
    for each in findings:
        severity = each.rule.severity
        said = f"{each.what} “{each.line}”" if each.line else each.what
        table.add_row(
            each.code,
            severity.value,
            _where(each),
            escape(said),
            style=_COLOURS[severity],
        )
    if findings:
        console.print(table)
        console.print()
    for code in dict.fromkeys(each.code for each in findings):
        console.print(
            f"{code}  {RULES[code].meaning} {RULES[code].remedy}", markup=False
        )


def _counts(found: Sequence[Finding]) -> str:
    counts = Counter(finding.rule.severity for finding in found)
    parts = []
    for severity in Severity:
        number = counts[severity]
        plural = "" if number == 1 else "s"
        parts.append(f"{number:,} {severity.value}{plural}")
    return ", ".join(parts) + "."


def _where(finding: Finding) -> str:
    place = [finding.file] if finding.file else []
    if finding.chapter is not None:
        place.append(f"chapter {finding.chapter}")
    if finding.at_ms is not None:
        place.append(clock(finding.at_ms))
    return escape(", ".join(place))


def ledger(
    stream: TextIO, found: SourceLedger, findings: Sequence[Finding] = ()
) -> None:
    """Which characters are read, and why the others are not: by reason, the most first."""
    console = console_on(stream)
    reasons: dict[str, list[LeftOut]] = {}
    for entry in found.entries:
        reasons.setdefault(entry.reason, []).append(entry)
    table = table_of(
        "Characters", "Not read because", "Such as", numbers=("Characters",)
    )
    for reason, entries in sorted(
        reasons.items(), key=lambda each: -sum(e.characters for e in each[1])
    ):
        sample = max(entries, key=lambda entry: entry.characters)
        table.add_row(
            f"{sum(e.characters for e in entries):,}",
            reason,
            f"{sample.place}: {sample.sample}",
        )
    console.print(
        f"{found.source:,} characters, white space aside; {found.read:,} are read aloud."
    )
    if found.entries:
        console.print(table)
    if found.letters:
        console.print(
            f"Counted a second time, by other code: {found.letters:,} letters and digits;"
            f" {found.letters_read:,} are read aloud."
        )
    console.print(
        f"Not accounted for: {found.unexplained or found.letters_unexplained:,}."
    )
    _findings(console, findings)
