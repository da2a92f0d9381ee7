"""The text of a refusal, and what is kept of an error that travels."""

import pickle

import pytest

from difpy.errors import (
    ArgumentTypeError,
    ArgumentValueError,
    DifferentiationError,
    NeverDifferentiableError,
    NotSupportedYetError,
    refuse,
)
from difpy.program import NOWHERE, Position


def test_what_is_quoted_shows_the_code_at_the_position():
    at = Position("heat.py", 12, 8, 20, text="    y = long_name(x) + 1")
    assert str(refuse(at, "it has no rule", "Register one.")) == (
        "heat.py:12: difpy cannot differentiate `long_name(x)` yet: it has no rule.\n"
        "    12 |     y = long_name(x) + 1\n"
        "       |         ^^^^^^^^^^^^\n"
        "Register one."
    )


def test_tabs_and_letters_of_several_bytes_keep_the_carets_in_place():
    line = "\tü = yield"
    at = Position("heat.py", 3, len("\tü = ".encode()), len(line.encode()), text=line)
    assert str(refuse(at, "no", "Do.", never=True)) == (
        "heat.py:3: difpy cannot differentiate `yield`: no.\n"
        "     3 |     ü = yield\n"
        "       |         ^^^^^\n"
        "Do."
    )


def test_without_a_place_there_is_no_excerpt():
    error = refuse(NOWHERE, "it has no source", "Define it in a file.", what="`sum`")
    assert str(error) == "difpy cannot differentiate `sum` yet: it has no source.\nDefine it in a file."


def test_long_code_is_shortened():
    line = "x" * 60
    first = str(refuse(Position("heat.py", 1, 0, text=line), "no", "Do.")).splitlines()[0]
    assert first == f"heat.py:1: difpy cannot differentiate `{'x' * 37}...` yet: no."


@pytest.mark.parametrize("never", [True, False])
def test_errors_are_pickled_with_their_place(never):
    error = refuse(Position("heat.py", 12, text="yield"), "no", "Do.", never=never)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is (NeverDifferentiableError if never else NotSupportedYetError)
    assert (str(again), again.file, again.line) == (str(error), "heat.py", 12)


def test_argument_errors_are_what_python_programmers_catch():
    assert issubclass(ArgumentTypeError, DifferentiationError | TypeError)
    assert issubclass(ArgumentTypeError, TypeError)
    assert issubclass(ArgumentValueError, ValueError)
    again = pickle.loads(pickle.dumps(ArgumentTypeError("no", file="heat.py", line=3)))
    assert (str(again), again.file, again.line) == ("no", "heat.py", 3)


def test_no_error_is_one_of_numbas():
    assert not any(base.__module__.startswith("numba") for base in NotSupportedYetError.__mro__)
