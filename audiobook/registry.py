"""name -> implementation: one table per seam, then entry points.

An implementation is imported only when it is chosen. The first row of a table is the default.
Other packages add rows with an entry point in the seam's group (``audiobook.engines`` ...).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from audiobook.errors import MissingPackageError, UnknownNameError

T = TypeVar("T")


def nearest(name: str, known: Iterable[str]) -> str:
    """A remedy for a mistyped name: the nearest known one, or all of them."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f'Did you mean "{close[0]}"?'
    return f"Known: {', '.join(names)}."


@dataclass(frozen=True, slots=True)
class Seam(Generic[T]):
    """The implementations of one interface: name -> ``"module:Class"``.

    ``extras`` maps a name to the optional extra of this package that installs what it needs.
    """

    what: str
    group: str
    table: Mapping[str, str]
    extras: Mapping[str, str] = field(default_factory=dict)

    def default(self) -> str:
        """The name used when nobody chose."""
        return next(iter(self.table))

    def names(self) -> tuple[str, ...]:
        """Every known name: ours first, then those of installed packages."""
        return tuple(
            dict.fromkeys(
                (*self.table, *(p.name for p in entry_points(group=self.group)))
            )
        )

    def load(self, name: str) -> type[T]:
        """The class of that name.

        Raises :class:`UnknownNameError`, or :class:`MissingPackageError` where it needs a package
        that is not installed.
        """
        try:
            return self._import(name)
        except ModuleNotFoundError as error:
            if (error.name or "").startswith(__package__ or ""):
                raise
            raise MissingPackageError(
                f'The {self.what} "{name}" needs the package "{error.name}", which is '
                "not installed.",
                remedy="Install it with: pip install "
                f'"audiobook-producer[{self.extras.get(name, name)}]".',
            ) from error

    def _import(self, name: str) -> type[T]:
        if name in self.table:
            module, _, attribute = self.table[name].partition(":")
            found: type[T] = getattr(import_module(module), attribute)
            return found
        for point in entry_points(group=self.group, name=name):
            loaded: type[T] = point.load()
            return loaded
        raise UnknownNameError(
            f'There is no {self.what} "{name}".', remedy=nearest(name, self.names())
        )
