"""What a reverse iteration knows without a stack: it begins where the iteration ended.

References that an iteration only passes around, as in `previous, u, following = u, following, previous`,
are taken back by the inverse permutation. And the value that an iteration gave a carried variable last is
still in the variable when the reverse iteration begins; only then the variable takes its value on entry.

Non-goals: iterations that may be left by `break`, where the end is not the end of the body.
"""

from __future__ import annotations

from collections.abc import Iterator

from difpy.analysis.flow import exposed
from difpy.elaborate.parallel import in_sequence
from difpy.program import Assign, Block, Break, For, If, Name, Statement, While, assigned
from difpy.reverse.context import Context


def carried(context: Context, statement: For | While) -> list[str]:
    """The variables that an iteration overwrites and whose value on its entry it may read."""
    names = assigned(statement.body) & exposed(statement.body)
    if isinstance(statement, For):
        names -= {statement.target}
    return context.with_shadows(sorted(names))


def recorded_on_entry(context: Context, statement: For | While) -> list[str]:
    """The carried variables whose value on entry goes onto a stack."""
    return [name for name in carried(context, statement) if name not in rotation(context, statement)]


def rotation(context: Context, statement: For | While) -> dict[str, str]:
    """For each reference that the body permutes: the variable whose value on entry it holds at the end."""
    if breaks(statement.body):
        return {}
    holds: dict[str, str | None] = {}
    for each in statement.body:
        match each:
            case Assign(target=target, value=Name(id=source)) if context.is_reference(target):
                holds[target] = holds.get(source, source)
            case _:
                holds |= dict.fromkeys(assigned((each,)))
    moved = {name: holds.get(name) for name in carried(context, statement) if context.is_reference(name)}
    kept = {name: source for name, source in moved.items() if source is not None}
    while not _is_permutation(kept):
        sources = list(kept.values())
        kept = {n: s for n, s in kept.items() if s in kept and sources.count(s) == 1 and n in sources}
    shadows = {context.bar(n): context.bar(s) for n, s in kept.items() if context.has_shadow(n)}
    return kept | shadows


def _is_permutation(moved: dict[str, str]) -> bool:
    return set(moved) == set(moved.values()) and len(set(moved.values())) == len(moved)


def taken_back(context: Context, statement: For | While) -> Iterator[Statement]:
    """The permuted references as they were on entry."""
    types = context.variables
    pairs = [(s, Name(n, type=types[n])) for n, s in rotation(context, statement).items()]

    def old(wish: str) -> str:
        return context.fresh(wish, types[wish.removesuffix("_old")])

    for target, value in in_sequence(pairs, old):  # type: ignore[arg-type]
        yield Assign(target, value, at=statement.at)


def assigned_last(context: Context, statement: For | While) -> list[tuple[Statement, str]]:
    """The carried variables, with the statement that assigns each last, where one does so for certain."""
    if breaks(statement.body):
        return []
    last: dict[str, Statement] = {}
    for each in statement.body:
        for name in assigned((each,)):
            last[name] = each
    recorded = set(recorded_on_entry(context, statement))
    return [
        (each, name)
        for primal, each in last.items()
        for name in context.with_shadows([primal])
        if name in recorded and not isinstance(each, If)
    ]


def breaks(block: Block) -> bool:
    """Whether a `break` in the block leaves the loop that the block is the body of."""
    return any(
        isinstance(statement, Break)
        or (isinstance(statement, If) and (breaks(statement.then) or breaks(statement.otherwise)))
        for statement in block
    )
