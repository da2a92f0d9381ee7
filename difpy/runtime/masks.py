"""Reading and writing through masks of matrices, for compiled code."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.core import types
from numba.extending import overload, register_jitable


@register_jitable
def read_mask(array: Any, mask: Any) -> Any:
    """`array[mask]` for a mask of the array's rank.

    >>> a = np.arange(4.0).reshape(2, 2)
    >>> read_mask(a, a > 1.0)
    array([2., 3.])
    """
    selected = np.empty(np.sum(mask), array.dtype)
    place = 0
    for index in np.ndindex(mask.shape):
        if mask[index]:
            selected[place] = array[index]
            place += 1
    return selected


def write_mask(array: Any, mask: Any, value: Any) -> None:
    """`array[mask] = value` for a mask of the array's rank, and a number or one value an element.

    >>> a = np.arange(4.0).reshape(2, 2)
    >>> write_mask(a, a > 1.0, np.array([7.0, 8.0]))
    >>> a
    array([[0., 1.],
           [7., 8.]])
    """
    array[mask] = value


@overload(write_mask, strict=False)
def _write_mask(array: Any, mask: Any, value: Any) -> Any:
    if mask.ndim != array.ndim:
        return None
    if isinstance(value, types.Array):

        def each(array: Any, mask: Any, value: Any) -> None:
            place = 0
            for index in np.ndindex(mask.shape):
                if mask[index]:
                    array[index] = value[place]
                    place += 1

        return each

    def same(array: Any, mask: Any, value: Any) -> None:
        for index in np.ndindex(mask.shape):
            if mask[index]:
                array[index] = value

    return same
