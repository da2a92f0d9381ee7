"""Reading and writing through arrays of indices."""

import numpy as np
import pytest

from difpy.errors import DifferentiationError
from tests.reverse.sweeps import live
from tests.reverse.test_backward import adjoint_lines

VECTOR, INDEX = np.ones(4), np.array([0, 2])


def test_two_reads_of_one_element_add_up():
    def f(a, k):
        b = a[k]
        return b[0]

    assert adjoint_lines(f, VECTOR, INDEX, wrt=("a",))[1:] == [
        "for k_2 in range(len(k)):",
        "    a_bar[k[k_2]] += b_bar[k_2]",
    ]


def test_of_two_writes_the_last_one_counts():
    def f(a, b, k):
        a[k] = b
        return a[0]

    lines = adjoint_lines(f, VECTOR, np.ones(2), INDEX, wrt=("a", "b"))
    assert lines[1:5] == [
        "a_element_bar = a_bar[k]",
        "for k_2 in reversed(range(len(k))):",
        "    a_element_bar[k_2] = a_bar[k[k_2]]",
        "    a_bar[k[k_2]] = 0.0",
    ]


def test_rows_of_a_matrix():
    def f(a, k):
        b = a[:, k]
        return b[0, 1]

    lines = adjoint_lines(f, np.ones((2, 4)), INDEX, wrt=("a",))
    assert lines[-1] == "    a_bar[:, k[k_2]] += b_bar[:, k_2]"


def test_a_mask_needs_no_loop():
    def f(a):
        b = a[a > 0.5]
        return b[0]

    assert adjoint_lines(f, VECTOR)[-1] == "a_bar[a > 0.5] += b_bar"


def test_a_mask_written():
    def f(a, x):
        a[a > 0.5] = x
        return a[0]

    lines = adjoint_lines(f, VECTOR, 2.0)
    assert lines[-3:] == [
        "a_element_bar = a_bar[index].copy()",
        "a_bar[index] = 0.0",
        "x_bar += np.sum(a_element_bar)",
    ]


def test_several_arrays_of_indices_are_refused():
    def f(a, k):
        b = a[k, k]
        return b[0]

    with pytest.raises(DifferentiationError, match="not supported yet"):
        live(f, np.ones((4, 4)), INDEX, wrt=("a",))
