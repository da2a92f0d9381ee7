"""Broadcasting element by element, compiled and not, in every layout."""

import itertools

import numpy as np
import pytest
from numba import njit

import difpy

SHAPES = [(3, 4), (1, 4), (3, 1), (1, 1)]
ROWS = [(4,), (1,)]
LAYOUTS = {
    "C": np.ascontiguousarray,
    "F": np.asfortranarray,
    "strided": lambda a: np.repeat(a, 2, axis=-1)[..., ::2],
    "reversed": lambda a: a[::-1].copy()[::-1],
}
RNG = np.random.default_rng(5)


def spread_sum(a, b, row):
    """a + b + row"""
    shape = difpy.common_shape(a, b, row)
    out = np.empty(shape)
    for i in range(shape[0]):
        for j in range(shape[1]):
            out[i, j] = (
                difpy.spread_element(a, i, j) + difpy.spread_element(b, i, j) + difpy.spread_element(row, j)
            )
    return out


def summed_down(whole, like, target):
    """target += difpy.unbroadcast(whole, like)"""
    for i in range(whole.shape[0]):
        for j in range(whole.shape[1]):
            difpy.add_spread(target, like, whole[i, j], i, j)
    return target


def agreement(a, b, row):
    return difpy.have_one_shape(a, b), difpy.have_one_shape(a, row)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_elements_are_those_of_the_broadcast_arrays(layout):
    compiled = njit(spread_sum)
    shapes = [*itertools.product(SHAPES, SHAPES, ROWS), ((0, 4), (1, 1), (4,)), ((1, 0), (3, 1), (1,))]
    for a, b, row in ([LAYOUTS[layout](RNG.normal(size=shape)) for shape in three] for three in shapes):
        assert np.array_equal(spread_sum(a, b, row), a + b + row)
        assert np.array_equal(compiled(a, b, row), a + b + row)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_sums_go_to_what_was_spread(layout):
    compiled = njit(summed_down)
    for whole_shape, shape in itertools.product([(3, 4), (0, 4), (3, 0)], SHAPES):
        fits = tuple(size if own != 1 else 1 for size, own in zip(whole_shape, shape, strict=True))
        whole, like = LAYOUTS[layout](RNG.normal(size=whole_shape)), np.zeros(fits)
        axes = tuple(axis for axis, own in enumerate(shape) if own == 1)
        expected = 1.0 + whole.sum(axis=axes, keepdims=True)
        for function in (summed_down, compiled):
            target = LAYOUTS[layout](np.ones(fits))
            assert np.allclose(expected, function(whole, like, target), rtol=1e-14)


def test_a_sum_is_spread_over_a_larger_target():
    whole, like = RNG.normal(size=(1, 4)), np.zeros((1, 4))
    for function in (summed_down, njit(summed_down)):
        assert np.allclose(1.0 + whole, function(whole, like, np.ones((3, 4))), rtol=1e-15)


def test_float32_targets_stay_float32():
    target = njit(summed_down)(RNG.normal(size=(3, 4)), np.zeros((1, 4)), np.zeros((1, 4), np.float32))
    assert target.dtype == np.float32


def test_shapes_agree_from_the_last_axis_on():
    compiled = njit(agreement)
    for a, b, row in itertools.product(SHAPES, SHAPES, ROWS):
        expected = (a == b, a[1:] == row)
        arrays = np.zeros(a), np.zeros(b), np.zeros(row)
        assert expected == agreement(*arrays) == compiled(*arrays)
