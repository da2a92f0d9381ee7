"""Stacks of numbers in reserved memory."""

import math

import numpy as np
import pytest

import difpy
from difpy.runtime.regions import IS_POSSIBLE

pytestmark = pytest.mark.skipif(not IS_POSSIBLE, reason="memory is reserved on some systems only")


def lowered(function, *arguments):
    return difpy.show(function, *arguments, after="lower")


def cooled(x, limit):
    steps = 0
    while x > limit:
        x = x * math.sin(x) if x > 0.5 else 0.9 * x * x
        steps += 1
    return x + steps * x


def power(x, n):
    if n == 0:
        return 1.0
    rest = power(x, n - 1)
    return x * rest * rest if n % 2 else math.sin(rest) * x


def rows(x, limit):
    row = np.ones(3)
    while x > limit:
        row = row * x
        x = 0.5 * x
    return np.sum(row)


def test_a_while_loop():
    text = lowered(cooled, 0.9, 0.01)
    assert "x_stack = difpy.reserve(np.float64)\n    x_top = 0\n" in text
    assert "x_stack[check_room(x_top, x_stack.shape[0], " in text
    assert "x_top = difpy.note_used(x_stack, x_top)\n\n    # Reverse sweep\n" in text
    assert "x_top -= 1\n" in text
    gradient = difpy.value_and_grad(cooled, (0, 1))
    expected = difpy.value_and_grad(cooled, (0, 1), jit=False)
    for x in (0.9, 0.99, 0.005):
        np.testing.assert_allclose(gradient(x, 0.01)[1], expected(x, 0.01)[1], rtol=1e-13)


def test_functions_hand_on_the_top_with_the_stack():
    text = lowered(power, 0.9, 4)
    assert "rest_top = np.zeros(1, np.int64)" in text
    assert "rest_stack, rest_top" in text
    assert "rest_stack[check_room(rest_top[0], rest_stack.shape[0], " in text
    assert "rest_top[0] -= 1" in text
    gradient = difpy.value_and_grad(power)
    expected = difpy.value_and_grad(power, jit=False)
    for n in (0, 1, 5, 9):
        np.testing.assert_allclose(gradient(0.9, n)[1], expected(0.9, n)[1], rtol=1e-13)


def wave(x, n):
    if x < 0.01 or n <= 0:
        return x
    return math.sin(x) * wave(0.7 * x, n - 1) + math.exp(-x) * wave(0.5 * x, n - 2)


def test_what_is_put_on_stacks_together_lies_side_by_side():
    text = lowered(wave, 0.9, 4)
    assert text.count("difpy.reserve(") == 1
    assert "wave_stack, wave_top" in text
    assert "check_room(wave_top[0] + " in text
    gradient = difpy.value_and_grad(wave)
    expected = difpy.value_and_grad(wave, jit=False)
    for n in (0, 1, 5):
        np.testing.assert_allclose(gradient(0.9, n), expected(0.9, n), rtol=1e-13)


def counted(x, n):
    if n == 0:
        return x, 0
    y, k = counted(math.sin(x) * x, n - 1)
    return (y * x, k + 1) if y > 0.1 else (y * y, k)


def first(x, n):
    y, k = counted(x, n)
    return y * k


def test_integers_have_a_memory_of_their_own():
    gradient = difpy.value_and_grad(first)
    expected = difpy.value_and_grad(first, jit=False)
    np.testing.assert_allclose(gradient(1.3, 4), expected(1.3, 4), rtol=1e-13)


def test_stacks_of_arrays_stay_lists():
    text = lowered(rows, 0.9, 0.1)
    assert "row_stack.append(row)" in text
    assert "x_top" in text


def test_where_no_memory_is_reserved_all_are_lists(monkeypatch):
    monkeypatch.setattr("difpy.lower.stacks.IS_POSSIBLE", False)
    assert "x_stack.append(x)" in lowered(cooled, 0.9, 0.01)
