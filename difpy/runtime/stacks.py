"""Stacks of recorded values: lists; of numbers, in compiled code, arrays in reserved memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llvmlite import ir
from numba.extending import overload
from numba.np.arrayobj import get_itemsize as numba_get_itemsize
from numba.np.arrayobj import make_array as numba_make_array
from numba.np.arrayobj import populate_array as numba_populate_array

from difpy import kinds
from difpy.runtime.emitted import Value, cgutils, register, types
from difpy.runtime.regions import HEADER, RESERVE

make_array: Any = numba_make_array
get_itemsize: Any = numba_get_itemsize
populate_array: Any = numba_populate_array
NO_MEMORY = "no memory can be reserved for recorded values"


def stack(example: Any) -> list[Any]:
    """An empty list for values of the example's type.

    >>> stack(0.0)
    []
    """
    return []


@overload(stack)
def _typed_stack(example: Any) -> Any:
    def implementation(example: Any) -> Any:
        values = [example]
        values.pop()
        return values

    return implementation


def reserve(dtype: Any) -> Any:
    """An array for more values than there is memory for, in compiled code: see runtime/regions.py."""
    raise NotImplementedError("memory is reserved in compiled code")


def note_used(values: Any, count: int) -> int:
    """Notes that the first `count` elements of reserved memory have been used, and gives their number back.

    >>> note_used([], 3)
    3
    """
    return count


def _emit_reserve(context: Any, builder: ir.IRBuilder, signature: Any, _arguments: Sequence[Value]) -> Value:
    array_type = signature.return_type
    function_type = ir.FunctionType(cgutils.voidptr_t, [])
    function = cgutils.get_or_insert_function(builder.module, function_type, RESERVE)
    record = builder.call(function, [])
    with builder.if_then(cgutils.is_null(builder, record), likely=False):
        context.call_conv.return_user_exc(builder, MemoryError, (NO_MEMORY,))
    data = context.nrt.meminfo_data(builder, record)
    itemsize = context.get_constant(types.intp, get_itemsize(context, array_type))
    size = builder.load(_note(builder, data, 0))
    length = builder.udiv(builder.sub(size, size.type(HEADER)), itemsize)
    array = make_array(array_type)(context, builder)
    populate_array(
        array,
        data=builder.bitcast(data, context.get_data_type(array_type.dtype).as_pointer()),
        shape=cgutils.pack_array(builder, [length], ty=length.type),
        strides=cgutils.pack_array(builder, [itemsize], ty=length.type),
        itemsize=itemsize,
        meminfo=record,
    )
    return array._getvalue()


def _emit_note_used(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Sequence[Value]) -> Value:
    array_type, count_type = signature.args
    array = make_array(array_type)(context, builder, arguments[0])
    count = context.cast(builder, arguments[1], count_type, types.int64)
    used = builder.mul(count, count.type(get_itemsize(context, array_type)))
    builder.store(used, _note(builder, array.data, 1))
    return count


def _note(builder: ir.IRBuilder, data: Value, place: int) -> Value:
    """Where a region notes something about itself: its size, and how much was used."""
    notes = builder.bitcast(data, ir.IntType(64).as_pointer())
    return builder.gep(notes, [ir.IntType(32)(place - HEADER // 8)])


register(reserve, lambda dtype: kinds.array_of(dtype.dtype, 1), _emit_reserve)
register(note_used, lambda values, count: types.int64 if kinds.is_array(values) else None, _emit_note_used)
