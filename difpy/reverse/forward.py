"""The forward sweep: the primal's statements, and what the reverse sweep will need of them.

At the top level of a function whose sweeps share one body, an overwritten value stays in a local
variable (`x_saved = x`). Inside loops, and in a forward sweep that is a function of its own, values are
put on a stack for each place in the program (a site): those that the reverse sweep can't compute again,
loop-carried variables at the start of each iteration, and elements of arrays before they are written.
"""

from __future__ import annotations

from dataclasses import replace

from difpy import kinds
from difpy.prepare.build import zero_of
from difpy.program import (
    Assign,
    Binary,
    Block,
    Constant,
    Effect,
    Expression,
    For,
    If,
    Invoke,
    Name,
    Return,
    Save,
    Statement,
    Store,
    While,
    assigned,
    targets,
)
from difpy.reverse.carry import assigned_last, recorded_on_entry
from difpy.reverse.context import Context, Kill
from difpy.reverse.defer import calls_back, saves_last
from difpy.reverse.expressions import shadow
from difpy.reverse.keep import (
    arguments_with_shadows,
    bind_shadow,
    hold_test,
    keep_killed,
    outcome,
    overwritten,
    trips,
    zero,
)
from difpy.reverse.replayable import Replayable


class ForwardSweep:
    """Emits the statements of one function's forward sweep."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def top(self, block: Block) -> list[Statement]:
        """Statements that run once for each reverse sweep: their old values stay in local variables."""
        done: list[Statement] = []
        for statement in block:
            done += self._top_statement(statement)
        return done

    def _top_statement(self, statement: Statement) -> list[Statement]:
        match statement:
            case Return():
                return []
            case If(test=test, then=then, otherwise=otherwise):
                before, test = hold_test(self._context, statement)
                branches = tuple(self.top(then)), tuple(self.top(otherwise))
                return [*before, replace(statement, test=test, then=branches[0], otherwise=branches[1])]
            case For() | While():
                return [*keep_killed(self._context, statement), *self._loop(statement)]
            case Store() | Effect():
                return [*self._undo_locally(statement), *self.primal(statement)]
        return [*keep_killed(self._context, statement), *self.primal(statement)]

    def recorded(self, block: Block) -> list[Statement]:
        """Statements that run again before the reverse sweep: what is needed goes onto stacks."""
        facts = Replayable(self._context, block)
        return self._recorded(block, facts)

    def _recorded(self, block: Block, facts: Replayable) -> list[Statement]:
        done: list[Statement] = []
        for statement in block:
            done += self._recorded_statement(statement, facts)
        return done

    def _recorded_statement(self, statement: Statement, facts: Replayable) -> list[Statement]:
        match statement:
            case Return():
                return []
            case If(test=test, then=then, otherwise=otherwise):
                before: list[Statement] = []
                if not facts.can_replay_test(statement):
                    held = self._context.tests.setdefault(id(statement), outcome(self._context, statement))
                    before = [Assign(held.id, test, at=statement.at), self._save(statement, "test", held.id)]
                    test = held
                branches = tuple(self._recorded(then, facts)), tuple(self._recorded(otherwise, facts))
                return [*before, replace(statement, test=test, then=branches[0], otherwise=branches[1])]
            case For() | While():
                names = self._context.with_shadows(sorted(assigned((statement,))))
                names += [n for n in (trips(self._context, statement),) if n is not None]
                return [*self._loop(statement), *self._save_all(statement, names)]
            case Store() | Effect():
                undone = self._undo_recorded(statement)
                return [*undone, *self.primal(statement), *self._save_targets(statement)]
            case Assign() if facts.can_replay(statement):
                return self.primal(statement)
        return [*self.primal(statement), *self._save_targets(statement)]

    def _save(self, statement: Statement, role: str, name: str) -> Statement:
        site = self._context.site(statement, role, name, Name(name, type=self._context.variables[name]))
        return Save(site, Name(name, type=self._context.variables[name]), at=statement.at)

    def _save_targets(self, statement: Statement) -> list[Statement]:
        return self._save_all(statement, self._context.with_shadows(list(targets(statement))))

    def _save_all(self, statement: Statement, names: list[str]) -> list[Statement]:
        ends = self._context.ends
        return [self._save(statement, name, name) for name in names if (id(statement), name) not in ends]

    def _loop(self, statement: For | While) -> list[Statement]:
        """The loop with its body recorded, carried variables first, and its trips counted where needed."""
        at = statement.at
        body: list[Statement] = []
        for last, name in assigned_last(self._context, statement):
            end = self._context.fresh(f"{name}_end", self._context.variables[name])
            self._context.ends[id(last), name] = end
        for name in recorded_on_entry(self._context, statement):
            body.append(self._save(statement, f"entry of {name}", name))
        before: list[Statement] = []
        counter = trips(self._context, statement)
        if counter is not None:
            before.append(Assign(counter, Constant(0), at=at))
            body.append(Assign(counter, Binary("+", Name(counter), Constant(1)), augmented=True, at=at))
        body += self.recorded(statement.body)
        if calls_back(self._context, statement.body):
            body = saves_last(self._context, body)
        return [*before, replace(statement, body=tuple(body))]

    def primal(self, statement: Statement) -> list[Statement]:
        """The statement itself, and the same done to the cotangents that references have."""
        match statement:
            case Assign(target=target, value=value) if self._context.is_reference(target):
                return [statement, *bind_shadow(self._context, statement)]
            case Effect(object=holder) if holder and self._context.is_active(holder):
                return [statement, self._shadow_effect(statement)]
            case Effect(object="", target=str(target)) if self._context.has_shadow(target):
                return [
                    statement,
                    Assign(self._context.bar(target), zero(self._context, target), at=statement.at),
                ]
            case Store(array=array, value=value) if kinds.is_reference(
                value.type
            ) and kinds.is_list_of_references(self._context.variables[array]):
                return [statement, *self._shadow_store(statement)]
            case Invoke():
                return [self._invoke(statement), *self._new_shadows(statement)]
        return [statement]

    def _shadow_store(self, statement: Store) -> list[Statement]:
        if not self._context.is_active(statement.array):
            return []
        bar = self._context.bar(statement.array)
        return [replace(statement, array=bar, value=shadow(self._context, statement.value))]

    def _shadow_effect(self, statement: Effect) -> Statement:
        """A list's cotangent list grows and shrinks with it."""
        context = self._context
        holder = context.bar(statement.object)
        target = statement.target
        if target is not None:
            target = context.bar(target) if context.is_reference(target) else None
        arguments = tuple(self._shadow_argument(argument) for argument in statement.arguments)
        return replace(statement, target=target, object=holder, arguments=arguments)

    def _shadow_argument(self, argument: Expression) -> Expression:
        if kinds.is_reference(argument.type):
            return shadow(self._context, argument)
        return zero_of(argument.type) if kinds.is_differentiable(argument.type) else argument

    def _invoke(self, statement: Invoke) -> Statement:
        context = self._context
        if not context.is_split(statement):
            return statement
        arguments = arguments_with_shadows(context, statement)
        return Invoke(
            tuple(context.with_shadows(list(statement.targets))),
            context.sweep(statement.function, "forward"),
            arguments,
            at=statement.at,
        )

    def _new_shadows(self, statement: Invoke) -> list[Statement]:
        """The cotangents of new arrays that a function gives which is run again in the reverse sweep."""
        context = self._context
        if context.is_split(statement):
            return []
        return [
            Assign(context.bar(target), zero(context, target), at=statement.at)
            for target in statement.targets
            if context.has_shadow(target) and target not in context.given
        ]

    # --- what is about to be overwritten ---

    def _undo_locally(self, statement: Store | Effect) -> list[Statement]:
        if isinstance(statement, Effect):
            return keep_killed(self._context, statement)
        kills: list[Kill] = []
        done: list[Statement] = []
        for place, old in overwritten(self._context, statement):
            name = self._context.fresh(f"{place}_saved", old.type)
            kills.append(Kill(place, name))
            done.append(Assign(name, old, at=statement.at))
        self._context.kills[id(statement)] = kills
        return done

    def _undo_recorded(self, statement: Store | Effect) -> list[Statement]:
        if isinstance(statement, Effect):
            return []
        return [
            Save(self._context.site(statement, f"old {place}", place, old), old, at=statement.at)
            for place, old in overwritten(self._context, statement)
        ]
