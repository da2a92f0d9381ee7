"""The programs of the functions whose derivatives a program takes, each apart from the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from difpy.derived import Pending, ProgramCall, Source, calls_in, pending_of, with_sources
from difpy.elaborate.put_back import all_effects
from difpy.errors import refuse
from difpy.program import (
    Block,
    Effect,
    Expression,
    Function,
    Program,
    map_block,
    map_children,
    reached,
    statements,
)


def pending_in(block: Block) -> Iterator[Any]:
    """The functions that a block takes derivatives of."""
    for call in calls_in(block):
        yield from (pending.key for pending in pending_of(call.derived.of))


def with_sources_of(
    functions: Mapping[str, Function], entry: str, names: Mapping[int, str]
) -> dict[str, Function]:
    """The functions that `entry` reaches; what it takes derivatives of is in programs of their own.

    `names` has those of the functions, by the identity of their instances.
    """
    sources = _Sources(functions, names)
    return {name: sources.function(name) for name in _in_order(functions, entry)}


def _in_order(functions: Mapping[str, Function], entry: str) -> list[str]:
    needed = {entry, *reached(functions, functions[entry].body)}
    return [name for name in functions if name in needed]


NOTICED = {"print": ("prints", "Print outside of it.")}
DRAWS = ("draws random numbers", "Draw outside of it, and pass the values in.")


class _Sources:
    def __init__(self, functions: Mapping[str, Function], names: Mapping[int, str]) -> None:
        self._functions = functions
        self._names = names
        self._done: dict[str, Source] = {}

    def function(self, name: str) -> Function:
        function = self._functions[name]
        return replace(function, body=map_block(function.body, self._expression))

    def _expression(self, e: Expression) -> Expression:
        e = map_children(e, self._expression)
        if isinstance(e, ProgramCall):
            return replace(e, derived=with_sources(e.derived, self._source))
        return e

    def _source(self, pending: Pending) -> Source:
        name = self._names[id(pending.key)]
        if name not in self._done:
            source = self._done[name] = Source()
            own = {each: self.function(each) for each in _in_order(self._functions, name)}
            self._check(own, pending)
            source.program = Program(own, name)
        return self._done[name]

    def _check(self, functions: Mapping[str, Function], pending: Pending) -> None:
        """A derivative is an expression, which may be evaluated again, or not at all."""
        for function in functions.values():
            for statement in statements(function.body):
                if isinstance(statement, Effect) and not statement.object:
                    does, instead = NOTICED.get(statement.method, DRAWS)
                    raise refuse(pending.at, f"`{pending.name}` {does}, and may be run again", instead)
        if pending.is_pure and all_effects(functions)[self._names[id(pending.key)]].writes:
            words = f"`{pending.name}` writes into its arguments, and may be run again"
            raise refuse(pending.at, words, "Write into a copy, and return that.")
