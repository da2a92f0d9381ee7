"""The `else` of a loop becomes an `if` after it, on a flag that the loop's `break`s clear.

Before:
    def f(xs):
        for x in xs:
            if x < 0:
                break
        else:
            return 1
        return 2
After:
    def f(xs):
        completed = True
        for x in xs:
            if x < 0:
                completed = False
                break
        if completed:
            return 1
        return 2
"""

from __future__ import annotations

import gast

from difpy.normalize.build import Node, assign, blocks, branch, constant, load
from difpy.normalize.context import Rewriter


class LoopElse(Rewriter):
    """Takes the `else` off loops, the inner ones first."""

    def visit_For(self, statement: Node) -> list[Node]:  # noqa: N802  named after the node
        """A loop and its `else`."""
        return self.loop(statement)

    def visit_While(self, statement: Node) -> list[Node]:  # noqa: N802
        """A loop and its `else`."""
        return self.loop(statement)

    def loop(self, statement: Node) -> list[Node]:
        """The loop, and after it what was in its `else`."""
        self.descend(statement)
        otherwise, statement.orelse = statement.orelse, []
        if not otherwise:
            return [statement]
        if not has_break(statement.body):
            return [statement, *otherwise]
        flag = self.names.fresh("completed")
        statement.body = clear_before_breaks(statement.body, flag)
        before = assign(flag, constant(True), statement)
        return [before, statement, branch(load(flag), otherwise, [], otherwise[0])]


def has_break(body: list[Node]) -> bool:
    """Whether a block leaves the loop around it."""
    return any(
        isinstance(each, gast.Break) or (isinstance(each, gast.If) and any(map(has_break, blocks(each))))
        for each in body
    )


def clear_before_breaks(body: list[Node], flag: str) -> list[Node]:
    """The block with `flag = False` before each `break` of the loop around it."""
    out: list[Node] = []
    for each in body:
        if isinstance(each, gast.Break):
            out.append(assign(flag, constant(False), each))
        elif isinstance(each, gast.If):
            each.body = clear_before_breaks(each.body, flag)
            each.orelse = clear_before_breaks(each.orelse, flag)
        out.append(each)
    return out
