"""Drop what means nothing to the program: annotations, docstrings, `pass`, bare literals.

Non-goals: the meaning of an annotation; difpy infers types.

Before:
    def f(x: float) -> float:
        '''The square.'''
        y: float = x * x
        if y > 3:
            pass
        return y
After:
    def f(x):
        y = x * x
        if y > 3:
            pass
        return y
"""

from __future__ import annotations

import gast

from difpy.errors import refuse
from difpy.frontend.scope import bound_names
from difpy.normalize.build import Node, assign
from difpy.normalize.context import Rewriter


class Tidy(Rewriter):
    """Drops what means nothing."""

    def function(self, definition: Node) -> None:
        """Drop the annotations of the signature too."""
        self.declared: set[str] = set()  # the names of annotations without a value
        for parameter in gast.walk(definition.args):
            if isinstance(parameter, gast.Name):
                parameter.annotation = None
        definition.returns = None
        definition.decorator_list, definition.type_params = [], []
        super().function(definition)
        self.check_declared(definition)

    def check_declared(self, definition: Node) -> None:
        """Refuse a name that was declared, is read, and is bound nowhere: Python would raise."""
        unbound = self.declared - bound_names(definition)
        for node in gast.walk(definition):
            if isinstance(node, gast.Name) and node.id in unbound:
                raise refuse(self.source.at(node), "it is declared but never assigned", "Assign it first.")

    def visit_AnnAssign(self, statement: Node) -> list[Node]:  # noqa: N802  named after the node
        """`y: float = e` is `y = e`, and `y: float` is nothing."""
        if statement.value is None:
            if isinstance(statement.target, gast.Name):
                self.declared.add(statement.target.id)
            return []
        return [assign(statement.target, statement.value, statement)]

    def visit_Expr(self, statement: Node) -> list[Node]:  # noqa: N802
        """A docstring, or `...`, is nothing."""
        return [] if isinstance(statement.value, gast.Constant) else [statement]

    def visit_Pass(self, statement: Node) -> list[Node]:  # noqa: N802
        """Goes; a block without statements gets one back."""
        return []
