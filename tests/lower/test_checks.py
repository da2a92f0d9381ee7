"""Compiled code raises what CPython raises, with its text."""

import re

import numpy as np
import pytest
from numba.core import types

from difpy.backend.module import load
from difpy.backend.source import render
from difpy.lower import lower
from difpy.program import (
    Assign,
    Binary,
    Call,
    Comment,
    Compare,
    Constant,
    EllipsisIndex,
    Format,
    If,
    Invoke,
    Name,
    Program,
    Raise,
    Return,
    Slice,
    Store,
    Subscript,
)
from difpy.runtime.raised import position_of
from tests.backend.programs import FLOAT, INT, VECTOR, at, program

MATRIX = types.Array(FLOAT, 2, "C")
FLOATS = types.List(FLOAT)
INDICES, MASK = types.Array(INT, 1, "C"), types.Array(types.boolean, 1, "C")


def compiled(parameters, body, **variables):
    lowered = lower(program("f", parameters, body, (), **variables))
    return load(render(lowered), "f").f


def name(identifier, type_):
    return Name(identifier, type=type_)


def subscript(base, base_type, *indices):
    return (Return((Subscript(name(base, base_type), indices),), at=at(7, "return ...")),)


def raised(function, *arguments):
    with pytest.raises(Exception) as caught:
        function(*arguments)
    return caught.value


def assert_raises(function, arguments, exception, text, line=7):
    error = raised(function, *arguments)
    assert type(error) is exception
    assert str(error) == text
    assert position_of(error) == ("horner.py", line)


@pytest.mark.parametrize("index", [3, -4, 2**40])
def test_index_of_an_array(index):
    function = compiled({"a": VECTOR, "i": INT}, subscript("a", VECTOR, name("i", INT)))
    array = np.array([1.0, 2.0, 3.0])
    with pytest.raises(IndexError) as expected:
        array[index]
    assert_raises(function, (array, index), IndexError, str(expected.value))
    assert function(array, -3) == 1.0


@pytest.mark.parametrize(
    "indices",
    [
        (name("i", INT), Constant(0)),
        (Constant(0), name("i", INT)),
        (EllipsisIndex(), name("i", INT)),
        (Constant(None), name("i", INT)),
        (Slice(Constant(1)), name("i", INT)),
    ],
)
def test_index_of_an_axis(indices):
    function = compiled({"a": MATRIX, "i": INT}, subscript("a", MATRIX, *indices))
    array = np.ones((2, 3))
    key = tuple({Name("i"): 5, Constant(0): 0, Constant(None): None}.get(e, Ellipsis) for e in indices)
    key = tuple(slice(1, None) if isinstance(e, Slice) else k for e, k in zip(indices, key, strict=True))
    with pytest.raises(IndexError) as expected:
        array[key]
    assert_raises(function, (array, 5), IndexError, str(expected.value))


def test_indices_in_an_array():
    function = compiled({"a": VECTOR, "k": INDICES}, subscript("a", VECTOR, name("k", INDICES)))
    text = "index -4 is out of bounds for axis 0 with size 3"
    assert_raises(function, (np.ones(3), np.array([0, -4, 9])), IndexError, text)
    assert function(np.ones(3), np.array([0, -3, 2])).tolist() == [1.0, 1.0, 1.0]


def test_mask_of_another_size():
    function = compiled({"a": VECTOR, "m": MASK}, subscript("a", VECTOR, name("m", MASK)))
    with pytest.raises(IndexError) as expected:
        np.ones(3)[np.array([True, False])]
    assert_raises(function, (np.ones(3), np.array([True, False])), IndexError, str(expected.value))


def test_index_of_a_list():
    body = (
        Assign("xs", Call("list", (name("a", VECTOR),))),
        *subscript("xs", FLOATS, name("i", INT)),
    )
    function = compiled({"a": VECTOR, "i": INT}, body, xs=FLOATS)
    assert_raises(function, (np.ones(3), 3), IndexError, "list index out of range")


@pytest.mark.parametrize(("op", "text"), [("", "list assignment index"), ("+", "list index")])
def test_store_into_a_list(op, text):
    body = (
        Assign("xs", Call("list", (name("a", VECTOR),))),
        Store("xs", (name("i", INT),), Constant(1.0), op, at=at(8, "xs[i] = 1.0")),
    )
    function = compiled({"a": VECTOR, "i": INT}, body, xs=FLOATS)
    assert_raises(function, (np.ones(3), -4), IndexError, f"{text} out of range", line=8)


