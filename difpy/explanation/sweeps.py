"""The two sweeps of each function, found in the final program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from difpy.program import Block, For, Function, If, Program, Statement, While, sweeps
from difpy.reverse.context import Facts

Loops = tuple[For | While, ...]


@dataclass(frozen=True)
class Region:
    """The sweeps that one generated function has of a primal one."""

    primal: str
    function: Function
    own: frozenset[str]
    """The names of the primal; all others are the compiler's."""
    forward: Block
    reverse: Block

    def place(self, statement: Statement) -> tuple[str, int]:
        """The primal's function and line; what is of no line, as a call's records, is of the function's."""
        return self.primal, statement.at.line or self.function.at.line

    def is_bar(self, name: str) -> bool:
        """Whether a name is a cotangent's."""
        return name not in self.own and bool(re.search(r"_(bar|seed)(_\d+)?$", name))


def regions(program: Program, facts: Facts) -> list[Region]:
    """Every generated function of a stage, with the primal that it came of."""
    primals = {sweep: name for (name, _), sweep in facts.sweep_names.items()}
    done = []
    for name, function in program.functions.items():
        if name not in primals:
            continue
        own = frozenset(facts.program.functions[primals[name]].variables)
        forward, reverse = sweeps(function)
        done.append(Region(primals[name], function, own, forward, reverse))
    return done


def with_loops(block: Block, loops: Loops = ()) -> Iterator[tuple[Statement, Loops]]:
    """Every statement of a block, with the loops around it."""
    for statement in block:
        yield statement, loops
        match statement:
            case If(then=then, otherwise=otherwise):
                yield from with_loops(then, loops)
                yield from with_loops(otherwise, loops)
            case For(body=body) | While(body=body):
                yield from with_loops(body, (*loops, statement))
