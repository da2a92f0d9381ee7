"""Which values come and go together, in functions that hand stacks to each other.

x_stack.append(x_kept)            side by side in one memory: a function that calls itself is handed one
y_stack.append(y_kept)            array and one top instead of two of each, and moves one top
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from numba.core import types

from difpy import kinds
from difpy.program import Block, Invoke, Name, Program, Restore, Save, Type, blocks, statements


@dataclass(frozen=True)
class Frame:
    """The sites in the order in which they are saved, and in which they are restored."""

    function: str
    """The primal of the function that saves them."""
    saved: tuple[str, ...]
    restored: tuple[str, ...]


def frames_of(program: Program, sites: Mapping[str, Type]) -> list[Frame]:
    """The frames of floats and bools among the sites, which have these types."""
    fit = {site for site, t in sites.items() if t == types.float64 or kinds.is_boolean(t)}
    saves = [(f.name, r) for f in program.functions.values() for r in _runs(f.body, Save, fit)]
    restores = [r for f in program.functions.values() for r in _runs(f.body, Restore, fit)]
    found: dict[tuple[str, ...], Frame] = {}
    for name, run in saves:
        own = [r for _, r in saves if set(r) & set(run)]
        back = [r for r in restores if set(r) & set(run)]
        is_one = all(r == run for r in own) and all(r == back[0] for r in back)
        if len(run) > 1 and is_one and back and set(back[0]) == set(run) and _are_handed_on(program, run):
            found[run] = Frame(name.removesuffix("_forward"), run, back[0])
    return list(found.values())


def _runs(block: Block, kind: type[Save | Restore], sites: set[str]) -> Iterator[tuple[str, ...]]:
    """The sites of statements of a kind that stand behind each other."""
    run: list[str] = []
    for statement in block:
        if isinstance(statement, kind) and statement.site in sites:
            run.append(statement.site)
            continue
        if run:
            yield tuple(run)
            run = []
        for inner in blocks(statement):
            yield from _runs(inner, kind, sites)
    if run:
        yield tuple(run)


def _are_handed_on(program: Program, run: tuple[str, ...]) -> bool:
    """Whether whoever has one of the sites has them all."""
    for function in program.functions.values():
        given = {parameter.name for parameter in function.parameters} & set(run)
        handed = [
            {a.id for a in s.arguments if isinstance(a, Name)} & set(run)
            for s in statements(function.body)
            if isinstance(s, Invoke)
        ]
        if any(each and each != set(run) for each in (given, *handed)):
            return False
    return True