def test_store_into_an_array():
    body = (Store("a", (name("i", INT),), Constant(1.0), at=at(8, "a[i] = 1.0")),)
    function = compiled({"a": VECTOR, "i": INT}, body)
    text = "index 3 is out of bounds for axis 0 with size 3"
    assert_raises(function, (np.ones(3), 3), IndexError, text, line=8)


def test_nothing_is_checked_in_the_reverse_sweep():
    body = (Comment("Reverse sweep"), *subscript("a", VECTOR, name("i", INT)))
    assert "check" not in render(lower(program("f", {"a": VECTOR, "i": INT}, body, ())))


@pytest.mark.parametrize("op", ["//", "%"])
def test_integers_divided_by_zero(op):
    value = Binary(op, name("i", INT), name("n", INT), type=INT)
    function = compiled({"i": INT, "n": INT}, (Return((value,), at=at(7, "return ...")),))
    with pytest.raises(ZeroDivisionError) as expected:
        eval(f"1 {op} 0")
    assert_raises(function, (1, 0), ZeroDivisionError, str(expected.value))


def test_floats_divided_by_zero_give_nan():
    value = Binary("%", name("x", FLOAT), name("y", FLOAT), type=FLOAT)
    function = compiled({"x": FLOAT, "y": FLOAT}, (Return((value,)),))
    assert np.isnan(function(1.0, 0.0))


@pytest.mark.parametrize(
    ("number", "exception"), [(float("nan"), ValueError), (-float("inf"), OverflowError)]
)
def test_integer_of_no_number(number, exception):
    value = Call("int", (name("x", FLOAT),), type=INT)
    function = compiled({"x": FLOAT}, (Return((value,), at=at(7, "return int(x)")),))
    with pytest.raises(exception) as expected:
        int(number)
    assert_raises(function, (number,), exception, str(expected.value))


def test_text_with_floats():
    parts = ("step {", (name("h", FLOAT), "r", ""), "} below ", (name("h", FLOAT), "", ".3g"))
    body = (Raise("ValueError", (Format(parts), name("h", FLOAT)), at=at(7, "raise ...")),)
    error = raised(compiled({"h": FLOAT}, body), 0.1)
    assert type(error) is ValueError
    assert error.args == ("step {0.1} below 0.1", 0.1)
    assert position_of(error) == ("horner.py", 7)


def test_recursion_too_deep():
    countdown = (
        If(
            Compare((">",), (Name("n"), Constant(0))),
            (Invoke(("rest",), "down", (Binary("-", Name("n"), Constant(1)),)),),
            (Assign("rest", Constant(0)),),
        ),
        Return((Binary("+", Name("rest"), Constant(1)),)),
    )
    down = program("down", {"n": INT}, countdown, (INT,), rest=INT)
    caller = program(
        "f", {"n": INT}, (Invoke(("r",), "down", (Name("n"),)), Return((Name("r"),))), (INT,), r=INT
    )
    lowered = lower(Program({**down.functions, **caller.functions}, "f"))
    assert lowered.captures[-1].path == (("recursion limit", ""),)
    function = load(render(lowered), "f").f
    assert function(900, 1000) == 901
    with pytest.raises(RecursionError, match=re.escape("maximum recursion depth exceeded")):
        function(1000, 1000)


NEGATIVE_POWER = "Integers to negative integer powers are not allowed."


def test_integers_to_negative_powers():
    value = Binary("**", name("i", INT), name("n", INT), type=INT)
    function = compiled({"i": INT, "n": INT}, (Return((value,), at=at(7, "return i**n")),))
    assert function(-3, 3) == -27
    assert_raises(function, (2, -1), ValueError, NEGATIVE_POWER)


def test_arrays_of_integers_to_negative_powers():
    power = Call("np.power", (Constant(2, type=INT), name("k", INDICES)), type=INDICES)
    body = (
        Assign("a", power, at=at(7, "a = np.power(2, k)")),
        Return((Call("np.sum", (name("a", INDICES),)),)),
    )
    function = compiled({"k": INDICES}, body, a=INDICES)
    assert function(np.array([0, 3])) == 9
    assert_raises(function, (np.array([0, 3, -2]),), ValueError, NEGATIVE_POWER)
