"""Stacks of recorded values: lists, which CPython and Numba both have."""

from __future__ import annotations

from typing import Any

from numba.extending import overload


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
