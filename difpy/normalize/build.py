"""Making gast nodes: short constructors, places carried over from what a node was made from."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import gast

Node = Any  # a gast node, which is untyped to mypy

SAME_UNDER_NOT = {gast.Eq: gast.NotEq, gast.NotEq: gast.Eq, gast.Is: gast.IsNot, gast.IsNot: gast.Is}
SAME_UNDER_NOT |= {gast.In: gast.NotIn, gast.NotIn: gast.In}


def load(identifier: str) -> Node:
    """A name that is read."""
    return gast.Name(id=identifier, ctx=gast.Load(), annotation=None, type_comment=None)


def store(identifier: str) -> Node:
    """A name that is bound."""
    return gast.Name(id=identifier, ctx=gast.Store(), annotation=None, type_comment=None)


def constant(value: Any) -> Node:
    """A literal."""
    return gast.Constant(value=value, kind=None)


def call(function: Node | str, *arguments: Node) -> Node:
    """A call with positional arguments; a text is the name of the function."""
    function = load(function) if isinstance(function, str) else function
    return gast.Call(func=function, args=list(arguments), keywords=[])


def method(base: str, name: str, *arguments: Node) -> Node:
    """A call of a method of a variable."""
    return call(gast.Attribute(value=load(base), attr=name, ctx=gast.Load()), *arguments)


def item(base: Node, index: Node) -> Node:
    """A subscript that is read."""
    return gast.Subscript(value=base, slice=index, ctx=gast.Load())


def compare(left: Node, operator: Node, right: Node) -> Node:
    """A comparison of two operands."""
    return gast.Compare(left=left, ops=[operator], comparators=[right])


def both(*operands: Node) -> Node:
    """The operands joined by `and`."""
    return operands[0] if len(operands) == 1 else gast.BoolOp(op=gast.And(), values=list(operands))


def either(*operands: Node) -> Node:
    """The operands joined by `or`."""
    return operands[0] if len(operands) == 1 else gast.BoolOp(op=gast.Or(), values=list(operands))


def negate(test: Node) -> Node:
    """The test that holds when this one does not; comparisons with NaN keep their meaning."""
    if isinstance(test, gast.UnaryOp) and isinstance(test.op, gast.Not):
        return test.operand
    if isinstance(test, gast.Compare) and len(test.ops) == 1 and type(test.ops[0]) in SAME_UNDER_NOT:
        opposite = SAME_UNDER_NOT[type(test.ops[0])]()
        return gast.copy_location(compare(test.left, opposite, test.comparators[0]), test)
    return gast.UnaryOp(op=gast.Not(), operand=test)


def assign(target: Node | str, value: Node, origin: Node) -> Node:
    """`target = value`, standing where the origin stands."""
    target = store(target) if isinstance(target, str) else target
    return place(gast.Assign(targets=[target], value=value, type_comment=None), origin)


def branch(test: Node, then: list[Node], otherwise: list[Node], origin: Node) -> Node:
    """`if test: then else: otherwise`; a branch without statements is turned around or passes."""
    if not then and otherwise:
        test, then, otherwise = negate(test), otherwise, []
    then = then or [place(gast.Pass(), origin)]
    return place(gast.If(test=test, body=then, orelse=otherwise), origin)


def place(node: Node, origin: Node) -> Node:
    """The node; what in it has no place yet gets the place and text of the origin."""
    text = getattr(origin, "source_text", None)
    for each in gast.walk(node):
        if isinstance(each, gast.expr | gast.stmt) and not hasattr(each, "lineno"):
            gast.copy_location(each, origin)
        if text is not None and isinstance(each, gast.stmt) and not hasattr(each, "source_text"):
            each.source_text = text
    return node


def copied(node: Node) -> Node:
    """A copy that shares no node with the original."""
    return copy.deepcopy(node)


def names_in(node: Node) -> set[str]:
    """Every name read or bound in a node, in functions inside it too."""
    return {each.id for each in gast.walk(node) if isinstance(each, gast.Name)}


def stored_names(target: Node) -> set[str]:
    """The names that a target binds."""
    return {n.id for n in gast.walk(target) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store)}


def as_load(node: Node) -> Node:
    """A copy of a target, to be read."""
    node = copied(node)
    if hasattr(node, "ctx"):
        node.ctx = gast.Load()
    return node


def is_atom(node: Node) -> bool:
    """Whether evaluating the node takes no step: a name, a literal, a negative literal."""
    if isinstance(node, gast.UnaryOp):
        return isinstance(node.operand, gast.Constant)
    return isinstance(node, gast.Name | gast.Constant)


def blocks(statement: Node) -> Sequence[list[Node]]:
    """The lists of statements directly inside a statement, those of nested functions not."""
    if isinstance(statement, gast.If | gast.For | gast.While):
        return (statement.body, statement.orelse)
    return ()
