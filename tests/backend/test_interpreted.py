"""Generated Python runs with the conventions of compiled code."""

import math

import numpy as np
import pytest

from difpy.backend.interpreted import IeeeMath
from difpy.backend.module import load


@pytest.mark.parametrize(
    ("name", "arguments", "value"),
    [
        ("log", (0.0,), -math.inf),
        ("log", (-1.0,), math.nan),
        ("log", (8.0, 2.0), 3.0),
        ("log", (0.0, 2.0), -math.inf),
        ("log10", (0.0,), -math.inf),
        ("log1p", (-1.0,), -math.inf),
        ("sqrt", (-1.0,), math.nan),
        ("exp", (1000.0,), math.inf),
        ("sinh", (-1000.0,), -math.inf),
        ("pow", (0.0, -1.0), math.inf),
        ("asin", (2.0,), math.nan),
        ("acosh", (0.5,), math.nan),
        ("atanh", (1.0,), math.inf),
        ("fmod", (1.0, 0.0), math.nan),
        ("gamma", (0.0,), math.inf),
        ("gamma", (-1.0,), math.nan),
        ("lgamma", (0.0,), math.inf),
        ("sin", (math.inf,), math.nan),
        ("sqrt", (4.0,), 2.0),
        ("floor", (2.5,), 2),
        ("hypot", (3.0, 4.0), 5.0),
    ],
)
def test_math(name, arguments, value):
    with np.errstate(all="ignore"):
        result = getattr(IeeeMath(), name)(*map(np.float64, arguments))
    np.testing.assert_equal(float(result), value)


def test_integers_of_no_number_raise():
    with pytest.raises(ValueError, match="cannot convert float NaN to integer"):
        IeeeMath().floor(math.nan)


def test_constants():
    assert IeeeMath().pi == math.pi


def test_literals_divide_as_numpy_floats():
    text = 'def f(x):\n    y = 0.0\n    return 1.0 / y, f"{x!r} {x:.2f}", float(x) / y\n'
    with np.errstate(all="ignore"):
        result, words, quotient = load(text, "f", jit=False).f(np.float64(0.1))
    assert (result, words, quotient) == (np.inf, "0.1 0.10", np.inf)
