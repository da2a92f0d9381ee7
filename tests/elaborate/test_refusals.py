# ruff: noqa  programs as people write them
"""What elaboration refuses, and in which words."""

import math

import numpy as np
import pytest
import scipy.special

from difpy.errors import DifferentiationError
from tests.elaborate.running import program_of

X = np.array([1.0, 2.0, 3.0])


class Plain:
    pass


OBJECT = Plain()


def helper(x, k):
    return x * k


def without_source(x):
    return scipy.special.erf(x)


def two_kinds(x):
    if x > 0:
        y = x
    else:
        y = X
    return y


def attribute_changed(x):
    OBJECT.rate = x
    return x


def scalar_indexed(x):
    return x[0, 0]


def text_added(x):
    return x + "a"


def mixed_list(x):
    return [x, X]


def tuple_changed(x):
    t = (x, 1)
    t[0] = 2
    return t


def truth_of_an_array(x):
    if X:
        return x
    return x


def not_defined(x):
    return undefined_thing(x)


def unknown_attribute(x):
    return math.nothing(x)


def wrong_axis(x):
    return np.sum(x, axis=5)


def rank_by_length(x):
    return np.sum(np.squeeze(X))


def float_index(x):
    return X[x]


def float_into_ints(x):
    a = np.arange(3)
    a += x
    return a


def array_into_an_element(x):
    a = np.zeros(3)
    a[0] = X
    return a


def too_many_values(x):
    a, b = (1, 2, 3)
    return x


def too_many_arguments(x):
    return helper(x, 1, 2)


def unknown_parameter(x):
    return helper(x, z=2)


def missing_argument(x):
    return helper(x)


def unknown_method(x):
    return X.nothing()


def loop_over_a_text(x):
    for c in "abc":
        x = x * 2
    return x


def ever_new_types(x, n=3):
    return x if n == 0 else ever_new_types((x, n), n - 1)


def math_of_an_array(x):
    return math.sqrt(X)


def nothing_or_number(x):
    return None if x > 1 else x


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (without_source, "`scipy.special.erf(x)` yet: `erf` has no Python source"),
        (two_kinds, "`y` is a float on one path and a float array of 1 dimension on another"),
        (attribute_changed, "`OBJECT.rate`: an attribute of an object is changed"),
        (scalar_indexed, "`x[0, 0]`: a float has no elements"),
        (text_added, "this computes with a str"),
        (mixed_list, "an element of this list is a float on one path and a float array"),
        (tuple_changed, "`t[0]`: a tuple of 2 is not changed"),
        (truth_of_an_array, "`X`: the truth of an array is ambiguous"),
        (not_defined, "`undefined_thing` is not defined"),
        (unknown_attribute, "`math` has no attribute `nothing`"),
        (wrong_axis, "axis 5 is out of bounds"),
        (rank_by_length, "the number of dimensions of the result depends on how long the arguments are"),
        (float_index, "the index is a float"),
        (float_into_ints, "a float does not go into an array of int64"),
        (array_into_an_element, "`a[0]`: an array is stored into one element"),
        (too_many_values, "3 values are unpacked into 2 names"),
        (too_many_arguments, "`helper` takes 2 arguments and gets 3"),
        (unknown_parameter, "`helper` has no parameter `z`"),
        (missing_argument, "`helper` gets no `k`"),
        (unknown_method, "arrays' method `nothing` is not known to difpy"),
        (loop_over_a_text, "a loop over a str"),
        (ever_new_types, "it is called with ever new types of arguments"),
        (math_of_an_array, "`math.sqrt` takes numbers"),
        (nothing_or_number, "None on one path and a float on another"),
    ],
)
def test_refusals(function, words):
    with pytest.raises(DifferentiationError) as refusal:
        program_of(function, 0.7)
    assert words in str(refusal.value)
    assert "^" in str(refusal.value)
