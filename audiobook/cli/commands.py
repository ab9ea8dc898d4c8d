"""What each verb but ``make`` does with its arguments: settings -> produce -> what is shown."""

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from audiobook import produce, rehearse
from audiobook.attribute.export import quotes_json
from audiobook.casting import corrections, doubts
from audiobook.checks import (
    Finding,
    Listened,
    Severity,
    is_finished,
    ledger_findings,
    ledger_of,
    ledger_record,
    worst,
)
from audiobook.cli import progress, studio, tables, views
from audiobook.cli.arguments.choosing import AUDITION, INSTALL
from audiobook.cli.arguments.flags import flags_of
from audiobook.cli.library import cache, series
from audiobook.cli.outputs import check_free, write_new
from audiobook.cli.streams import plain, write_json
from audiobook.errors import FindingsError, UsageError
from audiobook.events import Event
from audiobook.model import Script
from audiobook.readers import read_book
from audiobook.sound.stitch import wav

_STANDARD_OUTPUT = Path("-")


def run(verb: str, options: argparse.Namespace) -> None:
    """Run one verb. Raises :class:`~audiobook.errors.AudiobookError`."""
    _VERBS[verb](options)


def _losses_alone(event: Event) -> None:
    """What is lost of the source goes beside what is shown of it."""
    progress.tell_losses(sys.stderr, event)


def _script(options: argparse.Namespace) -> None:
    if options.spoken:
        _rehearsal(options)
        return
    if options.quotes:
        check_free(options.quotes, "--quotes")
    script, settings = produce.script(
        options.file, options.out, flags_of(options), _losses_alone
    )
    if options.quotes:
        text = json.dumps(quotes_json(script), ensure_ascii=False, indent=1)
        write_new(options.quotes, f"{text}\n".encode(errors="replace"), "--quotes")
    _show_script(script, settings.unsure, options)


def _show_script(script: Script, unsure: float, options: argparse.Namespace) -> None:
    if options.json:
        write_json(views.script_record(script))
    elif options.list_unsure:
        sys.stdout.writelines(
            f"{table}\n" for table in corrections(script, doubts(script, unsure))
        )
    elif not options.quotes:
        lines = views.script_lines(script, why=options.why, unsure=unsure)
        sys.stdout.writelines(f"{line}\n" for line in lines)


def _rehearsal(options: argparse.Namespace) -> None:
    played = rehearse.rehearsal(
        options.file, options.out, flags_of(options), _losses_alone
    )
    if options.json:
        write_json(views.rehearsal_record(played))
    else:
        sys.stdout.writelines(f"{line}\n" for line in views.rehearsal_lines(played))


def _cast(options: argparse.Namespace) -> None:
    script, roles, path = produce.cast(
        options.file, options.out, flags_of(options), _losses_alone
    )
    if options.json:
        write_json(views.cast_record(script, roles))
    else:
        tables.cast(sys.stdout, script, roles)
        sys.stdout.write(f"\nEdit {path} to recast.\n")


def _words(options: argparse.Namespace) -> None:
    if options.most < 0:
        raise UsageError(
            "There is nothing to list.", remedy="Give --most a number, or 0 for all."
        )
    found = rehearse.words(options.file, options.out, flags_of(options))
    if options.json:
        write_json([dataclasses.asdict(word) for word in found])
    else:
        tables.words(sys.stdout, found[: options.most] if options.most else found)


def _say(options: argparse.Namespace) -> None:
    if options.wav == _STANDARD_OUTPUT:
        _say_aloud(options)
        return
    if options.wav.suffix.lower() != ".wav":
        raise UsageError(
            f'"{options.wav}" does not end in .wav.',
            remedy="Give --out a name that ends in .wav, or - for standard output.",
        )
    check_free(options.wav, "--out")
    sound = rehearse.say(options.text, options.voice, options.book, flags_of(options))
    write_new(options.wav, wav(sound), "--out")
    if options.json:
        write_json({"file": str(options.wav), "sound_ms": sound.duration_ms})
    else:
        sys.stdout.write(f"{options.wav}: {sound.duration_ms / 1000:.1f} s of sound.\n")


