"""Memory that is a value: never written, and of one function."""

import numpy as np

from difpy.analysis.constancy import constant_classes
from difpy.analysis.effects import Effects
from difpy.analysis.memory import MemoryClasses
from tests.analysis.programs import program_of

VECTOR = np.ones(3)


def values(function, *arguments):
    program = program_of(function, *arguments)
    memory = MemoryClasses(program)
    found = constant_classes(program, memory, Effects(program, memory))
    entry = program.functions[program.entry]
    return {name for name in entry.variables if memory.of(entry.name, name) in found}


def test_arrays_that_nobody_writes():
    def f(a):
        b = a * a
        c = b[1:]
        return c[0]

    assert values(f, VECTOR) == {"a", "b", "c"}


def test_an_array_that_is_written_under_any_name():
    def f(a):
        b = a * a
        c = b[1:]
        c[0] = 1.0
        d = b + 1.0
        return d[0]

    assert values(f, VECTOR) == {"a", "d"}


def test_lists_are_memory():
    def f(x):
        xs = [x, x]
        return xs[0]

    assert values(f, 1.0) == set()


def test_arrays_that_other_functions_see():
    def first(u):
        return u[0]

    def scaled(x):
        return x * np.ones(2)

    def f(a, x):
        b = scaled(x)
        c = a * 2.0
        return first(a) + b[0] + c[0]

    assert values(f, VECTOR, 1.0) == {"c"}


def test_scalars_have_no_memory():
    def f(x):
        y = x * x
        return y

    assert values(f, 1.0) == set()
