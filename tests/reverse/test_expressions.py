"""What a cotangent gives to the variables of an expression."""

import math

import numpy as np
import pytest

from difpy.errors import DifferentiationError
from tests.reverse.sweeps import live
from tests.reverse.test_backward import adjoint_lines

VECTOR = np.ones(4)


def test_each_operand_gets_one_accumulation():
    def f(x, y):
        z = x * y + x
        return z

    assert adjoint_lines(f, 1.0, 2.0) == ["x_bar += y * z_bar", "y_bar += x * z_bar", "x_bar += z_bar"]


def test_a_shared_cotangent_has_a_name():
    def f(x, y):
        z = (x - y) ** 2
        return z

    assert adjoint_lines(f, 1.0, 2.0) == ["t_bar = 2.0 * (x - y) * z_bar", "x_bar += t_bar", "y_bar -= t_bar"]


def test_a_square_is_one_operand():
    def f(x):
        z = x * x
        return z

    assert adjoint_lines(f, 1.0) == ["x_bar += 2.0 * x * z_bar"]


def test_the_value_of_the_expression_is_used_where_a_variable_holds_it():
    def f(x, y):
        z = x / y
        return z

    assert "    y_bar -= z * z_bar / y" in adjoint_lines(f, 1.0, 2.0)


def test_it_is_not_used_where_the_variable_is_an_operand():
    def f(x, y):
        x = x / y
        return x

    assert "    y_bar -= x / y * x_new_bar / y" in adjoint_lines(f, 1.0, 2.0)


def test_infinite_slopes_are_multiplied_by_no_zero():
    def f(x):
        z = math.sqrt(x)
        return z

    assert adjoint_lines(f, 1.0) == ["if z_bar != 0.0:", "    x_bar += z_bar / (2.0 * z)"]


def test_max_gives_to_what_python_takes():
    """The later argument where it is greater; the first of equal ones."""

    def f(x, y, z):
        w = max(x, y, z)
        return w

    assert adjoint_lines(f, 1.0, 2.0, 3.0) == [
        "if z > max(x, y):",
        "    z_bar += w_bar",
        "elif y > x:",
        "    y_bar += w_bar",
        "else:",
        "    x_bar += w_bar",
    ]


def test_min_gives_to_what_python_takes():
    def f(x, y):
        w = min(x, y)
        return w

    assert adjoint_lines(f, 1.0, 2.0)[0] == "if y < x:"


def test_a_conditional_gives_to_the_branch_taken():
    def f(x, y):
        z = x * x if x > y else 3.0 * y
        return z

    assert adjoint_lines(f, 1.0, 2.0) == [
        "if x > y:",
        "    x_bar += 2.0 * x * z_bar",
        "else:",
        "    y_bar += 3.0 * z_bar",
    ]


def test_a_number_among_arrays_gets_the_sum():
    def f(a, x):
        b = a * x
        return b[0]

    lines = adjoint_lines(f, VECTOR, 2.0)
    assert "x_bar += np.sum(difpy.unless_zero(b_bar, a * b_bar))" in lines
    assert "a_bar += difpy.unless_zero(b_bar, x * b_bar)" in lines


def test_arrays_that_may_have_other_shapes_are_summed_down():
    def f(a, b):
        c = a + b
        return c[0]

    assert "a_bar += difpy.unbroadcast(c_bar, a)" in adjoint_lines(f, VECTOR, VECTOR)


def test_an_array_alone_is_not():
    def f(a):
        c = a + 1.0
        return c[0]

    assert "a_bar += c_bar" in adjoint_lines(f, VECTOR)


def test_views_of_views_are_reached_step_by_step():
    def f(a):
        return a[1:][0] * 2.0

    lines = adjoint_lines(f, VECTOR)
    assert lines == ["view_bar = a_bar[1:]", "view_bar[0] += 2.0 * result_bar"]


def test_inactive_operands_get_nothing():
    def f(x, c):
        z = x * c
        return z

    assert "c_bar" not in "".join(adjoint_lines(f, 1.0, 2.0, wrt=("x",)))


def test_a_function_without_a_rule_is_refused_at_its_line():
    def f(a):
        return np.einsum("i,i", a, a)

    with pytest.raises(DifferentiationError, match="has no derivative rule yet"):
        live(f, VECTOR)


def test_what_cannot_be_written_through_is_no_view_of_what_is_written():
    def f(a):
        b = np.broadcast_to(a, (2, 4))
        a[0] = 2.0
        return b[0, 0]

    with pytest.raises(DifferentiationError, match=r"a view of an array that is written in place"):
        live(f, VECTOR)
