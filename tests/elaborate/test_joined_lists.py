# ruff: noqa  programs as people write them
"""Arrays made of lists whose length only the run knows: against CPython, and compiled."""

import numpy as np
import pytest

import difpy
from difpy.errors import DifferentiationError
from tests.elaborate.running import check, program_of

X = np.array([0.5, 1.5, -2.5])


def pieces_of(x, n):
    pieces = []
    for k in range(n):
        pieces.append(x[k:] * (k + 1))
    return pieces


def concatenated(x, n):
    y = np.concatenate(pieces_of(x, n))
    return np.sum(y * y[::-1])


def concatenated_rows(x, n):
    blocks = [np.outer(x, x[k:]) for k in range(n)]
    y = np.concatenate([b[:, :1] for b in blocks], axis=0)
    return np.sum(y * y) + np.hstack(pieces_of(x, n))[1]


def stacked(x, n):
    rows = [x * k for k in range(n)]
    y = np.stack(rows) + np.vstack(rows) + np.array(rows) + np.column_stack(rows).T
    return np.sum(y * y[::-1]) + np.vstack([y[:1] for k in range(n)])[n - 1, 0]


def list_of_lists(x, n):
    rows = [[x[0] * i * j for i in range(3)] for j in range(n)]
    return np.sum(np.array(rows) ** 2) + np.sum(np.array(([x[0], 2.0], [3.0, x[1]])) ** 2)


def list_of_pairs(x, n):
    points = [(x[0] * i, x[1] + i) for i in range(n)]
    y = np.array(points)
    return np.sum(y[:, 0] * y[:, 1])


def list_of_empty_lists(x, n):
    rows = [[] for k in range(n)]
    rows[0].append(x[0])
    rows[-1].append(rows[0][0] * x[1])
    return sum(rows[0]) * sum(rows[-1])


PROGRAMS = [concatenated, concatenated_rows, stacked, list_of_lists, list_of_pairs, list_of_empty_lists]


@pytest.mark.parametrize("function", PROGRAMS)
def test_elaborated(function):
    check(function, X, 3)


@pytest.mark.parametrize("function", [concatenated, stacked])
def test_nothing_to_join(function):
    with pytest.raises(ValueError, match="need at least one array"):
        function(X, 0)
    if function is concatenated:
        check(function, X, 0)


def rows_and_lists(x, n):
    rows = [x * k for k in range(n)]
    return concatenated(x, n) + np.sum(np.array(rows) ** 2) + list_of_lists(x, n) + list_of_empty_lists(x, n)


def test_compiled():
    value, gradient = difpy.value_and_grad(rows_and_lists)(X, 3)
    interpreted, expected = difpy.value_and_grad(rows_and_lists, jit=False)(X, 3)
    assert (value, interpreted) == pytest.approx([rows_and_lists(X, 3)] * 2, rel=1e-12)
    assert gradient == pytest.approx(expected, rel=1e-12)
    difpy.check_grads(rows_and_lists, (X, 3), jit=False)


def test_rows_of_different_lengths():
    def uneven(x, n):
        return np.sum(np.array(pieces_of(x, n)))

    with pytest.raises(ValueError, match="inhomogeneous shape"):
        difpy.grad(uneven)(X, 2)


def test_along_other_axes():
    def f(x, n):
        return np.sum(np.concatenate(pieces_of(x, n), axis=n - 2))

    with pytest.raises(DifferentiationError, match="a list whose length is not known"):
        program_of(f, X, 2)
