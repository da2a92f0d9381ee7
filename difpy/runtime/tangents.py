"""What tangent programs call."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.extending import register_jitable


@register_jitable
def filled_like(array: Any, value: Any) -> Any:
    """A new array of the shape and the type of `array`, whose elements are those of `value`, broadcast.

    >>> filled_like(np.zeros((2, 3)), np.arange(3.0))
    array([[0., 1., 2.],
           [0., 1., 2.]])
    """
    made = np.empty_like(array)
    made[...] = value
    return made
