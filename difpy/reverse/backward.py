"""The reverse sweep: the statements in opposite order, each undone and replaced by its adjoint.

When the adjoint of a statement runs, variables and memory are as they were just before the statement.
"""

from __future__ import annotations

from collections.abc import Iterator

from difpy import kinds
from difpy.analysis.activity import flowing
from difpy.analysis.effects import Classes
from difpy.analysis.flow import read_here
from difpy.analysis.memory import is_gather, is_view
from difpy.elaborate.values import is_part
from difpy.errors import refuse
from difpy.prepare.build import INTEGER, call, element, element_type, is_plain, negative, whole, zero_of
from difpy.program import (
    Assign,
    Attribute,
    Binary,
    Block,
    Break,
    Comment,
    Constant,
    Effect,
    Expression,
    For,
    If,
    Invoke,
    Name,
    Raise,
    Restore,
    Return,
    Statement,
    Store,
    Subscript,
    Unary,
    While,
    assigned,
    children,
    map_block,
    names_in,
    statements,
)
from difpy.reverse.call_results import grouped, reverse_results
from difpy.reverse.calls import reverse_call
from difpy.reverse.carry import assigned_last, carried, recorded_on_entry, taken_back
from difpy.reverse.context import Context
from difpy.reverse.dear_parts import holds_exactly, replaced
from difpy.reverse.defer import calls_back, restores_first
from difpy.reverse.expressions import ExpressionAdjoint
from difpy.reverse.gathers import withdraw
from difpy.reverse.keep import overwritten, trips, zero
from difpy.reverse.lists import reverse_effect
from difpy.reverse.replay import Replay
from difpy.rules.elementwise import rule_for


