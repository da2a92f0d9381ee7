"""The code of a function, the user's own or one nested in another: its tree and the scopes around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from types import CodeType
from typing import Any, TypeAlias

import gast

from difpy.elaborate.shapes import Path
from difpy.frontend import FunctionSource, bound_names, parameter_names
from difpy.program import Position

Node: TypeAlias = Any  # a gast node, which is untyped to mypy
NESTED = (gast.FunctionDef, gast.Lambda)


@dataclass(eq=False)
class Code:
    """`path` leads from the root function to `source.function`; `parent` is the code around a nested one."""

    source: FunctionSource
    tree: Node
    path: Path | None = ()
    parent: Code | None = None
    _nested: dict[int, Code] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return getattr(self.tree, "name", f"lambda_{self.tree.lineno}")

    @property
    def function(self) -> Any:
        return self.source.function

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        return tuple(parameter_names(self.tree))

    @cached_property
    def locals(self) -> frozenset[str]:
        return frozenset(self.parameters) | bound_names(self.tree)

    @cached_property
    def free(self) -> tuple[str, ...]:
        """The names that it reads and does not bind, functions inside it included."""
        return tuple(dict.fromkeys(n for n in loads(self.tree) if n not in self.locals))

    @cached_property
    def written_names(self) -> frozenset[str]:
        """The variables in what the user wrote; all others were made by rewrites."""
        return frozenset(_variables(self.source.function.__code__))

    @property
    def body(self) -> list[Node]:
        if isinstance(self.tree, gast.Lambda):
            returned = gast.copy_location(gast.Return(self.tree.body), self.tree.body)
            return [returned]
        body: list[Node] = self.tree.body
        return body

    def nested(self, tree: Node) -> Code:
        """The code of a FunctionDef or Lambda inside."""
        if id(tree) not in self._nested:
            self._nested[id(tree)] = Code(self.source, tree, self.path, self)
        return self._nested[id(tree)]

    def at(self, node: Node) -> Position:
        return self.source.at(node)


def _variables(code: CodeType) -> Iterator[str]:
    yield from code.co_varnames + code.co_cellvars
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _variables(constant)


def loads(definition: Node) -> Iterator[str]:
    """The names that a function's body reads from its own scope or from one around it."""
    body = definition.body if isinstance(definition.body, list) else [definition.body]
    for statement in body:
        yield from _loads(statement)


def _loads(node: Node) -> Iterator[str]:
    if isinstance(node, gast.Name):
        if isinstance(node.ctx, gast.Load):
            yield node.id
    elif isinstance(node, NESTED):
        for default in [*node.args.defaults, *node.args.kw_defaults]:
            if default is not None:
                yield from _loads(default)
        inside = set(parameter_names(node)) | bound_names(node)
        yield from (name for name in loads(node) if name not in inside)
    else:
        for child in gast.iter_child_nodes(node):
            yield from _loads(child)


def assigned_names(statements: list[Node]) -> set[str]:
    """The names that statements bind, those of functions inside them apart."""
    holder = gast.Module(statements, [])
    return bound_names(holder)
