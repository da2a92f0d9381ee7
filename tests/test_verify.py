"""Programs that break a rule of the grammar are told, with the pass, the function and the line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numba.core import types

from difpy.pipeline import adjoint_program
from difpy.program import (
    NOWHERE,
    Assign,
    Binary,
    Break,
    Compare,
    Constant,
    Effect,
    For,
    If,
    Invoke,
    Logical,
    Name,
    Parameter,
    Program,
    Raise,
    Restore,
    Return,
    Save,
    Slice,
    Store,
    Subscript,
    While,
)
from difpy.verify import VerificationError, verify
from tests.analysis.programs import program_of

FLOAT, INT, BOOL = types.float64, types.int64, types.boolean
X, Y, ONE = Name("x", type=FLOAT), Name("y", type=FLOAT), Constant(1, type=INT)


def square(x):
    y = x * x
    return y


def with_body(*statements, variables=None, **changes) -> Program:
    """`square` with other statements, its return at the end if none is given."""
    program = program_of(square, 3.0)
    function = program.functions["square"]
    body = statements if any(isinstance(s, Return) for s in statements) else (*statements, function.body[-1])
    known = {"x": FLOAT, "y": FLOAT, "i": INT, "a": types.Array(FLOAT, 1, "C"), "xs": types.List(FLOAT)}
    function = replace(function, body=body, variables=known | (variables or {}), **changes)
    return replace(program, functions={"square": function})


SET_Y = Assign("y", X)


def broken(match, *statements, **changes):
    with pytest.raises(VerificationError, match=match):
        verify(with_body(*statements, **changes), "test")


def test_what_elaborate_makes_is_right():
    verify(program_of(square, 3.0))
    verify(with_body(SET_Y))


def test_the_message_names_pass_function_and_line():
    program = program_of(square, 3.0)
    function = program.functions["square"]
    statement = replace(function.body[0], value=Name("z", type=FLOAT))
    program = replace(program, functions={"square": replace(function, body=(statement, *function.body[1:]))})
    line = square.__code__.co_firstlineno + 1
    with pytest.raises(
        VerificationError, match=rf"^after simplify: square, line {line}: z is bound nowhere$"
    ):
        verify(program, "simplify")


def test_names():
    broken("z is bound nowhere", Assign("y", Name("z")))
    broken("a is bound nowhere", SET_Y, Store("a", (ONE,), X))
    broken("w has no type", SET_Y, Assign("w", X))
    broken("two parameters called", SET_Y, parameters=(Parameter("x", FLOAT), Parameter("x", FLOAT)))
    broken("x is float64 inside", SET_Y, parameters=(Parameter("x", INT),))


def test_one_return_at_the_end():
    broken("a return that isn't its last statement", Return((X,)), SET_Y)
    broken("a return that isn't its last statement", If(Constant(True), (Return((X,)),)), SET_Y, Return((Y,)))
    broken("returns 2 of 1", SET_Y, Return((X, Y)))


def test_breaks():
    loop = For("i", Constant(0), Constant(3), ONE, (If(Constant(True), (Break(),)),))
    verify(with_body(SET_Y, loop))
    broken("a break outside of loops", SET_Y, If(Constant(True), (Break(),)))
    broken("something follows a break", SET_Y, replace(loop, body=(*loop.body, replace(SET_Y))))
    broken("something follows a break", SET_Y, While(Constant(True), (Break(), replace(SET_Y))))


def test_ranges():
    change = Assign("i", Constant(0, type=INT))
    count = Name("i", type=INT)
    broken(r"the loop changes \['i'\]", SET_Y, change, For("i", Constant(0), count, ONE, ()))
    broken("i is changed", SET_Y, For("i", Constant(0), Constant(3), ONE, (change,)))


def test_types():
    broken("y is float64 and gets int64", Assign("y", ONE))
    broken("y is float64 and gets bool", Assign("y", Compare(("<",), (X, X), type=BOOL)))
    broken("x is float64 and is read as int64", Assign("y", Name("x", type=INT)))
    broken("i is no array or list", SET_Y, Assign("i", ONE), Store("i", (ONE,), X))
    broken("i is no list", SET_Y, Assign("i", ONE), Effect(None, "i", "append", (X,)))
    broken("a test is array", SET_Y, Assign("a", ARRAY), If(Name("a", type=ARRAY.type), (replace(SET_Y),)))


ARRAY = Binary("+", X, X, type=types.Array(FLOAT, 1, "C"))


def test_calls():
    broken("no function is called f", SET_Y, Invoke((), "f", ()))
    broken("square takes 1 arguments and gets 2", Invoke(("y",), "square", (X, X)))
    broken("x of square is float64 and gets int64", Invoke(("y",), "square", (ONE,)))
    broken("square has 1 results and binds 2", Invoke(("y", "i"), "square", (X,)))
    broken("i is int64 and gets float64", SET_Y, Invoke(("i",), "square", (X,)))
    broken("a variable hides the function", Invoke(("y",), "square", (X,)), variables={"square": FLOAT})


def test_expressions():
    broken("a slice that is no index", Assign("y", Slice()))
    broken("no operator", Assign("y", Binary("^^", X, X, type=FLOAT)))
    broken("no operators", Assign("y", Compare(("<>",), (X, X))))
    broken("1 comparisons of 3", Assign("y", Compare(("<",), (X, X, X))))
    broken("no `and` of 1", Assign("y", Logical("and", (X,))))
    broken("no constant", Assign("y", Constant([])))
    verify(with_body(Assign("y", Subscript(ARRAY, (Slice(),), type=FLOAT))))


def test_statements_of_a_primal_are_objects_of_their_own():
    broken("a statement is shared", SET_Y, SET_Y)
    shared = replace(SET_Y)
    broken("a statement is shared", If(Constant(True), (shared,), (shared,)))


def test_what_is_saved_is_restored():
    save, restore = Save("s", X), Restore("s", Y)
    loop = For("i", Constant(0), Constant(3), ONE, (save,))
    verify(with_body(save, restore))
    broken("s is saved inside", SET_Y, save)
    broken("s is saved inside", restore)
    broken("s is saved inside", SET_Y, loop, restore)
    broken("s has 2 of Save on one path", save, replace(save), restore)
    broken("s has 2 of Restore on one path", save, restore, replace(restore))
    verify(with_body(If(Constant(True), (save,), (replace(save),)), restore))


def test_whatever_the_sweeps_make_is_right():
    """The suite runs with DIFPY_VERIFY set: so this goes through the checker after each pass."""

    def f(a, x):
        for i in range(len(a)):
            if a[i] > x:
                break
            a[i] = a[i] * x
        return a[0]

    program = adjoint_program(program_of(f, np.ones(3), 2.0), ("a", "x"))
    verify(program)


def test_a_raise_ends_a_block_without_a_loop():
    verify(with_body(If(Constant(True), (Raise("ValueError", ()),)), SET_Y, at=NOWHERE))
