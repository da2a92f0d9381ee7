"""Stacks are made where they are first used, and handed to the sweeps that use them."""

from numba.core import types

from difpy.analysis.liveness import sites_in
from difpy.program import Invoke, Name, statements
from difpy.reverse.residuals import pass_residuals
from tests.analysis.programs import text_of
from tests.reverse.sweeps import live


def finished(function, *arguments):
    program = live(function, *arguments)
    sites = sites_in(program.functions.values())
    return pass_residuals(program, dict.fromkeys(sites, types.float64))


def inner(x):
    for _ in range(3):
        x = x * x
    return x


def middle(x):
    return inner(x) * x


def outer(x):
    return middle(x) + 1.0


def test_the_two_sweeps_of_a_function_take_the_same_stacks():
    program = finished(outer, 1.1)
    forward, reverse = program.functions["inner_forward"], program.functions["inner_reverse"]
    assert [p.name for p in forward.parameters][1:] == ["x_stack"]
    assert [p.name for p in reverse.parameters][-1] == "x_stack"


def test_functions_between_hand_them_on():
    program = finished(outer, 1.1)
    for name in ("middle_forward", "middle_reverse"):
        function = program.functions[name]
        assert "x_stack" in [p.name for p in function.parameters]
        calls = [s for s in statements(function.body) if isinstance(s, Invoke)]
        assert all(Name("x_stack") in call.arguments for call in calls)


def test_the_entry_makes_them_once_before_their_first_use():
    lines = text_of(finished(outer, 1.1)).splitlines()
    makes = [i for i, line in enumerate(lines) if "x_stack = difpy.stack(0.0)" in line]
    uses = [i for i, line in enumerate(lines) if "middle_forward(" in line]
    assert len(makes) == 1
    assert makes[0] < uses[0]


def test_two_calls_of_one_function_use_one_stack():
    def f(x):
        return inner(x) + inner(2.0 * x)

    lines = text_of(finished(f, 1.1)).splitlines()
    assert sum("difpy.stack(" in line for line in lines) == 1
    assert sum("inner_forward(" in line for line in lines) == 2
