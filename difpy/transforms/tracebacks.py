"""Exceptions of the primal show the user's line last in their traceback."""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import ModuleType, TracebackType
from typing import Any

from difpy.program import Position
from difpy.runtime.raised import position_of

Lines = Callable[[], dict[int, Position]]
_generated: dict[str, Lines] = {}


def remember(module: ModuleType, lines: Lines) -> None:
    """Note how to tell the user's position for each line of a generated file."""
    _generated[str(module.__file__)] = lines


def show_users_line(error: BaseException) -> None:
    """Put a frame of the user's line at the end of the error's traceback."""
    frames = list(_frames(error.__traceback__))
    found = users_line_of(error)
    if frames and found is not None and found[1]:
        frames[-1].tb_next = _frame_at(*found)


def users_line_of(error: BaseException) -> tuple[str, int] | None:
    """The user's file and line that raised an exception, if that is known."""
    found = position_of(error)
    if found is None:
        for frame in _frames(error.__traceback__):
            found = _users_line(frame) or found
    return found


def users_position(filename: str, line: int) -> Any:
    """The user's position for a line of a generated file, or None."""
    return _lines(filename).get(line) if filename in _generated else None


def _frames(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _users_line(traceback: TracebackType) -> tuple[str, int] | None:
    filename = traceback.tb_frame.f_code.co_filename
    at = users_position(filename, traceback.tb_lineno)
    return None if at is None else (at.file, at.line)


@lru_cache(maxsize=256)
def _lines(filename: str) -> dict[int, Position]:
    return _generated[filename]()


def _frame_at(file: str, line: int) -> TracebackType | None:
    """A traceback that consists of one line of the user's file."""
    code = compile("\n" * (line - 1) + "raise error", file, "exec").replace(co_name=_function_at(file, line))
    try:
        exec(code, {"error": Exception()})
    except Exception as error:  # the one just raised
        return error.__traceback__.tb_next if error.__traceback__ else None
    return None


def _function_at(file: str, line: int) -> str:
    """The name of the function that a line of a file belongs to."""
    lines = linecache.getlines(file)[:line]
    indent = len(lines[-1]) - len(lines[-1].lstrip()) if lines else 0
    for text in reversed(lines):
        found = re.match(r"(\s*)def (\w+)", text)
        if found and (len(found[1]) < indent or text is lines[-1]):
            return found[2]
    return "<lambda>"
