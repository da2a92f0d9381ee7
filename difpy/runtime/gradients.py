"""Functions that are for the user to call, and that differentiation treats by their names."""

from __future__ import annotations

from typing import TypeVar

from numba.extending import register_jitable

Value = TypeVar("Value")


@register_jitable
def stop_gradient(value: Value) -> Value:
    """The value itself; its derivative is zero.

    >>> stop_gradient(2.5)
    2.5
    """
    return value
