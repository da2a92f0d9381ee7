"""The arguments of a call as the compiler takes them: form and Numba types -> descriptions."""

from __future__ import annotations

from typing import Any

from numba import typeof as numba_typeof
from numba.core import types as numba_types

from difpy import kinds
from difpy.elaborate import Argument
from difpy.errors import ArgumentTypeError
from difpy.program import Type
from difpy.transforms.forms import LEAF, NONE, Form

types: Any = numba_types  # in parts untyped to mypy
typeof: Any = numba_typeof


def form_of_type(type_: Type) -> Form:
    """The form of the values of a Numba type."""
    if isinstance(type_, types.Omitted):
        return form_of_type(typeof(type_.value))
    if isinstance(type_, types.BaseTuple):
        constructor = getattr(type_, "instance_class", None)
        return Form("tuple", tuple(form_of_type(t) for t in type_.types), constructor)
    return NONE if isinstance(type_, types.NoneType) else LEAF


def normal_type(type_: Type) -> Type:
    """The type that the compiler sees: 64-bit integers, arrays that may be written."""
    if isinstance(type_, types.Omitted):
        return normal_type(typeof(type_.value))
    if isinstance(type_, types.Literal):
        type_ = types.unliteral(type_)
    if isinstance(type_, types.Array):
        return types.Array(type_.dtype, type_.ndim, type_.layout)
    return types.int64 if isinstance(type_, types.Integer) else type_


def describe(name: str, form: Form, type_: Type, *, wrt: bool, promote: bool) -> Argument:
    """The description of one argument. `wrt`: it is differentiated, so an int may become a float."""
    match form.kind:
        case "leaf":
            return Argument("leaf", _leaf(name, normal_type(type_), wrt, promote))
        case "none":
            return Argument("none")
        case "tuple":
            pairs = zip(form.children, type_.types, strict=True)
            children = tuple(describe(name, f, t, wrt=wrt, promote=promote) for f, t in pairs)
            return Argument("namedtuple" if form.constructor else "tuple", None, children, form.constructor)
        case "list":
            return _list(name, form.children[0], type_, wrt, promote)
    return _static(name, form, wrt)


def _list(name: str, element: Form, carried: Type, wrt: bool, promote: bool) -> Argument:
    """A list of plain elements has a type; one of tuples has a child, which describes its elements."""
    if element.kind == "tuple":
        pairs = zip(element.children, carried.types, strict=True)
        columns = tuple(_list(name, f, t, wrt, promote) for f, t in pairs)
        return Argument("list", None, columns, element.constructor)
    return Argument("list", types.List(_element(name, element, carried, wrt, promote)))


def _element(name: str, form: Form, carried: Type, wrt: bool, promote: bool) -> Type:
    match form.kind:
        case "leaf":
            return _leaf(name, normal_type(carried.dtype), wrt, promote)
        case "array":
            return _leaf(name, types.Array(carried.types[0].dtype, form.rank, "C"), wrt, promote)
        case "list":
            return types.List(_element(name, form.children[0], carried.types[0], wrt, promote))
    raise ArgumentTypeError(
        f"The argument `{name}` is a list of lists of tuples, or of functions: not supported yet.\n"
        "Pass lists of numbers, of arrays or of tuples of those."
    )


def _leaf(name: str, type_: Type, wrt: bool, promote: bool) -> Type:
    if not wrt or kinds.is_differentiable(type_):
        return type_
    if kinds.is_integer(type_) and promote:
        return types.float64
    if promote:
        raise not_differentiable(name, type_)
    return type_


def not_differentiable(name: str, type_: Type) -> ArgumentTypeError:
    """The refusal of an argument that is not made of floats."""
    if kinds.is_array(type_) and not kinds.is_boolean(type_.dtype):
        return ArgumentTypeError(
            f"The argument `{name}` is an array of integers ({type_.dtype}): a gradient needs floats.\n"
            f"Pass `{name}.astype(float)`, or leave `{name}` out of argnums."
        )
    words = f"an array of {type_.dtype}" if kinds.is_array(type_) else f"a {type_}"
    return ArgumentTypeError(
        f"The argument `{name}` is {words}: a gradient needs floats.\nLeave `{name}` out of argnums."
    )


def _static(name: str, form: Form, wrt: bool) -> Argument:
    assert form.value is not None
    value = form.value.value
    if wrt:
        raise ArgumentTypeError(
            f"The argument `{name}` is a {type(value).__name__}: a gradient needs floats.\n"
            f"Leave `{name}` out of argnums."
        )
    return Argument("static", value=value)
