"""`del xs[i]` is `xs.pop(i)`; `del x` goes, where nothing can read `x` before it is bound again.

Before:
    def f(xs, i):
        y = xs[i] ** 2
        del xs[i]
        return y
After:
    def f(xs, i):
        y = xs[i] ** 2
        xs.pop(i)
        return y
"""

from __future__ import annotations

import gast

from difpy.errors import refuse
from difpy.normalize.build import Node, as_load, call, names_in, place
from difpy.normalize.context import Rewriter


class Deletions(Rewriter):
    """Replaces or refuses `del`."""

    def visit_Delete(self, statement: Node) -> list[Node]:  # noqa: N802  named after the node
        """Each target by itself."""
        out = []
        for target in statement.targets:
            if isinstance(target, gast.Subscript) and not isinstance(target.slice, gast.Slice | gast.Tuple):
                pop = gast.Attribute(value=target.value, attr="pop", ctx=gast.Load())
                out.append(place(gast.Expr(value=call(pop, as_load(target.slice))), statement))
            elif not isinstance(target, gast.Name):
                instead = "Assign the elements that stay to a new variable."
                raise refuse(self.source.at(statement), "only a name or one item of a list can go", instead)
            elif self.may_be_read(target):
                why = f"`{target.id}` is read again in the function, and would have no value there"
                raise refuse(self.source.at(statement), why, "Leave the `del` out.")
        return out

    def may_be_read(self, deleted: Node) -> bool:
        """Whether the name occurs after the `del`, or could by way of a loop or a nested function."""
        here = (deleted.lineno, deleted.col_offset)
        everything = list(gast.walk(self.scope.definition))
        names = [n for n in everything if isinstance(n, gast.Name) and n.id == deleted.id]
        loads = [n for n in names if isinstance(n.ctx, gast.Load)]
        if any((n.lineno, n.col_offset) > here for n in loads):
            return True
        loops = [n for n in everything if isinstance(n, gast.For | gast.While)]
        around = [loop for loop in loops if any(n is deleted for n in gast.walk(loop))]
        return any(not is_bound_first(deleted.id, loop) for loop in around)


def is_bound_first(name: str, loop: Node) -> bool:
    """Whether every iteration binds a name before it could read it."""
    if isinstance(loop, gast.For) and name in names_in(loop.target):
        return True
    if isinstance(loop, gast.While) and name in names_in(loop.test):
        return False
    for statement in loop.body:
        if name in names_in(statement):
            target = statement.targets[0] if isinstance(statement, gast.Assign) else None
            return isinstance(target, gast.Name) and name not in names_in(statement.value)
    return True
