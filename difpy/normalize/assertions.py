"""`assert` is an `if` that raises; `raise` always makes an instance.

Before:
    def f(x):
        assert x > 0, "positive"
        if x > 9:
            raise ValueError
        return x
After:
    def f(x):
        if not x > 0:
            raise AssertionError("positive")
        if x > 9:
            raise ValueError()
        return x
"""

from __future__ import annotations

import gast

from difpy.frontend import Static
from difpy.normalize.build import Node, branch, call, negate, place
from difpy.normalize.context import Rewriter


class Assertions(Rewriter):
    """Replaces `assert`, and completes `raise`."""

    def visit_Assert(self, statement: Node) -> list[Node]:  # noqa: N802  named after the node
        """Under `python -O` an assertion is nothing, here as there."""
        if not __debug__:
            return []
        message = [] if statement.msg is None else [statement.msg]
        error = place(
            gast.Raise(exc=call(self.builtin("AssertionError", statement), *message), cause=None), statement
        )
        return [branch(negate(statement.test), [error], [], statement)]

    def visit_Raise(self, statement: Node) -> list[Node]:  # noqa: N802
        """`raise E` is `raise E()`."""
        statement.cause = None
        meaning = self.scope.resolve(statement.exc)
        if isinstance(meaning, Static) and isinstance(meaning.value, type):
            statement.exc = place(call(statement.exc), statement)
        return [statement]
