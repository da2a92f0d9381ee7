"""Names and stacks counted anew."""

import numpy as np

from difpy import pipeline
from difpy.analysis.liveness import live_program, sites_in
from difpy.simplify.rename import number_names, number_sites
from tests.analysis.programs import program_of, text_of
from tests.reverse.sweeps import assembled, simplified

VECTOR = np.ones(4)


def numbered(function, *arguments):
    program, own, _ = assembled(function, *arguments)
    program = live_program(program, own)
    return program, number_names(program, own)


def test_counting_starts_again_after_the_dead_ones_are_gone():
    def f(x):
        x = 2.0 * x
        x = x + 1.0
        x = x * x
        return x

    before, after = numbered(f, 1.0)
    assert "x_saved_3 = x" in text_of(before)
    assert "x_saved = x" in text_of(after)
    assert "x_saved_" not in text_of(after)


def test_cotangents_of_terms_may_have_one_name_in_two_statements():
    def f(x, y):
        u = (x - y) ** 2
        v = (x - y) ** 3
        return u * v

    before, after = numbered(f, 1.0, 2.0)
    assert "t_bar_2" in text_of(before)
    assert "t_bar_2" not in text_of(after)
    assert text_of(after).count("t_bar = ") == 2


def test_not_if_their_types_differ():
    """A variable has one type in compiled code."""

    def f(x, y, a, b):
        u = (x - y) ** 2
        v = (a - b) ** 2
        return u * v[0]

    text = simplified(f, 1.0, 2.0, VECTOR, VECTOR)
    assert "t_bar = 2.0 * (x - y)" in text
    assert "t_bar_2 = " in text


def test_names_of_the_user_are_not_touched():
    def f(x_2, t_bar):
        x_2 = x_2 * t_bar
        x_2 = x_2 * t_bar
        return (x_2 - t_bar) ** 2

    before, after = numbered(f, 1.0, 2.0)
    assert [p.name for p in after.functions["f_adjoint"].parameters][:2] == ["x_2", "t_bar"]
    assert "x_2 *= t_bar" in text_of(after)
    assert {"x_2", "t_bar"} <= set(after.functions["f_adjoint"].variables)
    assert text_of(before).count("x_2 *= t_bar") == text_of(after).count("x_2 *= t_bar") == 2


def test_types_go_with_the_names():
    def f(x, n):
        while x < n:
            if x > 2.0:
                x = x * x
            x = x * x
        return x

    _, after = numbered(f, 1.1, 3.0)
    function = after.functions["f_adjoint"]
    for name in ("x_bar", "x_saved"):
        assert str(function.variables[name]) == "float64"
    assert str(function.variables["trips"]) == "int64"


def test_stacks_are_counted_anew_in_all_functions_at_once():
    def g(x):
        for _ in range(2):
            x = 2.0 * x
            x = x * x
        return x

    def f(x):
        for _ in range(2):
            y = 3.0 * x
            x = g(x) * y
        return x

    program, own, _ = assembled(f, 1.1)
    program = live_program(program, own)
    sites = sites_in(program.functions.values())
    assert sites == ["x_stack", "x_stack_3", "g_value_stack"]
    types = dict.fromkeys(sites, program.functions["f_adjoint"].variables["x"])
    after, new_types = number_sites(program, types)
    assert sites_in(after.functions.values()) == ["x_stack", "x_stack_2", "g_value_stack"]
    assert set(new_types) == set(sites_in(after.functions.values()))


def test_stacks_take_no_name_of_a_variable():
    def f(x, x_stack):
        for _ in range(3):
            x = x * x * x_stack
        return x

    text = simplified(f, 1.1, 2.0)
    assert text.splitlines()[0] == "def f_adjoint(x, x_stack, result_bar):"
    assert "x_stack_2 = np.empty(3)" in text


def test_both_sweeps_still_mean_the_same_stack():
    def g(x, n):
        for _ in range(n):
            x = x * x
        return x

    def f(x):
        return g(x, 2) + g(2.0 * x, 3)

    program = pipeline.adjoint_program(program_of(f, 1.1), ("x",))
    forward = program.functions["g_forward"].parameters[-1].name
    reverse = program.functions["g_reverse"].parameters[-1].name
    assert forward == reverse == "x_stack"
