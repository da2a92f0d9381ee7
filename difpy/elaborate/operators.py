"""Arithmetic and comparison of abstract values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba.core import types

from difpy import kinds
from difpy.elaborate import oracle
from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.lattice import JoinError
from difpy.elaborate.shapes import Leaf, ListOf, Nothing, Text, TupleOf, describe_shape
from difpy.elaborate.single import beside_single
from difpy.elaborate.structures import as_argument, concatenate, repeat
from difpy.elaborate.values import Value, cell_of, convert, data, truth
from difpy.program import Binary, Call, Compare, Constant, Expression, Logical, Subscript, Type, Unary

ORDER = ("<", "<=", ">", ">=", "==", "!=")


def binary(frame: Frame, op: str, left: Value, right: Value, node: Node) -> Value:
    """`left op right`."""
    if isinstance(left.shape, TupleOf) or isinstance(right.shape, TupleOf):
        return _with_tuple(frame, op, left, right, node)
    if isinstance(left.shape, ListOf) or isinstance(right.shape, ListOf):
        return _with_list(frame, op, left, right, node)
    a, b = operand(frame, left, node), operand(frame, right, node)
    return data(combine(frame, op, a, b, node))


def combine(frame: Frame, op: str, a: Expression, b: Expression, node: Node) -> Expression:
    """`a op b` of scalars and arrays."""
    at = frame.position(node)
    if op == "**":
        a = _base_of_negative_power(a, b)
    a, b = beside_single((at_rank_zero(a), at_rank_zero(b)))
    if op == "@":
        a, b = all_complex((a, b))
    return Binary(op, a, b, type=result_type(frame, op, a, b, node), at=at)


def all_complex(operands: Sequence[Expression]) -> list[Expression]:
    """Real arrays beside complex ones as complex ones: Numba multiplies matrices of one type only."""
    if not any(kinds.element(e.type) == types.complex128 for e in operands):
        return list(operands)
    dtype = Constant("np.complex128", "np.complex128", type=types.DType(types.complex128))
    return [
        Call(".astype", (e, dtype), type=kinds.array_of(types.complex128, e.type.ndim), at=e.at)
        if kinds.is_array(e.type) and not kinds.is_complex(e.type.dtype)
        else e
        for e in operands
    ]


def result_type(frame: Frame, op: str, a: Expression, b: Expression, node: Node) -> Type:
    """The type of `a op b`."""
    try:
        if kinds.is_scalar(a.type) and kinds.is_scalar(b.type):
            return oracle.scalar_operation(op, a.type, b.type)
        return oracle.operation(op, a.type, b.type)
    except oracle.NoTypeError:
        words = f"`{op}` does not take {describe_shape(Leaf(a.type))} and {describe_shape(Leaf(b.type))}"
        raise frame.refuse(node, words, "Convert one of them first.", never=True) from None


def _base_of_negative_power(a: Expression, b: Expression) -> Expression:
    """The base as a float where the exponent is negative by its form: Python's result is one.

    `10 ** -k` is a float too; with any other exponent that is found negative, the program raises.
    """
    is_negative = isinstance(b, Unary) and b.op == "-" and kinds.is_integer(b.type)
    if isinstance(b, Constant) and isinstance(b.value, int):
        is_negative = b.value < 0
    return convert(a, types.float64) if is_negative and kinds.is_integer(a.type) else a


def at_rank_zero(e: Expression) -> Expression:
    """The element of an array without dimensions: NumPy computes with it as with a scalar."""
    if kinds.is_array(e.type) and e.type.ndim == 0:
        return Subscript(e, (), type=e.type.dtype, at=e.at)
    return e


def operand(frame: Frame, value: Value, node: Node) -> Expression:
    """A scalar or array, to compute with."""
    if isinstance(value.shape, Leaf) and (kinds.is_scalar(value.type) or kinds.is_array(value.type)):
        return value.expression
    raise frame.refuse(
        node,
        f"this computes with {describe_shape(value.shape)}",
        "Compute with numbers and arrays.",
        never=True,
    )


def _with_tuple(frame: Frame, op: str, left: Value, right: Value, node: Node) -> Value:
    both = isinstance(left.shape, TupleOf) and isinstance(right.shape, TupleOf)
    if op == "+" and both:
        return concatenate(left, right)
    if op == "*" and not both:
        sequence, count = (left, right) if isinstance(left.shape, TupleOf) else (right, left)
        if count.leaves and isinstance(count.leaves[0], Constant) and isinstance(count.leaves[0].value, int):
            return repeat(sequence, count.leaves[0].value)
    for one, other in ((left, right), (right, left)):
        if isinstance(one.shape, TupleOf) and kinds.is_array(other.type):
            array = tuple_as_array(frame, one, node)
            a, b = (array, other.expression) if one is left else (other.expression, array)
            return data(combine(frame, op, a, b, node))
    raise frame.refuse(
        node,
        f"`{op}` of {describe_shape(left.shape)} and {describe_shape(right.shape)}",
        "Compute with the elements one by one, or with arrays.",
    )


def _with_list(frame: Frame, op: str, left: Value, right: Value, node: Node) -> Value:
    """`xs + ys` and `xs * n`, which are new lists."""
    at = frame.position(node)
    both = isinstance(left.shape, ListOf) and isinstance(right.shape, ListOf)
    holder = left if isinstance(left.shape, ListOf) else right
    counted = right if holder is left else left
    if not any(kinds.is_reference(e.type.dtype) for e in holder.leaves):
        if op == "+" and both:
            _unify(frame, left, right, node)
            leaves = zip(left.leaves, right.leaves, strict=False)
            return Value(left.shape, tuple(Binary("+", a, b, type=a.type, at=at) for a, b in leaves))
        if op == "*" and kinds.is_integer(counted.type):
            n = counted.expression
            pairs = [(e, n) if holder is left else (n, e) for e in holder.leaves]
            repeated = tuple(Binary("*", a, b, type=holder.leaves[0].type, at=at) for a, b in pairs)
            return Value(holder.shape, repeated)
    raise frame.refuse(
        node, f"`{op}` of lists like these", "Build the list with `append` in a loop, or use an array."
    )


def _unify(frame: Frame, left: Value, right: Value, node: Node) -> None:
    try:
        frame.world.lattice.unify(cell_of(left), cell_of(right))
    except JoinError as error:
        raise frame.refuse(node, f"an element is {error}", "Make all elements the same kind.") from None


def tuple_as_array(frame: Frame, value: Value, node: Node) -> Expression:
    """`np.array(values)`, as NumPy converts a tuple among its operands."""
    argument = as_argument(value, frame.position(node))
    try:
        type_ = oracle.evaluate("np.array", np.array, (argument.type,))
    except oracle.NoTypeError as error:
        raise frame.refuse(node, f"{error}", "Make it an array first.") from None
    return Call("np.array", (argument,), type=type_, at=frame.position(node))


def unary(frame: Frame, op: str, value: Value, node: Node) -> Value:
    """`-x`, `+x`, `~x`, `not x`."""
    if op == "not":
        return negated(test(frame, value, node), frame, node)
    e = at_rank_zero(operand(frame, value, node))
    at = frame.position(node)
    if kinds.is_scalar(e.type):
        if op == "~" and not (kinds.is_integer(e.type) or kinds.is_boolean(e.type)):
            raise frame.refuse(node, "`~` is for integers", "Use `not` for a bool.", never=True)
        type_ = types.int64 if kinds.is_boolean(e.type) or kinds.is_integer(e.type) else e.type
        if kinds.is_boolean(e.type):
            e = convert(e, types.int64)
    else:
        try:
            type_ = oracle.operation(f"unary {op}", e.type)
        except oracle.NoTypeError as error:
            raise frame.refuse(node, str(error), "Convert it first.", never=True) from None
    return data(Unary(op, e, type=type_, at=at))


# --- truth -------------------------------------------------------------------------------------


def test(frame: Frame, value: Value, node: Node) -> Value:
    """The truth of a value, as `if` and `while` ask for it."""
    at = frame.position(node)
    if value.is_known:
        return data(truth(bool(value.known), at), bool(value.known))
    match value.shape:
        case Leaf(type=type_) if kinds.is_scalar(type_):
            return value
        case Leaf(type=type_) if kinds.is_array(type_) and type_.ndim == 0:
            return data(at_rank_zero(value.expression))
        case ListOf():
            count = Call("len", (value.leaves[0],), type=types.int64, at=at)
            zero = Constant(0, type=types.int64, at=at)
            return data(Compare((">",), (count, zero), type=types.boolean, at=at))
        case Nothing():
            return data(truth(False, at), False)
        case Text(value=words):
            return data(truth(bool(words), at), bool(words))
        case TupleOf(elements=elements):
            return data(truth(bool(elements), at), bool(elements))
        case Leaf():
            raise frame.refuse(
                node,
                "the truth of an array is ambiguous",
                "Ask for `np.any(...)` or `np.all(...)`.",
                never=True,
            )
    return data(truth(True, at), True)


def negated(value: Value, frame: Frame, node: Node) -> Value:
    """`not value` of a truth."""
    at = frame.position(node)
    if value.is_known:
        return data(truth(not value.known, at), not value.known)
    return data(Unary("not", value.expression, type=types.boolean, at=at))


# --- comparison --------------------------------------------------------------------------------


def compare(frame: Frame, ops: list[str], operands: list[Value], nodes: list[Node], node: Node) -> Value:
    """`a < b <= c`."""
    known = [_known_comparison(op, a, b) for op, a, b in zip(ops, operands, operands[1:], strict=False)]
    at = frame.position(node)
    if False in known:
        return data(truth(False, at), False)
    if all(k is True for k in known):
        return data(truth(True, at), True)
    for op, a, b in zip(ops, operands, operands[1:], strict=False):
        _check_comparison(frame, op, a, b, node)
    if len(ops) == 1 and all(isinstance(v.shape, TupleOf) for v in operands):
        return _compare_tuples(frame, ops[0], operands, node)
    if len(ops) == 1 and ops[0] in ("in", "not in"):
        return membership(frame, ops[0], operands[0], operands[1], node)
    expressions = tuple(at_rank_zero(operand(frame, v, n)) for v, n in zip(operands, nodes, strict=True))
    if any(kinds.is_complex(kinds.element(e.type)) for e in expressions) and set(ops) - {"==", "!="}:
        words = "complex numbers have no order"
        raise frame.refuse(node, words, "Compare `abs(z)` or `z.real`.", never=True)
    if all(kinds.is_scalar(e.type) for e in expressions):
        return data(Compare(tuple(ops), expressions, type=types.boolean, at=at))
    if len(ops) > 1:
        raise frame.refuse(
            node,
            "a chained comparison of arrays is ambiguous",
            "Compare two at a time, and join them with `&`.",
            never=True,
        )
    try:
        type_ = oracle.operation(ops[0], *(e.type for e in expressions))
    except oracle.NoTypeError as error:
        raise frame.refuse(node, str(error), "Compare numbers and arrays.", never=True) from None
    return data(Compare(tuple(ops), expressions, type=type_, at=at))


def _known_comparison(op: str, a: Value, b: Value) -> bool | None:
    """The outcome where the values' shapes decide it, as in `w is None` and `mode == "rk4"`."""
    if op in ("is", "is not"):
        if isinstance(a.shape, Nothing) or isinstance(b.shape, Nothing):
            return (type(a.shape) is type(b.shape)) is (op == "is")
        if not isinstance(a.shape, Leaf | ListOf | TupleOf) and type(a.shape) is type(b.shape):
            return (a.shape == b.shape) is (op == "is")
        return None
    if op in ("==", "!="):
        statics = (Text, Nothing)
        if isinstance(a.shape, statics) or isinstance(b.shape, statics):
            return (a.shape == b.shape) is (op == "==")
    are_texts = isinstance(b.shape, TupleOf) and all(isinstance(e, Text) for e in b.shape.elements)
    if op in ("in", "not in") and isinstance(a.shape, Text) and are_texts:
        return (a.shape in {p.shape for p in b.parts}) is (op == "in")
    if a.is_known and b.is_known and op in ORDER:
        return bool(eval(f"a {op} b", {}, {"a": a.known, "b": b.known}))
    return None


