"""Putting the model in place without the packages: from a file, or from its publisher.

Nothing is fetched that the user did not ask for, and nothing is kept whose SHA-256 is not the
known one. A download that broke off is taken up where it ended.
"""

import hashlib
import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from audiobook.engines.weights.files import NAME, SHA_256, SIZE, difference, own_file
from audiobook.errors import InputError, OutputError
from audiobook.files import output_errors, replacing
from audiobook.files.stamp import sha256

URL = f"https://github.com/thewh1teagle/kokoro-onnx/releases/download/model-files-v1.0/{NAME}"
_CHUNK = 1 << 20
_TIMEOUT_S = 60.0
_AGAIN = "Run the same command again: it goes on where it stopped."
_PARTIAL = 206

Tell = Callable[[int, int], None]  # bytes that are there, of how many


def copied(source: Path) -> Path:
    """Copy the model from a file, or from a folder that holds it; where it is then.

    Raises :class:`InputError` or :class:`OutputError`.
    """
    file = source / NAME if source.is_dir() else source
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(
            f"{file} cannot be read: {error.strerror}.",
            remedy=f"Name the file {NAME}, or the folder that it lies in.",
        ) from error
    if hashlib.sha256(data).hexdigest() != SHA_256:
        raise InputError(
            f"{file} {difference(len(data))}.", remedy=f"Fetch it from {URL}."
        )
    with replacing(own_file()) as part:
        part.write_bytes(data)
    return own_file()


def downloaded(tell: Tell, url: str = URL) -> Path:
    """Fetch the model, or the rest of it; where it is then.

    Raises :class:`InputError` or :class:`OutputError`.
    """
    whole = own_file()
    part = whole.with_name(f"{NAME}.part")
    with output_errors(part):
        part.parent.mkdir(parents=True, exist_ok=True)
        part.touch()
    if part.stat().st_size < SIZE:
        _fetch(url, part, tell)
    digest, size = sha256(part), part.stat().st_size
    if digest != SHA_256:
        part.unlink()
        raise InputError(
            f"What {url} sent {difference(size)}.",
            remedy="Give a copy of the right one with --from.",
        )
    with output_errors(whole):
        part.replace(whole)
    return whole


def _fetch(url: str, part: Path, tell: Tell) -> None:
    there = part.stat().st_size
    rest = {"Range": f"bytes={there}-"}
    request = urllib.request.Request(url, headers=rest)  # noqa: S310 - a constant
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as response:  # noqa: S310
            if response.status != _PARTIAL:
                there = 0  # the server sends all of it
            _append(response, part, there, tell)
    except OutputError:
        raise
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", "") or error
        # An error of the system says its number before what it means.
        reason = getattr(reason, "strerror", "") or reason
        raise InputError(
            f"{url} cannot be fetched: {reason}.", remedy=_AGAIN
        ) from error
    if part.stat().st_size < SIZE:
        raise InputError(f"{url} broke off.", remedy=_AGAIN)


def _append(
    response: http.client.HTTPResponse, part: Path, there: int, tell: Tell
) -> None:
    """Write what comes, behind the first ``there`` bytes; no more than the model has."""
    with part.open("r+b") as file:
        file.truncate(there)
        file.seek(there)
        while there < SIZE:
            tell(there, SIZE)
            chunk = response.read(min(_CHUNK, SIZE - there))
            if not chunk:
                return
            with output_errors(part):
                file.write(chunk)
            there += len(chunk)
    tell(there, SIZE)
