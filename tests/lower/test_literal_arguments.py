"""Functions are compiled for numbers, not for literals."""

import math

import numpy as np

import difpy


def weight(k, x, is_last):
    if k >= 3 or is_last:
        return x
    return math.sin(x) * weight(k + 1, x, False)


def total(x):
    first = 1
    return weight(0, x, False) + weight(first, x, False)


def test_literals_and_variables_that_hold_one():
    text = difpy.show(total, 0.3, after="lower")
    assert "weight_forward(int(0), x, bool(False), " in text
    assert "weight_forward(int(first), x, bool(False), " in text
    assert "weight_forward(k + 1, x, bool(False), " in text


def halved(x, k):
    return x * k


def test_an_integer_for_a_float_parameter():
    def f(x):
        return halved(x, 0.5) + halved(x, 2)

    np.testing.assert_allclose(difpy.grad(f)(0.3), 2.5)
