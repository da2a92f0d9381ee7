"""Parallel assignment as a sequence: `a, b = b, a + b` with as few temporaries as needed.

Before:
    a, b = b, a + b

After:
    a_old = a
    a = b
    b = a_old + b
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from difpy.program import Expression, Name, names_in, substitute, walk


def in_sequence(
    pending: list[tuple[str, Expression]], new_name: Callable[[str], str]
) -> Iterator[tuple[str, Expression]]:
    """The same assignments one after the other."""
    pending = [pair for pair in pending if pair[1] != Name(pair[0])]
    while pending:
        ready = next((pair for pair in pending if not _is_read(pair, pending)), None)
        if ready is None:
            target = pending[0][0]
            saved = new_name(f"{target}_old")
            old = _read_of(target, [v for _, v in pending])
            yield saved, old
            replacement: dict[str, Expression] = {target: Name(saved, type=old.type, at=old.at)}
            pending = [(t, v if t == target else substitute(v, replacement)) for t, v in pending]
        else:
            pending = [pair for pair in pending if pair is not ready]
            yield ready


def _is_read(pair: tuple[str, Expression], pending: list[tuple[str, Expression]]) -> bool:
    return any(pair[0] in names_in(value) for target, value in pending if target != pair[0])


def _read_of(target: str, values: list[Expression]) -> Expression:
    """A name with its type, from an expression that reads it."""
    return next(e for v in values for e in walk(v) if e == Name(target))
