"""What adjoints of programs with lists call."""

from __future__ import annotations

from typing import Any

from numba.core import types
from numba.extending import overload


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
