"""What statements read and write, in memory classes."""
# ruff: noqa: T201  functions under test as people write them

import numpy as np

from difpy.analysis.effects import Effects
from difpy.analysis.memory import MemoryClasses
from tests.analysis.programs import program_of, statement_of

VECTOR = np.ones(3)


class Looked:
    """The effects of one program, and its statements by their text."""

    def __init__(self, function, *arguments):
        self.program = program_of(function, *arguments)
        self.memory = MemoryClasses(self.program)
        self.effects = Effects(self.program, self.memory)
        self.body = self.program.functions[self.program.entry].body

    def reads(self, text):
        read = self.effects.read_by(self.program.entry, statement_of(self.body, text))
        return {name for _, name in read}

    def writes(self, text):
        written = self.effects.written(self.program.entry, (statement_of(self.body, text),))
        return {name for _, name in written}

    def summary(self, name):
        return self.effects.summaries[name]


def test_an_element_is_read_and_a_view_is_only_taken():
    def f(a):
        x = a[0]
        row = a[1:]
        return x + row[0]

    looked = Looked(f, VECTOR)
    assert looked.reads("x =") == {"a"}
    assert looked.reads("row =") == set()


def test_shapes_read_no_memory():
    def f(a):
        n = len(a)
        m = a.shape[0]
        k = a.size
        return float(n + m + k)

    looked = Looked(f, VECTOR)
    assert looked.reads("n =") == looked.reads("m =") == looked.reads("k =") == set()


def test_the_length_of_a_list_is_read():
    def f(x):
        xs = [x]
        xs.append(x)
        n = len(xs)
        return x * n

    assert Looked(f, 1.0).reads("n =") == {"xs"}


def test_a_gather_reads_elements_and_indices():
    def f(a, k):
        b = a[k]
        return b[0]

    assert Looked(f, VECTOR, np.array([0, 1])).reads("b =") == {"a", "k"}


def test_augmented_writes_read_what_they_overwrite():
    def f(a):
        a[0] += 1.0
        a[1] = 2.0
        return a[0]

    looked = Looked(f, VECTOR)
    assert looked.reads("a[0] +=") == {"a"}
    assert looked.reads("a[1] =") == set()
    assert looked.writes("a[0] +=") == looked.writes("a[1] =") == {"a"}


def test_writes_of_nested_blocks_count():
    def f(a, n):
        b = np.zeros(3)
        for i in range(n):
            if i > 1:
                b[i] = a[i]
        return b[0]

    assert Looked(f, VECTOR, 3).writes("for i") == {"b"}


def test_list_methods_write_and_read_their_list():
    def f(x):
        xs = [x]
        xs.append(x)
        y = xs.pop()
        return y

    looked = Looked(f, 1.0)
    assert looked.writes("xs.append") == looked.writes("y =") == {"xs"}
    assert looked.reads("y =") == {"xs"}


def test_a_call_does_what_its_function_does():
    def fill(u, x):
        u[0] = x

    def f(a, x):
        b = a.copy()
        fill(b, x)
        return b[0]

    looked = Looked(f, VECTOR, 1.0)
    assert looked.writes("fill") == {"b"}
    assert looked.summary("f").writes == looked.summary("fill").writes
    assert not looked.summary("fill").reads


def test_effects_of_recursive_functions_are_a_fixpoint():
    def fill(u, n):
        if n >= 0:
            fill(u, n - 1)
            u[n] = 1.0

    def f(a):
        fill(a, 2)
        return a[0]

    assert Looked(f, VECTOR).writes("fill") == {"a"}


def test_printing_is_an_effect_of_the_callers_too():
    def told(x):
        print(x)
        return x

    def f(x):
        return told(x)

    looked = Looked(f, 1.0)
    assert looked.summary("told").prints
    assert looked.summary("f").prints
