"""Variables that generated code may read before they are assigned."""

import numpy as np
from numba.core import types

from difpy.prepare.build import example
from difpy.program import Assign, Constant, Function, If, Name, Parameter, Program, Return
from difpy.simplify.unbound import bind_unbound
from tests.analysis.programs import text_of
from tests.simplify.rewriting import check


def reading(type_):
    """`if test: t = u` and then `s = t`."""
    t = Name("t", type=type_)
    body = (
        If(Name("test"), (Assign("t", Name("u", type=type_)),)),
        Assign("s", t),
        Return((Name("s", type=type_),)),
    )
    parameters = (Parameter("test", types.boolean), Parameter("u", type_))
    variables = {"test": types.boolean, "u": type_, "t": type_, "s": type_}
    return Program({"f": Function("f", parameters, body, (type_,), variables)}, "f")


def test_it_gets_a_value_at_the_top():
    check(
        bind_unbound(reading(types.float64)),
        """
        t = 0.0
        if test:
            t = u
        s = t
        return s
        """,
    )


def test_of_its_type():
    starts = {
        types.int64: 0,
        types.boolean: False,
        types.float64: 0.0,
    }
    for type_, start in starts.items():
        first = bind_unbound(reading(type_)).functions["f"].body[0]
        assert first.value == Constant(start)
        assert type(first.value.value) is type(start)


def test_arrays_are_empty_and_of_the_layout():
    for layout in "CFA":
        type_ = types.Array(types.float64, 2, layout)
        text = text_of(bind_unbound(reading(type_)))
        start = text.splitlines()[1].strip()
        value = eval(start.removeprefix("t = "), {"np": np})
        assert value.size == 0
        assert value.ndim == 2
        assert example(type_).type in (None, type_)


def test_a_list_has_an_element_that_tells_its_type():
    text = text_of(bind_unbound(reading(types.List(types.float64))))
    assert "t = [0.0]" in text


def test_what_is_certainly_assigned_gets_none():
    program = bind_unbound(reading(types.float64))
    assert bind_unbound(program) == program
