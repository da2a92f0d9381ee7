"""Lists of lists and lists of arrays, on their way into and out of compiled code.

They are carried as one array of all elements, and the lengths or shapes of the parts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.extending import overload, register_jitable
from numba.np.numpy_support import as_dtype
from numba.np.unsafe import ndarray

to_fixed_tuple: Any = ndarray.to_fixed_tuple  # an intrinsic, whose types mypy takes wrongly


@register_jitable
def split_list(values: Any, lengths: Any) -> Any:
    """The parts of a list.

    >>> split_list([1.0, 2.0, 3.0], np.array([1, 2]))
    [[1.0], [2.0, 3.0]]
    """
    parts = []
    end = 0
    for length in lengths:
        start, end = end, end + length
        parts.append(values[start:end])
    return parts


@register_jitable
def join_list(parts: Any) -> Any:
    """The elements of all parts.

    >>> join_list([[1.0], [2.0, 3.0]])
    [1.0, 2.0, 3.0]
    """
    return [value for part in parts for value in part]


@register_jitable
def lengths_of(parts: Any) -> Any:
    """The lengths of the parts.

    >>> lengths_of([[1.0], [2.0, 3.0]])
    array([1, 2])
    """
    lengths = np.empty(len(parts), dtype=np.int64)
    for i in range(len(parts)):
        lengths[i] = len(parts[i])
    return lengths


def split_arrays(buffer: Any, shapes: Any, example: Any) -> list[Any]:
    """The arrays of a list; `example` is a tuple of as many zeros as each array has dimensions.

    >>> split_arrays(np.array([1.0, 2.0, 3.0]), np.array([[1], [2]]), (0,))
    [array([1.]), array([2., 3.])]
    """
    ends = np.cumsum(shapes.prod(axis=1))
    return [buffer[end - shape.prod() : end].reshape(shape) for end, shape in zip(ends, shapes, strict=True)]


@overload(split_arrays)
def _split_arrays(buffer: Any, shapes: Any, example: Any) -> Any:
    rank = len(example)

    def implementation(buffer: Any, shapes: Any, example: Any) -> Any:
        arrays = [buffer[:0].reshape(example)]
        arrays.pop()
        end = 0
        for i in range(shapes.shape[0]):
            shape = to_fixed_tuple(shapes[i], rank)
            start, end = end, end + shapes[i].prod()
            arrays.append(buffer[start:end].reshape(shape))
        return arrays

    return implementation


def join_arrays(arrays: Any) -> Any:
    """All elements of the arrays of a list.

    >>> join_arrays([np.array([1.0]), np.array([2.0, 3.0])])
    array([1., 2., 3.])
    """
    return np.concatenate([array.ravel() for array in arrays]) if arrays else np.empty(0)


@overload(join_arrays)
def _join_arrays(arrays: Any) -> Any:
    dtype = as_dtype(arrays.dtype.dtype)

    def implementation(arrays: Any) -> Any:
        size = 0
        for array in arrays:
            size += array.size
        buffer = np.empty(size, dtype)
        end = 0
        for array in arrays:
            for value in array.flat:
                buffer[end] = value
                end += 1
        return buffer

    return implementation


def shapes_of(arrays: Any, example: Any) -> Any:
    """The shapes of the arrays of a list.

    >>> shapes_of([np.array([1.0]), np.array([2.0, 3.0])], (0,))
    array([[1],
           [2]])
    """
    return np.array([array.shape for array in arrays], dtype=np.int64).reshape(-1, len(example))


@overload(shapes_of)
def _shapes_of(arrays: Any, example: Any) -> Any:
    rank = len(example)

    def implementation(arrays: Any, example: Any) -> Any:
        shapes = np.empty((len(arrays), rank), dtype=np.int64)
        for i in range(len(arrays)):
            for k in range(rank):
                shapes[i, k] = arrays[i].shape[k]
        return shapes

    return implementation
