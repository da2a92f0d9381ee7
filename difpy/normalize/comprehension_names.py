"""A variable of a comprehension that is also a name outside of it gets a name of its own.

Before:
    def f(xs, i):
        return [[i * j for j in xs] for i in xs], i
After:
    def f(xs, i):
        return ([[i_2 * j for j in xs] for i_2 in xs], i)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import gast

from difpy.frontend.scope import COMPREHENSIONS, FUNCTIONS, bindings, bound_names, parameter_names
from difpy.normalize.build import Node
from difpy.normalize.context import Names, Rewriter


class ComprehensionNames(Rewriter):
    """Renames what would clobber a name when the comprehension becomes a loop."""

    def function(self, definition: Node) -> None:
        """All comprehensions of a function, nested functions included."""
        rename(definition, {}, set(outside_names(definition, frozenset())), self.names)


def target_names(comprehension: Node) -> set[str]:
    """The names that a comprehension binds for itself."""
    return {name for generator in comprehension.generators for name in bindings(generator.target)}


def outside_names(node: Node, inside: frozenset[str]) -> Iterator[str]:
    """The names in a function that are not variables of a comprehension."""
    if isinstance(node, gast.Name) and node.id not in inside:
        yield node.id
    if isinstance(node, COMPREHENSIONS):
        yield from outside_names(node.generators[0].iter, inside)
        inside |= target_names(node)
    if isinstance(node, FUNCTIONS):
        inside -= frozenset([*parameter_names(node), *bound_names(node)])
    for child in gast.iter_child_nodes(node):
        yield from outside_names(child, inside)


def rename(node: Node, renamed: Mapping[str, str], outside: set[str], names: Names) -> None:
    """Give the variables of every comprehension in a node names that are free, in place."""
    if isinstance(node, gast.Name):
        node.id = renamed.get(node.id, node.id)
    elif isinstance(node, COMPREHENSIONS):
        rename_comprehension(node, renamed, outside, names)
    else:
        if isinstance(node, FUNCTIONS):
            own = {*parameter_names(node), *bound_names(node)}
            renamed = {old: new for old, new in renamed.items() if old not in own}
        for child in gast.iter_child_nodes(node):
            rename(child, renamed, outside, names)


def rename_comprehension(node: Node, renamed: Mapping[str, str], outside: set[str], names: Names) -> None:
    """One comprehension: its first iterable is evaluated outside of it."""
    rename(node.generators[0].iter, renamed, outside, names)
    inner = dict(renamed)
    for name in sorted(target_names(node)):
        inner[name] = names.fresh(name) if name in outside or name in renamed else name
    for index, generator in enumerate(node.generators):
        parts = [generator.target, *generator.ifs] + ([generator.iter] if index else [])
        for part in parts:
            rename(part, inner, outside, names)
    rename(node.elt, inner, outside, names)
