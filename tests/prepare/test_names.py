"""Names of the generator: the user's with a suffix, never one that is taken."""

import pytest

from difpy.prepare.names import Names
from tests.reverse.sweeps import simplified


def test_a_second_claim_is_counted():
    names = Names(["x"])
    assert [names.claim("x_bar"), names.claim("x_bar"), names.claim("x")] == ["x_bar", "x_bar_2", "x_2"]


@pytest.mark.parametrize("word", ["np", "math", "difpy", "range", "len", "lambda", "print"])
def test_names_that_generated_code_needs_are_never_given(word):
    assert Names([]).claim(word) == f"{word}_2"


def test_names_of_the_user_are_left_to_them():
    def f(x, x_bar, trips):
        x_saved = x * x_bar
        while x_saved < trips:
            x_saved = x_saved * x_saved
        return x_saved

    text = simplified(f, 1.5, 1.1, 9.0, wrt=("x", "x_bar"))
    assert text.startswith("def f_adjoint(x, x_bar, trips, ")
    assert "x_bar_2 = " in text
    assert "x_bar_bar = " in text
    assert "trips_2 += 1" in text


def test_names_of_functions_of_the_user_are_left_to_them():
    def g_adjoint(x):
        return 2.0 * x

    def g(x):
        return x * x

    def f(x):
        return g(x) * g_adjoint(x)

    text = simplified(f, 1.5)
    assert "g_adjoint(x)" in text
    assert "g_adjoint_2(x, " in text
