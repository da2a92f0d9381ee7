import itertools

import pytest
from numba.core import types

from difpy.backend.module import load
from difpy.backend.source import render
from difpy.lower import lower
from difpy.program import Assign, Call, Constant, Effect, For, Name, Return, Unary
from tests.backend.programs import INT, program

BOUNDS = list(itertools.product((-3, 0, 2, 7), (-4, 0, 1, 3, 8), (-3, -2, -1, 1, 2, 3)))


def reversed_loop(by, **parameters):
    body = (
        Assign("values", Call("difpy.stack", (Constant(0),))),
        For(
            "i",
            Name("start"),
            Name("stop"),
            by,
            (Effect(None, "values", "append", (Name("i"),)),),
            backwards=True,
        ),
        Return((Name("values"),)),
    )
    bounds = {"start": INT, "stop": INT, **parameters}
    return program("values_of", bounds, body, (types.List(INT),), values=types.List(INT))


def test_text_of_the_common_case():
    text = render(lower(reversed_loop(Constant(1))))
    assert "for i in range(stop - 1, start - 1, -1):" in text


@pytest.mark.parametrize("step", [-3, -2, -1, 1, 2, 3])
def test_known_step(step):
    module = load(render(lower(reversed_loop(Constant(step)))), "values_of", jit=False)
    for start, stop, _ in BOUNDS:
        assert module.values_of(start, stop) == list(reversed(range(start, stop, step)))


def test_step_written_with_a_sign():
    module = load(render(lower(reversed_loop(Unary("-", Constant(2))))), "values_of", jit=False)
    assert module.values_of(5, 0) == [1, 3, 5]


def test_step_known_when_it_runs():
    module = load(render(lower(reversed_loop(Name("step"), step=INT))), "values_of")
    for start, stop, step in BOUNDS:
        assert module.values_of(start, stop, step) == list(reversed(range(start, stop, step)))
