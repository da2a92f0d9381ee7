"""Moving parts of expressions in front of their statement, in Python's order of evaluation.

`Lifter` is the base of the rewrites that make statements of comprehensions, walruses and calls. What
Python evaluates before a moved part, and which the part could change, is moved too; what Python
evaluates only under a condition (`and`, `or`, ternary, chained comparison) moves under an `if`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gast

from difpy.frontend import Scope, Static
from difpy.normalize.build import (
    Node,
    assign,
    branch,
    call,
    compare,
    copied,
    is_atom,
    load,
    names_in,
    negate,
    place,
)
from difpy.normalize.context import Rewriter
from difpy.normalize.effects import Effects, effects, may_fail, union
from difpy.normalize.primitives import callee_name

TRANSPARENT = (gast.FormattedValue, gast.JoinedStr, gast.List, gast.Slice, gast.Starred, gast.Tuple)
"""Nodes that only put their parts together: the parts are kept, not the whole."""


class Lifter(Rewriter):
    """Lifts the parts that `is_lifted` names; a subclass says by `lift` what becomes of one."""

    out: list[Node] = []  # noqa: RUF012  replaced for every statement, never changed here
    origin: Node = None

    def is_lifted(self, node: Node) -> bool:
        """Whether an expression has to leave its statement."""
        raise NotImplementedError

    def lift(self, node: Node) -> Node:
        """Emit the statements for an expression that is lifted; the expression that stays."""
        raise NotImplementedError

    # --- emitting ---

    def emit(self, statement: Node) -> None:
        """Put a statement in front of the one being rewritten."""
        self.out.append(place(statement, self.origin))

    def define(self, name: str, value: Node) -> Node:
        """Emit `name = value`; the name, to be read."""
        self.emit(assign(name, value, self.origin))
        return place(load(name), self.origin)

    @contextmanager
    def collecting(self) -> Iterator[list[Node]]:
        """Collect what is emitted in a list of its own."""
        outer = self.out
        collected: list[Node] = []
        self.out = collected
        yield collected
        self.out = outer

    def statement(self, statement: Node) -> list[Node]:
        """The statements that replace one: what is lifted out of it, and it."""
        outer = self.out, self.origin
        self.out, self.origin = [], statement
        kept = super().statement(statement)
        replaced = [*self.out, *kept]
        self.out, self.origin = outer
        return replaced

    # --- expressions ---

    def has_lifted(self, node: Node) -> bool:
        """Whether anything in an expression has to leave it."""
        return any(self.is_lifted(each) for each in gast.walk(node))

    def expression(self, node: Node) -> Node:
        """The expression with its lifted parts replaced."""
        if not self.has_lifted(node):
            return node
        if isinstance(node, gast.Lambda):
            return self.named_lambda(node)
        if self.is_conditional(node):
            target = self.names.fresh(hint(node))
            self.into(target, node)
            return place(load(target), node)
        if self.is_lifted(node):
            return self.lift(node)
        self.children(node)
        return node

    def is_conditional(self, node: Node) -> bool:
        """Whether a lifted part of the expression is evaluated only under a condition."""
        if isinstance(node, gast.BoolOp):
            return any(map(self.has_lifted, node.values[1:]))
        if isinstance(node, gast.IfExp):
            return self.has_lifted(node.body) or self.has_lifted(node.orelse)
        return isinstance(node, gast.Compare) and any(map(self.has_lifted, node.comparators[1:]))

    def children(self, node: Node) -> None:
        """Replace the lifted parts of an expression's operands, in the order of evaluation."""
        places = list(operands(node))
        for index, (holder, key) in enumerate(places):
            value = self.expression(get(holder, key))
            later = [get(*other) for other in places[index + 1 :]]
            if any(map(self.has_lifted, later)):
                value = self.stable(value, effects_of(later, self.scope))
            put(holder, key, value)

    def stable(self, node: Node, change: Effects) -> Node:
        """The expression, or a variable that keeps its value where the later change could alter it."""
        if isinstance(node, gast.Constant | gast.Lambda) or self.is_function(node):
            return node
        if isinstance(node, gast.Name):
            if node.id not in change.rebinds:
                return node
        elif isinstance(node, TRANSPARENT):
            for holder, key in operands(node):
                put(holder, key, self.stable(get(holder, key), change))
            return node
        elif not self.is_changed(node, change):
            return node
        keep = assign(self.names.fresh(hint(node)), node, self.origin)
        keep.is_kept_for_call = not self.is_changed(node, Effects(rebinds=change.rebinds))
        self.emit(keep)
        return place(load(keep.targets[0].id), self.origin)

    def is_changed(self, node: Node, change: Effects) -> bool:
        """Whether anybody could tell if the expression were evaluated after the change."""
        if change.writes or names_in(node) & change.rebinds or self.has_effects(node):
            return True
        return change.shows and may_fail(node)

    def has_effects(self, node: Node) -> bool:
        """Whether an expression that stays has effects itself (a later rewrite lifts them)."""
        kinds = (gast.Call, gast.NamedExpr)
        return any(
            isinstance(each, kinds) and not effects(each, self.scope).nothing for each in gast.walk(node)
        )

    def is_function(self, node: Node) -> bool:
        """Whether an expression is a known value of a module or the program: `np`, `np.pi`, `helper`."""
        return isinstance(node, gast.Attribute) and isinstance(self.scope.resolve(node), Static)

    def named_lambda(self, node: Node) -> Node:
        """A lambda whose body needs statements becomes a nested function."""
        name = self.names.fresh(f"lambda_{node.lineno}")
        body = gast.copy_location(gast.Return(value=node.body), node.body)
        definition = gast.FunctionDef(
            name=name,
            args=node.args,
            body=[body],
            decorator_list=[],
            returns=None,
            type_comment=None,
            type_params=[],
        )
        place(definition, self.origin)
        self.nested(definition)
        self.emit(definition)
        return place(load(name), node)

    # --- what is evaluated under a condition ---

    def into(self, target: str, node: Node, *, is_test: bool = False) -> None:
        """Emit statements that assign the value of an expression (as a test: its truth) to a name."""
        if not self.is_conditional(node):
            value = self.expression(node)
            self.define(target, self.truth(value) if is_test else value)
        elif isinstance(node, gast.IfExp):
            test = self.test(node.test)
            with self.collecting() as then:
                self.into(target, node.body, is_test=is_test)
            with self.collecting() as otherwise:
                self.into(target, node.orelse, is_test=is_test)
            self.emit(branch(test, then, otherwise, self.origin))
        elif isinstance(node, gast.BoolOp):
            head, tail = self.split(node)
            self.into(target, head, is_test=is_test)
            with self.collecting() as then:
                self.into(target, tail, is_test=is_test)
            test = load(target) if isinstance(node.op, gast.And) else negate(load(target))
            self.emit(branch(test, then, [], self.origin))
        else:
            self.chain_into(target, node, is_test=is_test)

    def chain_into(self, target: str, node: Node, *, is_test: bool) -> None:
        """`a < b < f(x)` compares `a < b` first, and evaluates the rest only if that holds."""
        left, middle = self.expression(node.left), node.comparators[0]
        if not is_atom(middle):  # it is evaluated once, and so moves in front of the first comparison
            left = self.stable(left, effects(middle, self.scope))
            middle = self.expression(middle)
        later = effects_of(node.comparators[1:], self.scope)
        if not is_atom(middle) or names_in(middle) & later.rebinds:
            middle = self.define(self.names.fresh(hint(middle)), middle)
        first = place(compare(left, node.ops[0], middle), node)
        self.define(target, self.truth(first) if is_test else first)
        rest = gast.Compare(left=copied(middle), ops=node.ops[1:], comparators=node.comparators[1:])
        with self.collecting() as then:
            self.into(target, place(rest, node), is_test=is_test)
        self.emit(branch(load(target), then, [], self.origin))

    def split(self, node: Node) -> tuple[Node, Node]:
        """`a and b and f(x) and c` as `a and b`, and `f(x) and c`."""
        index = next(i for i in range(1, len(node.values)) if self.has_lifted(node.values[i]))
        parts = node.values[:index], node.values[index:]
        head, tail = (p[0] if len(p) == 1 else gast.BoolOp(op=node.op, values=p) for p in parts)
        return place(head, node), place(tail, node)

    def test(self, node: Node) -> Node:
        """A test without lifted parts; of a conditional one only the truth is computed."""
        if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not):
            node.operand = self.test(node.operand)
            return node
        if not self.is_conditional(node):
            return self.expression(node)
        target = self.names.fresh("condition")
        self.into(target, node, is_test=True)
        return place(load(target), node)

    def truth(self, node: Node) -> Node:
        """The truth of a value."""
        if is_truth(node):
            return node
        meaning = self.scope.resolve_name("bool")
        if isinstance(meaning, Static) and meaning.value is bool:
            return place(call("bool", node), node)
        return place(gast.UnaryOp(op=gast.Not(), operand=gast.UnaryOp(op=gast.Not(), operand=node)), node)


