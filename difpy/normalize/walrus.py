"""`name := value` inside an expression becomes a statement before it.

Before:
    def f(x):
        while (half := x / 2) > 1:
            x = half
        return x
After:
    def f(x):
        while True:
            half = x / 2
            if not half > 1:
                break
            x = half
        return x
"""

from __future__ import annotations

import gast

from difpy.normalize.build import Node, as_load
from difpy.normalize.lift_statements import StatementLifter


class Walrus(StatementLifter):
    """Lifts assignments out of expressions."""

    def is_lifted(self, node: Node) -> bool:
        """Every walrus."""
        return isinstance(node, gast.NamedExpr)

    def lift(self, node: Node) -> Node:
        """The name that was bound."""
        self.assign_name(node.target.id, node.value)
        return as_load(node.target)
