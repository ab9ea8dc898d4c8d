"""Frozen values <-> plain lists, texts and numbers, as JSON has them.

A dataclass becomes the list of its fields' values in order, a tuple a list, bytes Base64. What
comes back is checked against the annotations: :class:`ValueError` where it does not fit.
"""

import base64
import dataclasses
from collections.abc import Callable
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")
_Decode = Callable[[Any], Any]


def plain(value: object) -> object:
    """The plain form of a frozen value."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return [plain(getattr(value, name)) for name in _names(value.__class__)]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.value if isinstance(value, Enum) else value


def restored(kind: type[T], data: object) -> T:
    """The value of that type whose plain form this is. Raises ``ValueError``."""
    decode: _Decode = _decoder(kind)  # type: ignore[arg-type]
    value: T = decode(data)
    return value


@cache
def _names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401
    return tuple(field.name for field in dataclasses.fields(kind))


@cache
def _decoder(kind: Any) -> _Decode:  # noqa: ANN401 - annotations of any form
    if dataclasses.is_dataclass(kind):
        return _dataclass(kind)  # type: ignore[arg-type]
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind))
    if isinstance(kind, UnionType):
        (inner,) = [part for part in get_args(kind) if part is not NoneType]
        decode = _decoder(inner)
        return lambda data: None if data is None else decode(data)
    if kind is bytes:
        return lambda data: base64.b64decode(_checked(data, str), validate=True)
    if kind is float:
        return lambda data: float(_checked(data, (int, float)))
    return kind if issubclass(kind, Enum) else lambda data: _checked(data, kind)


def _dataclass(kind: type) -> _Decode:
    hints = get_type_hints(kind)
    decoders = [_decoder(hints[name]) for name in _names(kind)]

    def decode(data: object) -> object:
        values = _list(data, len(decoders))
        return kind(
            *[decoder(value) for decoder, value in zip(decoders, values, strict=True)]
        )

    return decode


def _tuple(parts: tuple[Any, ...]) -> _Decode:
    if parts[1:] == (...,):
        decoder = _decoder(parts[0])
        return lambda data: tuple([decoder(value) for value in _list(data)])
    decoders = [_decoder(part) for part in parts]
    return lambda data: tuple(
        decoder(value)
        for decoder, value in zip(decoders, _list(data, len(decoders)), strict=True)
    )


def _list(data: object, length: int | None = None) -> list[Any]:
    if not isinstance(data, list) or (length is not None and len(data) != length):
        raise ValueError(
            f"{str(data)[:40]!r} is not a list of {length or 'any length'}."
        )
    return data


def _checked(data: object, kind: type | tuple[type, ...]) -> Any:  # noqa: ANN401
    if not isinstance(data, kind):
        # Whatever does not fit is one kind of error.
        raise ValueError(f"{str(data)[:40]!r} is not a {kind}.")  # noqa: TRY004
    return data
