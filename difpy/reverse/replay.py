"""The replay: what a reverse iteration computes again before it goes backwards through the body.

At the start of a reverse iteration memory is as the iteration left it, and the carried variables are
as they entered it. From there the replay computes the body's scalars and views again, with overwritten
values in local variables, and takes from the stacks what it can't compute: results of loops and calls,
new arrays, and values read from memory that the rest of the iteration overwrites. It writes no memory.
"""

from __future__ import annotations

from dataclasses import replace

from difpy.program import (
    Assign,
    Block,
    Effect,
    For,
    If,
    Invoke,
    Name,
    Restore,
    Statement,
    Store,
    While,
    assigned,
    targets,
)
from difpy.reverse.context import Context
from difpy.reverse.defer import calls_back
from difpy.reverse.keep import bind_shadow, keep_killed, outcome, trips
from difpy.reverse.replayable import Replayable


class Replay:
    """Emits the replay of one body; run it before the reverse of the same body."""

    def __init__(self, context: Context, body: Block) -> None:
        self._context = context
        self._body = body
        self._facts = Replayable(context, body)
        self._is_in_order = not calls_back(context, body)
        """Else all is taken from the stacks first."""

    def run(self) -> list[Statement]:
        return self._block(self._body)

    def _block(self, block: Block) -> list[Statement]:
        return [new for statement in block for new in self._statement(statement)]

    def _statement(self, statement: Statement) -> list[Statement]:
        match statement:
            case If(then=then, otherwise=otherwise):
                before, test = self._test(statement)
                branches = tuple(self._block(then)), tuple(self._block(otherwise))
                return [*before, replace(statement, test=test, then=branches[0], otherwise=branches[1])]
            case Assign() if self._facts.can_replay(statement):
                return [
                    *keep_killed(self._context, statement),
                    statement,
                    *bind_shadow(self._context, statement),
                ]
            case Assign(target=target) if self._context.is_outcome(target):
                taken = self._take(statement, target)
                if self._is_in_order and isinstance(taken, Restore) and self._facts.can_repeat(statement):
                    self._context.outcomes[taken.site] = statement
                return [taken]
            case Assign() | Invoke() | Effect():
                return [
                    *keep_killed(self._context, statement),
                    *self._restore(statement, list(targets(statement))),
                ]
            case For() | While():
                names = sorted(assigned((statement,)))
                counter = trips(self._context, statement)
                kept = keep_killed(self._context, statement)
                counted = [] if counter is None else [self._take(statement, counter)]
                return [*kept, *self._restore(statement, names), *counted]
            case Store():
                return []
        return []

    def _test(self, statement: If) -> tuple[list[Statement], Name]:
        context = self._context
        if isinstance(statement.test, Name) and context.is_outcome(statement.test.id):
            return [], statement.test
        held = context.tests.get(id(statement))
        if held is None:
            held = outcome(context, statement)
            context.tests[id(statement)] = held
            return [Assign(held.id, statement.test, at=statement.at)], held
        if self._facts.can_replay_test(statement):
            return [Assign(held.id, statement.test, at=statement.at)], held
        return [self._take(statement, held.id, "test")], held

    def _restore(self, statement: Statement, names: list[str]) -> list[Statement]:
        return [self._take(statement, name) for name in self._context.with_shadows(names)]

    def _take(self, statement: Statement, name: str, role: str = "") -> Statement:
        context = self._context
        variable = Name(name, type=context.variables[name])
        if (id(statement), name) in context.ends:
            end = context.ends[id(statement), name]
            return Assign(name, Name(end, type=variable.type), at=statement.at)
        site = context.site(statement, role or name, name, variable)
        return Restore(site, variable, at=statement.at)
