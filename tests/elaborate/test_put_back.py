# ruff: noqa  programs as people write them
"""Parts of expressions are kept in variables only where a call could change what they read."""

import numpy as np
import pytest

from tests.elaborate.running import check, text_of

X = np.array([0.5, 1.5, -2.5])


def simpson(f, a, b):
    return (b - a) / 6 * (f(a) + 4 * f((a + b) / 2) + f(b))


def integral(x):
    return simpson(lambda t: np.sin(x * t), 0.0, 1.0)


def test_a_formula_stays_whole():
    assert "return (b - a) / 6 * (f_value + 4 * f_value_2 + f_value_3)" in text_of(integral, 0.7)
    check(integral, 0.7)


def writing(v):
    v[0] = 3.0
    return v[0]


def writing_through_a_view(v):
    w = v[:]
    w[0] = 3.0
    return w[0]


def writing_its_own(v):
    w = np.zeros(3)
    w[0] = v[0]
    return w[0]


def raising(v):
    if v[0] > 0:
        raise ValueError("positive")
    return v[0]


def printing(v):
    print(v[0])
    return v[0]


def appending(v):
    xs = []
    xs.append(v[0])
    return xs[0]


def reading(v):
    return v[1]


def applied(f, x):
    return x[0] * 2 + f(x) + x[0] * f(x) - len(x)


def applied_to_numbers(f, x):
    a = x[1]
    return a * 2 + f(x) + (-a) ** 2 * f(x) - len(x)


@pytest.mark.parametrize(
    ("callee", "is_whole"),
    [
        (writing, False),
        (writing_through_a_view, False),
        (writing_its_own, True),
        (raising, False),
        (printing, False),
        (appending, True),
        (reading, True),
    ],
)
def test_what_the_callee_may_change_is_kept(callee, is_whole, capsys):
    def f(x):
        return applied(callee, x)

    def g(x):
        return applied_to_numbers(callee, x)

    whole = "return x[0] * 2 + f_value + x[0] * f_value_2 - len(x)"
    assert (whole in text_of(f, X)) is is_whole
    check(f, X)
    if callee is not reading:  # which of two wrong indices is told of is left open
        check(f, X[:0])
    whole = "return a * 2 + f_value + (-a) ** 2 * f_value_2 - len(x)"
    assert whole in text_of(g, X)
    check(g, X)


def in_loops_and_branches(x, n):
    s = 0.0
    for i in range(n):
        s += 2 * s + reading(x) * s - (writing(x) if i > 1 else 3.0) * s
        if s * 2 + reading(x) > 1 and reading(x) < s:
            s -= x[i] + writing(x)
    a, b = s + 1, s * 2 + reading(x)
    x[1] = s * 2 + writing(x)
    for v in (1.0, 2.0):
        s += v * s + reading(x)
    return s + a * b


def test_in_loops_and_branches():
    check(in_loops_and_branches, X, 3)
