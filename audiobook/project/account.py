"""What a book was made of and with, for its manifest."""

from dataclasses import asdict
from pathlib import Path

from audiobook.model import Cast, Loss
from audiobook.project.run import BookRun
from audiobook.project.script_cache import digests
from audiobook.project.versions import versions
from audiobook.render.render import Rendered


def account(
    source: Path,
    roles: Cast,
    rendered: Rendered,
    run: BookRun,
    losses: tuple[Loss, ...],
) -> dict[str, object]:
    """What the files were made of and with, for the manifest."""
    settings = run.settings
    played = {}
    for role in roles.roles:
        played[role.speaker] = {
            "voice": asdict(role.voice),
            "delivery": asdict(role.delivery),
        }
    stated = {}
    for name, value in asdict(settings).items():
        stated[name] = str(value) if isinstance(value, Path) else value
    stated["voices"] = [str(path) for path in settings.voices]
    stated["cast_from"] = [str(path) for path in settings.cast_from]
    return {
        "inputs": digests(source),
        "versions": versions(),
        "engines": dict(rendered.engines),
        "settings": stated,
        "rate": run.rate,
        "voices": played,
        "missing": list(rendered.missing),
        "losses": [asdict(loss) for loss in losses],
    }
