"""Which names a block reads before it has assigned them for certain."""

from __future__ import annotations

from difpy.program import (
    Block,
    Break,
    Compare,
    Constant,
    Effect,
    Expression,
    For,
    If,
    Logical,
    Name,
    Raise,
    Restore,
    Statement,
    Store,
    Subscript,
    Unary,
    While,
    assigned,
    expressions,
    names_in,
    targets,
    walk,
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


def exposed(block: Block, *, same_tests: bool = False) -> set[str]:
    """The names whose value on entry the block may read.

    exposed(s1; s2) = exposed(s1) | (exposed(s2) - assigned for certain by s1)

    `same_tests`: an `if` on numbers that have not changed since takes the branch that an earlier one took.
    """
    found: set[str] = set()
    _scan(block, set(), found, {} if same_tests else None)
    return found


def assigned_for_certain(block: Block) -> set[str]:
    """The names bound on every way through the block."""
    certain = _scan(block, set(), set(), None)
    return set() if certain is None else certain


Known = dict[tuple[Expression, bool], set[str]]
"""For a test and its outcome: the names that are bound where it had that outcome."""


def _scan(block: Block, certain: set[str], found: set[str], known: Known | None) -> set[str] | None:
    """Adds the exposed names to `found`; the names certain after the block, None if it doesn't end."""
    for statement in block:
        found |= read_here(statement) - certain
        match statement:
            case If():
                after = _scan_if(statement, certain, found, known)
                if after is None:
                    return None
                certain = after
            case For(target=target, body=body):
                _scan(body, certain | {target}, found, _unchanged(known, statement))
            case While(body=body):
                _scan(body, set(certain), found, _unchanged(known, statement))
            case Break() | Raise():
                return None
            case _:
                certain = certain.union(targets(statement))
        known = _unchanged(known, statement)
    return certain


def _scan_if(statement: If, certain: set[str], found: set[str], known: Known | None) -> set[str] | None:
    test, is_then = statement.test, True
    while isinstance(test, Unary) and test.op == "not":
        test, is_then = test.operand, not is_then
    ends = []
    for branch, outcome in ((statement.then, is_then), (statement.otherwise, not is_then)):
        bound = certain | (known or {}).get((test, outcome), set())
        ends.append(_scan(branch, bound, found, None if known is None else dict(known)))
        end = ends[-1]
        if known is not None and end is not None and _is_of_numbers(test):
            known[test, outcome] = end
    return _meet(*ends)


def _unchanged(known: Known | None, statement: Statement) -> Known | None:
    """What is known of tests still when the statement has run."""
    if not known:
        return known
    changed = assigned((statement,))
    return {key: names for key, names in known.items() if not names_in(key[0]) & changed}


def _is_of_numbers(test: Expression) -> bool:
    """Whether the outcome depends on variables alone, and not on memory."""
    return all(isinstance(e, Name | Constant | Compare | Logical | Unary) for e in walk(test))


def _meet(a: set[str] | None, b: set[str] | None) -> set[str] | None:
    if a is None or b is None:
        return b if a is None else a
    return a & b
