"""A folder anywhere: on this machine, on a share, or in an object store.

fsspec reaches all of them by an address such as ``s3://bucket/books``. Credentials and the
addresses of servers are found on each machine, as its own tools find them, and never travel.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import fsspec
from fsspec.implementations.local import LocalFileSystem

from audiobook.errors import MissingPackageError, OutputError
from audiobook.files import output_errors, write_bytes

# Here a file appears under its name while it is still being written; elsewhere only when whole.
_GROWING = {"ftp", "hdfs", "sftp", "smb", "ssh", "webhdfs"}
# What raises errors of its own beside those of the system, by package.
_STORAGE = {
    "aiobotocore",
    "aiohttp",
    "azure",
    "botocore",
    "gcsfs",
    "google",
    "paramiko",
}


class SharedFolderError(OutputError):
    """A shared folder or an object store cannot be reached, or refuses."""


class _FileSystem(Protocol):
    """What is used of fsspec, which says nothing of its types."""

    protocol: str | tuple[str, ...]

    def cat_file(self, path: str) -> bytes: ...
    def exists(self, path: str) -> bool: ...
    def find(self, path: str, *, detail: bool) -> dict[str, dict[str, Any]]: ...
    def get_file(self, remote: str, local: str) -> None: ...
    def put_file(self, local: str, remote: str) -> None: ...
    def pipe_file(self, path: str, data: bytes) -> None: ...
    def makedirs(self, path: str, *, exist_ok: bool) -> None: ...
    def mv(self, source: str, target: str) -> None: ...
    def rm_file(self, path: str) -> None: ...


@dataclass(frozen=True)
class SharedFolder:
    """A folder by its address: a path, or a URL that fsspec knows. Picklable.

    Every method raises :class:`SharedFolderError` where the place cannot be reached or refuses.
    """

    url: str

    def under(self, name: str) -> "SharedFolder":
        """A folder in it."""
        return SharedFolder(f"{self.url.rstrip('/')}/{name}")

    @cached_property
    def _opened(self) -> tuple[_FileSystem, str]:
        try:
            # A listing from before would hide what other machines wrote since.
            opened: tuple[_FileSystem, str] = fsspec.core.url_to_fs(
                self.url, use_listings_cache=False
            )
        except ImportError as error:
            raise MissingPackageError(
                f'"{self.url}" needs a package that is not installed: {error}.',
                remedy="Install it here and on every worker.",
            ) from error
        except ValueError as error:
            raise SharedFolderError(
                f'"{self.url}" is not the address of a folder: {error}.',
                remedy='Give a path, or a URL such as "s3://bucket/books".',
            ) from error
        return opened

    def __getstate__(self) -> dict[str, str]:
        """The address alone: what is open stays here."""
        return {"url": self.url}

    @property
    def is_local(self) -> bool:
        """Whether it is a folder of this machine's file system, a mounted share included."""
        return isinstance(self._opened[0], LocalFileSystem)

    def read(self, name: str) -> bytes | None:
        """What is in a file; ``None`` where there is none."""
        files, root = self._opened
        with _Naming(self.url):
            try:
                return files.cat_file(f"{root}/{name}")
            except FileNotFoundError:
                return None

    def sizes(self) -> dict[str, int]:
        """Every file in it and below, by its name from here, with its bytes."""
        files, root = self._opened
        with _Naming(self.url):
            found = files.find(root, detail=True)
        start = len(root.rstrip("/")) + 1
        return {path[start:]: int(about["size"]) for path, about in found.items()}

    def fetch(self, name: str, path: Path) -> None:
        """Copy a file of it to this machine."""
        files, root = self._opened
        with output_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        with _Naming(self.url):
            files.get_file(f"{root}/{name}", str(path))

    def write(self, name: str, data: bytes) -> None:
        """Write a small file, whole or not at all."""
        files, root = self._opened
        with _Naming(self.url):
            if self.is_local:
                write_bytes(Path(root, name), data)
            else:
                self._make_way(f"{root}/{name}")
                files.pipe_file(f"{root}/{name}", data)

    def put(self, path: Path, name: str) -> None:
        """Copy a file of this machine into it, whole or not at all."""
        files, root = self._opened
        target = f"{root}/{name}"
        with _Naming(self.url):
            self._make_way(target)
            if not self._grows:
                files.put_file(str(path), target)
                return
            part = f"{target}.part"
            files.put_file(str(path), part)
            files.mv(part, target)

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        files, root = self._opened
        with _Naming(self.url):
            try:
                files.rm_file(f"{root}/{name}")
            except FileNotFoundError:
                return

    @property
    def _grows(self) -> bool:
        """Whether others would see a file of it half written."""
        protocol = self._opened[0].protocol
        if isinstance(protocol, str):
            protocol = (protocol,)
        return self.is_local or not _GROWING.isdisjoint(protocol)

    def _make_way(self, target: str) -> None:
        """The folder of a file; object stores have none."""
        if self._grows:
            self._opened[0].makedirs(target.rpartition("/")[0], exist_ok=True)


class _Naming:
    """Turns errors of the system and of packages for storage into errors of ours."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, OutputError) and not isinstance(error, SharedFolderError):
            raise SharedFolderError(error.message, remedy=error.remedy) from error
        if isinstance(error, OSError) or _is_of_storage(error):
            raise _told(self._url, error) from error


def _is_of_storage(error: BaseException | None) -> bool:
    """Whether a package for storage raised an error of its own."""
    return type(error).__module__.partition(".")[0] in _STORAGE


def _told(url: str, error: BaseException | None) -> SharedFolderError:
    return SharedFolderError(
        f'Cannot use "{url}": {error}.',
        remedy="Check the address, the credentials, and that every machine reaches it.",
    )
