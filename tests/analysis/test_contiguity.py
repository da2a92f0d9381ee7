"""What NumPy copies or not, depending on how an array lies in memory, is refused where it is written."""

import numpy as np
import pytest

import difpy


def written_through_columns(x):
    y = x[:, 0:4].reshape(-1)
    y[1] = 5.0 * x[1, 1]
    return np.sum(x * x)


def written_through_the_transposed(x):
    y = x.T.ravel()
    y[1] = 5.0 * x[1, 1]
    return np.sum(x * x)


def written_through_each_second(x):
    y = x[0, ::2].reshape(2, 1)
    y[1, 0] = 5.0 * x[1, 1]
    return np.sum(x * x)


def made_from_the_transposed(x):
    y = np.sin(x.T)
    z = y.reshape(-1)
    z[1] = 5.0 * x[1, 1]
    return np.sum(y * y)


def written_by_a_helper(x):
    doubled(np.ascontiguousarray(x.T))
    return np.sum(x * x)


def doubled(a):
    a *= 2.0


REFUSED = [written_through_columns, written_through_the_transposed, written_through_each_second,
           made_from_the_transposed, written_by_a_helper]  # fmt: skip


@pytest.mark.parametrize("function", REFUSED, ids=lambda f: f.__name__)
def test_refused(function):
    with pytest.raises(difpy.DifferentiationError, match="whether this is a copy or a view depends"):
        difpy.grad(function, jit=False)(np.ones((4, 4)))


def test_copy_is_in_order():
    def f(x):
        y = x.T.copy().reshape(-1)
        y[1] = 5.0 * x[1, 1]
        return np.sum(y * y)

    expected = np.full((2, 2), 2.0)
    expected[1, 0], expected[1, 1] = 0.0, 52.0
    assert np.array_equal(difpy.grad(f, jit=False)(np.ones((2, 2))), expected)
