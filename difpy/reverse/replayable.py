"""Which statements of a loop body can be executed again when the body's run is over."""

from __future__ import annotations

from difpy import kinds
from difpy.analysis.affine import Affine
from difpy.analysis.effects import NOTHING, Classes
from difpy.analysis.memory import Variable, is_view
from difpy.analysis.ranges import Scope, are_apart, is_not_negative
from difpy.program import (
    Assign,
    Block,
    Expression,
    If,
    Name,
    Statement,
    Store,
    Subscript,
    expressions,
    statements,
    walk,
)
from difpy.reverse.context import Context
from difpy.rules.dear import is_dear


class Replayable:
    """For each statement of a body: whether the replay may execute it, at the end of the body's run.

    Memory must be then as it was. First writes of elements (analysis/written_once.py) change none that was
    read before in memory that had no content, and few that were in memory filled with zeros.
    """

    def __init__(self, context: Context, body: Block) -> None:
        self._context = context
        self._written_later: dict[int, Classes] = {}
        self._firsts_later: dict[int, tuple[Store, ...]] = {}
        self._visit(body, NOTHING, ())

    def _visit(self, block: Block, later: Classes, firsts: tuple[Store, ...]) -> None:
        for statement in reversed(block):
            self._written_later[id(statement)] = later
            self._firsts_later[id(statement)] = firsts
            if isinstance(statement, If):
                self._visit(statement.then, later, firsts)
                self._visit(statement.otherwise, later, firsts)
            written, first = self._writes(statement)
            later, firsts = later | written, (*first, *firsts)

    def _writes(self, statement: Statement) -> tuple[Classes, tuple[Store, ...]]:
        """What a statement overwrites, and its first writes into filled memory."""
        facts, name = self._context.facts, self._context.function.name
        written = NOTHING
        firsts: list[Store] = []
        for inner in statements((statement,)):
            if not (isinstance(inner, Store) and id(inner) in facts.firsts):
                written |= facts.effects.written_here(name, inner)
            elif facts.firsts[id(inner)] is not None:
                firsts.append(inner)
        return written, tuple(firsts)

    def can_replay(self, statement: Assign) -> bool:
        """Fresh memory isn't replayed: others may hold references to it. Nor is what costs more to compute
        than to keep."""
        if kinds.is_reference(statement.value.type) and not is_view(statement.value):
            return False
        if is_dear(statement.value) or self._context.is_outcome(statement.target):
            return False
        return self.can_repeat(statement)

    def can_repeat(self, statement: Assign) -> bool:
        """Whether what the statement reads is in memory as it was."""
        return self._is_there(
            statement, self._written_later[id(statement)], self._firsts_later[id(statement)]
        )

    def can_replay_test(self, statement: If) -> bool:
        """The branches themselves come after the test too."""
        written, firsts = self._writes(statement)
        later = self._written_later[id(statement)] | written
        return self._is_there(statement, later, (*firsts, *self._firsts_later[id(statement)]))

    def _is_there(self, statement: Assign | If, later: Classes, firsts: tuple[Store, ...]) -> bool:
        facts, name = self._context.facts, self._context.function.name
        read = facts.effects.read_by(name, statement)
        if read & later:
            return False
        own = facts.activity.memory.of
        return all(
            own(name, first.array) not in read
            or all(self._leaves(first, e, own(name, first.array)) for e in expressions(statement))
            for first in firsts
        )

    def _leaves(self, first: Store, value: Expression, own: Variable) -> bool:
        """Whether a first write is apart from all elements of its class that the expression reads."""
        references = [e for e in walk(value) if isinstance(e, Name) and self._is_of(e, own)]
        elements = [e for e in walk(value) if isinstance(e, Subscript) and e.base in references]
        return len(elements) == len(references) and all(
            element.base == Name(first.array) and self._are_apart(first, element) for element in elements
        )

    def _is_of(self, e: Name, own: Variable) -> bool:
        context = self._context
        is_reference = kinds.is_reference(context.variables.get(e.id))
        return is_reference and context.facts.activity.memory.of(context.function.name, e.id) == own

    def _are_apart(self, first: Store, element: Subscript) -> bool:
        """Loop variables around both are the same in both; those inside of the write are any."""
        scope = self._context.scopes.get(id(first), Scope())
        for written, read in zip(first.indices, element.indices, strict=False):
            i, j = self._place(written, scope), self._place(read, scope)
            if i is not None and j is not None and are_apart(scope, i, j):
                return True
        return False

    def _place(self, index: Expression, scope: Scope) -> Affine | None:
        """An index that counts from the front, as a sum of what doesn't change in an iteration."""
        found = self._context.ranges.affine(index)
        if found is None or not is_not_negative(scope, found):
            return None
        is_steady = all(
            s in scope.bounds or self._context.ranges.is_stable(Affine.of(s)) for s in found.terms
        )
        return found if is_steady else None