class ReverseSweep:
    """Emits the reverse of blocks of one function."""

    def __init__(self, context: Context, *, sites_of_writes: bool) -> None:
        self._context = context
        self._sites_of_writes = sites_of_writes
        """Whether overwritten elements are on a stack, or in a local variable."""

    def run(self, block: Block) -> list[Statement]:
        done: list[Statement] = []
        for group in reversed(grouped(block)):
            done += self._group(group)
        return done

    def _group(self, group: list[Statement]) -> list[Statement]:
        if len(group) == 1:
            return self._decided(group[0])
        undone = [self._undo(statement) for statement in group]
        return reverse_results(self._context, group, undone)

    def _decided(self, statement: Statement) -> list[Statement]:
        """The reverse of a statement, with the names of the outcomes that it decides by."""
        done = self._statement(statement)
        known = self._context.facts.outcomes.get(id(statement))
        return done if known is None else list(map_block(tuple(done), lambda e: replaced(e, known)))

    def _statement(self, statement: Statement) -> list[Statement]:
        match statement:
            case Assign(target=target) if self._context.is_reference(target):
                return self._assign_reference(statement)
            case Assign():
                return self._assign_scalar(statement)
            case Store():
                return self._store(statement)
            case If():
                return self._if(statement)
            case For() | While():
                return [*self._loop(statement), *self._undo(statement), *self._fitted(statement)]
            case Invoke():
                return reverse_call(self._context, statement, self._undo(statement))
            case Effect(object=holder) if holder:
                return [*reverse_effect(self._context, statement), *self._undo(statement)]
            case Effect():
                return self._draw(statement)
            case Break() | Raise() | Return() | Comment():
                return []
        raise AssertionError(f"no statement of a primal: {statement!r}")

    def _draw(self, statement: Effect) -> list[Statement]:
        """What is drawn is constant: the cotangent of its variable goes nowhere."""
        context, target, undo = self._context, statement.target, self._undo(statement)
        if target is None or not context.is_active(target) or context.has_shadow(target):
            return undo
        return [*undo, Assign(context.bar(target), zero(context, target), at=statement.at)]

    def _undo(self, statement: Statement) -> list[Statement]:
        """Gives overwritten variables their old values again."""
        kills = self._context.kills.get(id(statement), [])
        types = self._context.variables
        return [Assign(k.name, Name(k.saved, type=types[k.name]), at=statement.at) for k in kills]

    # --- assignments ---

    def _assign_scalar(self, statement: Assign) -> list[Statement]:
        target, value = statement.target, statement.value
        undo = self._undo(statement)
        if not self._context.is_active(target):
            return undo
        bar = Name(self._context.bar(target), type=value.type)
        if target not in names_in(value):
            out = Name(target, type=value.type)
            adjoint = ExpressionAdjoint(self._context, statement.at, broadcasts=False, out=out)
            known = self._context.named_with(target)
            given = map_block(tuple(adjoint.propagate(value, bar)), lambda e: replaced(e, known))
            return [*given, Assign(bar.id, zero_of(value.type), at=statement.at), *undo]
        return [*undo, *self._update(statement, bar)]

    def _update(self, statement: Assign, bar: Name) -> list[Statement]:
        """The adjoint of `x = f(x, ...)`: x_bar is what goes in and what comes out."""
        value, at = statement.value, statement.at
        adjoint = ExpressionAdjoint(self._context, at, broadcasts=False)
        given = adjoint.propagate(value, bar)
        own = [s for s in given if isinstance(s, Assign) and s.target == bar.id]
        others = [s for s in given if s not in own]
        if all(isinstance(s, Assign | Store) for s in others):
            return [*others, *_replaced(statement, bar, own)]
        seed = Name(self._context.fresh(f"{statement.target}_new_bar", value.type), type=value.type)
        return [
            Assign(seed.id, bar, at=at),
            Assign(bar.id, zero_of(value.type), at=at),
            *adjoint.propagate(value, seed),
        ]

    def _assign_reference(self, statement: Assign) -> list[Statement]:
        target, value, at = statement.target, statement.value, statement.at
        undo = self._undo(statement)
        if not self._context.is_active(target):
            return undo
        if self._context.is_value(target):
            return self._assign_value(statement, undo)
        if is_view(value):
            return undo
        if is_part(value):
            words = "a real or imaginary part is a view of an array that is written in place"
            raise refuse(at, f"{words}, which is not supported yet", "Take a copy of it: `z.real.copy()`")
        out = None if target in names_in(value) else Name(target, type=value.type)
        adjoint = ExpressionAdjoint(self._context, at, broadcasts=may_broadcast(value), out=out)
        bar = Name(self._context.bar(target), type=value.type)
        if target not in names_in(value):
            return [*adjoint.propagate(value, bar), *undo]
        seed = Name(self._context.fresh(f"{target}_new_bar", value.type), type=value.type)
        return [Assign(seed.id, bar, at=at), *undo, *adjoint.propagate(value, seed)]

    def _assign_value(self, statement: Assign, undo: list[Statement]) -> list[Statement]:
        """An array that is never written has a cotangent as a scalar has one."""
        context, target, value, at = self._context, statement.target, statement.value, statement.at
        out = None if target in names_in(value) else Name(target, type=value.type)
        adjoint = ExpressionAdjoint(context, at, broadcasts=may_broadcast(value), out=out)
        bar = Name(context.bar(target), type=context.variables[target])
        clear = Assign(bar.id, zero(context, target), at=at)
        if target not in names_in(value):
            return [*adjoint.propagate(value, bar), *undo, clear]
        given = adjoint.propagate(value, bar)
        own = [s for s in given if isinstance(s, Store) and s.array == bar.id]
        others = [s for s in given if s not in own]
        is_flat = rule_for(value) is not None and all(isinstance(s, Assign | Store) for s in others)
        if is_flat and all(_is_whole(s, bar) for s in own) and own:
            sums = [Assign(bar.id, Binary(s.op, bar, s.value, type=bar.type), at=at) for s in own]
            return [*undo, *others, *_replaced(statement, bar, sums)]
        seed = Name(context.fresh(f"{target}_new_bar", value.type), type=value.type)
        return [Assign(seed.id, bar, at=at), *undo, clear, *adjoint.propagate(value, seed)]

    # --- writes into memory ---

    def _store(self, statement: Store) -> list[Statement]:
        context, at = self._context, statement.at
        undo: list[Statement] = []
        for position, (place, old) in enumerate(overwritten(context, statement)):
            if self._sites_of_writes:
                target = Subscript(Name(place, type=context.variables[place]), statement.indices)
                undo.append(Restore(context.sites[id(statement), f"old {place}"], target, at=at))
            else:
                saved = Name(context.kills[id(statement)][position].saved, type=old.type)
                undo.append(Store(place, statement.indices, saved, at=at))
        first = context.facts.firsts.get(id(statement))
        if first is not None:
            undo.append(Store(statement.array, statement.indices, first, at=at))
        holds_references = kinds.is_list_of_references(context.variables[statement.array])
        if not context.is_active(statement.array) or holds_references:
            return undo
        written = self._written(statement)
        return [*written, *undo, *self._store_adjoint(statement, written)]

    def _written(self, statement: Store) -> list[Assign]:
        """What was written, where the element has it still."""
        type_ = statement.value.type
        is_there = id(statement) in self._context.facts.firsts and kinds.is_scalar(type_)
        if not is_there or not holds_exactly(self._context.function, statement):
            return []
        array = Name(statement.array, type=self._context.variables[statement.array])
        name = self._context.fresh(f"{statement.array}_element", type_)
        return [Assign(name, Subscript(array, statement.indices, type=type_), at=statement.at)]

    def _store_adjoint(self, statement: Store, written: list[Assign]) -> list[Statement]:
        context, at = self._context, statement.at
        bar = context.bar(statement.array)
        type_ = element_type(context.variables[statement.array], statement.indices)
        place = element(bar, statement.indices, type=type_)
        is_array = kinds.is_reference(type_)
        value = statement.value
        is_spread = is_array and not kinds.is_reference(value.type)
        out = Name(written[0].target, type=value.type) if written else None
        adjoint = ExpressionAdjoint(context, at, broadcasts=is_array, out=out)
        clear: list[Statement] = []
        if not statement.op and not (id(statement) in context.facts.firsts and not is_gather(place)):
            clear = [
                Store(bar, statement.indices, zero_of(kinds.innermost(type_)), at=at)
            ]  # a first write is the last to ask for it
        if not adjoint.is_active(value):
            return clear
        before: list[Statement] = []
        seed: Expression = place
        if is_gather(place):
            name = context.fresh(f"{statement.array}_element_bar", type_)
            before = withdraw(context, bar, statement.indices, name, at)
            seed = Name(name, type=type_)
            clear = []
        elif self._reads_same_memory(statement) or _uses(context, value) > 1 or (is_array and clear):
            name = context.fresh(f"{statement.array}_element_bar", type_)
            copied = call(".copy", place, type=type_) if is_array else place
            before, seed = [Assign(name, copied, at=at), *clear], Name(name, type=type_)
            clear = []
        if is_spread:
            seed = call("np.sum", seed, type=kinds.element(type_))
        if statement.op == "-":
            seed = Unary("-", seed, type=seed.type)
        return [*before, *adjoint.propagate(value, seed), *clear]

    def _reads_same_memory(self, statement: Store) -> bool:
        context = self._context
        memory = context.facts.activity.memory
        own = memory.of(context.function.name, statement.array)
        read: Classes = context.facts.effects.read(context.function.name, statement.value)
        return own in read

    # --- control flow ---

    def _if(self, statement: If) -> list[Statement]:
        test: Expression = self._context.tests.get(id(statement), statement.test)
        then, otherwise = tuple(self.run(statement.then)), tuple(self.run(statement.otherwise))
        return [If(test, then, otherwise, at=statement.at)] if then or otherwise else []

    def _loop(self, statement: For | While) -> list[Statement]:
        context, at = self._context, statement.at
        body: list[Statement] = []
        for last, name in assigned_last(context, statement):
            value = Name(name, type=context.variables[name])
            body.append(Assign(context.ends[id(last), name], value, at=at))
        body += taken_back(context, statement)
        for name in recorded_on_entry(context, statement):
            site = context.sites[id(statement), f"entry of {name}"]
            body.append(Restore(site, Name(name, type=context.variables[name]), at=at))
        body += Replay(context, statement.body).run()
        if calls_back(context, statement.body):
            body = restores_first(context, body)
        body += self._shaped(statement)
        body += ReverseSweep(context, sites_of_writes=True).run(statement.body)
        counter = trips(context, statement)
        if isinstance(statement, While):
            assert counter is not None
            target = context.fresh("trip", INTEGER)
            return [For(target, Constant(0), Name(counter), Constant(1), tuple(body), backwards=True, at=at)]
        start, stop = statement.start, statement.stop
        if counter is not None:
            start, stop = _part_gone_through(statement, Name(counter))
        backwards = not statement.backwards
        return [For(statement.target, start, stop, statement.step, tuple(body), backwards=backwards, at=at)]

    # --- cotangents of arrays that have another shape in each iteration ---

    def _shaped(self, statement: For | While) -> list[Statement]:
        """Cotangents as the arrays are at the end of this iteration: what its body alone reads is zero."""
        outside = self._read_outside(statement)
        return [
            self._fit(name, statement)
            if name in outside
            else Assign(self._context.bar(name), zero(self._context, name), at=statement.at)
            for name in self._assigned_values(statement)
        ]

    def _fitted(self, statement: For | While) -> list[Statement]:
        """Cotangents as the arrays were in front of the loop."""
        outside = self._read_outside(statement)
        return [self._fit(name, statement) for name in self._assigned_values(statement) if name in outside]

    def _fit(self, name: str, statement: Statement) -> Statement:
        type_ = self._context.variables[name]
        bar = Name(self._context.bar(name), type=type_)
        return Assign(bar.id, call("difpy.fitting", bar, Name(name, type=type_), type=type_), at=statement.at)

    def _assigned_values(self, statement: For | While) -> list[str]:
        """The arrays of fixed content that are assigned in the body before it reads them."""
        context = self._context
        own = assigned(statement.body) - set(carried(context, statement))
        return sorted(name for name in own if context.is_value(name) and context.is_active(name))

    def _read_outside(self, statement: For | While) -> set[str]:
        """The names that the function reads outside of the loop."""
        inside = {id(inner) for inner in statements((statement,))}
        every = statements(self._context.function.body)
        return {name for each in every if id(each) not in inside for name in read_here(each)}


