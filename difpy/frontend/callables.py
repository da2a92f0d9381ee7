"""From what a user passes in to the Python function behind it, and the arguments bound on the way."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from types import FunctionType, MethodType
from typing import Any, TypeAlias

from difpy.errors import ArgumentTypeError, NotSupportedYetError

Path: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Bound:
    """An argument that the callable carries: by position (from 0) or by keyword.

    `path` says how to read it again from the callable, in the steps of `program.Capture`.
    """

    key: int | str
    value: Any
    path: Path


@dataclass(frozen=True)
class Unwrapped:
    """The plain function behind a callable: `function(*positional, *arguments, **keywords)`.

    `path` leads from the callable to the function.
    """

    function: FunctionType
    bound: tuple[Bound, ...] = ()
    path: Path = ()

    @property
    def positional(self) -> tuple[Any, ...]:
        """The values of the arguments bound by position."""
        return tuple(b.value for b in self.bound if isinstance(b.key, int))

    @property
    def keywords(self) -> dict[str, Any]:
        """The values of the arguments bound by keyword."""
        return {b.key: b.value for b in self.bound if isinstance(b.key, str)}


def unwrap(function: Any) -> Unwrapped:
    """The Python function behind a dispatcher, bound method, partial, derivative or callable object.

    >>> def power(base, exponent): return base**exponent
    >>> unwrap(functools.partial(power, exponent=2)).keywords
    {'exponent': 2}
    """
    positional: list[tuple[Any, Path]] = []
    keywords: dict[str, tuple[Any, Path]] = {}
    path: Path = ()
    current = function
    while not isinstance(current, FunctionType):
        if isinstance(current, functools.partial):
            here = [(value, (*path, ("partial", str(i)))) for i, value in enumerate(current.args)]
            positional[:0] = here
            for key, value in current.keywords.items():
                keywords.setdefault(key, (value, (*path, ("partial", key))))
            current, path = current.func, (*path, ("function", ""))
        elif isinstance(current, MethodType):
            positional.insert(0, (current.__self__, (*path, ("self", ""))))
            current, path = current.__func__, (*path, ("function", ""))
        elif is_transformed(current):
            current, path = current.as_function, (*path, ("attribute", "as_function"))
        elif is_dispatcher(current):
            current, path = current.py_func, (*path, ("attribute", "py_func"))
        else:
            current, path = call_method(current), (*path, ("attribute", "__call__"))
    bound = [Bound(i, value, where) for i, (value, where) in enumerate(positional)]
    bound += [Bound(key, value, where) for key, (value, where) in keywords.items()]
    return Unwrapped(current, tuple(bound), path)


def call_method(value: Any) -> MethodType:
    """The `__call__` of an object that a Python class defines."""
    if not callable(value):
        raise ArgumentTypeError(f"difpy needs a function, and got {value!r} of type {type(value).__name__}.")
    if not isinstance(value, type):
        method = getattr(value, "__call__", None)  # noqa: B004  the method itself is needed
        if isinstance(method, MethodType):
            return method
    name = getattr(value, "__qualname__", None) or repr(value)
    raise NotSupportedYetError(
        f"difpy cannot differentiate `{name}` yet: it has no Python source.\n"
        "Wrap it in a Python function and differentiate that one."
    )


def is_transformed(value: Any) -> bool:
    """Whether this is a derivative that a transform of difpy returned."""
    return isinstance(getattr(value, "as_function", None), FunctionType)


def is_dispatcher(value: Any) -> bool:
    """Whether this is a function compiled by Numba: `@njit`, `@jit`, `@vectorize`."""
    return not isinstance(value, type) and isinstance(getattr(value, "py_func", None), FunctionType)
