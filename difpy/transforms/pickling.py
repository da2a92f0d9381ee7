"""Functions that cloudpickle takes apart (closures, functions of `__main__`) carry their source along.

cloudpickle ships code without saying where its source is, and difpy reads the source.
"""

from __future__ import annotations

import hashlib
import linecache
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from difpy.frontend import unwrap

UNKNOWN_FILE = "<dynamic-code>"
"""What cloudpickle writes for the name of every file."""

Sources = tuple[tuple[str, int, str, str], ...]
"""For each function its qualified name, its first line, and the name and text of its file."""


def sources(primal: Any) -> Sources:
    """The sources of the functions that a function reaches and that are pickled by value."""
    return tuple(
        (f.__qualname__, f.__code__.co_firstlineno, f.__code__.co_filename, _text(f))
        for f in reachable(primal)
        if f.__module__ == "__main__" or "<" in f.__qualname__
    )


def attach_sources(primal: Any, carried: Sources) -> None:
    """Tell the functions that came out of a pickle where their source is."""
    files = {(name, line): (file, text) for name, line, file, text in carried}
    for function in reachable(primal):
        code = function.__code__
        found = files.get((function.__qualname__, code.co_firstlineno))
        if code.co_filename == UNKNOWN_FILE and found:
            function.__code__ = code.replace(co_filename=_register(*found))


def reachable(primal: Any) -> Iterator[FunctionType]:
    """The function, and those that it finds in its cells and globals."""
    todo, seen = [primal], set()
    while todo:
        value = todo.pop()
        if not callable(value) or isinstance(value, type):
            continue
        try:
            function = unwrap(getattr(value, "primal", value)).function
        except Exception:  # no Python function: nothing to carry along
            continue
        if function in seen:
            continue
        seen.add(function)
        yield function
        todo.extend(cell.cell_contents for cell in function.__closure__ or () if _is_filled(cell))
        names = set(_names(function.__code__))
        todo.extend(value for name, value in function.__globals__.items() if name in names)


def _is_filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _text(function: FunctionType) -> str:
    return "".join(linecache.getlines(function.__code__.co_filename, function.__globals__))


def _register(file: str, text: str) -> str:
    """A name under which `linecache` knows the text."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    name = f"<{Path(file).name} {digest}>"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    return name
