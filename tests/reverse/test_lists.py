"""What went into a list comes out again."""

import numpy as np
import pytest

import difpy
from difpy.errors import DifferentiationError
from tests.reverse.sweeps import live, simplified
from tests.reverse.test_backward import adjoint_lines


def test_append_is_popped():
    def f(x):
        xs = [x]
        xs.append(2.0 * x)
        return xs[1]

    assert adjoint_lines(f, 1.5) == [
        "xs_bar[1] += result_bar",
        "element_bar = xs_bar.pop()",
        "x_bar += 2.0 * element_bar",
        "x_bar += xs_bar[0]",
    ]


def test_pop_is_appended():
    def f(x):
        xs = [x, x]
        y = xs.pop()
        return y * xs[0]

    assert adjoint_lines(f, 1.5)[-3:] == ["xs_bar.append(y_bar)", "x_bar += xs_bar[0]", "x_bar += xs_bar[1]"]


@pytest.mark.parametrize("to", [0, 1, 2, 5, -1, -2, -5])
@pytest.mark.parametrize("of", [0, 1, -1, -2, -3])
def test_insert_and_pop_at_any_place(to, of):
    """The result is of degree two in x, so its derivative is known."""

    def f(x):
        xs = [x, 2.0 * x]
        xs.insert(to, 3.0 * x)
        y = xs.pop(of)
        xs.append(y)
        return (y + 4.0 * xs[0]) * xs[1]

    assert difpy.grad(f, jit=False)(1.5) == pytest.approx(2.0 * f(1.5) / 1.5, rel=1e-14)


def test_reverse_is_its_own_reverse():
    def f(x):
        xs = [x, 2.0 * x]
        xs.reverse()
        return xs[0] * xs[0]

    assert "xs_bar.reverse()" in adjoint_lines(f, 1.5)


def test_a_list_and_its_cotangent_are_of_one_length():
    def f(x, n):
        xs = [x]
        for _ in range(n):
            xs.append(xs[-1] * x)
        while len(xs) > 1:
            xs.pop()
        return xs[0] * x

    lines = [line.strip() for line in simplified(f, 1.5, 3).splitlines()]
    assert lines.count("xs_bar.append(0.0)") >= 1
    assert lines.count("xs_bar.pop()") >= 1


def test_lists_of_arrays_hold_the_arrays_cotangents():
    def f(a):
        xs = [a]
        xs.append(2.0 * a)
        b = xs.pop()
        return b[0] * xs[0][1]

    text = simplified(f, np.ones(3))
    assert "xs_bar = [a_bar]" in text
    assert "b_bar = xs_bar.pop()" in text


def test_methods_without_a_reverse_are_refused():
    def f(x):
        xs = [x, 2.0 * x]
        xs.sort()
        return xs[0]

    with pytest.raises(DifferentiationError):
        live(f, 1.5)
