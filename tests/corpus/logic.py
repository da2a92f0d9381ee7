"""Short circuit, chained comparison, walrus, ternary."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3])


def right_side_must_not_be_evaluated(x, i):
    s = 0.0
    while i < len(x) and x[i] < 1.5:
        s += x[i] * x[i]
        i += 1
    if i >= len(x) or x[i] > 1.0:
        s = s * 2.0
    return s


case(right_side_must_not_be_evaluated, X, 0)
case(right_side_must_not_be_evaluated, X, 3, id="right_side_at_the_end")


def right_side_has_effects(x):
    count = np.zeros(1)

    def touch(v):
        count[0] += v
        return v > 0

    s = 1.0
    if touch(x) and touch(-x) and touch(5.0 * x):
        s = 100.0
    if touch(x * x) or touch(7.0):
        s = s * x
    return s * count[0]


case(right_side_has_effects, 0.7)


def chained_comparison(x, y):
    s = x
    if 0.0 < x < y < 1.0:
        s = s * y
    if 0 < x <= 1 != y:
        s = s + x
    return s * s


case(chained_comparison, 0.4, 0.7)
case(chained_comparison, 0.7, 0.4, id="chained_comparison_fails")


def chained_comparison_evaluates_the_middle_once(x):
    count = np.zeros(1)

    def middle():
        count[0] += x
        return count[0]

    s = x
    if 0.0 < middle() < 1.0:
        s = s * 2.0
    if 5.0 < middle() < middle():
        s = s * 3.0
    return s * count[0]


case(chained_comparison_evaluates_the_middle_once, 0.7)


def walrus_in_a_condition(x):
    if (y := x * x) > 0.3:
        return y * x
    return y + x


case(walrus_in_a_condition, 0.7)
case(walrus_in_a_condition, 0.3, id="walrus_in_a_condition_else")


def walrus_in_an_expression(x):
    z = (y := math.sin(x)) * y + (w := y + 1.0) * x
    return z + w


case(walrus_in_an_expression, 0.7)


def walrus_on_the_right_of_and(x):
    y = 1.0
    if x > 0 and (y := x * 3.0) > 1.0:
        y = y * x
    return y + x


case(walrus_on_the_right_of_and, 0.7)
case(walrus_on_the_right_of_and, -0.7, id="walrus_not_evaluated")


def ternary_nested(x, y):
    z = x if x > 1.0 else y if y > 0.5 else x * y
    return z * z + (x if z > 0 else -x)


case(ternary_nested, 1.2, 0.7)
case(ternary_nested, 0.8, 0.7, id="ternary_nested_2")
case(ternary_nested, 0.8, 0.3, id="ternary_nested_3")


def ternary_guards_a_division(x, y):
    return (x / y if y != 0.0 else x) + (math.sqrt(y) if y > 0.0 else 0.0)


case(ternary_guards_a_division, 0.7, 0.0, argnums=0)
case(ternary_guards_a_division, 0.7, 0.4, id="ternary_allows_a_division")


def ternary_with_calls(x):
    def f(v):
        return v * v

    return f(x) if f(x) < f(2.0) else f(2.0)


case(ternary_with_calls, 0.7)


def value_of_or(x, y):
    z = x or y
    w = y and x * 2.0
    return z * 3.0 + w


case(value_of_or, 0.7, 0.4)
case(value_of_or, 0.0, 0.4, argnums=1, id="value_of_or_zero")


def not_and_de_morgan(x, y):
    s = 1.0
    if not (x > 0 and y > 0):
        s = x * y
    if not x > 1 and not y > 1:
        s = s + x
    return s * x


case(not_and_de_morgan, 0.7, 0.4)
case(not_and_de_morgan, 0.7, -0.4, id="not_and_de_morgan_2")


def booleans_in_variables(x, y):
    large = x * y > 0.2
    both = large and x > y
    exclusive = large != (x > 0.9)
    s = x
    if both or exclusive:
        s = s * y
    if both ^ exclusive:
        s = s + x
    return s * (1 if large else 2)


case(booleans_in_variables, 0.7, 0.4)


def mixed_and_or_in_a_while(x):
    n = 0
    while (x < 5.0 and n < 10) or n < 2:
        x = x * 1.5
        n += 1
    return x * n


case(mixed_and_or_in_a_while, 0.7)
case(mixed_and_or_in_a_while, 6.0, id="mixed_and_or_in_a_while_2")


def asserts_that_hold(x):
    assert x > 0.0
    y = x * x
    assert y < 100.0, f"too large: {y}"
    assert isinstance(3, int) or y > 0
    return y * x


case(asserts_that_hold, 0.7)


def raise_not_reached(x):
    if x < 0.0:
        raise ValueError("x is negative")
    y = math.sqrt(x)
    for i in range(3):
        if y > 100.0:
            raise ValueError(f"step {i} is too large")
        y = y * 1.5
    return y


case(raise_not_reached, 0.7)


def is_nan_and_is_finite(x):
    if math.isnan(x) or not math.isfinite(x):
        return 0.0 * x
    return x * x


case(is_nan_and_is_finite, 0.7)


def integer_logic(x, n):
    s = x
    if n & 1:
        s = s * x
    if n >> 1 & 1:
        s = s + x
    if n % 3 == 0 or n // 4 > 0:
        s = s * 2.0
    return s * (n ^ 3) + (n | 8) * x + (n << 1) * x


case(integer_logic, 0.7, 3)
case(integer_logic, 0.7, 4, id="integer_logic_2")
