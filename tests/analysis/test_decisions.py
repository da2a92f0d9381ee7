"""What a reverse sweep decides by, computed again or not."""

import math
from dataclasses import replace

import numpy as np
import pytest

from difpy import pipeline
from difpy.analysis.decisions import reverse_decides_by
from difpy.program import Call
from tests.analysis.programs import program_of

X = np.linspace(0.1, 1.0, 5)


def is_sine(expression):
    return isinstance(expression, Call) and expression.function == "math.sin"


def in_reverse_sweep(function, *arguments):
    """The program as if a reverse sweep did all that it does."""
    program = program_of(function, *arguments)
    entry = replace(program.functions[program.entry], role="reverse")
    return replace(program, functions={**program.functions, program.entry: entry})


def by_its_value(x):
    total = 0.0
    for i in range(len(x)):
        if math.sin(x[i]) > 0.5:
            total += x[i] * x[i]
    return total


def by_what_follows_from_it(x):
    total = 0.0
    for i in range(len(x)):
        y = 2.0 * math.sin(x[i])
        z = y - 1.0
        if z > 0.0:
            total += x[i] * x[i]
    return total


def half_of(x):
    return 0.5 * math.sin(x)


def by_what_a_function_gives(x):
    total = 0.0
    for i in range(len(x)):
        if half_of(x[i]) > 0.2:
            total += x[i] * x[i]
    return total


def by_what_memory_holds(x):
    y = np.empty_like(x)
    for i in range(len(x)):
        y[i] = math.sin(x[i])
    z = y[1:]
    total = 0.0
    while total < z[0]:
        total += x[0]
    return total


def by_how_often(x):
    total = 0.0
    for _ in range(int(10.0 * math.sin(x[0]))):
        total += x[1]
    return total


def by_a_place(x):
    total = 0.0
    for i in range(len(x)):
        total += x[int(math.sin(x[i]))] ** 2
    return total


@pytest.mark.parametrize(
    "function",
    [
        by_its_value,
        by_what_follows_from_it,
        by_what_a_function_gives,
        by_what_memory_holds,
        by_how_often,
        by_a_place,
    ],
)
def test_decides(function):
    assert reverse_decides_by(in_reverse_sweep(function, X), is_sine)


def not_at_all(x):
    total = 0.0
    for i in range(len(x)):
        total += math.cos(x[i]) * math.sin(x[i])
    return total


def by_other_values(x):
    total = 0.0
    for i in range(len(x)):
        if x[i] > 0.5:
            total += math.cos(x[i])
    return total


def by_an_outcome_that_is_recorded(x):
    state, total = x[0], 0.0
    for i in range(len(x)):
        state = 0.5 * state + math.sin(state)
        if state > 0.5:
            total += state * x[i]
        state *= x[i]
    return total


@pytest.mark.parametrize("function", [not_at_all, by_other_values, by_an_outcome_that_is_recorded])
def test_decides_by_nothing_of_it(function):
    """Lengths, and whether a cotangent is zero, do not count."""
    program = pipeline.adjoint_program(program_of(function, X), ("x",))
    assert not reverse_decides_by(program, is_sine)
