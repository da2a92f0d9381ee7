import ast
import math

import gast
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba.core import types

from difpy.backend.source import render
from difpy.backend.tree import COMPARISONS, OPERATORS, expression_tree
from difpy.program import (
    Assign,
    Attribute,
    Binary,
    Break,
    Call,
    Comment,
    Compare,
    Conditional,
    Constant,
    Effect,
    EllipsisIndex,
    Format,
    If,
    Invoke,
    List,
    Logical,
    Name,
    Raise,
    Return,
    Slice,
    Store,
    Subscript,
    Tuple,
    Unary,
    While,
)
from tests.backend.programs import FLOAT, HORNER, HORNER_TEXT, at, program

NAMES = st.sampled_from([Name(n) for n in ("a", "bb", "a_rather_long_name", "x_2")])
NUMBERS = st.one_of(st.floats(), st.integers(), st.booleans(), st.none(), st.text(max_size=8)).map(Constant)


def composite(e):
    slices = st.builds(Slice, st.none() | e, st.none() | e, st.none() | e)
    index = st.lists(e | slices | st.just(EllipsisIndex()), min_size=1, max_size=3).map(tuple)
    pairs, few = st.tuples(e, e), st.lists(e, max_size=4).map(tuple)
    return st.one_of(
        st.builds(Unary, st.sampled_from(["-", "+", "not", "~"]), e),
        st.builds(Binary, st.sampled_from(sorted(OPERATORS)), e, e),
        st.builds(Logical, st.sampled_from(["and", "or"]), pairs),
        st.tuples(st.tuples(*[st.sampled_from(sorted(COMPARISONS))] * 2), st.tuples(e, e, e)).map(
            lambda t: Compare(*t)
        ),
        st.builds(Conditional, e, e, e),
        st.builds(Call, st.sampled_from(["np.linalg.solve", "len"]), few, st.just((("axis", Name("k")),))),
        st.builds(lambda base, rest: Call(".copy", (base, *rest)), e, few),
        st.builds(Attribute, e, st.just("T")),
        st.builds(Subscript, e, index),
        st.builds(lambda elements: Call("np.zeros", (Tuple(elements),)), few),
        st.builds(List, few),
    )


def assigned_text(value, **variables):
    body = (Assign("target", value), Return((Name("target"),)))
    text = render(program("f", {}, body, (FLOAT,), **variables))
    return text


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.recursive(NAMES | NUMBERS, composite, max_leaves=25))
def test_every_expression_reads_back_as_itself(expression):
    text = assigned_text(expression)
    value = ast.parse(text).body[-1].body[0].value
    expected = gast.gast_to_ast(gast.Expression(expression_tree(expression))).body
    assert ast.dump(value) == ast.dump(expected)


@settings(max_examples=25, derandomize=True, deadline=None)
@given(st.recursive(NAMES, composite, max_leaves=40))
def test_lines_are_wrapped_where_they_can_be(expression):
    lines = assigned_text(expression).splitlines()
    assert max(map(len, lines)) <= 100


def test_adjoint_of_a_loop():
    assert render(HORNER) == HORNER_TEXT


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-2.0, "-2.0"),
        (math.inf, "np.inf"),
        (-math.inf, "-np.inf"),
        (math.nan, "np.nan"),
        (0.1, "0.1"),
        (-0.0, "-0.0"),
        (True, "True"),
        ("it's", '"it\'s"'),
    ],
)
def test_constants(value, text):
    assert f"target = {text}\n" in assigned_text(Constant(value))


def test_constant_of_a_module_keeps_its_name():
    text = assigned_text(Constant(math.pi, "np.pi"))
    assert text.startswith("import numpy as np\n\n\ndef f():\n    target = np.pi\n")


def test_single_precision():
    assert "target = np.float32(0.5)" in assigned_text(Constant(0.5, type=types.float32))


def test_negative_base_of_a_power():
    assert "target = (-2.0) ** x" in assigned_text(Binary("**", Constant(-2.0), Name("x")))


def test_f_strings():
    parts = ("{", (Name("x"), "r", ""), "} is ", (Binary("+", Name("y"), Constant("'")), "", ".3f"), "\n")
    text = assigned_text(Format(parts))
    assert 'target = f"""{{{x!r}}} is {y + "\'":.3f}\\n"""' in text


def test_f_string_without_expressions_is_a_text():
    assert "target = 'a{b'" in assigned_text(Format(("a{", "b")))


def test_augmented_assignment_of_scalars_only():
    value = Binary("*", Name("target"), Binary("+", Name("a"), Name("b")))
    assert "target *= a + b" in assigned_text(value, target=FLOAT)
    assert "target = target * (a + b)" in assigned_text(value, target=types.Array(FLOAT, 1, "C"))


def test_augmented_assignment_stays_as_the_user_wrote_it():
    body = (Assign("s", Binary("+", Name("s"), Name("x")), at=at(1, "s = s + x")),)
    assert render(program("f", {"s": FLOAT, "x": FLOAT}, body, ())) == "def f(s, x):\n    s = s + x\n"


def test_statements_of_every_kind():
    body = (
        Invoke(("a", "b"), "helper", (Name("x"),), at=at(2, "a, b = helper(x=x)")),
        Invoke((), "sweep", (Name("u"),)),
        Effect("last", "xs", "pop", ()),
        Effect(None, "", "print", (Name("x"),)),
        Comment("Banner"),
        While(Constant(True), (Break(),)),
        If(Name("a"), (Comment("Nothing"),), (If(Name("b"), (Store("u", (Slice(),), Name("x"), "*"),)),)),
        Raise("ValueError", (Constant("no"),)),
        Return(()),
    )
    text = """\
def f(x):
    # a, b = helper(x=x)
    a, b = helper(x)
    sweep(u)
    last = xs.pop()
    print(x)

    # Banner
    while True:
        break
    if a:
        # Nothing
        pass
    elif b:
        u *= x
    raise ValueError('no')
    return
"""
    assert render(program("f", {"x": FLOAT}, body, ())) == text


def test_statement_from_the_header_of_a_loop_is_not_quoted_twice():
    header = at(2, "while next(x) > 0:")
    body = (While(Constant(True), (Assign("y", Name("x"), at=header), Break(at=header)), at=header),)
    text = """\
def f(x):
    # while next(x) > 0:
    while True:
        y = x
        break
"""
    assert render(program("f", {"x": FLOAT}, body, ())) == text
