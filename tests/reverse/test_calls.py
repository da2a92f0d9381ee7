"""The reverse of a call."""

import numpy as np

from tests.reverse.sweeps import reverse_of
from tests.reverse.test_backward import adjoint_lines


def test_cotangents_of_scalars_come_back():
    def g(u, v):
        return u * v

    def f(x, y):
        z = g(x, 2.0 * y)
        return z

    assert adjoint_lines(f, 1.0, 2.0) == [
        "g_u_bar, g_v_bar = g_adjoint(x, 2.0 * y, z_bar)",
        "x_bar += g_u_bar",
        "y_bar += 2.0 * g_v_bar",
    ]


def test_those_of_arrays_are_added_to_in_place():
    def g(a, u):
        total = 0.0
        for i in range(len(a)):
            total = total + a[i] * u
        return total

    def f(b, x):
        z = g(b[1:], x)
        return z

    lines = adjoint_lines(f, np.ones(3), 2.0)
    assert "g_u_bar = g_reverse(b[1:], b_bar[1:], x, z_bar)" in lines


def test_results_that_are_not_used_have_no_seed_but_zero():
    def g(u):
        return u * u, u + 1.0

    def f(x):
        _, b = g(x)
        return b

    lines = adjoint_lines(f, 1.0)
    assert any(line.startswith("g_u_bar = g_adjoint(x, ") for line in lines)


def test_the_cotangents_of_results_are_cleared():
    """The next iteration of a loop binds them anew."""

    def g(u):
        return u * u

    def f(x, n):
        y = x
        for _ in range(n):
            y = g(x)
            x = x + y
        return x

    lines = [line.strip() for line in reverse_of(f, 1.0, 3).splitlines()]
    place = next(i for i, line in enumerate(lines) if line.startswith("g_u_bar = "))
    assert "y_bar = 0.0" in lines[place + 1 :]


def test_an_argument_that_the_target_overwrites_is_given_as_it_was():
    def g(u):
        return u * u

    def f(x, y):
        y = g(y)
        return y * x

    lines = adjoint_lines(f, 1.0, 2.0)
    place = next(i for i, line in enumerate(lines) if "g_adjoint(y" in line)
    assert "y = y_saved" in lines[:place]