def is_truth(node: Node) -> bool:
    """Whether an expression gives a bool by its form (a comparison of arrays can be no test anyway)."""
    if isinstance(node, gast.BoolOp):
        return all(map(is_truth, node.values))
    if isinstance(node, gast.UnaryOp):
        return isinstance(node.op, gast.Not)
    if isinstance(node, gast.Constant):
        return isinstance(node.value, bool)
    return isinstance(node, gast.Compare)


def effects_of(nodes: list[Node], scope: Scope) -> Effects:
    """What evaluating several expressions may change."""
    return union(effects(node, scope) for node in nodes)


def operands(node: Node) -> Iterator[tuple[Any, Any]]:
    """The places of an expression's direct operands in the order in which Python evaluates them.

    A place is the list or node that holds the operand, and its index or field. What is called is no
    operand: it is a function's name, or the object of a method.
    """
    if isinstance(node, gast.Call):
        if isinstance(node.func, gast.Attribute):
            yield node.func, "value"
        elif not isinstance(node.func, gast.Name):
            yield node, "func"
        yield from ((node.args, i) for i in range(len(node.args)))
        yield from ((keyword, "value") for keyword in node.keywords)
    elif isinstance(node, gast.IfExp):
        yield node, "test"
    elif isinstance(node, gast.BoolOp):
        yield node.values, 0
    elif isinstance(node, gast.Compare):
        yield node, "left"
        yield from ((node.comparators, i) for i in range(len(node.comparators)))
    else:
        yield from fields(node)


