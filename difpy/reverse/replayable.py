"""Which statements of a loop body can be executed again when the body's run is over."""

from __future__ import annotations

from difpy import kinds
from difpy.analysis.effects import NOTHING, Classes
from difpy.analysis.memory import is_view
from difpy.program import Assign, Block, If
from difpy.reverse.context import Context
from difpy.rules.dear import is_dear


class Replayable:
    """For each statement of a body: whether the replay may execute it, at the end of the body's run."""

    def __init__(self, context: Context, body: Block) -> None:
        self._context = context
        self._written_later: dict[int, Classes] = {}
        self._visit(body, NOTHING)

    def _visit(self, block: Block, later: Classes) -> None:
        effects, name = self._context.facts.effects, self._context.function.name
        for statement in reversed(block):
            self._written_later[id(statement)] = later
            if isinstance(statement, If):
                self._visit(statement.then, later)
                self._visit(statement.otherwise, later)
            later = later | effects.written(name, (statement,))

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
        effects = self._context.facts.effects
        read = effects.read_by(self._context.function.name, statement)
        return not (read & self._written_later[id(statement)])

    def can_replay_test(self, statement: If) -> bool:
        """The branches themselves come after the test too."""
        effects, name = self._context.facts.effects, self._context.function.name
        later = self._written_later[id(statement)] | effects.written(name, (statement,))
        return not (effects.read(name, statement.test) & later)
