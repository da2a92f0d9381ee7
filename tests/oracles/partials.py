"""Partial derivatives of elementary functions, for numbers and arrays alike.

A unary entry maps (x, y = f(x)) to dy/dx, a binary one (x, y, z = f(x, y)) to (dz/dx, dz/dy).
Kinks follow the conventions that difpy documents: 0 for abs at 0, half and half at a tie.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

Partial = Callable[..., Any]


def times(tangent: Any, partial: Any) -> Any:
    """Chain rule in which an exactly zero tangent wins over an infinite or NaN partial."""
    if isinstance(tangent, np.ndarray) or isinstance(partial, np.ndarray):
        return np.where(np.equal(tangent, 0.0), 0.0, tangent * partial)
    return 0.0 if tangent == 0.0 else float(tangent) * float(partial)


def nothing(x: Any, *_others: Any) -> Any:
    return 0.0 * np.isnan(x)


def _gamma_digamma(x: Any, y: Any) -> Any:
    from scipy.special import digamma

    return y * digamma(x)


def _digamma(x: Any, _y: Any) -> Any:
    from scipy.special import digamma

    return digamma(x)


UNARY: dict[str, Partial] = {
    "absolute": lambda x, y: np.sign(x),
    "arccos": lambda x, y: -1.0 / np.sqrt(1.0 - x * x),
    "arccosh": lambda x, y: 1.0 / np.sqrt(x * x - 1.0),
    "arcsin": lambda x, y: 1.0 / np.sqrt(1.0 - x * x),
    "arcsinh": lambda x, y: 1.0 / np.sqrt(x * x + 1.0),
    "arctan": lambda x, y: 1.0 / (1.0 + x * x),
    "arctanh": lambda x, y: 1.0 / (1.0 - x * x),
    "cbrt": lambda x, y: 1.0 / (3.0 * y * y),
    "ceil": nothing,
    "cos": lambda x, y: -np.sin(x),
    "cosh": lambda x, y: np.sinh(x),
    "degrees": lambda x, y: 180.0 / np.pi,
    "erf": lambda x, y: 2.0 / math.sqrt(math.pi) * np.exp(-x * x),
    "erfc": lambda x, y: -2.0 / math.sqrt(math.pi) * np.exp(-x * x),
    "exp": lambda x, y: y,
    "exp2": lambda x, y: y * math.log(2.0),
    "expm1": lambda x, y: np.exp(x),
    "floor": nothing,
    "gamma": _gamma_digamma,
    "lgamma": _digamma,
    "log": lambda x, y: 1.0 / x,
    "log10": lambda x, y: 1.0 / (x * math.log(10.0)),
    "log1p": lambda x, y: 1.0 / (1.0 + x),
    "log2": lambda x, y: 1.0 / (x * math.log(2.0)),
    "negative": lambda x, y: -1.0,
    "positive": lambda x, y: 1.0,
    "radians": lambda x, y: np.pi / 180.0,
    "reciprocal": lambda x, y: -y * y,
    "rint": nothing,
    "sign": nothing,
    "sin": lambda x, y: np.cos(x),
    "sinh": lambda x, y: np.cosh(x),
    "sqrt": lambda x, y: 0.5 / y,
    "square": lambda x, y: 2.0 * x,
    "tan": lambda x, y: 1.0 + y * y,
    "tanh": lambda x, y: 1.0 - y * y,
    "trunc": nothing,
}
SAME_UNARY = {
    "abs": "absolute", "fabs": "absolute", "deg2rad": "radians", "rad2deg": "degrees", "fix": "trunc",
    "acos": "arccos", "acosh": "arccosh", "asin": "arcsin", "asinh": "arcsinh", "atan": "arctan",
    "atanh": "arctanh",
}  # fmt: skip
UNARY |= {name: UNARY[same] for name, same in SAME_UNARY.items()}


def _power(x: Any, y: Any, z: Any) -> tuple[Any, Any]:
    to_base = np.where(np.equal(y, 0), 0.0, y * np.power(np.asarray(x, float), y - 1.0))
    to_exponent = np.where(np.equal(x, 0), 0.0, np.log(np.asarray(x, float)) * z)
    return to_base, to_exponent


def _hypot(x: Any, y: Any, z: Any) -> tuple[Any, Any]:
    safe = np.where(np.equal(z, 0), 1.0, z)
    return x / safe, y / safe


def _larger(x: Any, y: Any, z: Any) -> tuple[Any, Any]:
    first = np.greater(x, y) + 0.5 * np.equal(x, y)
    return first, 1.0 - first


def _smaller(x: Any, y: Any, z: Any) -> tuple[Any, Any]:
    first = np.less(x, y) + 0.5 * np.equal(x, y)
    return first, 1.0 - first


def _atan2(y: Any, x: Any, z: Any) -> tuple[Any, Any]:
    return x / (x * x + y * y), -y / (x * x + y * y)


BINARY: dict[str, Partial] = {
    "add": lambda x, y, z: (1.0, 1.0),
    "arctan2": _atan2,
    "copysign": lambda x, y, z: (np.copysign(1.0, x) * np.copysign(1.0, y), 0.0),
    "divide": lambda x, y, z: (1.0 / y, -z / y),
    "floor_divide": lambda x, y, z: (0.0, 0.0),
    "fmod": lambda x, y, z: (1.0, -np.trunc(x / y)),
    "hypot": _hypot,
    "logaddexp": lambda x, y, z: (np.exp(x - z), np.exp(y - z)),
    "maximum": _larger,
    "minimum": _smaller,
    "multiply": lambda x, y, z: (y, x),
    "power": _power,
    "remainder": lambda x, y, z: (1.0, -np.floor(np.divide(x, y))),
    "subtract": lambda x, y, z: (1.0, -1.0),
}
SAME_BINARY = {
    "atan2": "arctan2", "true_divide": "divide", "fmax": "maximum", "fmin": "minimum", "mod": "remainder",
    "pow": "power", "float_power": "power",
}  # fmt: skip
BINARY |= {name: BINARY[same] for name, same in SAME_BINARY.items()}
