"""Which stores become loops, and that the compiled program does what the readable one does."""

import numpy as np
import pytest
from numba.core import types

from difpy.backend.module import load
from difpy.backend.source import render
from difpy.lower import lower
from difpy.program import Binary, Constant, EllipsisIndex, Name, Return, Slice, Store, Subscript, Tuple
from tests.backend.programs import FLOAT, INT, VECTOR, at, program

MATRIX = types.Array(FLOAT, 2, "C")
WHOLE = Slice()


def lowered(store, **parameters):
    return lower(program("f", parameters, (store, Return((Name(store.array),))), ()))


def text(store, **parameters):
    return render(lowered(store, **parameters))


A, B, I = Name("a", type=MATRIX), Name("b", type=VECTOR), Name("i", type=INT)  # noqa: E741  an index


@pytest.mark.parametrize(
    ("indices", "op", "call"),
    [
        ((WHOLE,), "+", "add_into(a, b, 7)"),
        ((WHOLE, WHOLE), "", "copy_into(a, b, 7)"),
        ((EllipsisIndex(),), "-", "subtract_from(a, b, 7)"),
        ((WHOLE, Constant(1)), "*", "multiply_into(a[:, check_index(1, a.shape[1], 1, 7)], b, 7)"),
        ((Constant(1), WHOLE), "/", "divide_into(a[check_index(1, a.shape[0], 0, 7), :], b, 7)"),
    ],
)
def test_becomes_a_call(indices, op, call):
    store = Store("a", indices, B, op, at=at(7, "..."))
    parameters = {"a": types.Array(FLOAT, 2, "A"), "b": VECTOR}
    assert call in text(store, **parameters)


@pytest.mark.parametrize(
    ("indices", "value", "op"),
    [
        ((WHOLE,), Constant(0.0, type=FLOAT), ""),  # Numba fills as fast
        ((Constant(1), Constant(1)), Constant(0.0, type=FLOAT), "+"),  # one element
        ((WHOLE, Name("k", type=types.Array(INT, 1, "C"))), B, "+"),  # a selection is no view
        ((WHOLE,), Tuple((Constant(1.0), Constant(2.0))), ""),
        ((WHOLE,), B, "**"),
    ],
)
def test_stays_a_store(indices, value, op):
    store = Store("a", indices, value, op, at=at(7, "..."))
    written = text(store, a=MATRIX, b=VECTOR, k=types.Array(INT, 1, "C"))
    assert "into(" not in written


def test_an_integer_array_takes_no_float():
    counts = types.Array(INT, 1, "C")
    store = Store("a", (WHOLE,), B, "+", at=at(7, "..."))
    assert "into(" not in text(store, a=counts, b=VECTOR)


@pytest.mark.parametrize("op", ["", "+"])
def test_a_value_that_is_a_view_of_the_target(op):
    backwards = Subscript(Name("b", type=VECTOR), (Slice(None, None, Constant(-1)),), type=VECTOR)
    store = Store("b", (WHOLE,), backwards, op, at=at(7, "..."))
    vector = np.array([1.0, 2.0, 4.0])
    load(text(store, b=VECTOR), "f").f(vector)
    assert vector.tolist() == ([4.0, 2.0, 1.0] if not op else [5.0, 4.0, 5.0])


@pytest.mark.parametrize("jit", [True, False])
def test_runs(jit):
    value = Binary("*", B, Constant(2.0, type=FLOAT), type=VECTOR)
    store = Store("a", (I, WHOLE), value, "+", at=at(7, "..."))
    function = load(text(store, a=MATRIX, b=VECTOR, i=INT), "f", jit=jit).f
    assert function(np.ones((2, 3)), np.arange(3.0), 1).tolist() == [[1.0, 1.0, 1.0], [1.0, 3.0, 5.0]]
    with pytest.raises(ValueError, match="operands could not be broadcast together with shapes"):
        function(np.ones((2, 3)), np.arange(2.0), 1)