def _check_comparison(frame: Frame, op: str, a: Value, b: Value, node: Node) -> None:
    if op in ("is", "is not"):
        raise frame.refuse(
            node,
            "whether two values are one object is not known before the program runs",
            "Compare with `==`, or with `is None`.",
            never=True,
        )
    are_tuples = [isinstance(a.shape, TupleOf), isinstance(b.shape, TupleOf)]
    if op not in ("in", "not in") and any(are_tuples) and not (all(are_tuples) and op in ("==", "!=")):
        raise frame.refuse(node, "tuples are ordered", "Compare their elements.")


def _compare_tuples(frame: Frame, op: str, operands: list[Value], node: Node) -> Value:
    """`(a, b) == (c, d)`, element by element."""
    left, right = (v.parts for v in operands)
    at = frame.position(node)
    if len(left) != len(right):
        return data(truth(op == "!=", at), op == "!=")
    parts = [compare(frame, [op], [a, b], [node, node], node) for a, b in zip(left, right, strict=True)]
    decisive = op == "!="
    if any(p.is_known and p.known is decisive for p in parts):
        return data(truth(decisive, at), decisive)
    tests = tuple(p.expression for p in parts if not p.is_known)
    if len(tests) < 2:
        return data(tests[0]) if tests else data(truth(not decisive, at), not decisive)
    return data(Logical("or" if decisive else "and", tests, type=types.boolean, at=at))


def membership(frame: Frame, op: str, item: Value, container: Value, node: Node) -> Value:
    """`x in (a, b)` as comparisons; `x in xs` for a list."""
    at = frame.position(node)
    if isinstance(container.shape, TupleOf) and container.parts:
        element = operand(frame, item, node)
        comparison, junction = ("==", "or") if op == "in" else ("!=", "and")
        tests = tuple(
            Compare((comparison,), (element, operand(frame, part, node)), type=types.boolean, at=at)
            for part in container.parts
        )
        joined = tests[0] if len(tests) == 1 else Logical(junction, tests, type=types.boolean, at=at)
        return data(joined)
    if isinstance(container.shape, ListOf) and len(container.leaves) == 1 and kinds.is_scalar(item.type):
        both = (operand(frame, item, node), container.leaves[0])
        return data(Compare((op,), both, type=types.boolean, at=at))
    raise frame.refuse(node, "membership is asked of lists and tuples of numbers", "Write the comparison.")
