"""Protocol Buffers as they lie in a file: enough to take a model apart and put it together."""

from collections.abc import Iterator

_VARINT = 0
_FIXED64 = 1
_BYTES = 2
_FIXED32 = 5
_WIDTHS = {_FIXED64: 8, _FIXED32: 4}
_MORE = 0x80
_SIGN = 1 << 63

Field = tuple[int, int | memoryview, memoryview]  # number, value, all of its bytes


def fields(message: memoryview) -> Iterator[Field]:
    """The fields of a message, in order. Numbers of fixed width are given as bytes."""
    at = 0
    while at < len(message):
        start = at
        key, at = _varint_at(message, at)
        value: int | memoryview
        if key & 7 == _VARINT:
            value, at = _varint_at(message, at)
        else:
            length = _WIDTHS.get(key & 7, 0)
            if not length:
                length, at = _varint_at(message, at)
            value = message[at : at + length]
            at += length
        yield key >> 3, value, message[start:at]


def values(message: memoryview, number: int) -> list[int | memoryview]:
    """The values of all fields of that number."""
    return [value for found, value, _ in fields(message) if found == number]


def texts(message: memoryview, number: int) -> list[str]:
    """The same, where they are text."""
    return [bytes(value).decode() for value in _in_bytes(message, number)]


def numbers(message: memoryview, number: int) -> list[int]:
    """The same, where they are whole numbers: one by one, or packed."""
    found = []
    for value in values(message, number):
        if isinstance(value, int):
            found.append(_signed(value))
            continue
        at = 0
        while at < len(value):
            one, at = _varint_at(value, at)
            found.append(_signed(one))
    return found


def contents(message: memoryview, number: int) -> list[memoryview]:
    """The same, where they are messages or bytes."""
    return _in_bytes(message, number)


def field(number: int, value: int | str | bytes) -> bytes:
    """A field as it is written."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value % (1 << 64))
    content = value.encode() if isinstance(value, str) else value
    return opening(number, len(content)) + content


def opening(number: int, length: int) -> bytes:
    """What stands before the content of a field that has so many bytes."""
    return varint(number << 3 | _BYTES) + varint(length)


def varint(value: int) -> bytes:
    """A number of any size, not below 0."""
    written = bytearray()
    while value >= _MORE:
        written.append(value & 0x7F | _MORE)
        value >>= 7
    written.append(value)
    return bytes(written)


def _in_bytes(message: memoryview, number: int) -> list[memoryview]:
    found = values(message, number)
    return [value for value in found if isinstance(value, memoryview)]


def _varint_at(message: memoryview, at: int) -> tuple[int, int]:
    value = 0
    shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < _MORE:
            return value, at


def _signed(value: int) -> int:
    return value - (_SIGN << 1) if value >= _SIGN else value
