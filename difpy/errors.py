"""Every error, and how it quotes the user's line with a caret.

A refusal has three parts: where and why, the source line with carets, what to write instead.

    heat.py:12: difpy cannot differentiate `yield`: a generator has no single result.
        12 |         yield u
           |         ^^^^^^^
    Return the whole trajectory as an array instead.
"""

from __future__ import annotations

import linecache
import os

from difpy.program import Position

LONGEST_QUOTE = 40


class DifferentiationError(Exception):
    """This cannot be differentiated; the base class of every such error.

    It derives from no error of Numba's, because Numba swallows its own while it compiles.
    `file` and `line` say where in the user's source; they are "" and 0 where there is no source.
    """

    def __init__(self, message: str = "", *, file: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.file = file
        self.line = line


class NotSupportedYetError(DifferentiationError):
    """It has a derivative, and difpy may learn it."""


class NeverDifferentiableError(DifferentiationError):
    """A derivative has no meaning here."""


class ArgumentTypeError(DifferentiationError, TypeError):
    """An argument of a call has a type that this call does not take."""


class ArgumentValueError(DifferentiationError, ValueError):
    """An argument of a call has a value that this call does not take."""


def refuse(
    at: Position, why: str, instead: str, *, never: bool = False, what: str = ""
) -> DifferentiationError:
    """The error to raise for the code at a position; `what` is the quoted code unless given.

    >>> at = Position("heat.py", 12, 0, 7, text="yield u")
    >>> print(refuse(at, "a generator has no single result", "Return an array instead.", never=True))
    heat.py:12: difpy cannot differentiate `yield u`: a generator has no single result.
        12 | yield u
           | ^^^^^^^
    Return an array instead.
    """
    line = source_line(at)
    what = what or quote(at, line)
    place = f"{short_path(at.file)}:{at.line}: " if at.line else ""
    yet = "" if never else " yet"
    first = f"{place}difpy cannot differentiate {what}{yet}: {why.rstrip('.')}."
    parts = [first, *excerpt(at, line), instead]
    kind = NeverDifferentiableError if never else NotSupportedYetError
    return kind("\n".join(part for part in parts if part), file=at.file, line=at.line)


def excerpt(at: Position, line: str) -> list[str]:
    """The source line with its number, and a line of carets under the code meant."""
    if not line.strip():
        return []
    start, stop = caret_columns(at, line)
    before = line[:start].expandtabs(4)
    through = line[:stop].expandtabs(4)
    carets = " " * len(before) + "^" * max(1, len(through) - len(before))
    return [f"{at.line:>6} | {line.rstrip().expandtabs(4)}", f"       | {carets}"]


def caret_columns(at: Position, line: str) -> tuple[int, int]:
    """The columns in characters; those of a position count bytes, as in `ast`."""
    encoded = line.encode()
    start = len(encoded[: at.column].decode(errors="ignore"))
    end = len(line.rstrip())
    if at.end_column is not None and at.end_column > at.column:
        end = min(end, len(encoded[: at.end_column].decode(errors="ignore")))
    return start, end


def quote(at: Position, line: str) -> str:
    """The code at a position in backquotes, shortened."""
    start, stop = caret_columns(at, line)
    code = " ".join(line[start:stop].split()) or "this"
    if len(code) > LONGEST_QUOTE:
        code = code[: LONGEST_QUOTE - 3].rstrip() + "..."
    return f"`{code}`"


def source_line(at: Position) -> str:
    if not at.line:
        return ""
    return linecache.getline(at.file, at.line).rstrip("\n") or at.text


def short_path(file: str) -> str:
    """The path as a person would write it: relative where the file lies below the working directory."""
    here = os.getcwd() + os.sep
    return file[len(here) :] if file.startswith(here) else file
