"""Tuples taken apart: their elements, their parts as arguments of primitives, choices between them."""

from __future__ import annotations

from collections.abc import Sequence

from numba.core import types

from difpy import kinds
from difpy.elaborate.shapes import Leaf, ListOf, Nothing, Shape, Text, TupleOf, leaf_types
from difpy.elaborate.values import Value, convert_leaves, integer, tuple_of
from difpy.program import (
    Attribute,
    Binary,
    Compare,
    Conditional,
    Constant,
    Expression,
    Position,
    Subscript,
    Tuple,
    Unary,
)


def concatenate(left: Value, right: Value) -> Value:
    """`left + right` of tuples."""
    return tuple_of(left.parts + right.parts)


def repeat(value: Value, count: int) -> Value:
    """`value * count` of a tuple."""
    return tuple_of(value.parts * max(count, 0))


def constant_integer(e: Expression) -> int | None:
    """The value of an integer literal, with its sign."""
    match e:
        case Constant(value=value) if isinstance(value, int) and not isinstance(value, bool):
            return value
        case Unary(op="-", operand=Constant(value=value)) if isinstance(value, int):
            return -value
    return None


def literal(e: Expression) -> Expression:
    """A negated literal as a literal; any other expression as it is."""
    number = constant_integer(e)
    return e if number is None else integer(number, e.at)


def shape_tuple(array: Expression, at: Position) -> Value:
    """`array.shape` as a tuple of its elements."""
    whole = Attribute(array, "shape", type=kinds.tuple_of([types.int64] * array.type.ndim), at=at)
    leaves = tuple(
        Subscript(whole, (integer(i, at),), type=types.int64, at=at) for i in range(array.type.ndim)
    )
    return Value(TupleOf((Leaf(types.int64),) * array.type.ndim), leaves)


def as_argument(value: Value, at: Position) -> Expression:
    """The value as one expression, to be the argument or an index of a primitive."""
    match value.shape:
        case Leaf() | ListOf():
            return value.expression
        case TupleOf():
            whole = _whole_shape(value)
            if whole is not None:
                return whole
            elements = tuple(as_argument(part, at) for part in value.parts)
            return Tuple(elements, type=kinds.tuple_of([e.type for e in elements]), at=at)
        case Nothing():
            return Constant(None, type=types.none, at=at)
        case Text(value=words):
            return Constant(words, type=types.unicode_type, at=at)
    raise ValueError(f"no expression stands for {value.shape}")


def _whole_shape(value: Value) -> Expression | None:
    """`x.shape` where the elements are those of a shape in order."""
    match value.leaves[:1]:
        case (Subscript(base=Attribute(name="shape") as whole),):
            pass
        case _:
            return None
    expected = tuple(Subscript(whole, (Constant(i),)) for i in range(whole.type.count))
    return whole if value.leaves == expected else None


def choose(test: Expression, then: Value, otherwise: Value, shape: Shape) -> Value:
    """`then if test else otherwise`, leaf by leaf."""
    leaves = []
    pairs = zip(convert_leaves(then, shape), convert_leaves(otherwise, shape), strict=True)
    for type_, (a, b) in zip(leaf_types(shape), pairs, strict=True):
        if a == b:
            leaves.append(a)
            continue
        leaves.append(Conditional(test, a, b, type=type_, at=test.at))
    return Value(shape, tuple(leaves))


def select(parts: Sequence[Value], index: Expression, shape: Shape) -> Value:
    """The element of a tuple at a variable index, which may be negative: a chain of conditionals.

    The last element stands for every other index; the caller checks the range.
    """
    result = Value(shape, convert_leaves(parts[-1], shape))
    for position in reversed(range(len(parts) - 1)):
        test = Compare(("==",), (index, integer(position, index.at)), type=types.boolean, at=index.at)
        result = choose(test, parts[position], result, shape)
    return result


def is_plain(value: Value) -> bool:
    """Whether the value is a scalar or an array."""
    return isinstance(value.shape, Leaf) and (kinds.is_scalar(value.type) or kinds.is_array(value.type))


def range_count(start: Expression, stop: Expression, step: Expression, at: Position) -> Expression:
    """How many numbers a range has; where it is empty, the result may be negative."""
    size = constant_integer(step)
    if size is not None and size < 0:
        start, stop, size = stop, start, -size
    span = stop if constant_integer(start) == 0 else integer_binary("-", stop, start, at)
    if size == 1:
        return span
    if size is None:
        # Also right for a negative step: both differences then change their signs.
        return integer_binary(
            "//", integer_binary("-", integer_binary("+", span, step, at), _sign(step, at), at), step, at
        )
    return integer_binary("//", integer_binary("+", span, integer(size - 1, at), at), integer(size, at), at)


def _sign(step: Expression, at: Position) -> Expression:
    test = Compare((">",), (step, integer(0, at)), type=types.boolean, at=at)
    return Conditional(test, integer(1, at), integer(-1, at), type=types.int64, at=at)


def integer_binary(op: str, a: Expression, b: Expression, at: Position) -> Expression:
    """`a op b` of ints, of constants where they are."""
    x, y = constant_integer(a), constant_integer(b)
    if x is not None and y is not None and op in "+-":
        return integer(x + y if op == "+" else x - y, at)
    return Binary(op, a, b, type=types.int64, at=at)
