"""`buffer(shape, dtype)`: an array as `np.empty` makes it, compiled of memory from runtime/pool.py.

>>> buffer((2, 3), np.float64).shape
(2, 3)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from llvmlite import ir
from numba.np.arrayobj import get_itemsize as numba_get_itemsize
from numba.np.arrayobj import make_array as numba_make_array
from numba.np.arrayobj import populate_array as numba_populate_array

from difpy import kinds
from difpy.runtime.emitted import Value, cgutils, register, types
from difpy.runtime.memory import ALLOCATE

make_array: Any = numba_make_array
get_itemsize: Any = numba_get_itemsize
populate_array: Any = numba_populate_array
TOO_BIG = "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size."
NEGATIVE = "negative dimensions are not allowed"
"""NumPy's words."""


def buffer(shape: Any, dtype: Any) -> Any:
    """An array of any content."""
    return np.empty(shape, dtype)


def count(number: int) -> int:
    """The number, or 0 where it is negative: `max(number, 0)`, which Numba would compile as a function.

    >>> count(3), count(-3)
    (3, 0)
    """
    return max(number, 0)


def _result(shape: Any, dtype: Any) -> Any:
    if kinds.is_integer(shape):
        return kinds.array_of(dtype.dtype, 1)
    is_shape = isinstance(shape, types.UniTuple) and kinds.is_integer(shape.dtype)
    return kinds.array_of(dtype.dtype, shape.count) if is_shape else None


def _emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Sequence[Value]) -> Value:
    array_type = signature.return_type
    shape_type = signature.args[0]
    intp = context.get_value_type(types.intp)
    if kinds.is_integer(shape_type):
        lengths = [context.cast(builder, arguments[0], shape_type, types.intp)]
    else:
        parts = cgutils.unpack_tuple(builder, arguments[0])
        lengths = [context.cast(builder, part, shape_type.dtype, types.intp) for part in parts]
    itemsize = context.get_constant(types.intp, get_itemsize(context, array_type))
    strides, size = [], itemsize
    too_big = is_negative = ir.Constant(ir.IntType(1), 0)
    for length in reversed(lengths):
        is_negative = builder.or_(is_negative, builder.icmp_signed("<", length, length.type(0)))
        strides.append(size)
        product = builder.smul_with_overflow(size, length)
        size = builder.extract_value(product, 0)
        too_big = builder.or_(too_big, builder.extract_value(product, 1))
    with builder.if_then(is_negative, likely=False):
        context.call_conv.return_user_exc(builder, ValueError, (NEGATIVE,))
    with builder.if_then(too_big, likely=False):
        context.call_conv.return_user_exc(builder, ValueError, (TOO_BIG,))
    record = _allocated(context, builder, size)
    array = make_array(array_type)(context, builder)
    data = context.nrt.meminfo_data(builder, record)
    populate_array(
        array,
        data=builder.bitcast(data, context.get_data_type(array_type.dtype).as_pointer()),
        shape=cgutils.pack_array(builder, lengths, ty=intp),
        strides=cgutils.pack_array(builder, strides[::-1], ty=intp),
        itemsize=itemsize,
        meminfo=record,
    )
    return array._getvalue()


def _allocated(context: Any, builder: ir.IRBuilder, size: Value) -> Value:
    type_ = ir.FunctionType(cgutils.voidptr_t, [cgutils.intp_t])
    function = cgutils.get_or_insert_function(builder.module, type_, ALLOCATE)
    record = builder.call(function, [size])
    with builder.if_then(cgutils.is_null(builder, record), likely=False):
        context.call_conv.return_user_exc(builder, MemoryError, ("Allocation failed (probably too large).",))
    return record


register(buffer, _result, _emit)


def _emit_count(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Sequence[Value]) -> Value:
    number = context.cast(builder, arguments[0], signature.args[0], types.int64)
    zero = number.type(0)
    return builder.select(builder.icmp_signed("<", number, zero), zero, number)


register(count, lambda number: types.int64 if kinds.is_integer(number) else None, _emit_count)
