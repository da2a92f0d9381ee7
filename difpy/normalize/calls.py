"""Calls of the user's functions, and of whatever has effects, become statements of their own.

Before:
    def f(x, g, h):
        y = 2 * g(x) + h(x)
        if y > 0 and g(y) > 1:
            y = h(y)
        return y
After:
    def f(x, g, h):
        g_value = g(x)
        product = 2 * g_value
        h_value = h(x)
        y = product + h_value
        if y > 0:
            g_value_2 = g(y)
            if g_value_2 > 1:
                y = h(y)
        return y

`2 * g_value` has its own line because `h`, which is not known here, might write into that memory.
"""

from __future__ import annotations

import gast

from difpy.normalize.build import Node, assign, load, place
from difpy.normalize.lift import hint
from difpy.normalize.lift_statements import StatementLifter
from difpy.normalize.primitives import is_effect_free


class Calls(StatementLifter):
    """Lifts calls that are not of primitives without effects."""

    def function(self, definition: Node) -> None:
        """Also the value of the only `return`."""
        super().function(definition)
        last = definition.body[-1]
        returns = [node for node in gast.walk(definition) if isinstance(node, gast.Return)]
        if returns == [last] and last.value is not None and self.is_lifted(last.value):
            name = self.names.fresh(hint(last.value))
            definition.body[-1:] = [assign(name, last.value, last), last]
            last.value = place(load(name), last)

    def is_lifted(self, node: Node) -> bool:
        """Every call but those of primitives without effects."""
        return isinstance(node, gast.Call) and not is_effect_free(node, self.scope)

    def lift(self, node: Node) -> Node:
        """A variable named after the callee."""
        self.children(node)
        return self.define(self.names.fresh(hint(node)), node)

    def top(self, node: Node) -> Node:
        """A call alone stays where it is."""
        if not self.is_lifted(node):
            return self.expression(node)
        self.children(node)
        return node