def _say_aloud(options: argparse.Namespace) -> None:
    """The WAV file goes to standard output, and nothing else does."""
    if options.json or sys.stdout.isatty():
        raise UsageError(
            "Standard output takes the sound, and cannot show anything else.",
            remedy="Leave --json out, and send the sound on: ... --out - | aplay",
        )
    sound = rehearse.say(options.text, options.voice, options.book, flags_of(options))
    sys.stdout.buffer.write(wav(sound))


def _check(options: argparse.Namespace) -> None:
    if is_finished(options.file):
        _check_finished(options)
    else:
        _check_story(options)


def _check_finished(options: argparse.Namespace) -> None:
    # Heavy: libraries of sound, tags and pictures.
    from audiobook.checks.check import check  # noqa: PLC0415

    show = progress.silence if options.json else progress.progress
    with show(sys.stderr) as tell:
        report = check(options.file, options.profile, tell)
    if options.json:
        write_json(views.report_record(report))
    else:
        tables.report(sys.stdout, report)
    _fail_by(report.findings, options)


def _fail_by(findings: Iterable[Finding], options: argparse.Namespace) -> None:
    """End with the status that the worst finding asks for."""
    severity = worst(findings)
    if severity is Severity.ERROR:
        raise FindingsError(
            f"{options.file} has errors: they are listed above.",
            remedy="Every code is in docs/checks.md.",
        )
    if severity is Severity.WARNING and options.strict:
        raise FindingsError(
            f"There are warnings about {options.file}.", warnings_only=True
        )


def _listen_check(options: argparse.Namespace) -> None:
    from audiobook.checks.recognition import listen  # noqa: PLC0415 - heavy, as above

    if options.sample < 0:
        raise UsageError(
            "There is nothing to listen to.",
            remedy="Give --sample a number, or leave it out for every line.",
        )
    show = progress.silence if options.json else progress.progress
    with show(sys.stderr) as tell:
        found = listen(
            options.file,
            options.sample,
            options.recogniser,
            tell,
            again=options.respeak,
        )
    if isinstance(found, Listened):
        record = views.listened_record(found)
        table = partial(tables.listened, found=found)
    else:
        record = views.recognised_record(found)
        table = partial(tables.recognised, found=found)
    if options.json:
        write_json(record)
    else:
        table(sys.stdout)
    _fail_by(found.findings, options)


def _check_story(options: argparse.Namespace) -> None:
    found = ledger_of(read_book(options.file))
    findings = tuple(ledger_findings(found))
    if options.json:
        write_json({**ledger_record(found), **views.findings_record(findings)})
    else:
        tables.ledger(sys.stdout, found, findings)
    _fail_by(findings, options)


def _chapters(options: argparse.Namespace) -> None:
    book = produce.read(options.file, flags_of(options))
    if options.json:
        write_json(views.chapters_record(book))
    else:
        tables.chapters(sys.stdout, book)


def _voices(options: argparse.Namespace) -> None:
    if options.action == INSTALL:
        _install(options)
    elif options.action == AUDITION:
        # Heavy: encoders and resampling.
        from audiobook.cli import audition  # noqa: PLC0415

        audition.run(options)
    elif options.source:
        raise UsageError(
            "--from says where to install from.",
            remedy=f"Write: audiobook voices install --from {options.source}",
        )
    else:
        _list_voices(options)


def _install(options: argparse.Namespace) -> None:
    from audiobook.engines.weights import install  # noqa: PLC0415 - the network

    if options.source:
        where = install.copied(options.source)
    else:
        where = install.downloaded(_show_fetched)
    sys.stdout.write(f"The model of the natural voices is in {where}.\n")


def _show_fetched(there: int, size: int) -> None:
    if plain() or not sys.stderr.isatty():
        return
    end = "\n" if there == size else ""
    sys.stderr.write(f"\r{there / 1e6:.0f} of {size / 1e6:.0f} MB{end}")


def _list_voices(options: argparse.Namespace) -> None:
    found = produce.voices(flags_of(options), installed=options.installed)
    if options.json:
        write_json([dataclasses.asdict(voice) for voice in found])
    else:
        tables.voices(sys.stdout, found)


_VERBS: dict[str, Callable[[argparse.Namespace], None]] = {
    "script": _script,
    "cast": _cast,
    "voices": _voices,
    "studio": studio.run,
    "chapters": _chapters,
    "check": _check,
    "listen-check": _listen_check,
    "words": _words,
    "say": _say,
    "cache": cache.run,
    "series": series.run,
}
