"""Methods and attributes of arrays, as functions of NumPy where it has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from numba.core import types

from difpy import kinds
from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.numpy_functions import argument_of, in_c_order, numpy_call
from difpy.elaborate.operators import at_rank_zero
from difpy.elaborate.refused import check_name
from difpy.elaborate.shapes import Leaf, ListOf, Nothing
from difpy.elaborate.structures import shape_tuple
from difpy.elaborate.values import Value, data, is_part, tuple_of
from difpy.errors import DifferentiationError
from difpy.program import Attribute, Call, Expression, Type

FUNCTION_METHODS = frozenset([
    "all", "any", "argmax", "argmin", "argsort", "clip", "conj", "cumprod", "cumsum", "diagonal", "dot",
    "max", "mean", "min", "nonzero", "prod", "ravel", "repeat", "round", "searchsorted", "squeeze",
    "std", "sum", "swapaxes", "take", "trace", "var",
])  # fmt: skip
OWN_METHODS = frozenset({"copy", "astype", "flatten", "item", "tolist"})
RESHAPES = frozenset({"reshape", "transpose"})
SECOND_NAMES = {"conjugate": "conj"}
EFFECTS = frozenset({"fill", "sort"})
"""Methods that write into the array."""
SHAPE_ATTRIBUTES = frozenset({"dtype", "ndim", "shape", "size"})
VALUE_ATTRIBUTES = frozenset({"T", "imag", "real"})


def array_method(
    frame: Frame,
    array: Value,
    name: str,
    arguments: Sequence[Value],
    keywords: Mapping[str, Value],
    node: Node,
) -> Value:
    """`x.name(...)` of an array, as the function of NumPy where it has one."""
    name = SECOND_NAMES.get(name, name)
    if name in FUNCTION_METHODS:
        return numpy_call(frame, f"np.{name}", [array, *arguments], keywords, node)
    if name == "reshape":
        return _reshape(frame, array, arguments, keywords, node)
    if name == "transpose":
        return _transpose(frame, array, arguments, node)
    if name in OWN_METHODS:
        return _own_method(frame, array, name, arguments, keywords, node)
    if name in EFFECTS:
        words = f"`{name}` changes the array inside an expression"
        raise frame.refuse(node, words, "Make it a statement of its own.")
    raise _unknown(frame, name, "method", node)


def _unknown(frame: Frame, name: str, kind: str, node: Node) -> DifferentiationError:
    check_name(frame, f".{name}", node)
    return frame.refuse(node, f"arrays' {kind} `{name}` is not known to difpy", "Use a function of NumPy.")


def _reshape(
    frame: Frame, array: Value, arguments: Sequence[Value], keywords: Mapping[str, Value], node: Node
) -> Value:
    shape = arguments[0] if len(arguments) == 1 else tuple_of(tuple(arguments))
    return numpy_call(frame, "np.reshape", [array, shape], keywords, node)


def _transpose(frame: Frame, array: Value, arguments: Sequence[Value], node: Node) -> Value:
    if not arguments or (len(arguments) == 1 and isinstance(arguments[0].shape, Nothing)):
        return transposed(frame, array.expression, node)
    axes = arguments[0] if len(arguments) == 1 else tuple_of(tuple(arguments))
    return numpy_call(frame, "np.transpose", [array, axes], {}, node)


def transposed(frame: Frame, array: Expression, node: Node) -> Value:
    """`x.T`."""
    at = frame.position(node)
    if is_part(array):
        assert isinstance(array, Call)
        return numpy_call(frame, array.function, [transposed(frame, array.arguments[0], node)], {}, node)
    layout = {"C": "F", "F": "C"}.get(array.type.layout, "A")
    type_ = kinds.array_of(array.type.dtype, array.type.ndim, "C" if array.type.ndim == 1 else layout)
    if array.type.ndim == 1:
        type_ = array.type
    if array.type.ndim <= 2:
        return data(Attribute(array, "T", type=type_, at=at))
    return data(Call("np.transpose", (array,), type=type_, at=at))


def _own_method(
    frame: Frame,
    array: Value,
    name: str,
    arguments: Sequence[Value],
    keywords: Mapping[str, Value],
    node: Node,
) -> Value:
    at = frame.position(node)
    arguments, keywords = in_c_order(frame, f".{name}", arguments, keywords, node)
    x = array.expression
    type_ = x.type
    given: tuple[Expression, ...] = ()
    if keywords:
        raise frame.refuse(node, f"`{name}` is not called like this", "Use a function of NumPy.")
    if name == "astype" and len(arguments) == 1:
        given = (argument_of(frame, arguments[0], node, is_dtype=True),)
        type_ = kinds.array_of(
            given[0].type.dtype, x.type.ndim, "C" if x.type.layout == "A" else x.type.layout
        )
    elif name == "item" and not arguments:
        type_ = x.type.dtype
        if x.type.ndim == 0:
            return data(at_rank_zero(x))
    elif name == "flatten" and not arguments:
        type_ = kinds.array_of(x.type.dtype, 1, "C")
    elif name == "copy" and not arguments:
        type_ = kinds.array_of(x.type.dtype, x.type.ndim, "C")
    elif name == "tolist" and x.type.ndim == 1:
        return Value(
            ListOf(_list_cell(frame, node, x.type.dtype)),
            (Call("list", (x,), type=kinds.list_of(x.type.dtype), at=at),),
        )
    else:
        raise frame.refuse(node, f"`{name}` is not called like this", "Use a function of NumPy.")
    return data(Call(f".{name}", (x, *given), type=type_, at=at))


def _list_cell(frame: Frame, node: Node, element: Type) -> Any:
    cell = frame.cell(node)
    frame.world.lattice.widen(cell, Leaf(element))
    return cell


def array_attribute(frame: Frame, array: Expression, name: str, node: Node) -> Value:
    """`x.shape`, `x.T` and the like."""
    at = frame.position(node)
    if name == "shape":
        return shape_tuple(array, at)
    if name == "ndim":
        return data(Attribute(array, "ndim", type=types.int64, at=at), array.type.ndim)
    if name == "size":
        return data(Attribute(array, "size", type=types.int64, at=at))
    if name == "T":
        return transposed(frame, array, node)
    if name == "dtype":
        return data(Attribute(array, "dtype", type=types.DType(array.type.dtype), at=at))
    if name in ("real", "imag"):
        return numpy_call(frame, f"np.{name}", [data(array)], {}, node)
    raise _unknown(frame, name, "attribute", node)
