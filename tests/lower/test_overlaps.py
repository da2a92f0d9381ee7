import numpy as np
import pytest

import difpy


def reversed_onto_itself(x):
    x[:] += x[::-1]
    return x


def row_into_column(x):
    x[:, 1] *= x[1, :]
    return x


def transposed(x):
    x += x.T
    return x


def under_another_name(x):
    y = x[1:]
    x[:-1] -= y
    y *= x[:-1]
    return x


def through_a_branch(x):
    y = x[::-1] if x[0] > 0.0 else x
    x[:] += y
    return x


@pytest.mark.parametrize(
    "function", [reversed_onto_itself, row_into_column, transposed, under_another_name, through_a_branch]
)
def test_reads_before_it_writes(function):
    x = np.arange(1.0, 10.0).reshape(3, 3) ** 1.5
    x = x if function in (row_into_column, transposed) else x[0].copy()
    expected = function(x.copy())
    value, pullback = difpy.vjp(function, x)
    assert np.array_equal(value, expected)
    _, python = difpy.vjp(function, x, jit=False)
    seed = np.cos(np.arange(x.size).reshape(x.shape))
    assert np.allclose(pullback(seed)[0], python(seed)[0], rtol=1e-13)


def test_nothing_is_copied_without_need():
    def apart(x, y):
        x[:] += y[::-1]
        x[0] += x[1]
        return np.sum(x)

    assert ".copy()" not in difpy.show(apart, np.ones(2), np.ones(2), after="lower").split("x = x.copy()")[-1]