def _is_whole(store: Store, bar: Name) -> bool:
    """Whether the write adds an array of the whole shape, not a number or what is yet to be broadcast."""
    rank, value = kinds.rank(bar.type), store.value
    return store.indices == whole(rank) and kinds.is_array(value.type) and kinds.rank(value.type) == rank


def _replaced(statement: Assign, bar: Name, added: list[Assign]) -> list[Statement]:
    """`x_bar` becomes the sum of what it was to receive: `x_bar += a; x_bar -= b` is `x_bar = a - b`."""
    total: Expression | None = None
    for each in added:
        assert isinstance(each.value, Binary)
        op, term = each.value.op, each.value.right
        if total is None:
            total = term if op == "+" else negative(term)
        else:
            total = Binary(op, total, term, type=bar.type)
    if total == bar:
        return []
    return [Assign(bar.id, total or zero_of(bar.type), at=statement.at)]


def _part_gone_through(statement: For, trips: Name) -> tuple[Expression, Expression]:
    """Start and stop of the part of the range that the loop went through before it was left."""
    start, stop, step = statement.start, statement.stop, statement.step
    if not statement.backwards:
        return start, _advanced(start, trips, step)
    trips_of_all = call("len", call("range", start, stop, step), type=INTEGER)
    return _advanced(start, Binary("-", trips_of_all, trips, type=INTEGER), step), stop


def _advanced(start: Expression, count: Expression, step: Expression) -> Expression:
    length = count if step == Constant(1) else Binary("*", count, step)
    return length if start == Constant(0) else Binary("+", start, length)


def _uses(context: Context, value: Expression) -> int:
    if is_plain(value) or isinstance(value, Subscript | Attribute):
        return 1
    return sum(1 for name in flowing(value) if context.is_active(name))


def may_broadcast(value: Expression) -> bool:
    """Whether arrays of different shapes may meet in an elementwise expression."""
    return len(set(_views(value))) > 1


def _views(value: Expression) -> Iterator[Expression]:
    """The arrays that an expression is made of, as they are read, and those that it makes of numbers."""
    is_read = kinds.is_reference(value.type) and (isinstance(value, Subscript) or is_view(value))
    inner = [] if is_read else list(children(value))
    found = [view for child in inner for view in _views(child)]
    if found or not kinds.is_reference(value.type):
        yield from found
    else:
        yield value
