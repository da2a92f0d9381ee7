"""Which names a block reads before it has assigned them for certain."""

from __future__ import annotations

from difpy.program import (
    Block,
    Break,
    Effect,
    For,
    If,
    Raise,
    Restore,
    Statement,
    Store,
    Subscript,
    While,
    expressions,
    names_in,
    targets,
)


def read_here(statement: Statement) -> set[str]:
    """The names that a statement itself reads, its nested blocks apart."""
    read = set().union(*(names_in(expression) for expression in expressions(statement)))
    match statement:
        case Store(array=name) | Effect(object=str(name)) if name:
            read.add(name)
        case Restore(target=Subscript() as place):
            read |= names_in(place)
    return read


def exposed(block: Block) -> set[str]:
    """The names whose value on entry the block may read.

    exposed(s1; s2) = exposed(s1) | (exposed(s2) - assigned for certain by s1)
    """
    found: set[str] = set()
    _scan(block, set(), found)
    return found


def assigned_for_certain(block: Block) -> set[str]:
    """The names bound on every way through the block."""
    certain = _scan(block, set(), set())
    return set() if certain is None else certain


def _scan(block: Block, certain: set[str], found: set[str]) -> set[str] | None:
    """Adds the exposed names to `found`; the names certain after the block, None if it doesn't end."""
    for statement in block:
        found |= read_here(statement) - certain
        match statement:
            case If(then=then, otherwise=otherwise):
                after = _meet(_scan(then, set(certain), found), _scan(otherwise, set(certain), found))
                if after is None:
                    return None
                certain = after
            case For(target=target, body=body):
                _scan(body, certain | {target}, found)
            case While(body=body):
                _scan(body, set(certain), found)
            case Break() | Raise():
                return None
            case _:
                certain = certain.union(targets(statement))
    return certain


def _meet(a: set[str] | None, b: set[str] | None) -> set[str] | None:
    if a is None or b is None:
        return b if a is None else a
    return a & b
