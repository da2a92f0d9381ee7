"""Stores of compiled code write what NumPy writes, and raise what it raises."""

import itertools

import numba
import numpy as np
import pytest

from difpy.runtime.raised import position_of
from difpy.runtime.stores import IN_PLACE, NAMES, store

RANDOM = np.random.default_rng(1)


def array(*shape):
    return RANDOM.uniform(1.0, 2.0, shape)


TARGETS = {
    "vector": array(3),
    "matrix": array(2, 3),
    "transposed": array(3, 2).T,
    "strided": array(4, 6)[::2, ::2],
    "one_row": array(1, 3),
    "no_row": array(0, 3),
    "single": array(2, 3).astype(np.float32),
}
VALUES = [
    2.5,
    3,
    array(3),
    array(1),
    array(6)[::-2],
    array(2, 3),
    array(2, 1),
    array(3, 2).T,
    array(1, 3).astype(np.float32),
    np.arange(1, 4),
    array(4),
    array(3, 2),
    array(2, 2, 3),
]


def private(value):
    """A copy with the same strides."""
    memory = np.zeros(100, dtype=value.dtype)
    copy = np.lib.stride_tricks.as_strided(memory, value.shape, value.strides)
    copy[...] = value
    return copy


def outcome(function, target, value):
    written = private(target)
    try:
        function(written, value)
    except ValueError as error:
        return str(error), position_of(error)
    return written


@pytest.mark.parametrize("op", NAMES)
def test_all_shapes(op):
    update = store(op, "a.py")
    compiled = numba.njit(error_model="numpy")(lambda target, value: update(target, value, 7))

    def written_by_numpy(target, value):
        if op:
            IN_PLACE[op](target, value)
        else:
            target[...] = value

    for target, value in itertools.product(TARGETS.values(), VALUES):
        if not op and np.ndim(value) > target.ndim:
            continue  # NumPy's text then shows part of the value's shape
        actual, expected = outcome(compiled, target, value), outcome(written_by_numpy, target, value)
        if isinstance(expected, tuple):
            assert actual == (expected[0], ("a.py", 7))
        else:
            np.testing.assert_allclose(actual, expected, rtol=1e-6)


def test_integers():
    update = store("+", "a.py")
    counts = np.array([1, 2, 3])
    numba.njit(lambda target, value: update(target, value, 7))(counts, np.array([1]))
    assert counts.tolist() == [2, 3, 4]
