"""The functions that generated code calls, of one number and, with `each`, of the elements of an array.

>>> float(exp(0.0)), float(log(0.0)), each_sin(np.zeros(2)).tolist()
(1.0, -inf, [0.0, 0.0])
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba.extending import overload, register_jitable

from difpy.runtime.emitted import types
from difpy.runtime.vector_math.calls import register_kernel


def cos(x: float) -> Any:
    return _ieee(np.cos, x)


def erf(x: float) -> Any:
    return np.float64(math.erf(x))


def exp(x: float) -> Any:
    return _ieee(np.exp, x)


def log(x: float) -> Any:
    return _ieee(np.log, x)


def sin(x: float) -> Any:
    return _ieee(np.sin, x)


def tanh(x: float) -> Any:
    return _ieee(np.tanh, x)


def _ieee(function: Callable[..., Any], x: Any) -> Any:
    """The value in CPython, inf and nan without a warning."""
    with np.errstate(all="ignore"):
        return function(x)


register_kernel(cos, math.cos)
register_kernel(erf, math.erf)
register_kernel(exp, math.exp)
register_kernel(log, math.log)
register_kernel(sin, math.sin)
register_kernel(tanh, math.tanh)


def _for_each(scalar: Callable[[float], Any], of_array: Callable[..., Any]) -> Any:
    """The function of the elements of an array, in a loop of its own: LLVM doesn't vectorize what Numba makes
    of an expression of three arrays."""

    def each(x: Any) -> Any:
        return _ieee(of_array, x)

    @register_jitable
    def of_vector(x: Any) -> Any:
        values = np.empty(x.size)
        for i in range(x.size):
            values[i] = scalar(x[i])
        return values

    @overload(each, strict=False)
    def implementation(x: Any) -> Any:
        is_of_floats = isinstance(x, types.Array) and x.dtype == types.float64
        if is_of_floats and x.ndim == 1:
            return of_vector
        if is_of_floats and x.ndim > 1 and x.layout == "C":
            return lambda x: of_vector(x.ravel()).reshape(x.shape)
        return lambda x: of_array(x)

    return each


each_cos = _for_each(cos, np.cos)
each_exp = _for_each(exp, np.exp)
each_log = _for_each(log, np.log)
each_sin = _for_each(sin, np.sin)
each_tanh = _for_each(tanh, np.tanh)
