"""Loops around elementary functions are split where only independent work changes its order."""

import math
import re

import numpy as np
import pytest

import difpy
from difpy.runtime.vector_math import is_available
from tests import corpus
from tests.oracles.structure import leaves

pytestmark = pytest.mark.skipif(not is_available("exp"), reason="nothing is split on this machine")

CASES, _RAISING = corpus.load()
PROGRAMS = {case.id: case for case in CASES if case.id.startswith("elementary_loops-")}
WHOLE = {
    "recurrence_through_a_sine",
    "element_of_the_iteration_before",
    "element_of_the_iteration_behind",
    "element_at_the_other_end",
    "one_element_that_changes",
    "under_another_name",
    "behind_conditions",
    "every_other_one",
    "a_side_of_a_jump",
    "as_many_as_the_value_says",
    "whole_arrays",
}
"""Those whose loops stay as they are."""
COMPARED = [
    "recurrence_beside_a_logarithm",
    "from_one_to_the_next",
    "one_name_for_two_values",
    "values_of_the_last_iteration",
    "nine",
]
IN_PLACE = re.compile(r"(\w+)\[(.*)\] = difpy\.\w+\(\1\[\2\]\)")
"""A loop of its own around a function."""


@pytest.mark.parametrize("case", PROGRAMS.values(), ids=PROGRAMS)
def test_which_are_split(case):
    text = difpy.show(case.function, *case.args, argnums=case.argnums, after="lower")
    assert bool(IN_PLACE.search(text)) != (case.function.__name__ in WHOLE)


@pytest.mark.parametrize("name", COMPARED)
def test_the_numbers_are_those_of_one_loop(name):
    case = PROGRAMS[f"elementary_loops-{name}"]
    value, gradient = difpy.value_and_grad(case.function, case.argnums)(*case.args)
    expected, reference = difpy.value_and_grad(case.function, case.argnums, vector_math=False)(*case.args)
    np.testing.assert_allclose(value, expected, rtol=1e-13)
    for found, wanted in zip(leaves(gradient), leaves(reference), strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-14)


def test_inner_loops_of_few_iterations_stay_whole():
    def likelihood(x, n):
        total = 0.0
        for k in range(3):
            for i in range(n):
                total += math.log(x[i] + k)
            for i in range(n - 1, -1, -1):
                total += math.exp(x[i] * k) * x[i]
            for i in range(4):
                total += math.sin(x[i] * k)
            for i in range(40):
                total += math.cos(x[i] * k)
        return total

    text = difpy.show(likelihood, np.ones(40), 40, argnums=0, after="lower")
    head = text[: text.index("# Reverse sweep")]
    assert re.findall(r"if (.* [<>]= .*):", head) == ["n >= 8", "-1 - (n - 1) <= -8"]
    found = [name for name in ("log", "exp", "sin", "cos") if f"= difpy.{name}(" in head]
    assert found == ["log", "exp", "cos"]
