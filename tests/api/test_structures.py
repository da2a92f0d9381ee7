"""Structures keep their structure, whatever their lengths."""

from collections import namedtuple

import numpy as np
import pytest

import difpy

jit = pytest.mark.parametrize("jit", [False, True])
Rates = namedtuple("Rates", ("birth", "death"))
Model = namedtuple("Model", ("rates", "start"))


def growth(model, times):
    total = 0.0
    for t in times:
        total += model.start * (model.rates.birth - model.rates.death) * t
    return total


@jit
def test_namedtuples(jit):
    model = Model(Rates(3.0, 1.0), 2)
    gradient = difpy.grad(growth, jit=jit)(model, np.array([1.0, 2.0]))
    assert gradient == Model(Rates(6.0, -6.0), 6.0)
    assert type(gradient) is Model
    assert type(gradient.rates) is Rates


@jit
def test_nested_tuples_of_arrays(jit):
    def inner(p):
        (a, b), c = p
        return np.sum(a * b) * c

    a, b = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    (a_bar, b_bar), c_bar = difpy.grad(inner, jit=jit)(((a, b), 2.0))
    assert (a_bar.tolist(), b_bar.tolist(), c_bar) == ([6.0, 8.0], [2.0, 4.0], 11.0)


@jit
def test_lists_of_any_length(jit):
    def squares(values):
        total = 0.0
        for value in values:
            total += value * value
        return total

    gradient = difpy.grad(squares, jit=jit)
    assert gradient([1.0, 2.0]) == [2.0, 4.0]
    assert gradient([1, 2, 3]) == [2.0, 4.0, 6.0]
    assert gradient([]) == []
    assert gradient(np.array([1.0])).tolist() == [2.0]
    assert len(gradient.family.variants) == 2  # one for lists, one for arrays


@jit
def test_list_of_lists(jit):
    def ragged(rows):
        total = 0.0
        for row in rows:
            for value in row:
                total += value * len(row)
        return total

    assert difpy.grad(ragged, jit=jit)([[1.0], [], [2.0, 3.0]]) == [[1.0], [], [2.0, 2.0]]


@jit
def test_list_of_arrays(jit):
    def network(weights, x):
        for w in weights:
            x = w @ x
        return np.sum(x)

    weights = [np.ones((3, 2)), np.full((1, 3), 2.0)]
    gradient, x_bar = difpy.grad(network, (0, 1), jit=jit)(weights, np.array([1.0, 2.0]))
    assert [g.tolist() for g in gradient] == [[[2.0, 4.0]] * 3, [[3.0, 3.0, 3.0]]]
    assert x_bar.tolist() == [6.0, 6.0]


@jit
def test_list_of_tuples(jit):
    def weighted(pairs):
        total = 0.0
        for weight, x in pairs:
            total += weight * x * x
        return total

    gradient = difpy.grad(weighted, jit=jit)
    assert gradient([(2.0, 3.0), (1, 5)]) == [(9.0, 12.0), (25.0, 10.0)]
    assert gradient([Rates(2.0, 3.0)]) == [Rates(9.0, 12.0)]
    ((x_bar, weight_bar),) = difpy.grad(lambda p: np.sum(p[0][0]) * p[0][1], jit=jit)([(np.ones(2), 3.0)])
    assert (x_bar.tolist(), weight_bar) == ([3.0, 3.0], 2.0)


@jit
def test_auxiliary_results(jit):
    def with_aux(x, n):
        y = x * n
        return np.sum(y * y), (y, n, None)

    x = np.array([1.0, 2.0])
    gradient, (y, n, nothing) = difpy.grad(with_aux, has_aux=True, jit=jit)(x, 3)
    assert (gradient.tolist(), y.tolist(), n, nothing) == ([18.0, 36.0], [3.0, 6.0], 3, None)
    (value, aux), gradient = difpy.value_and_grad(with_aux, has_aux=True, jit=jit)(x, 3)
    assert (value, aux[1], gradient.tolist()) == (45.0, 3, [18.0, 36.0])


@jit
def test_auxiliary_array_is_no_argument(jit):
    def with_argument(x):
        return np.sum(x), x

    x = np.ones(2)
    _, aux = difpy.grad(with_argument, has_aux=True, jit=jit)(x)
    assert not np.shares_memory(aux, x)


def test_auxiliary_results_are_asked_for():
    with pytest.raises(TypeError, match=r"must return a pair \(value, aux\); it returns a float"):
        difpy.grad(lambda x: x * x, has_aux=True)(1.0)


@jit
def test_dtypes_and_layouts(jit):
    def total(x):
        return np.sum(x * x)

    gradient = difpy.grad(total, jit=jit)
    fortran = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    single = np.ones(3, np.float32)
    for x in (fortran, fortran.T, np.arange(9.0)[::3], np.array(3.0), np.empty(0), single):
        result = gradient(x)
        assert (result.shape, result.dtype) == (x.shape, x.dtype)
        assert np.array_equal(result, 2 * x)


@jit
def test_vjp_of_a_structure(jit):
    def swapped(x, n, pair):
        return (pair[1] * x, n), pair[0] * x[0]

    x = np.array([1.0, 2.0])
    value, pullback = difpy.vjp(swapped, x, 3, (4.0, 5.0), jit=jit)
    assert (value[0][0].tolist(), value[0][1], value[1]) == ([5.0, 10.0], 3, 4.0)
    for _ in range(2):
        x_bar, n_bar, pair_bar = pullback(((np.array([1.0, 0.0]), None), 2))
        assert (x_bar.tolist(), n_bar, pair_bar) == ([13.0, 0.0], None, (2.0, 1.0))


@jit
def test_vjp_keeps_what_it_saw(jit):
    weights = np.array([2.0, 3.0])

    def weighted(x):
        return weights * x * x

    x = np.array([1.0, 2.0])
    value, pullback = difpy.vjp(weighted, x, jit=jit)
    x[:], weights[:], value[:] = 7.0, 7.0, 7.0
    assert pullback(np.ones(2))[0].tolist() == [4.0, 12.0]


def test_vjp_refuses_other_structures():
    _, pullback = difpy.vjp(lambda x: (x * 2.0, x[0]), np.ones(2), jit=False)
    with pytest.raises(TypeError, match=r"the cotangent must be a tuple of 2 like the value; got 1.0"):
        pullback(1.0)
    with pytest.raises(
        ValueError, match=r"the cotangent\[0\] must have the value's shape \(2,\); it has \(3,\)"
    ):
        pullback((np.ones(3), 1.0))
    with pytest.raises(TypeError, match=r"the cotangent\[1\] must be a number like the value"):
        pullback((np.ones(2), np.ones(2)))
