"""What is moved into the branch that it depends on."""

import math

import numpy as np

from tests.reverse.sweeps import simplified

VECTOR = np.array([0.3, 0.9, -0.4, 1.2])


def test_what_a_branch_alone_gives():
    def f(a, w):
        best = -1.0
        for i in range(len(a)):
            v = a[i] * w
            if v > best:
                best = v
        return best

    text = simplified(f, VECTOR, 0.5)
    assert (
        "        if took_then:\n"
        "            v_bar = best_bar\n"
        "            best_bar = 0.0\n"
        "            a_bar[i] += w * v_bar\n"
        "            w_bar += a[i] * v_bar\n"
    ) in text
    assert "v_bar = 0.0" not in text


def test_each_side_gets_its_own():
    def f(value, floor, w):
        for i in range(len(value) - 1):
            hold = w * value[i + 1]
            stop = floor - value[i]
            value[i] = max(hold, stop)
        return value[0]

    text = simplified(f, VECTOR, 0.1, 0.9)
    then, otherwise = text.split("if took_last:\n", 1)[1].split("        else:\n", 1)
    assert "floor_bar += " in then
    assert "w_bar += " in otherwise
    assert "hold_bar = 0.0" not in text


def test_a_factor_that_is_infinite_gives_nothing_on_the_other_side():
    def f(x, n):
        y = x
        for _ in range(n):
            z = y * 1e200 * 1e200
            if x > 1.0:
                y = z
        return y

    text = simplified(f, 0.5, 3)
    assert "z_bar = 0.0" not in text


def test_what_others_read_stays():
    def f(a, w):
        best, total = -1.0, 0.0
        for i in range(len(a)):
            v = a[i] * w
            if v > best:
                best = v
            total += v * v
        return best + total

    text = simplified(f, VECTOR, 0.5)
    assert "\n        a_bar[i] += w * v_bar\n" in text


def test_a_call_in_between_stays():
    def scaled(x):
        return math.sin(x) if x > 0.0 else x

    def f(a):
        best = -1.0
        for i in range(len(a)):
            v = scaled(a[i])
            if v > best:
                best = v
        return best

    text = simplified(f, VECTOR)
    assert "        scaled_x_bar = scaled_adjoint(" in text
