"""Expressions: from a gast tree to an abstract value."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import gast
from numba.core import types

from difpy import kinds
from difpy.elaborate import captures
from difpy.elaborate.array_methods import array_attribute, array_method
from difpy.elaborate.calls import Invocation, call, invoked_value
from difpy.elaborate.closures import is_variable, sibling
from difpy.elaborate.code import Node
from difpy.elaborate.formats import format_of
from difpy.elaborate.frame import Frame
from difpy.elaborate.lattice import JoinError
from difpy.elaborate.lists import list_query
from difpy.elaborate.numpy_functions import JOINS, numpy_call
from difpy.elaborate.operators import binary, compare, negated, test, unary
from difpy.elaborate.python_functions import list_display
from difpy.elaborate.refused import check_name
from difpy.elaborate.selects import SELECT
from difpy.elaborate.shapes import (
    Leaf,
    ListOf,
    LocalFunction,
    Object,
    Primitive,
    Shape,
    Text,
    TupleOf,
    describe_shape,
)
from difpy.elaborate.structures import choose
from difpy.elaborate.subscripts import Index, slice_of, subscript
from difpy.elaborate.values import Value, convert, data, tuple_of
from difpy.program import Constant, EllipsisIndex, Logical, Slice, Unary

BINARY = {
    gast.Add: "+",
    gast.Sub: "-",
    gast.Mult: "*",
    gast.Div: "/",
    gast.FloorDiv: "//",
    gast.Mod: "%",
    gast.Pow: "**",
    gast.MatMult: "@",
    gast.BitAnd: "&",
    gast.BitOr: "|",
    gast.BitXor: "^",
    gast.LShift: "<<",
    gast.RShift: ">>",
}
UNARY = {gast.USub: "-", gast.UAdd: "+", gast.Invert: "~", gast.Not: "not"}
COMPARISONS = {
    gast.Lt: "<",
    gast.LtE: "<=",
    gast.Gt: ">",
    gast.GtE: ">=",
    gast.Eq: "==",
    gast.NotEq: "!=",
    gast.In: "in",
    gast.NotIn: "not in",
    gast.Is: "is",
    gast.IsNot: "is not",
}

LISTS_OF_ARRAYS = {**dict.fromkeys(JOINS, 1), SELECT: 2}
"""How many first arguments of these are lists of arrays."""
NUMBER_ATTRIBUTES = frozenset({"T", "imag", "real"})
NUMBER_METHODS = frozenset({"conj", "conjugate", "copy", "item"})


def evaluate(frame: Frame, node: Node) -> Value:
    """The value of any expression."""
    handler = HANDLERS.get(type(node))
    if handler is None:
        raise frame.refuse(node, "this kind of expression is not in the language", "Write it in another way.")
    return handler(frame, node)


def condition(frame: Frame, node: Node) -> Value:
    """The truth of an expression, as `if` and `while` ask for it."""
    if isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not):
        return negated(condition(frame, node.operand), frame, node)
    if isinstance(node, gast.BoolOp):
        return _junction(frame, node, condition)
    return test(frame, evaluate(frame, node), node)


def _constant(frame: Frame, node: Node) -> Value:
    at = frame.position(node)
    value = node.value
    if value is None or isinstance(value, str):
        return Value(captures.static_shape(value, None) or Text(""))
    type_ = captures.data_type(value)
    if type_ is None:
        raise frame.refuse(node, "this kind of constant is not in the language", "Use numbers.")
    return data(Constant(value, type=type_, at=at), value)


def _name(frame: Frame, node: Node) -> Value:
    name = node.id
    if name in dict(frame.instance.siblings) and name not in frame.code.locals:
        return sibling(frame, name)
    if is_variable(frame, name):
        return frame.read(name, node)
    return captures.free_value(frame, frame.code, name, node)


def _attribute(frame: Frame, node: Node) -> Value:
    base = evaluate(frame, node.value)
    match base.shape:
        case Object() as shape:
            return captures.attribute_value(frame, shape, node.attr, node)
        case TupleOf(constructor=constructor) if node.attr in getattr(constructor, "_fields", ()):
            place: int = constructor._fields.index(node.attr)
            return base.parts[place]
        case Leaf(type=type_) if kinds.is_array(type_):
            return array_attribute(frame, base.expression, node.attr, node)
        case Leaf(type=type_) if kinds.is_scalar(type_) and node.attr in NUMBER_ATTRIBUTES:
            return _number_attribute(frame, base, node)
    raise frame.refuse(
        node,
        f"{describe_shape(base.shape)} has no attribute `{node.attr}` that difpy knows",
        "Use arrays and tuples.",
    )


def _number_attribute(frame: Frame, number: Value, node: Node) -> Value:
    if kinds.is_complex(number.type) and node.attr in ("real", "imag"):
        return numpy_call(frame, f"np.{node.attr}", [number], {}, node)
    if node.attr == "T":
        return number
    zero = Constant(0, type=types.int64, at=frame.position(node))
    return data(convert(zero, number.type)) if node.attr == "imag" else number


def _binary(frame: Frame, node: Node) -> Value:
    left, right = evaluate(frame, node.left), evaluate(frame, node.right)
    return binary(frame, BINARY[type(node.op)], left, right, node)


def _unary(frame: Frame, node: Node) -> Value:
    if isinstance(node.op, gast.Not):
        return condition(frame, node)
    value = evaluate(frame, node.operand)
    result = unary(frame, UNARY[type(node.op)], value, node)
    if value.is_known and isinstance(node.op, gast.USub):
        return data(result.expression, -value.known)
    return result


def _compare(frame: Frame, node: Node) -> Value:
    nodes = [node.left, *node.comparators]
    operands = [evaluate(frame, node.left), evaluate(frame, node.comparators[0])]
    operands += [evaluate(frame, n) for n in node.comparators[1:]]
    return compare(frame, [COMPARISONS[type(op)] for op in node.ops], operands, nodes, node)


def _bool_op(frame: Frame, node: Node) -> Value:
    return _junction(frame, node, evaluate)


def _junction(frame: Frame, node: Node, evaluated: Callable[[Frame, Node], Value]) -> Value:
    """`and` and `or`: what is not evaluated is not looked at either, where that is known."""
    op, decisive = ("and", False) if isinstance(node.op, gast.And) else ("or", True)
    kept: list[Value] = []
    pushed = 0
    try:
        for i, operand in enumerate(node.values):
            value = evaluated(frame, operand)
            tested = test(frame, value, operand)
            is_last = i == len(node.values) - 1
            if tested.is_known and tested.known is not decisive and not is_last:
                continue
            kept.append(value)
            if tested.is_known and tested.known is decisive:
                break
            guard = tested.expression if op == "and" else negated(tested, frame, operand).expression
            frame.guards.append(guard)
            pushed += 1
    finally:
        for _ in range(pushed):
            frame.guards.pop()
    return _joined_operands(frame, op, kept, node)


def _joined_operands(frame: Frame, op: str, kept: list[Value], node: Node) -> Value:
    if len(kept) == 1:
        return kept[0]
    if op == "and" and kept[-1].is_known and kept[-1].known is True:
        kept = kept[:-1] if all(kinds.is_boolean(v.type) for v in kept) else kept
    shape = _join_shapes(frame, kept, node)
    if len(kept) == 1:
        return kept[0]
    if not isinstance(shape, Leaf) or not kinds.is_scalar(shape.type):
        raise frame.refuse(node, f"`{op}` of {describe_shape(shape)}", "Use `if` and `else`.")
    operands = tuple(convert(v.expression, shape.type) for v in kept)
    return data(Logical(op, operands, type=shape.type, at=frame.position(node)))


def _join_shapes(frame: Frame, values: Sequence[Value], node: Node) -> Shape:
    shape: Shape | None = None
    try:
        for value in values:
            shape = frame.world.lattice.join(shape, value.shape)
    except JoinError as error:
        raise frame.refuse(node, f"it is {error}", "Make both values the same kind.") from None
    assert shape is not None
    return shape


def _conditional(frame: Frame, node: Node) -> Value:
    tested = condition(frame, node.test)
    if tested.is_known:
        return evaluate(frame, node.body if tested.known else node.orelse)
    with frame.guarded(tested.expression):
        then = evaluate(frame, node.body)
    with frame.guarded(Unary("not", tested.expression, type=types.boolean, at=tested.expression.at)):
        otherwise = evaluate(frame, node.orelse)
    return choose(tested.expression, then, otherwise, _join_shapes(frame, [then, otherwise], node))


# --- subscripts --------------------------------------------------------------------------------


def _subscript(frame: Frame, node: Node) -> Value:
    base = evaluate(frame, node.value)
    if isinstance(base.shape, Object):
        key = node.slice.value if isinstance(node.slice, gast.Constant) else None
        return captures.item_value(frame, base.shape, key, node)
    return subscript(frame, base, indices_of(frame, node.slice), node)


def indices_of(frame: Frame, node: Node) -> list[Index]:
    """The indices inside brackets."""
    nodes = node.elts if isinstance(node, gast.Tuple) else [node]
    return [_index(frame, n) for n in nodes]


def _index(frame: Frame, node: Node) -> Index:
    if isinstance(node, gast.Slice):
        return _slice(frame, node)
    if isinstance(node, gast.Constant) and node.value is Ellipsis:
        return EllipsisIndex(type=types.ellipsis, at=frame.position(node))
    return evaluate(frame, node)


def _slice(frame: Frame, node: Node) -> Slice:
    bounds = [None if n is None else evaluate(frame, n) for n in (node.lower, node.upper, node.step)]
    return slice_of(frame, bounds, node)


# --- displays ----------------------------------------------------------------------------------


def _tuple(frame: Frame, node: Node) -> Value:
    return tuple_of(tuple(_spread(frame, node.elts)))


def _list(frame: Frame, node: Node) -> Value:
    return list_display(frame, _spread(frame, node.elts), node)


def _spread(frame: Frame, nodes: Sequence[Node]) -> list[Value]:
    """The elements of a display, those of starred tuples one by one."""
    values: list[Value] = []
    for node in nodes:
        if not isinstance(node, gast.Starred):
            values.append(evaluate(frame, node))
            continue
        inner = evaluate(frame, node.value)
        if not isinstance(inner.shape, TupleOf):
            raise frame.refuse(node, "how many elements this has must be known", "Star only tuples.")
        values.extend(inner.parts)
    return values


def _format(frame: Frame, node: Node) -> Value:
    return data(format_of(frame, node, evaluate))


def _lambda(frame: Frame, node: Node) -> Value:
    defaults = default_parts(frame, node.args)
    shape = LocalFunction(
        frame.code.nested(node), frame.instance, tuple((name, v.shape) for name, v in defaults.items())
    )
    return Value(shape, tuple(e for v in defaults.values() for e in v.leaves))


def default_parts(frame: Frame, arguments: Any) -> dict[str, Value]:
    """The values of the defaults of a nested function, now that it is defined."""
    positional = [*arguments.posonlyargs, *arguments.args]
    with_default = positional[len(positional) - len(arguments.defaults) :]
    pairs = list(zip(with_default, arguments.defaults, strict=True))
    pairs += [
        (p, d) for p, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is not None
    ]
    return {parameter.id: evaluate(frame, default) for parameter, default in pairs}


# --- calls -------------------------------------------------------------------------------------


def _call(frame: Frame, node: Node) -> Value:
    result = call_or_value(frame, node)
    return invoked_value(frame, result, node) if isinstance(result, Invocation) else result


def call_or_value(frame: Frame, node: Node) -> Value | Invocation:
    """A call: its value if a primitive is called, else what is to be written as a statement."""
    if isinstance(node.func, gast.Attribute):
        base = evaluate(frame, node.func.value)
        if not isinstance(base.shape, Object | Primitive):
            arguments, keywords = arguments_of(frame, node)
            return _method_call(frame, base, node.func.attr, arguments, keywords, node)
    callee = evaluate(frame, node.func)
    name = callee.shape.name if isinstance(callee.shape, Primitive) else ""
    count = LISTS_OF_ARRAYS.get(name, 0)
    lists = list(itertools.takewhile(_is_list, node.args[:count]))
    # The arrays of a list display may differ in rank and layout, the elements of a list not.
    joined = [tuple_of(tuple(_spread(frame, n.elts))) for n in lists]
    arguments, keywords = arguments_of(frame, node, node.args[len(lists) :])
    arguments = [*joined, *arguments]
    return call(frame, callee, arguments, keywords, node)


def _is_list(node: Node) -> bool:
    return isinstance(node, gast.List)


def arguments_of(
    frame: Frame, node: Node, positional: Sequence[Node] | None = None
) -> tuple[list[Value], dict[str, Value]]:
    """The arguments of a call."""
    keywords = {}
    arguments = _spread(frame, node.args if positional is None else positional)
    for keyword in node.keywords:
        if keyword.arg is None:
            raise frame.refuse(node, "keywords are taken from a dict", "Write them out.")
        keywords[keyword.arg] = evaluate(frame, keyword.value)
    return arguments, keywords


def _method_call(
    frame: Frame, base: Value, name: str, arguments: list[Value], keywords: dict[str, Value], node: Node
) -> Value | Invocation:
    match base.shape:
        case Leaf(type=type_) if kinds.is_array(type_):
            return array_method(frame, base, name, arguments, keywords, node)
        case Leaf(type=type_) if kinds.is_scalar(type_) and name in NUMBER_METHODS and not arguments:
            if name in ("conj", "conjugate") and kinds.is_complex(type_):
                return numpy_call(frame, "np.conj", [base], {}, node)
            return base
        case Leaf():
            check_name(frame, f"number.{name}", node)
        case TupleOf() if name == "index":
            check_name(frame, f"tuple.{name}", node)
        case ListOf():
            return list_query(frame, base, name, arguments, node)
        case TupleOf(constructor=constructor) if name == "_replace" and constructor:
            replaced = dict(zip(constructor._fields, base.parts, strict=True)) | keywords
            return tuple_of(tuple(replaced[f] for f in constructor._fields), constructor)
        case TupleOf(constructor=constructor) if name in getattr(constructor, "_fields", ()):
            return call(frame, base.parts[constructor._fields.index(name)], arguments, keywords, node)
        case TupleOf(constructor=constructor) if constructor and callable(getattr(constructor, name, None)):
            method = Value(Object(getattr(constructor, name), None))
            return call(frame, method, [base, *arguments], keywords, node)
    raise frame.refuse(
        node, f"{describe_shape(base.shape)} has no method `{name}` that difpy knows", "Use a function."
    )


HANDLERS: dict[type, Callable[[Frame, Node], Value]] = {
    gast.Attribute: _attribute,
    gast.BinOp: _binary,
    gast.BoolOp: _bool_op,
    gast.Call: _call,
    gast.Compare: _compare,
    gast.Constant: _constant,
    gast.IfExp: _conditional,
    gast.JoinedStr: _format,
    gast.Lambda: _lambda,
    gast.List: _list,
    gast.Name: _name,
    gast.Subscript: _subscript,
    gast.Tuple: _tuple,
    gast.UnaryOp: _unary,
}
