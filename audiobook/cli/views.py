"""How a book, a script and a cast are shown: readable lines for people, records for JSON. Pure."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from audiobook.checks import (
    Finding,
    Listened,
    Recognised,
    Report,
    Severity,
    VoiceHeard,
)
from audiobook.model import NARRATOR, Book, Cast, Kind, Line, Script, Utterance
from audiobook.model.cast import NEUTRAL
from audiobook.produce import Made
from audiobook.render.plan import ChapterPlan, PlannedLine
from audiobook.render.staging import Staged

Record = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class PlayedPart:
    """What one speaker's voice does in the finished book: lines, and milliseconds of sound."""

    speaker: str
    voice: str
    lines: int
    sound_ms: float


def script_lines(
    script: Script, *, why: bool = False, unsure: float = 0.0
) -> Iterator[str]:
    """Who says what: ``Emma | "Go on."``, a line per utterance.

    ``why`` adds confidence and reason; a speaker whose confidence is under ``unsure`` gets a
    question mark.
    """
    for chapter, utterances in script.by_chapter():
        yield f"=== {chapter.number}. {chapter.title}"
        for utterance in utterances:
            text = chapter.text[utterance.start : utterance.end]
            yield _line(utterance, text, unsure) + (_evidence(utterance) if why else "")


def _line(utterance: Utterance, text: str, unsure: float) -> str:
    words = " ".join(text.split())
    speaker = utterance.speaker + ("?" if utterance.confidence < unsure else "")
    match utterance.kind:
        case Kind.BREAK:
            return f"-- {words}".rstrip()
        case Kind.HEADING:
            return f"# {words}"
        case Kind.THOUGHT:
            return f"{speaker} (thinking) | {words}"
        case Kind.LETTER | Kind.SIGN | Kind.VERSE as kind:
            return f"{speaker} ({kind}) | {words}"
        case _:
            return f"{speaker} | {words}"


def rehearsal_lines(played: Staged) -> Iterator[str]:
    """What is said, and how, under each chapter's title.

    For example ``400 ms Emma clara +2% +1.2 st +2.3 dB | Go on!``.

    The delivery is relative to the voice's own way: rate in percent, pitch in semitones, volume
    in decibels.
    """
    width = max((len(role.speaker) for role in played.cast.roles), default=0)
    for plan, utterances in zip(played.plans, played.script.utterances, strict=True):
        yield f"=== {plan.number}. {plan.title}"
        for item, line in _lines(plan):
            way = line.delivery
            shades = ""
            if way != NEUTRAL:
                shades = f"{way.rate - 1:+.0%} {way.pitch:+.1f} st {way.volume:+.1f} dB"
            speaker = utterances[item.utterance].speaker
            place = f"{item.pause_ms:5} ms  {speaker:{width}}"
            yield f"{place}  {line.voice.name:10}  {shades:22} | {line.words}"


def rehearsal_record(played: Staged) -> list[Record]:
    """Every line as it is said, as JSON."""
    return [
        {
            "chapter": plan.number,
            "utterance": item.utterance,
            "speaker": utterances[item.utterance].speaker,
            "voice": line.voice.name,
            "pause_ms": item.pause_ms,
            "delivery": dataclasses.asdict(line.delivery),
            "words": line.words,
        }
        for plan, utterances in zip(played.plans, played.script.utterances, strict=True)
        for item, line in _lines(plan)
    ]


def _lines(plan: ChapterPlan) -> Iterator[tuple[PlannedLine, Line]]:
    for item in plan.items:
        if item.line:
            yield item, item.line


def _evidence(utterance: Utterance) -> str:
    if utterance.quotation is None:
        return ""
    return f"    [{utterance.confidence:.0%}: {utterance.reason}]"


def script_record(script: Script) -> Record:
    """A script as JSON: chapters with their utterances, and the characters."""
    chapters = []
    for chapter, utterances in script.by_chapter():
        records = []
        for utterance in utterances:
            text = chapter.text[utterance.start : utterance.end]
            records.append({**dataclasses.asdict(utterance), "text": text})
        chapters.append(
            {
                "number": chapter.number,
                "title": chapter.title,
                "utterances": records,
            }
        )
    characters = [dataclasses.asdict(character) for character in script.characters]
    return {
        "losses": _losses(script.book),
        "chapters": chapters,
        "characters": characters,
    }


