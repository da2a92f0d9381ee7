"""What a rewrite is given besides the tree: names that are free, and how to descend."""

from __future__ import annotations

import builtins
import keyword

import gast

from difpy.errors import refuse
from difpy.frontend import FunctionSource, Scope, Static
from difpy.normalize.build import Node, load, place

KEPT_FREE = {"np", "math", "cmath", "difpy", "numba", *keyword.kwlist, *dir(builtins)}


class Names:
    """The names used in a function, and new ones that collide with none of them."""

    def __init__(self, tree: Node) -> None:
        self.used = set(KEPT_FREE)
        for node in gast.walk(tree):
            for attribute in ("id", "name", "arg"):
                name = getattr(node, attribute, None)
                if isinstance(name, str):
                    self.used.add(name)

    def fresh(self, hint: str) -> str:
        """The hint itself where it is free, else with a number."""
        name, number = hint, 1
        while name in self.used:
            number += 1
            name = f"{hint}_{number}"
        self.used.add(name)
        return name


class Rewriter:
    """A rewrite of one function: goes through its statements and, by new rewriters, nested functions.

    A subclass has a method `visit_<Node>` for each statement that it changes; it returns the
    statements to put in its place. The others are kept, and their blocks are gone through.
    """

    def __init__(self, source: FunctionSource, names: Names, scope: Scope) -> None:
        self.source = source
        self.names = names
        self.scope = scope

    def function(self, definition: Node) -> None:
        """Rewrite the body of a function in place."""
        definition.body = self.block(definition.body) or [place(gast.Pass(), definition)]

    def block(self, statements: list[Node]) -> list[Node]:
        """The statements that replace these."""
        out: list[Node] = []
        for statement in statements:
            out += self.statement(statement)
        return out

    def statement(self, statement: Node) -> list[Node]:
        """The statements that replace one."""
        visit = getattr(self, f"visit_{type(statement).__name__}", None)
        if visit is not None:
            replaced: list[Node] = visit(statement)
            return replaced
        if isinstance(statement, gast.FunctionDef):
            self.nested(statement)
            return [statement]
        self.descend(statement)
        return [statement]

    def descend(self, statement: Node) -> None:
        """Rewrite the blocks of a compound statement in place."""
        if isinstance(statement, gast.If | gast.For | gast.While):
            statement.body = self.block(statement.body) or [place(gast.Pass(), statement)]
            statement.orelse = self.block(statement.orelse)

    def builtin(self, name: str, origin: Node) -> Node:
        """A builtin to call in code that a rewrite makes; refused where the user's code hides it."""
        meaning = self.scope.resolve_name(name)
        if not (isinstance(meaning, Static) and meaning.value is getattr(builtins, name)):
            why = f"its meaning needs the builtin `{name}`, and here that name is something else"
            raise refuse(self.source.at(origin), why, f"Give your `{name}` another name.")
        return place(load(name), origin)

    def nested(self, definition: Node) -> None:
        """Rewrite a function that is defined inside this one."""
        type(self)(self.source, self.names, self.scope.nested(definition)).function(definition)
