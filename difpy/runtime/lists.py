"""What adjoints of programs with lists call."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.core import types
from numba.extending import overload, register_jitable
from numba.np.numpy_support import as_dtype


def copy_list(values: list[Any]) -> list[Any]:
    """A copy that shares no memory: of numbers, of arrays, of lists of these.

    >>> copy_list([[1.0], [2.0, 3.0]])
    [[1.0], [2.0, 3.0]]
    """
    return [copy_list(v) if isinstance(v, list) else v.copy() if hasattr(v, "copy") else v for v in values]


@overload(copy_list, strict=False)
def _copy_list(values: Any) -> Any:
    if isinstance(values.dtype, types.Array):
        return lambda values: [value.copy() for value in values]
    if isinstance(values.dtype, types.List):  # an overload can't call itself
        if isinstance(values.dtype.dtype, types.Array):
            return lambda values: [[array.copy() for array in value] for value in values]
        return lambda values: [list(value) for value in values]
    return lambda values: list(values)


@register_jitable
def take_out(values: list[Any], index: int) -> Any:
    """What `values.pop(index)` gives and does.

    >>> values = [[1.0], [2.0], [3.0]]
    >>> take_out(values, -2), values
    ([2.0], [[1.0], [3.0]])
    """
    if len(values) == 0:
        raise IndexError("pop from empty list")
    place = index + len(values) if index < 0 else index
    if place < 0 or place >= len(values):
        raise IndexError("pop index out of range")
    taken = values[place]
    for k in range(place, len(values) - 1):
        values[k] = values[k + 1]
    values.pop()
    return taken


def array_of_rows(rows: list[Any]) -> Any:
    """`np.array(rows)` of a list of arrays, which Numba's `np.array` does not take."""
    return np.array(rows)


@overload(array_of_rows, strict=False)
def _array_of_rows(rows: Any) -> Any:
    row = rows.dtype
    dtype, nothing = as_dtype(row.dtype), (0,) * (row.ndim + 1)

    def implementation(rows: Any) -> Any:
        if len(rows) == 0:
            return np.empty(nothing, dtype)
        result = np.empty((len(rows), *rows[0].shape), dtype)
        for k, values in enumerate(rows):
            if values.shape != rows[0].shape:
                raise ValueError(UNEVEN)
            result[k] = values
        return result

    return implementation


UNEVEN = "setting an array element with a sequence. The requested array has an inhomogeneous shape."
