"""Comprehensions become loops; a generator inside `sum`, `min`, `max`, `any`, `all` needs no list.

Before:
    def f(xs):
        squares = [x * x for x in xs if x > 0]
        return sum(s + 1 for s in squares)
After:
    def f(xs):
        squares = []
        for x in xs:
            if x > 0:
                squares.append(x * x)
        total = 0
        for s in squares:
            total = total + (s + 1)
        return total
"""

from __future__ import annotations

import builtins
import math
from typing import Any

import gast

from difpy.errors import refuse
from difpy.frontend import Static
from difpy.normalize import reductions
from difpy.normalize.build import Node, assign, is_atom, load, method, place
from difpy.normalize.effects import effects
from difpy.normalize.lift import get, operands, put
from difpy.normalize.lift_statements import StatementLifter
from difpy.normalize.primitives import is_effect_free

EAGER = (builtins.sorted, builtins.tuple, math.fsum, math.prod)
"""Functions that take all of a generator before they do anything that could be seen."""


class Comprehensions(StatementLifter):
    """Lifts comprehensions, the outermost first."""

    def is_lifted(self, node: Node) -> bool:
        """List comprehensions, and calls that consume a generator."""
        return isinstance(node, gast.ListComp | gast.GeneratorExp) or self.consumer(node) is not None

    def consumer(self, node: Node) -> Any:
        """The known function that a call feeds with a comprehension; else None."""
        if isinstance(node, gast.Call) and node.args:
            meaning = self.scope.resolve(node.func)
            if isinstance(node.args[0], gast.GeneratorExp | gast.ListComp) and isinstance(meaning, Static):
                known = (*EAGER, *reductions.NAMES, builtins.list)
                return next((function for function in known if function is meaning.value), None)
        return None

    def lift(self, node: Node) -> Node:
        """The list, or what is computed of it."""
        function = self.consumer(node)
        if function in EAGER and isinstance(node.args[0], gast.GeneratorExp):
            node.args[0] = as_list(node.args[0])
        if function in EAGER:
            self.children(node)
            return node
        target = self.names.fresh(reductions.NAMES.get(function, "items"))
        self.build(target, node)
        return place(load(target), node)

    def value_into(self, target: str, node: Node) -> None:
        """A comprehension is built in the variable that it is assigned to, if nothing can tell."""
        if self.is_lifted(node) and self.consumer(node) not in EAGER and self.is_safe_target(target, node):
            self.build(target, node)
        else:
            super().value_into(target, node)

    def build(self, target: str, node: Node) -> None:
        """Emit the statements that compute a comprehension, or a reduction of one, in a name."""
        function = self.consumer(node)
        if function in reductions.NAMES:
            comprehension = node.args[0]
            reductions.check(self.source, node)
            statements = reductions.build(function, target, node, self)
        else:
            comprehension = node if function is None else node.args[0]
            self.check(comprehension if function is None else as_list(comprehension))
            append = gast.Expr(value=method(target, "append", comprehension.elt))
            empty = assign(target, gast.List(elts=[], ctx=gast.Load()), self.origin)
            statements = [empty, *reductions.loops(comprehension, [append])]
        for statement in statements:
            for replaced in self.statement(place(statement, self.origin)):
                self.emit(replaced)

    def after_first_iterable(self, comprehension: Node, value: Node) -> Node:
        """A value that Python evaluates between the first iterable and the first iteration."""
        first = comprehension.generators[0]
        change = effects(value, self.scope)
        if is_atom(value) or (change.nothing and effects(first.iter, self.scope).nothing):
            return value
        first.iter = self.expression(first.iter)
        if isinstance(first.iter, gast.Call) and is_effect_free(first.iter, self.scope):
            for holder, key in operands(first.iter):
                put(holder, key, self.stable(get(holder, key), change))
        else:
            first.iter = self.stable(first.iter, change)
        return value

    def check(self, node: Node) -> None:
        """Refuse a generator that is not consumed where it stands."""
        if isinstance(node, gast.GeneratorExp):
            why = "only `sum`, `min`, `max`, `any`, `all`, `list`, `sorted` and `tuple` take one here"
            raise refuse(
                self.source.at(node), why, "Use a list: [... for ...].", what="a generator expression"
            )


def as_list(node: Node) -> Node:
    """The list comprehension of a generator expression."""
    return gast.copy_location(gast.ListComp(elt=node.elt, generators=node.generators), node)
