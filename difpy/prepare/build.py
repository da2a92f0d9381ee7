"""Short ways to write expressions and statements of the grammar."""

from __future__ import annotations

from numba.core import types

from difpy import kinds
from difpy.program import (
    Assign,
    Attribute,
    Binary,
    Call,
    Constant,
    EllipsisIndex,
    Expression,
    If,
    List,
    Name,
    Position,
    Slice,
    Statement,
    Store,
    Subscript,
    Tuple,
    Type,
    Unary,
)
from difpy.program import Compare as Compare

ZERO = Constant(0.0)
"""As an expression it equals the zero of complex numbers."""
BOOLEAN = types.boolean
INTEGER = types.int64


def zero_of(type_: Type) -> Constant:
    """The zero of a scalar type, or that an array's elements are set to."""
    return Constant(0j, type=type_) if kinds.is_complex(type_) else ZERO


def call(function: str, *arguments: Expression, type: Type = None) -> Call:  # noqa: A002  the field's name
    return Call(function, arguments, type=type)


def negative(value: Expression) -> Expression:
    return (
        value.operand if isinstance(value, Unary) and value.op == "-" else Unary("-", value, type=value.type)
    )


def whole(rank: int) -> tuple[Expression, ...]:
    """The index of everything in an array."""
    return (Slice(),) if rank else ()


def add_to(name: str, value: Expression, at: Position, type: Type) -> Statement:  # noqa: A002  the field's name
    """`name += value` for a scalar cotangent."""
    if isinstance(value, Unary) and value.op == "-":
        return Assign(name, Binary("-", Name(name, type=type), value.operand), augmented=True, at=at)
    return Assign(name, Binary("+", Name(name, type=type), value), augmented=True, at=at)


def add_into(array: str, indices: tuple[Expression, ...], value: Expression, at: Position) -> Statement:
    """`array[indices] += value`."""
    if isinstance(value, Unary) and value.op == "-":
        return Store(array, indices, value.operand, op="-", at=at)
    return Store(array, indices, value, op="+", at=at)


def unless_zero(seed: Expression, body: list[Statement], at: Position) -> list[Statement]:
    """A cotangent that is exactly zero contributes nothing, whatever the partial derivative."""
    return [If(Compare(("!=",), (seed, ZERO)), tuple(body), at=at)] if body else []


def is_plain(expression: Expression) -> bool:
    """Whether repeating the expression costs nothing and reads no memory."""
    match expression:
        case Name() | Constant():
            return True
        case Unary(operand=operand):
            return is_plain(operand)
    return False


def element(array: str, indices: tuple[Expression, ...], type: Type = None) -> Subscript:  # noqa: A002  the field's name
    return Subscript(Name(array), indices, type=type)


def element_type(type_: Type, indices: tuple[Expression, ...]) -> Type:
    """The type of `a[indices]` for an array or list of this type."""
    if kinds.is_list(type_):
        return type_ if isinstance(indices[0], Slice) else type_.dtype
    rank = kinds.rank(type_)
    fancy = [kinds.rank(i.type) for i in indices if kinds.is_array(i.type)]
    for index in indices:
        if isinstance(index, Constant) and index.value is None:
            rank += 1
        elif not isinstance(index, Slice | EllipsisIndex):
            rank -= kinds.rank(index.type) if kinds.is_boolean(kinds.element(index.type)) else 1
    rank += max(fancy, default=0)
    is_array = rank or any(isinstance(index, EllipsisIndex) for index in indices)
    return types.Array(type_.dtype, rank, "A") if is_array else type_.dtype


def example(type_: Type) -> Expression:
    """An expression of the type, for a stack that is empty."""
    if kinds.is_array(type_):
        scalar = call(
            "np.empty", Tuple((Constant(0),) * type_.ndim), Constant(0, spelling=f"np.{type_.dtype}")
        )
        if type_.layout == "F":
            return Attribute(scalar, "T", type=type_)
        return (
            scalar
            if type_.layout == "C"
            else Subscript(scalar, (Slice(None, None, Constant(1)),), type=type_)
        )
    if kinds.is_list(type_):
        return List((example(type_.dtype),), type=type_)
    if kinds.is_boolean(type_):
        return Constant(False, type=type_)
    if kinds.is_complex(type_):
        return zero_of(type_)
    return Constant(0 if kinds.is_integer(type_) else 0.0, type=type_)