def fields(node: Node) -> Iterator[tuple[Any, Any]]:
    """The places of the expressions in a node's fields, which are in the order of evaluation."""
    for name in node._fields:
        value = getattr(node, name)
        if isinstance(value, list):
            yield from ((value, i) for i, each in enumerate(value) if isinstance(each, gast.expr))
        elif isinstance(value, gast.expr):
            yield node, name


def get(holder: Any, key: Any) -> Node:
    """The node in a place."""
    return holder[key] if isinstance(holder, list) else getattr(holder, key)


def put(holder: Any, key: Any, node: Node) -> None:
    """Replace the node in a place."""
    if isinstance(holder, list):
        holder[key] = node
    else:
        setattr(holder, key, node)


def hint(node: Node) -> str:
    """A name for the value of an expression, after what it is made of."""
    match node:
        case gast.Call(func=gast.Attribute(value=gast.Name(id=base), attr=attr)) if attr.islower():
            return f"{base}_{attr}" if base not in ("np", "math", "self") else f"{attr}_value"
        case gast.Call():
            return f"{callee_name(node)}_value"
        case gast.Subscript(value=gast.Name(id=base), slice=gast.Name(id=index)):
            return f"{base}_{index}"
        case gast.Subscript(value=gast.Name(id=base)):
            return f"{base}_item"
        case gast.Attribute(value=gast.Name(id=base), attr=attr):
            return f"{base}_{attr}"
        case gast.Name(id=base):
            return f"{base}_before"
        case gast.NamedExpr(target=gast.Name(id=base)):
            return f"{base}_value"
    return HINTS.get(type(getattr(node, "op", node)), "value")


HINTS = {
    gast.Add: "term",
    gast.And: "both",
    gast.Compare: "holds",
    gast.Div: "ratio",
    gast.IfExp: "chosen",
    gast.ListComp: "items",
    gast.Mult: "product",
    gast.Or: "either",
    gast.Sub: "difference",
    gast.USub: "opposite",
}
