"""Change a program that is loaded: whatever was imported from a module stays the same object."""

import sys
from collections.abc import Iterator
from enum import EnumType
from functools import cached_property
from types import CodeType, FunctionType, MemberDescriptorType, ModuleType

# What Python makes of a class by itself.
OF_EVERY_CLASS = frozenset(
    """
    __dict__ __weakref__ __module__ __qualname__ __doc__ __slots__ __annotations__ _abc_impl
    __dataclass_fields__ __dataclass_params__ __match_args__ __abstractmethods__ __parameters__
    __orig_bases__ __static_attributes__ __firstlineno__
    """.split()  # noqa: SIM905 - a list of sixteen lines says no more
)


def run(module: ModuleType, code: CodeType) -> ModuleType:
    """Another module, as an import of this code would make it."""
    made = ModuleType(module.__name__)
    for name in ("__file__", "__package__", "__spec__", "__path__"):
        if hasattr(module, name):
            setattr(made, name, getattr(module, name))
    exec(code, made.__dict__)  # noqa: S102 - the program, wrong in one place
    return made


def swap(module: ModuleType, wrong: ModuleType) -> None:
    """Give a loaded module, and all who import from it, what another one says."""
    before = dict(vars(module))
    for name, value in vars(wrong).items():
        if name.startswith("__") or before.get(name) is value:
            continue
        if not _turn_into(before.get(name), value):
            _bind_everywhere(name, before.get(name), value)


def _turn_into(old: object, new: object) -> bool:
    """Make a function or a class do what another does; False if it cannot."""
    if type(old) is not type(new):
        return False
    if isinstance(old, EnumType):
        return True  # its members are told apart by identity: they stay
    if isinstance(old, type) and isinstance(new, type):
        _turn_class_into(old, new)
        return True
    mine, others = list(_functions(old)), list(_functions(new))
    if not mine or len(mine) != len(others):
        return False
    pairs = list(zip(mine, others, strict=True))
    if any(a.__code__.co_freevars != b.__code__.co_freevars for a, b in pairs):
        return False
    for function, other in pairs:
        function.__code__ = other.__code__
        function.__defaults__ = other.__defaults__
        function.__kwdefaults__ = other.__kwdefaults__
    return True


def _turn_class_into(old: type, new: type) -> None:
    for name, value in vars(new).items():
        before = vars(old).get(name)
        if before is value or name in OF_EVERY_CLASS or _turn_into(before, value):
            continue
        if not isinstance(value, MemberDescriptorType):
            setattr(old, name, value)
    for name in vars(old).keys() - vars(new).keys() - OF_EVERY_CLASS:
        delattr(old, name)


def _functions(value: object) -> Iterator[FunctionType]:
    """The functions behind what a decorator made of them, as far as one can tell."""
    if isinstance(value, FunctionType):
        yield value
    if hasattr(value, "__wrapped__"):
        yield from _functions(value.__wrapped__)
    elif isinstance(value, property):
        yield from _functions(value.fget)
    elif isinstance(value, classmethod | staticmethod):
        yield from _functions(value.__func__)
    elif isinstance(value, cached_property):
        yield from _functions(value.func)


def _bind_everywhere(name: str, old: object, new: object) -> None:
    """In every module that has the old value under this name."""
    for module in list(sys.modules.values()):
        if vars(module).get(name, _bind_everywhere) is old:
            setattr(module, name, new)
