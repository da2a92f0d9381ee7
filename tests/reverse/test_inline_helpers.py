"""Which helpers are inlined, and what stands for their parameters."""

import math

import numpy as np

from tests.reverse.sweeps import live, saved, simplified

VECTOR = np.ones(4)


def sigmoid(x):
    return 1.0 / (1.0 + math.exp(-x))


def bell(x, width):
    z = x / width
    z = z * z
    return math.exp(-0.5 * z) / width


def wave(x):
    return math.sin(x), math.cos(x)


def test_a_call_in_a_loop_is_what_the_helper_computes():
    def f(w, x):
        total = 0.0
        for i in range(len(x)):
            total += sigmoid(w * x[i])
        return total

    text = simplified(f, 0.3, VECTOR)
    assert "sigmoid" not in text.replace("sigmoid_value", "")
    assert saved(live(f, 0.3, VECTOR)) == {"exp_value"}


def test_outside_of_loops_calls_stay():
    def f(w):
        return sigmoid(w) * w

    assert "sigmoid_adjoint(" in simplified(f, 0.3)


def test_a_parameter_read_often_is_a_variable():
    def f(w, x):
        for _ in range(3):
            w = bell(w + x, 2.0 * x)
        return w

    text = simplified(f, 0.3, 0.5)
    assert "width = 2.0 * x" in text
    assert "z = (w + x) / width" in text


def test_several_results_come_at_once():
    def f(u, v):
        for _ in range(3):
            u, v = wave(u * v)
        return u + v

    text = simplified(f, 0.3, 0.5)
    assert "wave" not in text
    assert saved(live(f, 0.3, 0.5)) == {"u", "v"}


def test_helpers_without_dear_parts_stay():
    def half(x):
        return 0.5 * x * x

    def f(x):
        for _ in range(3):
            x = half(x) + x
        return x

    assert "half_adjoint(" in simplified(f, 0.3)


def test_helpers_that_may_raise_or_read_arrays_stay():
    def picked(a, k):
        return math.exp(a[k])

    def divided(x, n):
        return math.exp(x) * (7 // n)

    def f(a, n):
        total = 0.0
        for k in range(len(a)):
            total += picked(a, k) + divided(total, n)
        return total

    text = simplified(f, VECTOR, 2)
    assert "picked_" in text
    assert "divided_adjoint(" in text


def test_helpers_with_branches_stay():
    def softplus(x):
        return x + math.log1p(math.exp(-x)) if x > 0.0 else math.log1p(math.exp(x))

    def f(x):
        for _ in range(3):
            x = softplus(x)
        return x

    assert "softplus_adjoint(" in simplified(f, 0.3)
