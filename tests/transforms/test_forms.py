"""Structures go into compiled code and come out of it."""

from collections import namedtuple

import numpy as np
import pytest

from difpy.errors import ArgumentTypeError
from difpy.transforms.forms import carry, form_of, restore
from tests.oracles.memory import bitwise

Pair = namedtuple("Pair", ("a", "b"))


@pytest.mark.parametrize(
    "value",
    [
        2.0,
        (1.0, (2, None)),
        Pair(1.0, np.ones(2)),
        [1.0, 2.0],
        [],
        [[1.0], [], [2.0, 3.0]],
        [(1.0, 2.0), (3.0, 4.0)],
        [Pair(1.0, np.ones(2)), Pair(2.0, np.zeros(3))],
        [np.ones((2, 1)), np.ones((1, 3))],
        ([1.0], [np.ones(2)]),
        [(1.0, [2.0]), (3.0, [4.0, 5.0])],
    ],
)
def test_restored_as_it_was(value):
    form = form_of(value)
    assert bitwise(restore(carry(value, form), form)) == bitwise(value)


def test_lists_of_any_length_have_one_form():
    assert form_of([1.0]) == form_of([]) == form_of([1, 2, 3])
    assert form_of((1.0,)) != form_of((1.0, 2.0))


def test_integers_in_lists_become_floats_where_they_are_differentiated():
    values = [1, 2]
    assert carry(values, form_of(values)).dtype == np.int64
    assert carry(values, form_of(values), promote=True).dtype == np.float64


def test_lists_of_different_things():
    with pytest.raises(ArgumentTypeError, match="a float, a tuple"):
        form_of([1.0, (2.0,)])
