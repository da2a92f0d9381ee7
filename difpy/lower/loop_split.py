"""One loop in two parts, around elementary functions that are computed between them.

The first part has what their arguments need, and all checks in their order; the second has the rest. What the
second needs of the first is computed again, or kept in an array of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from numba.core import types

from difpy.lower.loop_parts import Checks, Parts
from difpy.program import (
    Assign,
    Block,
    Call,
    Effect,
    Expression,
    For,
    Name,
    Statement,
    Store,
    Subscript,
    map_expressions,
    names_in,
    substitute,
)
from difpy.rules.dear import is_dear

Pair = tuple[int, int]
"""The places of the statement that computes a value, and of the one that puts it into an array."""
Keep = Callable[[str], Subscript]
"""Gives the element that keeps a variable's value of this iteration."""


class Split:
    """One loop in parts, around the calls of `pairs`; without `keep`, nothing is kept."""

    def __init__(
        self, loop: For, parts: Parts, pairs: list[Pair], checks: Checks, keep: Keep | None = None
    ) -> None:
        self._loop = loop
        self._parts = parts
        self._checks = checks
        self._calls = dict(pairs)
        self._stores = {store for _, store in pairs}
        calls = set(self._calls)
        behind = parts.behind(calls, self._stores, are_kept=keep is not None)
        self._early = parts.before(calls, are_kept=keep is not None) - calls
        is_ordered = not self._early & (behind | self._stores)
        self._add_readers(behind | calls | self._stores, are_kept=keep is not None)
        self._late = set(range(len(parts.all))) - self._early - calls - self._stores
        self._written_late = parts.written_by(self._late | calls)
        self._written_early = parts.written_by(self._early)
        self._keep = keep
        self._again: set[int] = set()
        """The places of the first part that the second computes again."""
        self._kept: dict[int, dict[str, Expression]] = {}
        """For a place of the second part the variables that are kept for it, and where."""
        self.is_possible = is_ordered and self._are_apart() and self._checks_are_early() and self._hand_on()

    def _add_readers(self, others: set[int], *, are_kept: bool) -> None:
        """Statements that read what the first part computes belong to it where they can."""
        for k, part in enumerate(self._parts.all):
            if k not in others | self._early and part.reads & self._parts.written_by(self._early):
                with_needed = self._parts.before({k}, are_kept=are_kept) | {k}
                if not with_needed & others:
                    self._early |= with_needed

    def first(self) -> Block:
        """What the arguments need, and the checks."""
        done: list[Statement] = []
        seen: set[Expression] = set()
        for k, part in enumerate(self._parts.all):
            for name, element in self._kept.get(k, {}).items():
                if element not in seen:
                    done.append(_stored(element, Name(name, type=types.float64), part.statement))
                    seen.add(element)
            if k in self._calls:
                done.append(self._recorded(k, self._argument(k)))
            elif k in self._early:
                done.append(part.statement)
                seen -= {e for kept in self._kept.values() for n, e in kept.items() if n in part.writes}
            elif k in self._late:
                done += self._checked(part.statement, seen)
        return tuple(done)

    def computed(self, pair: Pair) -> Statement:
        """The call, in place."""
        call = self._call(pair[0])
        return self._recorded(pair[0], replace(call, arguments=(self._element(pair[0]),)))

    def last(self) -> Block:
        """The rest, with what it needs of the first part."""
        done: list[Statement] = []
        for k, part in enumerate(self._parts.all):
            if k in self._calls:
                assert isinstance(part.statement, Assign)
                done.append(replace(part.statement, value=self._element(k)))
            elif k in self._late | self._again:
                kept = partial(substitute, values=self._kept.get(k, {}))
                done.append(map_expressions(self._checks.removed(part.statement), kept))
        return tuple(done)

    # --- the parts ---

    def _call(self, place: int) -> Call:
        statement = self._parts.all[place].statement
        assert isinstance(statement, Assign) and isinstance(statement.value, Call)
        return statement.value

    def _argument(self, place: int) -> Expression:
        return self._call(place).arguments[0]

    def _recorded(self, place: int, value: Expression) -> Statement:
        return _stored(self._element(place), value, self._parts.all[self._calls[place]].statement)

    def _element(self, place: int) -> Subscript:
        store = self._parts.all[self._calls[place]].statement
        assert isinstance(store, Store)
        return Subscript(Name(store.array), store.indices, type=types.float64)

    def _checked(self, statement: Statement, seen: set[Expression]) -> Block:
        """The checks of a statement, but not those that have run in this iteration."""
        done = []
        for check in self._checks.of(statement) or []:
            what = replace(check, arguments=check.arguments[:-1])  # without the line
            if what not in seen:
                done.append(Effect(None, "", check.function, check.arguments, at=statement.at))
                if not names_in(check) & self._parts.written:
                    seen.add(what)
        return tuple(done)

    # --- what must not be ---

    def _are_apart(self) -> bool:
        """Whether no first part touches what a second part of another iteration does."""
        for k in self._early:
            if self._written_late & (self._parts.all[k].reads | self._parts.all[k].writes):
                return False
        if any(self._written_late & names_in(self._argument(k)) for k in self._calls):
            return False
        early = [t for k in self._early | set(self._calls) for t in self._parts.all[k].touches]
        late = [t for k in self._late for t in self._parts.all[k].touches]
        return self._parts.are_apart(self._loop.target, early, late)

    def _checks_are_early(self) -> bool:
        """Whether the checks of the second part can run in the first."""
        for k in self._late:
            checks = self._checks.of(self._parts.all[k].statement)
            if checks is None:
                return False
            for check in checks:
                if names_in(check) & self._written_late or self._parts.reads_written(check):
                    return False
        return True

    def _hand_on(self) -> bool:
        """Finds how the second part gets what it needs of the first; False if it can't."""
        waiting = sorted(self._late)
        while waiting:
            place = waiting.pop()
            for name in sorted(self._parts.all[place].reads & self._written_early):
                writers = [k for k in self._early if name in self._parts.all[k].writes]
                if len(writers) == 1 and writers[0] < place and self._is_computable(writers[0]):
                    waiting += [k for k in writers if k not in self._again]
                    self._again.add(writers[0])
                elif self._keep is not None and self._parts.is_float(name):
                    self._kept.setdefault(place, {})[name] = self._keep(name)
                else:
                    return False
        return True

    def _is_computable(self, place: int) -> bool:
        """Whether a statement gives the same again, behind all that the loop writes, at little cost."""
        match self._parts.all[place].statement:
            case Assign(target=target, value=value):
                is_simple = target not in names_in(value) and not is_dear(value)
                return is_simple and not self._parts.reads_written(value)
        return False


def _stored(element: Expression, value: Expression, statement: Statement) -> Statement:
    assert isinstance(element, Subscript) and isinstance(element.base, Name)
    return Store(element.base.id, element.indices, value, at=statement.at)
