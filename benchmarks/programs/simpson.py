"""Adaptive Simpson quadrature (Kuncir, 1962): recursion that decides by the values."""

from __future__ import annotations

import math

from benchmarks.program import Program


def height(x, a):
    return math.exp(-a * x * x) * math.sin(5.0 * x)


def integral(lower, upper, left, middle, right, whole, a, tolerance):
    half = 0.5 * (lower + upper)
    left_middle = height(0.5 * (lower + half), a)
    right_middle = height(0.5 * (half + upper), a)
    first = (half - lower) / 6.0 * (left + 4.0 * left_middle + middle)
    second = (upper - half) / 6.0 * (middle + 4.0 * right_middle + right)
    error = first + second - whole
    if abs(error) < 15.0 * tolerance:
        return first + second + error / 15.0
    return integral(lower, half, left, left_middle, middle, first, a, 0.5 * tolerance) + integral(
        half, upper, middle, right_middle, right, second, a, 0.5 * tolerance
    )


def simpson(a, lower, upper, tolerance):
    left, right = height(lower, a), height(upper, a)
    middle = height(0.5 * (lower + upper), a)
    whole = (upper - lower) / 6.0 * (left + 4.0 * middle + right)
    return integral(lower, upper, left, middle, right, whole, a, tolerance)


def integral_and_slope(lower, upper, left, middle, right, whole, left_a, middle_a, right_a, whole_a, a, eps):
    """The integral and its derivative by `a` together: with one input, forwards is the shorter way."""
    half = 0.5 * (lower + upper)
    at_left, at_right = 0.5 * (lower + half), 0.5 * (half + upper)
    left_middle, right_middle = height(at_left, a), height(at_right, a)
    left_middle_a, right_middle_a = -at_left * at_left * left_middle, -at_right * at_right * right_middle
    first = (half - lower) / 6.0 * (left + 4.0 * left_middle + middle)
    second = (upper - half) / 6.0 * (middle + 4.0 * right_middle + right)
    first_a = (half - lower) / 6.0 * (left_a + 4.0 * left_middle_a + middle_a)
    second_a = (upper - half) / 6.0 * (middle_a + 4.0 * right_middle_a + right_a)
    error = first + second - whole
    if abs(error) < 15.0 * eps:
        return first + second + error / 15.0, first_a + second_a + (first_a + second_a - whole_a) / 15.0
    one, one_a = integral_and_slope(
        lower,
        half,
        left,
        left_middle,
        middle,
        first,
        left_a,
        left_middle_a,
        middle_a,
        first_a,
        a,
        0.5 * eps,
    )
    two, two_a = integral_and_slope(
        half, upper, middle, right_middle, right, second, middle_a, right_middle_a, right_a, second_a, a,
        0.5 * eps,
    )  # fmt: skip
    return one + two, one_a + two_a


def by_hand(a, lower, upper, tolerance):
    center = 0.5 * (lower + upper)
    left, middle, right = height(lower, a), height(center, a), height(upper, a)
    left_a, middle_a, right_a = -lower * lower * left, -center * center * middle, -upper * upper * right
    whole = (upper - lower) / 6.0 * (left + 4.0 * middle + right)
    whole_a = (upper - lower) / 6.0 * (left_a + 4.0 * middle_a + right_a)
    return integral_and_slope(
        lower, upper, left, middle, right, whole, left_a, middle_a, right_a, whole_a, a, tolerance
    )


def arguments(size):
    return 0.3, 0.0, 4.0, 1e-12 if size == "full" else 1e-3


PROGRAM = Program(
    "adaptive Simpson", simpson, arguments, (0,), by_hand, ("height", "integral", "integral_and_slope")
)
