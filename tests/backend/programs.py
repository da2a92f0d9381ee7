"""Programs written by hand, in the form in which the passes leave them."""

from numba.core import types

from difpy.program import (
    Assign,
    Binary,
    Block,
    Call,
    Comment,
    Constant,
    For,
    Function,
    Name,
    Parameter,
    Position,
    Program,
    Restore,
    Return,
    Save,
    Store,
    Subscript,
)

FLOAT, INT = types.float64, types.int64
VECTOR = types.Array(FLOAT, 1, "C")


def at(line: int, text: str) -> Position:
    return Position("horner.py", line, text=text)


def program(name: str, parameters: dict, body: Block, results: tuple, **variables) -> Program:
    declared = tuple(Parameter(p, t) for p, t in parameters.items())
    function = Function(name, declared, body, results, {**parameters, **variables}, document="")
    return Program({name: function}, name)


LOOP, STEP, LAST = at(3, "for i in range(n):"), at(4, "y = y * x + a[i]"), at(5, "return y")

HORNER = program(
    "horner_adjoint",
    {"a": VECTOR, "x": FLOAT, "n": INT, "horner_bar": FLOAT},
    (
        Assign("y", Constant(0.0), at=at(2, "y = 0.0")),
        Assign("y_saved", Call("difpy.stack", (Constant(0.0),)), at=LOOP),
        For(
            "i",
            Constant(0),
            Name("n"),
            Constant(1),
            (
                Save("y_saved", Name("y"), at=STEP),
                Assign(
                    "y",
                    Binary("+", Binary("*", Name("y"), Name("x")), Subscript(Name("a"), (Name("i"),))),
                    at=STEP,
                ),
            ),
            at=LOOP,
        ),
        Assign("value", Name("y"), at=LAST),
        Comment("Reverse sweep"),
        Assign("a_bar", Call("np.zeros_like", (Name("a"),))),
        Assign("x_bar", Constant(0.0)),
        Assign("y_bar", Name("horner_bar"), at=LAST),
        For(
            "i",
            Constant(0),
            Name("n"),
            Constant(1),
            (
                Restore("y_saved", Name("y"), at=STEP),
                Store("a_bar", (Name("i"),), Name("y_bar"), "+", at=STEP),
                Assign("x_bar", Binary("+", Name("x_bar"), Binary("*", Name("y"), Name("y_bar"))), at=STEP),
                Assign("y_bar", Binary("*", Name("y_bar"), Name("x")), at=STEP),
            ),
            backwards=True,
            at=LOOP,
        ),
        Return((Name("value"), Name("a_bar"), Name("x_bar"))),
    ),
    (FLOAT, VECTOR, FLOAT),
    y=FLOAT,
    i=INT,
    value=FLOAT,
    a_bar=VECTOR,
    x_bar=FLOAT,
    y_bar=FLOAT,
)
HORNER_TEXT = """\
import numpy as np
import difpy


def horner_adjoint(a, x, n, horner_bar):
    y = 0.0
    y_saved = difpy.stack(0.0)
    for i in range(n):
        y_saved.append(y)
        y = y * x + a[i]
    # return y
    value = y

    # Reverse sweep
    a_bar = np.zeros_like(a)
    x_bar = 0.0
    # return y
    y_bar = horner_bar
    for i in reversed(range(n)):
        # y = y * x + a[i]
        y = y_saved.pop()
        a_bar[i] += y_bar
        x_bar += y * y_bar
        y_bar *= x
    return value, a_bar, x_bar
"""
