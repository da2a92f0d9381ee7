"""Abstract values: a shape, and the expressions of its leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from numba.core import types

from difpy import kinds
from difpy.elaborate.shapes import (
    UNKNOWN_ELEMENT,
    Cell,
    ChoiceOf,
    Leaf,
    ListOf,
    Shape,
    TupleOf,
    leaf_types,
    parts,
)
from difpy.program import Call, Conditional, Constant, Expression, Position, Type

UNDECIDED = object()
PARTS = frozenset({"np.imag", "np.real"})
"""Of arrays of complex numbers these are views, of memory that only half is theirs."""


@dataclass(frozen=True)
class Value:
    """A value of the user's program: `leaves` are the expressions that its shape asks for, in order.

    `known` is the value itself where it is known before the program runs, as of `w is None`.
    """

    shape: Shape
    leaves: tuple[Expression, ...] = ()
    known: Any = UNDECIDED

    @property
    def parts(self) -> tuple[Value, ...]:
        """The values inside."""
        values, start = [], 0
        for _, part in parts(self.shape):
            stop = start + len(leaf_types(part))
            values.append(Value(part, self.leaves[start:stop]))
            start = stop
        return tuple(values)

    @property
    def type(self) -> Type:
        """The type of a value of one leaf."""
        return self.shape.type if isinstance(self.shape, Leaf) else None

    @property
    def expression(self) -> Expression:
        (leaf,) = self.leaves
        return leaf

    @property
    def is_known(self) -> bool:
        return self.known is not UNDECIDED


def data(expression: Expression, known: Any = UNDECIDED) -> Value:
    """A scalar or an array."""
    return Value(Leaf(expression.type), (expression,), known)


def tuple_of(values: tuple[Value, ...], constructor: Any = None) -> Value:
    shape = TupleOf(tuple(v.shape for v in values), constructor)
    return Value(shape, tuple(leaf for v in values for leaf in v.leaves))


def element_shape(value: Value) -> Shape:
    """Of a list."""
    assert isinstance(value.shape, ListOf)
    return value.shape.cell.element or UNKNOWN_ELEMENT


def cell_of(value: Value) -> Cell:
    assert isinstance(value.shape, ListOf)
    return value.shape.cell


def integer(value: int, at: Position) -> Constant:
    return Constant(value, type=types.int64, at=at)


def floating(value: float, at: Position) -> Constant:
    return Constant(value, type=types.float64, at=at)


def truth(value: bool, at: Position) -> Constant:
    return Constant(value, type=types.boolean, at=at)


def text(value: str, at: Position) -> Constant:
    return Constant(value, type=types.unicode_type, at=at)


def convert(expression: Expression, type_: Type) -> Expression:
    """The expression as a value of a wider type: an int as a float, a C-ordered array as any array."""
    have = expression.type
    if have == type_ or not kinds.is_scalar(type_):
        return expression
    if isinstance(expression, Constant) and not expression.spelling:
        return replace(expression, value=python_type(type_)(expression.value), type=type_)
    if isinstance(expression, Conditional):
        then, otherwise = convert(expression.then, type_), convert(expression.otherwise, type_)
        return replace(expression, then=then, otherwise=otherwise, type=type_)
    function = "np.float32" if type_ == types.float32 else python_type(type_).__name__
    return Call(function, (expression,), type=type_, at=expression.at)


def python_type(type_: Type) -> Any:
    if kinds.is_complex(type_):
        return complex
    if kinds.is_float(type_):
        return float
    return int if kinds.is_integer(type_) else bool


def convert_leaves(value: Value, shape: Shape) -> tuple[Expression, ...]:
    """The leaves of a value as those of a shape that holds it."""
    if isinstance(shape, ChoiceOf) and not isinstance(value.shape, ChoiceOf):
        return (Constant(shape.options.index(value.shape), type=types.int64), *value.leaves)
    wanted = leaf_types(shape)
    return tuple(convert(leaf, t) for leaf, t in zip(value.leaves, wanted, strict=False))


def is_part(expression: Expression) -> bool:
    """The real or the imaginary part of an array of complex numbers, which shares its memory."""
    match expression:
        case Call(function=called, arguments=(first,)) if called in PARTS and kinds.is_array(first.type):
            return kinds.is_complex(first.type.dtype)
    return False
