"""Varied and useful, and nothing else."""
# ruff: noqa: F841  functions under test as people write them

import numpy as np

from difpy.analysis.activity import activity, flowing
from tests.analysis.programs import program_of, statement_of

VECTOR = np.ones(3)


def active(function, *arguments, wrt=None, name="", switched_on=True):
    program = program_of(function, *arguments)
    entry = program.functions[program.entry]
    independents = [entry.parameters[0].name] if wrt is None else wrt
    facts = activity(program, independents, switched_on=switched_on)
    inside = program.functions[name or program.entry]
    return {variable for variable in inside.variables if facts.is_active(inside, variable)}


def test_what_depends_on_the_input_and_reaches_the_result():
    def f(x, c):
        y = x * c
        varied = x + 1.0
        useful = c * 2.0
        n = int(varied)
        return y * useful + n

    assert active(f, 1.0, 2.0) == {"x", "y"}


def test_each_parameter_that_is_asked_for():
    def f(x, c):
        y = x * c
        return y

    assert active(f, 1.0, 2.0, wrt=["x", "c"]) == {"x", "c", "y"}


def test_functions_of_derivative_zero_end_activity():
    def f(x):
        y = np.floor(x)
        z = np.sign(x)
        return y * z

    assert active(f, 1.5) == set()


def test_conditions_carry_no_derivative():
    def f(x):
        flag = x > 0.0
        y = 2.0 if flag else 3.0
        return y

    assert active(f, 1.5) == set()


def test_an_array_is_active_everywhere_if_it_is_anywhere():
    """Before the write too: its cotangent exists where the array does."""

    def f(x):
        work = np.zeros(3)
        early = work[0]
        work[1] = x
        return early + work[1]

    assert active(f, 1.0) == {"x", "work", "early"}


def test_a_view_is_active_with_its_base():
    def f(x):
        work = np.zeros(3)
        part = work[1:]
        part[0] = x
        return work[1]

    assert active(f, 1.0) == {"x", "work", "part"}


def test_integer_arrays_are_never_active():
    def f(x, k):
        return x * k[0]

    assert "k" not in active(f, 1.0, np.array([1, 2]), wrt=["x", "k"])


def test_through_lists():
    def f(x, c):
        xs = [c]
        xs.append(x)
        y = xs.pop()
        return y

    assert active(f, 1.0, 2.0) == {"x", "xs", "y"}


def test_through_calls_parameter_by_parameter():
    def weighted(u, w):
        scale = w * w
        return u * scale

    def f(x, c):
        return weighted(x, c)

    assert active(f, 1.0, 2.0, name="weighted") == {"u"}


def test_in_any_order_of_execution():
    """A value may flow against the order of the text, around a loop."""

    def f(x, n):
        a = 0.0
        b = 0.0
        for _ in range(n):
            a = a + b
            b = b + x
        return a

    assert active(f, 1.0, 3) == {"x", "a", "b"}


def test_switched_off_everything_of_floats_is_active():
    def f(x, c, k):
        y = c * 2.0
        n = k + 1
        return x * n

    assert active(f, 1.0, 2.0, 3, switched_on=False) == {"x", "c", "y"}


def test_what_can_flow_through_an_expression():
    def f(x, y, a, k):
        z = x * a[k] + (y if y > 0.0 else a[0]) + np.floor(y)
        return z

    program = program_of(f, 1.0, 2.0, VECTOR, 1)
    value = statement_of(program.functions["f"].body, "z =").value
    assert set(flowing(value)) == {"x", "y", "a"}
