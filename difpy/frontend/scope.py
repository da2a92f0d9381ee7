"""What a name of a function means at this moment: a parameter, a local, or a value known now.

    scope = Scope(source)
    scope.resolve(node)         # node: a Name, or a chain of Attributes that ends in one
    scope.nested(definition)    # the scope inside a nested FunctionDef or Lambda of the tree

Python's rules: a name bound anywhere in a function is local to all of it, so a local called `sum` is
not the builtin; then the enclosing functions, the closure's cells, the globals, the builtins.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any, TypeAlias

import gast

from difpy.frontend.callables import Path
from difpy.frontend.positions import Node
from difpy.frontend.source import FunctionSource

COMPREHENSIONS = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)
FUNCTIONS = (gast.FunctionDef, gast.AsyncFunctionDef, gast.Lambda)


@dataclass(frozen=True)
class Parameter:
    """A parameter; `depth` counts the function boundaries between its use and its function."""

    name: str
    depth: int = 0


@dataclass(frozen=True)
class Local:
    """A variable (or nested function) of the function, or at `depth` of one around it."""

    name: str
    depth: int = 0


@dataclass(frozen=True)
class Static:
    """A value known now. `path` says how to read it again from the function of the source:

    ("global" | "closure" | "builtin" | "parameter", name), then ("attribute", name) for each dot.
    """

    value: Any = field(compare=False)
    path: Path


@dataclass(frozen=True)
class Unbound:
    """A name, or an attribute of a known value, that does not exist now."""

    name: str


@dataclass(frozen=True)
class Dynamic:
    """Known only when the program runs: an attribute of a local, or of a computed value."""


Meaning: TypeAlias = Parameter | Local | Static | Unbound | Dynamic


class Scope:
    """The names of one function. `statics` gives parameters whose values are known (`self`)."""

    def __init__(
        self,
        source: FunctionSource,
        statics: Mapping[str, Any] | None = None,
        *,
        definition: Node = None,
        parent: Scope | None = None,
    ) -> None:
        self.source = source
        self.statics = dict(statics or {})
        self.definition = source.tree if definition is None else definition
        self.parent = parent
        self.parameters = frozenset(parameter_names(self.definition))
        self.locals = frozenset(bound_names(self.definition)) - self.parameters

    def nested(self, definition: Node) -> Scope:
        """The scope inside a FunctionDef or Lambda that stands in this scope's function."""
        return Scope(self.source, definition=definition, parent=self)

    def resolve(self, node: Node) -> Meaning:
        """What a Name or a chain of Attributes means; Dynamic for every other expression."""
        if isinstance(node, gast.Name):
            return self.resolve_name(node.id)
        if isinstance(node, gast.Attribute):
            base = self.resolve(node.value)
            return attribute(base, node.attr) if isinstance(base, Static) else Dynamic()
        return Dynamic()

    def resolve_name(self, name: str, depth: int = 0) -> Meaning:
        """What a name means."""
        if name in self.parameters:
            if name in self.statics and name not in bound_names(self.definition):
                return Static(self.statics[name], (("parameter", name),))
            return Parameter(name, depth)
        if name in self.locals:
            return Local(name, depth)
        if self.parent is not None:
            return self.parent.resolve_name(name, depth + 1)
        return resolve_free(self.source.function, name)


def resolve_free(function: FunctionType, name: str) -> Meaning:
    """What a name that a function does not bind means to it: a cell, a global or a builtin."""
    if name in function.__code__.co_freevars:
        cell = (function.__closure__ or ())[function.__code__.co_freevars.index(name)]
        try:
            return Static(cell.cell_contents, (("closure", name),))
        except ValueError:
            return Unbound(name)
    if name in function.__globals__:
        return Static(function.__globals__[name], (("global", name),))
    available = function.__globals__.get("__builtins__", builtins)
    available = available if isinstance(available, dict) else vars(available)
    if name in available:
        return Static(available[name], (("builtin", name),))
    return Unbound(name)


def attribute(base: Static, name: str) -> Static | Unbound:
    """What an attribute of a known value means."""
    try:
        return Static(getattr(base.value, name), (*base.path, ("attribute", name)))
    except AttributeError:
        dotted = ".".join([step for _, step in base.path] + [name])
        return Unbound(dotted)


def parameters(definition: Node) -> list[Node]:
    """The parameters of a FunctionDef or Lambda as gast Names, in the order of its signature."""
    a = definition.args
    every = [*a.posonlyargs, *a.args, a.vararg, *a.kwonlyargs, a.kwarg]
    return [parameter for parameter in every if parameter is not None]


def parameter_names(definition: Node) -> list[str]:
    """The names of the parameters, in the order of the signature."""
    return [parameter.id for parameter in parameters(definition)]


def bound_names(definition: Node) -> set[str]:
    """Every name that the body of a function binds, without those of functions inside it."""
    body = definition.body if isinstance(definition.body, list) else [definition.body]
    return {name for statement in body for name in bindings(statement)}


def bindings(node: Node) -> Iterator[str]:
    """The names that a node binds in the function in which it stands."""
    if isinstance(node, gast.Name):
        if isinstance(node.ctx, gast.Store | gast.Del):
            yield node.id
    elif isinstance(node, FUNCTIONS):
        if not isinstance(node, gast.Lambda):
            yield node.name
        for default in [*node.args.defaults, *node.args.kw_defaults]:
            if default is not None:
                yield from bindings(default)
    elif isinstance(node, COMPREHENSIONS):
        yield from comprehension_bindings(node)
    else:
        for child in gast.iter_child_nodes(node):
            yield from bindings(child)


def comprehension_bindings(node: Node) -> Iterator[str]:
    """A comprehension keeps its targets to itself; a walrus inside binds in the function."""
    values = [node.key, node.value] if isinstance(node, gast.DictComp) else [node.elt]
    for generator in node.generators:
        values += [generator.iter, *generator.ifs]
    for value in values:
        yield from bindings(value)
