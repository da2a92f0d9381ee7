"""What evaluating an expression may change or show: memory, names of the function, errors, output.

What is evaluated before a call and reads memory has to be kept in a variable when the call is moved
in front of it, unless the callee obviously writes nothing that others can see. What could fail is kept
too where the callee raises or prints, so that the same error comes first.

Non-goals: which of two errors comes first when the callee raises only by an index or a division.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

import gast

from difpy.errors import DifferentiationError
from difpy.frontend import Local, Scope, Static, read, unwrap
from difpy.normalize.build import Node, stored_names
from difpy.normalize.primitives import EFFECTFUL_BUILTINS, WRITING_FUNCTIONS, is_effect_free

FRESH_ARRAYS = {"arange", "array", "empty", "full", "linspace", "ones", "zeros"}
FRESH_ARRAYS |= {"empty_like", "full_like", "ones_like", "zeros_like"}
FRESH_SCALARS = {"abs", "float", "int", "len", "range"}


@dataclass(frozen=True)
class Effects:
    """What an evaluation may do: write memory, be noticed (raise, print, draw), rebind names."""

    writes: bool = False
    shows: bool = False
    rebinds: frozenset[str] = frozenset()

    @property
    def nothing(self) -> bool:
        """Whether nobody could tell that it was evaluated."""
        return not (self.writes or self.shows or self.rebinds)

    def __or__(self, other: Effects) -> Effects:
        return Effects(self.writes or other.writes, self.shows or other.shows, self.rebinds | other.rebinds)


NOTHING = Effects()
ANYTHING = Effects(writes=True, shows=True)


def union(found: Iterable[Effects]) -> Effects:
    """All effects together."""
    result = NOTHING
    for each in found:
        result |= each
    return result


def effects(node: Node, scope: Scope) -> Effects:
    """What evaluating an expression may change."""
    if isinstance(node, gast.Lambda):
        return NOTHING
    found = union(effects(child, scope) for child in gast.iter_child_nodes(node))
    if isinstance(node, gast.Call) and not is_effect_free(node, scope):
        found |= call_effects(node, scope)
    if isinstance(node, gast.NamedExpr):
        found |= Effects(rebinds=frozenset({node.target.id}))
    return found


def call_effects(call: Node, scope: Scope, seen: frozenset[Any] = frozenset()) -> Effects:
    """What a call that is not effect-free may do that its caller can notice."""
    meaning = scope.resolve(call.func)
    if isinstance(meaning, Static):
        return function_effects(meaning.value, seen)
    if isinstance(meaning, Local) and meaning.depth == 0 and isinstance(call.func, gast.Name):
        definition = nested_definition(scope.definition, call.func.id)
        if definition is not None:
            if definition in seen:
                return NOTHING
            return body_effects(definition, scope.nested(definition), seen | {definition})
    return ANYTHING


def function_effects(function: Any, seen: frozenset[Any]) -> Effects:
    """What calling a known function may do that its caller can notice."""
    owner = getattr(function, "__self__", None)
    name = getattr(function, "__name__", "")
    is_random = type(owner).__name__ in ("RandomState", "Random") and name not in WRITING_FUNCTIONS
    if is_random or (isinstance(owner, ModuleType) and name in EFFECTFUL_BUILTINS):
        return Effects(shows=True)
    try:
        plain: FunctionType = unwrap(function).function
        if plain.__code__ in seen:
            return NOTHING
        source = read(plain)
    except DifferentiationError:
        return ANYTHING
    return body_effects(source.tree, Scope(source), seen | {plain.__code__})


def nested_definition(tree: Node, name: str) -> Node | None:
    """The nested function of a name, if the name is bound by nothing else."""
    found = [node for node in gast.walk(tree) if isinstance(node, gast.FunctionDef) and node.name == name]
    stores = [n for n in gast.walk(tree) if isinstance(n, gast.Name) and n.id == name]
    is_rebound = any(not isinstance(n.ctx, gast.Load) for n in stores)
    return found[0] if len(found) == 1 and not is_rebound else None


def body_effects(definition: Node, scope: Scope, seen: frozenset[Any]) -> Effects:
    """What the statements of a function may do, besides writing memory that it has made itself."""
    body = definition.body if isinstance(definition.body, list) else [definition.body]
    own = Own(fresh_names(definition, FRESH_ARRAYS | FRESH_SCALARS), fresh_names(definition, FRESH_ARRAYS))
    return union(node_effects(node, scope, own, seen) for node in body)


@dataclass(frozen=True)
class Own:
    """The variables that hold only what their function has made; `arrays` are no lists.

    What an item of an own list holds may be in another list too, so `xs[0] += e` needs an array.
    """

    values: set[str]
    arrays: set[str]


def node_effects(node: Node, scope: Scope, own: Own, seen: frozenset[Any]) -> Effects:
    """What a part of a body may do, besides writing memory that its function has made itself."""
    if isinstance(node, gast.FunctionDef | gast.Lambda):
        return body_effects(node, scope.nested(node), seen)
    found = union(node_effects(child, scope, own, seen) for child in gast.iter_child_nodes(node))
    if isinstance(node, gast.Raise | gast.Assert):
        found |= Effects(shows=True)
    elif isinstance(node, gast.AugAssign):
        is_name = isinstance(node.target, gast.Name)
        base, safe = (node.target, own.values) if is_name else (node.target.value, own.arrays)
        found |= Effects(writes=not is_one_of(base, safe))
    elif isinstance(node, gast.Subscript | gast.Attribute) and not isinstance(node.ctx, gast.Load):
        found |= Effects(writes=not is_one_of(node.value, own.values))
    elif isinstance(node, gast.Call) and not is_effect_free(node, scope):
        receiver = node.func.value if isinstance(node.func, gast.Attribute) else None
        if not is_one_of(receiver, own.values):
            found |= call_effects(node, scope, seen)
    return found


def is_one_of(node: Node, names: set[str]) -> bool:
    """Whether a node is one of some names."""
    return isinstance(node, gast.Name) and node.id in names


def fresh_names(definition: Node, functions: set[str]) -> set[str]:
    """The variables of a function that only ever hold what the function has just made."""
    fresh: set[str] = set()
    other = {parameter.id for parameter in gast.walk(definition.args) if isinstance(parameter, gast.Name)}
    for node in gast.walk(definition):
        if isinstance(node, gast.Assign | gast.AnnAssign | gast.For | gast.NamedExpr):
            value = node.iter if isinstance(node, gast.For) else node.value
            targets = node.targets if isinstance(node, gast.Assign) else [node.target]
            for target in targets:
                names = stored_names(target)
                if isinstance(target, gast.Name) and is_fresh(value, functions):
                    fresh |= names
                else:
                    other |= names
    return fresh - other


def is_fresh(value: Node, functions: set[str]) -> bool:
    """Whether the value of an expression is new, or a number, and in no other variable."""
    if isinstance(value, gast.Call):
        name = value.func.attr if isinstance(value.func, gast.Attribute) else getattr(value.func, "id", "")
        return name in functions
    if functions >= FRESH_SCALARS and isinstance(value, gast.BinOp | gast.List | gast.UnaryOp):
        return True
    return isinstance(value, gast.Compare | gast.Constant)


def may_fail(node: Node) -> bool:
    """Whether evaluating an expression may raise by itself: an index, an integer division, a call."""
    kinds = (gast.Subscript, gast.Call, gast.FloorDiv, gast.Mod)
    return any(isinstance(each, kinds) for each in gast.walk(node))
