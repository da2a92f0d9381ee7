"""`scratch()`: a small array of floats of any content, in compiled code on the machine's stack.

It costs nothing to make, and lives as long as the call of the function that makes it.

>>> scratch().shape == (LENGTH,)
True
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from llvmlite import ir
from numba.np.arrayobj import make_array as numba_make_array
from numba.np.arrayobj import populate_array as numba_populate_array

from difpy import kinds
from difpy.runtime.emitted import Value, cgutils, register, types

make_array: Any = numba_make_array
populate_array: Any = numba_populate_array
LENGTH = 128
"""So many numbers stay in the nearest cache with those of a few arrays beside it."""
ITEMSIZE = 8


def scratch() -> Any:
    return np.empty(LENGTH)


def _emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Sequence[Value]) -> Value:
    memory = cgutils.alloca_once(builder, ir.ArrayType(ir.DoubleType(), LENGTH))
    array = make_array(signature.return_type)(context, builder)
    populate_array(
        array,
        data=builder.bitcast(memory, ir.DoubleType().as_pointer()),
        shape=[context.get_constant(types.intp, LENGTH)],
        strides=[context.get_constant(types.intp, ITEMSIZE)],
        itemsize=context.get_constant(types.intp, ITEMSIZE),
        meminfo=None,
    )
    return array._getvalue()


register(scratch, lambda: kinds.array_of(types.float64, 1), _emit)
