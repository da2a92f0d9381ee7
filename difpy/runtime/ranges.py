"""Ranges whose step is known only when the program runs."""

from __future__ import annotations

from numba.extending import register_jitable


@register_jitable
def last_of_range(start: int, stop: int, step: int) -> int:
    """The last value of `range(start, stop, step)`, or `start - step` (or beyond) where it is empty.

    >>> last_of_range(0, 10, 3), last_of_range(5, 0, -2), last_of_range(0, 0, 1)
    (9, 1, -1)
    """
    sign = 1 if step > 0 else -1
    return start + (stop - start - sign) // step * step
