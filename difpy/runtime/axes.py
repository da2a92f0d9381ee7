"""Arrays of any rank, seen along one axis."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.extending import overload, register_jitable


@register_jitable
def lines(x: Any, axis: int) -> Any:
    """The array with three axes: those before `axis`, `axis`, and those after it. It may be a view.

    >>> lines(np.zeros((2, 3, 4, 5)), 2).shape
    (6, 4, 5)
    """
    axis = axis % x.ndim
    before = 1
    for k in range(axis):
        before *= x.shape[k]
    after = 1
    for k in range(axis + 1, x.ndim):
        after *= x.shape[k]
    return np.ascontiguousarray(x).reshape((before, x.shape[axis], after))


@register_jitable
def one_line(x: Any) -> Any:
    """All elements along the middle one of three axes."""
    return np.ascontiguousarray(x).reshape((1, x.size, 1))


@register_jitable
def flat(x: Any) -> Any:
    """All elements along one axis. It may be a view."""
    return np.ascontiguousarray(x).reshape(x.size)


def without_axis(shape: tuple[int, ...], axis: int) -> tuple[int, ...]:
    """The shape that a reduction along an axis leaves.

    >>> without_axis((2, 3, 4), -2)
    (2, 4)
    """
    axis %= len(shape)
    return shape[:axis] + shape[axis + 1 :]


@overload(without_axis, strict=False)
def _without_axis(shape: Any, axis: Any) -> Any:
    rank = len(shape)
    rest = ", ".join(f"shape[{k} + (axis <= {k})]" for k in range(rank - 1))
    return _function("shape, axis", f"    axis = axis % {rank}\n    return ({rest},)")


def with_length(shape: tuple[int, ...], axis: int, length: int) -> tuple[int, ...]:
    """The shape with another length along an axis.

    >>> with_length((2, 3, 4), -1, 7)
    (2, 3, 7)
    """
    axis %= len(shape)
    return (*shape[:axis], length, *shape[axis + 1 :])


@overload(with_length, strict=False)
def _with_length(shape: Any, axis: Any, length: Any) -> Any:
    rank = len(shape)
    lengths = ", ".join(f"length if axis == {k} else shape[{k}]" for k in range(rank))
    return _function("shape, axis, length", f"    axis = axis % {rank}\n    return ({lengths},)")


def _function(parameters: str, body: str) -> Any:
    """A function written for one rank: the indices of tuples are literal in Numba."""
    made: dict[str, Any] = {"np": np}
    exec(f"def function({parameters}):\n{body}", made)
    return made["function"]
