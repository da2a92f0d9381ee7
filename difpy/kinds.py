"""What kind of value a Numba type stands for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from numba.core import types

Type: TypeAlias = Any  # numba.types.Type, which is untyped to mypy

UNTYPED: Any = types
DIFFERENTIABLE = (types.Float, types.Complex)


def is_float(type_: Type) -> bool:
    return isinstance(type_, types.Float)


def is_complex(type_: Type) -> bool:
    return isinstance(type_, types.Complex)


def is_integer(type_: Type) -> bool:
    return isinstance(type_, types.Integer)


def is_boolean(type_: Type) -> bool:
    return isinstance(type_, types.Boolean)


def is_scalar(type_: Type) -> bool:
    return isinstance(type_, (types.Number, types.Boolean))


def is_array(type_: Type) -> bool:
    return isinstance(type_, types.Array)


def is_list(type_: Type) -> bool:
    return isinstance(type_, types.List)


def is_tuple(type_: Type) -> bool:
    return isinstance(type_, types.BaseTuple)


def is_slice(type_: Type) -> bool:
    return isinstance(type_, types.SliceType)


def is_reference(type_: Type) -> bool:
    """Whether a variable of this type refers to memory that others may refer to."""
    return is_array(type_) or is_list(type_)


def is_list_of_references(type_: Type) -> bool:
    return is_list(type_) and is_reference(type_.dtype)


def rank(type_: Type) -> int:
    """The number of dimensions: 0 for a scalar."""
    return int(type_.ndim) if is_array(type_) else 0


def element(type_: Type) -> Type:
    """The type of an element of an array or list; of anything else the type itself."""
    return type_.dtype if is_reference(type_) else type_


def innermost(type_: Type) -> Type:
    """The scalar type at the bottom of lists and arrays."""
    while is_reference(type_):
        type_ = type_.dtype
    return type_


def is_differentiable(type_: Type) -> bool:
    """Whether values of this type are made of real or complex floating-point numbers."""
    return isinstance(innermost(type_), DIFFERENTIABLE)


def list_of(element_type: Type) -> Type:
    """A list of values of one type."""
    return UNTYPED.List(element_type)


def array_of(element_type: Type, ndim: int, layout: str = "C") -> Type:
    """An array that may be written."""
    return UNTYPED.Array(element_type, ndim, layout)


def fresh(type_: Type) -> Type:
    """The type of a new value of this type: of an array one that may be written."""
    return array_of(type_.dtype, type_.ndim, type_.layout) if is_array(type_) else type_


def tuple_of(element_types: Iterable[Type]) -> Type:
    """A tuple, as index or shape."""
    return UNTYPED.BaseTuple.from_types(tuple(element_types))
