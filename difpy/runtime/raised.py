"""Python's exceptions, made from texts and raw values: compiled code cannot format floats itself.

`raised.ValueError(layout, file, line, *values)` is a built-in ValueError, with exactly the text that
Python would give it, and with the user's line to show in the traceback. The layout holds the
exception's arguments, separated by `BETWEEN`: a format string each, or `RAW` for a value as it is.

>>> raise ValueError("step {!r} < {:.2f}", "ode.py", 12, 0.5, 1.0)
Traceback (most recent call last):
...
ValueError: step 0.5 < 1.00
"""

from __future__ import annotations

import builtins
from string import Formatter
from typing import Any

from difpy.runtime.sharing import SharedMemoryError

RAW, BETWEEN = "=", "\0"


def _make(cls: Any, *arguments: Any) -> BaseException:
    if len(arguments) == 1 and isinstance(arguments[0], BaseException):
        return arguments[0]  # Python asks again when what it got is no instance of `cls`
    layout, file, line, *values = arguments
    supply = iter(values)
    error: BaseException = cls.__base__(*[_argument(part, supply) for part in layout.split(BETWEEN)])
    place(error, (file, line))
    return error


def _argument(part: str, supply: Any) -> Any:
    if part == RAW:
        return next(supply)
    fields = sum(field is not None for _, field, _, _ in Formatter().parse(part))
    return part.format(*[next(supply) for _ in range(fields)])


def place(error: BaseException, position: tuple[str, int] | None) -> None:
    """Note the user's file and line in an exception."""
    error.difpy_position = position  # type: ignore[attr-defined]  # read by position_of


def position_of(error: BaseException) -> tuple[str, int] | None:
    """The user's file and line, for an exception that was made here."""
    return getattr(error, "difpy_position", None)


def _factories() -> dict[str, type]:
    found = [value for value in vars(builtins).values() if isinstance(value, type)]
    found.append(SharedMemoryError)
    return {
        exception.__name__: type(exception.__name__, (exception,), {"__new__": _make, "__module__": __name__})
        for exception in found
        if issubclass(exception, Exception)
    }


globals().update(_factories())
