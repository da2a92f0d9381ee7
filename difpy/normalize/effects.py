"""What evaluating an expression may change: memory, and names of the function.

What is evaluated before a call and reads memory has to be kept in a variable when the call is moved
in front of it, unless the callee obviously writes nothing that others can see.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

import gast

from difpy.errors import DifferentiationError
from difpy.frontend import Local, Scope, Static, read, unwrap
from difpy.normalize.build import Node
from difpy.normalize.primitives import EFFECTFUL_BUILTINS, WRITING_FUNCTIONS, is_effect_free

FRESH_ARRAYS = {"arange", "array", "empty", "full", "linspace", "ones", "zeros"}
FRESH_ARRAYS |= {"empty_like", "full_like", "ones_like", "zeros_like"}
FRESH_SCALARS = {"abs", "float", "int", "len", "range"}


@dataclass(frozen=True)
class Effects:
    """What an evaluation may change."""

    writes: bool = False
    rebinds: frozenset[str] = frozenset()

    @property
    def nothing(self) -> bool:
        """Whether it changes nothing."""
        return not self.writes and not self.rebinds

    def __or__(self, other: Effects) -> Effects:
        return Effects(self.writes or other.writes, self.rebinds | other.rebinds)


def effects(node: Node, scope: Scope) -> Effects:
    """What evaluating an expression may change."""
    found = Effects()
    if isinstance(node, gast.Lambda):
        return found
    if isinstance(node, gast.Call) and not is_effect_free(node, scope):
        found |= Effects(writes=may_write(node, scope))
    if isinstance(node, gast.NamedExpr):
        found |= Effects(rebinds=frozenset({node.target.id}))
    for child in gast.iter_child_nodes(node):
        found |= effects(child, scope)
    return found


def may_write(call: Node, scope: Scope, seen: frozenset[Any] = frozenset()) -> bool:
    """Whether a call that is not effect-free may write memory that its caller can see."""
    meaning = scope.resolve(call.func)
    if isinstance(meaning, Static):
        return function_may_write(meaning.value, seen)
    if isinstance(meaning, Local) and meaning.depth == 0 and isinstance(call.func, gast.Name):
        definition = nested_definition(scope.definition, call.func.id)
        if definition is not None:
            if definition in seen:
                return False
            return body_may_write(definition, scope.nested(definition), seen | {definition})
    return True


def function_may_write(function: Any, seen: frozenset[Any]) -> bool:
    """Whether a known function may write memory that its caller can see."""
    owner = getattr(function, "__self__", None)
    name = getattr(function, "__name__", "")
    is_random = type(owner).__name__ in ("RandomState", "Random") and name not in WRITING_FUNCTIONS
    if is_random or (isinstance(owner, ModuleType) and name in EFFECTFUL_BUILTINS):
        return False
    try:
        plain: FunctionType = unwrap(function).function
        if plain.__code__ in seen:
            return False
        source = read(plain)
    except DifferentiationError:
        return True
    return body_may_write(source.tree, Scope(source), seen | {plain.__code__})


def nested_definition(tree: Node, name: str) -> Node | None:
    """The nested function of a name, if the name is bound by nothing else."""
    found = [node for node in gast.walk(tree) if isinstance(node, gast.FunctionDef) and node.name == name]
    stores = [n for n in gast.walk(tree) if isinstance(n, gast.Name) and n.id == name]
    is_rebound = any(not isinstance(n.ctx, gast.Load) for n in stores)
    return found[0] if len(found) == 1 and not is_rebound else None


def body_may_write(definition: Node, scope: Scope, seen: frozenset[Any]) -> bool:
    """Whether the statements of a function may write memory that it has not made itself."""
    body = definition.body if isinstance(definition.body, list) else [definition.body]
    own = fresh_names(definition, FRESH_ARRAYS | FRESH_SCALARS)
    arrays = fresh_names(definition, FRESH_ARRAYS)
    return any(node_may_write(node, scope, own, arrays, seen) for node in body)


def node_may_write(node: Node, scope: Scope, own: set[str], arrays: set[str], seen: frozenset[Any]) -> bool:
    """Whether a part of a body writes memory that its function has not made itself.

    What an item of an own list holds may be in another list too, so `xs[0] += e` needs an array.
    """
    if isinstance(node, gast.FunctionDef | gast.Lambda):
        return body_may_write(node, scope.nested(node), seen)
    if isinstance(node, gast.AugAssign):
        base, safe = (node.target, own) if isinstance(node.target, gast.Name) else (node.target.value, arrays)
        if not (isinstance(base, gast.Name) and base.id in safe):
            return True
    elif isinstance(node, gast.Subscript | gast.Attribute) and not isinstance(node.ctx, gast.Load):
        if not (isinstance(node.value, gast.Name) and node.value.id in own):
            return True
    elif isinstance(node, gast.Call) and not is_effect_free(node, scope):
        receiver = node.func.value if isinstance(node.func, gast.Attribute) else None
        is_own_method = isinstance(receiver, gast.Name) and receiver.id in own
        if not is_own_method and may_write(node, scope, seen):
            return True
    return any(node_may_write(child, scope, own, arrays, seen) for child in gast.iter_child_nodes(node))


def fresh_names(definition: Node, functions: set[str]) -> set[str]:
    """The variables of a function that only ever hold what the function has just made."""
    fresh: set[str] = set()
    other = {parameter.id for parameter in gast.walk(definition.args) if isinstance(parameter, gast.Name)}
    for node in gast.walk(definition):
        if isinstance(node, gast.Assign | gast.AnnAssign | gast.For | gast.NamedExpr):
            value = node.iter if isinstance(node, gast.For) else node.value
            targets = node.targets if isinstance(node, gast.Assign) else [node.target]
            for target in targets:
                names = {n.id for n in gast.walk(target) if isinstance(n, gast.Name)}
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
