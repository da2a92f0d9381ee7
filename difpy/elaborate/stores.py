"""Writes into memory: `a[i] = e`, `a[i] += e`, `x += e`."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numba.core import types
from numba.np.numpy_support import as_dtype

from difpy import kinds
from difpy.elaborate.code import Node
from difpy.elaborate.expressions import evaluate, indices_of
from difpy.elaborate.frame import Frame
from difpy.elaborate.lists import held, reference, root_name, widen
from difpy.elaborate.numpy_functions import numpy_call
from difpy.elaborate.operators import at_rank_zero, binary, combine, operand
from difpy.elaborate.shapes import Leaf, ListOf, TupleOf, describe_shape
from difpy.elaborate.subscripts import Index, array_indices, array_subscript, integer_operand, list_element
from difpy.elaborate.values import Value, convert_leaves, element_shape, is_part
from difpy.program import EllipsisIndex, Expression, Name, Slice, Store, Subscript


def store(frame: Frame, target: Node, value: Value, op: str = "") -> None:
    """`target[...] op= value`."""
    base = evaluate(frame, target.value)
    indices = indices_of(frame, target.slice)
    match base.shape:
        case Leaf(type=type_) if kinds.is_array(type_):
            store_into_array(frame, base.expression, indices, value, op, target)
        case ListOf():
            _store_into_list(frame, base, indices, value, op, target)
        case _:
            raise frame.refuse(
                target,
                f"{describe_shape(base.shape)} is not changed",
                "Make a new one, or use a list.",
                never=True,
            )


def store_into_array(
    frame: Frame, base: Expression, indices: list[Index], value: Value, op: str, node: Node
) -> None:
    """`base[indices] op= value` of an array."""
    element = array_subscript(frame, base, indices, node)
    stored = stored_operand(frame, value, node)
    _check_stored(frame, element, stored, op, node)
    name, places = place(frame, base, array_indices(frame, base.type, indices, node), node)
    frame.emit(Store(name, places, stored, op, at=frame.at))


def stored_operand(frame: Frame, value: Value, node: Node) -> Expression:
    """What is stored, lists and tuples as arrays."""
    if isinstance(value.shape, ListOf | TupleOf):
        value = numpy_call(frame, "np.array", [value], {}, node)
    return at_rank_zero(operand(frame, value, node))


def place(
    frame: Frame, base: Expression, indices: tuple[Expression, ...], node: Node
) -> tuple[str, tuple[Expression, ...]]:
    """The variable and indices to write to: `a[i][j] = e` is `a[i, j] = e`."""
    if isinstance(base, Name):
        return base.id, indices
    if is_part(base):
        words = "the real or the imaginary part of an array is written into"
        raise frame.refuse(node, words, "Write the numbers: `z[i] = complex(x, z[i].imag)`.")
    if isinstance(base, Subscript) and _is_row(base):
        return place(frame, base.base, (*base.indices, *indices), node)
    suffix = "row" if isinstance(base, Subscript) else "view"
    return frame.temporary(f"{root_name(base)}_{suffix}", base).id, indices


def _is_row(base: Subscript) -> bool:
    is_array = kinds.is_array(base.base.type)
    return is_array and all(kinds.is_integer(i.type) and not isinstance(i, Slice) for i in base.indices)


def _check_stored(frame: Frame, element: Expression, stored: Expression, op: str, node: Node) -> None:
    if not kinds.is_array(element.type) and kinds.is_array(stored.type):
        words = "an array is stored into one element"
        raise frame.refuse(node, words, "Store a number: index the array on the right.", never=True)
    into, value = kinds.element(element.type), stored.type
    if op:
        value = combine(frame, op, element, stored, node).type
    value = kinds.element(value)
    casting: Literal["same_kind", "unsafe"] = "same_kind" if op else "unsafe"
    is_narrowing = kinds.is_complex(value) and not kinds.is_complex(into)
    if is_narrowing or not np.can_cast(as_dtype(value), as_dtype(into), casting):
        words = f"{describe_shape(Leaf(value))} does not go into an array of {into}"
        raise frame.refuse(node, words, "Make the array of floats: `x.astype(float)`.", never=True)


def _store_into_list(
    frame: Frame, base: Value, indices: list[Index], value: Value, op: str, node: Node
) -> None:
    (index, *others) = indices
    if others or not isinstance(index, Value):
        raise frame.refuse(node, "a slice of a list is assigned", "Assign its elements in a loop.")
    i = integer_operand(frame, index, node)
    element = list_element(base, i)
    if op and not (isinstance(element.shape, Leaf) and kinds.is_scalar(element.type)):
        update_in_place(frame, element, op, value, node)
        return
    if op:
        result = binary(frame, op, element, value, node)
        widen(frame, base, result, node)
        leaves: tuple[Expression, ...] = (operand(frame, value, node),)
    else:
        widen(frame, base, value, node)
        leaves = convert_leaves(value, element_shape(base))
    i, leaves = held(frame, base, i), tuple(held(frame, base, e) for e in leaves)
    for leaf, e in zip(base.leaves, leaves, strict=False):
        frame.emit(Store(reference(frame, leaf).id, (i,), e, op, at=frame.at))


def update_in_place(frame: Frame, old: Value, op: str, value: Value, node: Node) -> None:
    """`old op= value` of an array, whichever names it has."""
    if not (isinstance(old.shape, Leaf) and kinds.is_array(old.type)):
        words = f"`{op}=` of {describe_shape(old.shape)}"
        raise frame.refuse(node, words, "Assign the element anew.")
    if op == "@":
        raise frame.refuse(node, "a matrix product is not made in place", "Write `x = x @ y`.")
    at = frame.position(node)
    if is_part(old.expression):
        place(frame, old.expression, (), node)
    array = reference(frame, old.expression)
    everything: list[Index] = [Slice(type=types.slice2_type, at=at) for _ in range(array.type.ndim)]
    if not everything:
        everything = [EllipsisIndex(type=types.ellipsis, at=at)]
    stored = stored_operand(frame, value, node)
    _check_stored(frame, array, stored, op, node)
    if kinds.rank(stored.type) > array.type.ndim:
        words = "the result has more dimensions than the array"
        raise frame.refuse(node, words, f"Write `x = x {op} y`.", never=True)
    frame.emit(Store(array.id, array_indices(frame, array.type, everything, node), stored, op, at=frame.at))


def fill(frame: Frame, array: Value, value: Value, node: Node) -> None:
    """`x[:] = value`."""
    at = frame.position(node)
    everything: list[Index] = [Slice(type=types.slice2_type, at=at) for _ in range(max(array.type.ndim, 1))]
    store_into_array(frame, array.expression, everything, value, "", node)


def sort(frame: Frame, array: Value, node: Node) -> None:
    """`x.sort()`."""
    fill(frame, array, numpy_call(frame, "np.sort", [array], {}, node), node)