def chapters_record(book: Book) -> Record:
    """The chapters of a book as JSON: what is read, then what is left out and why."""
    read = [
        {
            "number": c.number,
            "title": c.title,
            "own_title": c.own_title or c.title,
            "words": len(c.text.split()),
            "skipped": None,
        }
        for c in book.chapters
    ]
    left_out = [
        {
            "number": None,
            "title": s.title,
            "own_title": s.title,
            "words": s.words,
            "skipped": s.reason,
        }
        for s in book.skipped
    ]
    pieces = [
        {"include": n, "title": s.title, "kind": s.kind}
        for n, s in enumerate(book.skipped, 1)
    ]
    return {
        "title": book.metadata.title,
        "authors": list(book.metadata.authors),
        "chapters": read + left_out,
        "left_out": pieces,
        "warnings": list(book.warnings),
        "losses": _losses(book),
    }


def _losses(book: Book) -> list[Record]:
    return [dataclasses.asdict(loss) for loss in book.losses]


def cast_record(script: Script, cast: Cast) -> Record:
    """A cast as JSON: who plays whom, why, and how much they speak."""
    characters = {
        character.name: dataclasses.asdict(character) for character in script.characters
    }
    return {
        "cast": [
            {
                "speaker": role.speaker,
                "voice": dataclasses.asdict(role.voice),
                "reason": role.reason,
                "chosen": role.chosen,
                "character": characters.get(role.speaker),
            }
            for role in cast.roles
        ]
    }


def parts(made: Made) -> tuple[PlayedPart, ...]:
    """Lines and sound per speaker, in the order of the cast; speakers who were not heard are left
    out.
    """
    roles = made.edition.cast.roles
    lines = dict.fromkeys((role.speaker for role in roles), 0)
    sound_ms = dict.fromkeys(lines, 0.0)
    chapters = made.script.by_chapter()
    of_chapter = {chapter.number: utterances for chapter, utterances in chapters}
    for track in made.edition.tracks:
        for cue in (cue for cue in track.cues if cue.clip):
            speaker = of_chapter[track.chapter][cue.utterance].speaker
            lines[speaker] += 1
            sound_ms[speaker] += cue.end_ms - cue.start_ms
    return tuple(
        PlayedPart(
            role.speaker, role.voice.name, lines[role.speaker], sound_ms[role.speaker]
        )
        for role in roles
        if lines[role.speaker] or role.speaker == NARRATOR
    )


def finding_record(finding: Finding) -> Record:
    """A finding as JSON, with the row of its code."""
    rule = finding.rule
    about = {
        "severity": rule.severity.value,
        "meaning": rule.meaning,
        "remedy": rule.remedy,
    }
    return {**dataclasses.asdict(finding), **about}


def report_record(report: Report) -> Record:
    """What a check found, as JSON."""
    about = {"files": report.files, "sound_ms": report.sound_ms, "lines": report.lines}
    return {"path": str(report.path), **about, **findings_record(report.findings)}


def listened_record(listened: Listened) -> Record:
    """What a recogniser heard, as JSON."""
    counts = {
        name: getattr(listened, name)
        for name in ("judged", "heard", "confused", "unjudged")
    }
    found = findings_record(listened.findings)
    return {
        "path": str(listened.path),
        "recogniser": listened.recogniser,
        **counts,
        **found,
    }


def recognised_record(found: Recognised) -> Record:
    """What a transcriber heard, as JSON, the worst lines first."""
    return {
        "path": str(found.path),
        "recogniser": found.recogniser,
        "new": found.new,
        "all": _voice_heard(found.all_voices),
        "voices": [_voice_heard(voice) for voice in found.voices],
        "lines": [dataclasses.asdict(line) for line in found.lines],
        "retaken": [dataclasses.asdict(each) for each in found.retaken],
        **findings_record(found.findings),
    }


def _voice_heard(voice: VoiceHeard) -> Record:
    return {
        **dataclasses.asdict(voice),
        "wrong_percent": round(voice.wrong_percent, 2),
        "alike_percent": round(voice.alike_percent, 2),
    }


def findings_record(findings: Sequence[Finding]) -> Record:
    """Findings as JSON: how many of each severity, and each."""
    counts = {severity.value: 0 for severity in Severity}
    for finding in findings:
        counts[finding.rule.severity.value] += 1
    return {
        "counts": counts,
        "findings": [finding_record(finding) for finding in findings],
    }


def made_record(made: Made) -> Record:
    """A finished run as JSON."""
    return {
        "title": made.script.book.metadata.title,
        "folder": str(made.folder),
        "files": [str(path) for path in made.files],
        "spoken": made.spoken,
        "kept": made.kept,
        "missing": list(made.missing),
        "losses": _losses(made.script.book),
        "sound_ms": made.sound_ms,
        "elapsed_s": made.elapsed_s,
        "cast": [dataclasses.asdict(part) for part in parts(made)],
    }
