"""Arrays that are spread over the shape they have together with others, element by element.

For loops that take the place of NumPy's broadcasting: each array stays at its one element along an axis
where it has one. Numba gets instructions of our own for these, as it takes long to type and to optimize
what they would be in Python.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np
from numba.core import types as numba_types
from numba.np.arrayobj import load_item as numba_load_item
from numba.np.arrayobj import make_array as numba_make_array
from numba.np.arrayobj import store_item as numba_store_item

from difpy.runtime.emitted import Value, cgutils, register

types: Any = numba_types  # in parts untyped to mypy
make_array: Any = numba_make_array
load_item: Any = numba_load_item
store_item: Any = numba_store_item


def have_one_shape(first: Any, *others: Any) -> bool:
    """Whether arrays of no more axes have the lengths of the first along those they have.

    >>> have_one_shape(np.zeros((2, 3)), np.zeros((2, 3)), np.zeros(3))
    True
    >>> have_one_shape(np.zeros((2, 3)), np.zeros((2, 1)))
    False
    """
    return all(first.shape[first.ndim - other.ndim :] == other.shape for other in others)


def common_shape(*arrays: Any) -> tuple[int, ...]:
    """The shape to which arrays broadcast; they must do so.

    >>> common_shape(np.zeros((2, 1)), np.zeros(3))
    (2, 3)
    """
    return np.broadcast_shapes(*(array.shape for array in arrays))


def spread_element(array: Any, *indices: int) -> Any:
    """The element of the broadcast array, whose axes the indices are.

    >>> spread_element(np.array([[1.0], [2.0]]), 1, 7)
    2.0
    """
    return array[_own_indices(array, indices)].item()


def add_spread(array: Any, like: Any, value: float, *indices: int) -> None:
    """Add to what stands for one element of the sum of a broadcast array down to the shape of `like`, which
    may itself be broadcast over the array.

    >>> a = np.zeros((2, 1))
    >>> add_spread(a, a, 5.0, 1, 7)
    >>> add_spread(a, np.zeros((1, 1)), 3.0, 1, 7)
    >>> a
    array([[3.],
           [8.]])
    """
    parts = (slice(None) if size == 1 else index for index, size in zip(indices, like.shape, strict=True))
    array[tuple(parts)] += value


def _own_indices(array: Any, indices: Sequence[int]) -> tuple[int, ...]:
    return tuple(0 if size == 1 else index for index, size in zip(indices, array.shape, strict=True))


# --- for compiled code ---------------------------------------------------------------------------


def _sizes(context: Any, builder: Any, type_: Any, array: Value) -> list[Value]:
    return list(cgutils.unpack_tuple(builder, make_array(type_)(context, builder, array).shape))


def _emit_have_one_shape(context: Any, builder: Any, sig: Any, args: Sequence[Value]) -> Value:
    first, *others = (_sizes(context, builder, *pair) for pair in zip(sig.args, args, strict=True))
    equal = [
        builder.icmp_signed("==", size, own)
        for other in others
        for own, size in zip(other[::-1], first[::-1], strict=False)
    ]
    return functools.reduce(builder.and_, equal, cgutils.true_bit)


def _emit_common_shape(context: Any, builder: Any, sig: Any, args: Sequence[Value]) -> Value:
    common: list[Value] = []
    for pair in zip(sig.args, args, strict=True):
        for k, size in enumerate(_sizes(context, builder, *pair)[::-1]):
            if k == len(common):
                common.append(size)
            else:
                common[k] = builder.select(_is_one(builder, common[k]), size, common[k])
    return context.make_tuple(builder, sig.return_type, common[::-1])


def _emit_element(context: Any, builder: Any, sig: Any, args: Sequence[Value]) -> Value:
    type_ = sig.args[0]
    array = make_array(type_)(context, builder, args[0])
    shape, strides = (list(cgutils.unpack_tuple(builder, v)) for v in (array.shape, array.strides))
    indices = []
    for index, index_type, size in zip(args[1:], sig.args[1:], shape, strict=True):
        index = context.cast(builder, index, index_type, types.intp)
        indices.append(builder.select(_is_one(builder, size), size.type(0), index))
    pointer = cgutils.get_item_pointer2(context, builder, array.data, shape, strides, type_.layout, indices)
    return load_item(context, builder, type_, pointer)


def _emit_add(context: Any, builder: Any, sig: Any, args: Sequence[Value]) -> Value:
    type_, like_type, value_type, *index_types = sig.args
    array = make_array(type_)(context, builder, args[0])
    shape, strides = (list(cgutils.unpack_tuple(builder, v)) for v in (array.shape, array.strides))
    value = context.cast(builder, args[2], value_type, type_.dtype)
    with ExitStack() as loops:
        indices = []
        kept = _sizes(context, builder, like_type, args[1])
        for index, index_type, size, own in zip(args[3:], index_types, kept, shape, strict=True):
            index = context.cast(builder, index, index_type, types.intp)
            is_whole = _is_one(builder, size)
            start = builder.select(is_whole, own.type(0), index)
            stop = builder.select(is_whole, own, builder.add(index, own.type(1)))
            indices.append(loops.enter_context(cgutils.for_range_slice(builder, start, stop, own.type(1)))[0])
        place = cgutils.get_item_pointer2(context, builder, array.data, shape, strides, type_.layout, indices)
        total = builder.fadd(load_item(context, builder, type_, place), value)
        store_item(context, builder, type_, total, place)
    return context.get_dummy_value()


def _is_one(builder: Any, size: Value) -> Value:
    return builder.icmp_signed("==", size, size.type(1))


def _shape_type(*arrays: Any) -> Any:
    return types.UniTuple(types.intp, max(array.ndim for array in arrays))


register(have_one_shape, lambda *arrays: types.boolean, _emit_have_one_shape)
register(common_shape, _shape_type, _emit_common_shape)
register(spread_element, lambda array, *indices: array.dtype, _emit_element)
register(add_spread, lambda array, like, value, *indices: types.none, _emit_add)
