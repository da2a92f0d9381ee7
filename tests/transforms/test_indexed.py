"""The index serves a program to whoever would make the same, and never to anybody else."""

import functools

import numba
import numpy as np
import pytest

import difpy
from difpy.backend import index
from difpy.transforms import indexed
from difpy.transforms.build import carried_types
from difpy.transforms.forms import form_of
from tests.transforms.caches import PROGRAM

NAMES = [
    "plain", "with_helper", "with_global", "with_array", "with_dict", "with_text", "with_jitted",
    "with_function", "with_object", "with_class", "with_pair", "with_default",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_what_is_unchanged_is_found(cache, name):
    assert cache.makes(getattr(cache.load(), name), 0.7)
    first = cache.built
    assert not cache.makes(getattr(cache.load(), name), 0.7)
    assert (cache.built.text, cache.built.captures) == (first.text, first.captures)
    assert (cache.built.result, cache.built.value) == (first.result, first.value)
    assert (cache.built.written, cache.built.prints) == (first.written, first.prints)
    assert [path for path, _ in cache.built.assumptions] == [path for path, _ in first.assumptions]


EDITS = {
    "source": ("plain", "program", "return x * y", "return x + y"),
    "a callee's source": ("with_helper", "helpers", "+ 1.0", "+ 2.0 * x"),
    "a callee's callee's source": ("with_helper", "helpers", "2.0 * x", "3.0 * x"),
    "a callee's default": ("with_default", "program", "y=2.0", "y=3.0"),
    "a jitted callee": ("with_jitted", "program", "return 3.0 * x", "return 4.0 * x"),
    "a method": ("with_object", "program", "self.rate * x", "self.rate + x"),
    "the default of a field": ("with_pair", "program", "defaults=(1.0,)", "defaults=(3.0,)"),
}


@pytest.mark.parametrize("what", EDITS)
def test_an_edit_is_seen(cache, what):
    name, file, old, new = EDITS[what]
    assert cache.makes(getattr(cache.load(), name), 0.7)
    before = cache.built.text
    cache.edit(file, old, new)
    assert cache.makes(getattr(cache.load(), name), 0.7)
    assert cache.built.text != before


SETTINGS = {
    "an int for a float": ("with_global", lambda m: setattr(m, "RATE", 2)),
    "an array for a float": ("with_array", lambda m: setattr(m, "SCALES", np.ones(3, dtype=np.float32))),
    "another rank": ("with_array", lambda m: setattr(m, "SCALES", np.ones((3, 2))[:, 0])),
    "an array that cannot be written": ("with_array", lambda m: m.SCALES.setflags(write=False)),
    "an array for a list": ("with_array", lambda m: setattr(m, "SCALES", [1.0, 2.0])),
    "the type of an item": ("with_dict", lambda m: m.SETTINGS.update(rate=1)),
    "a text": ("with_text", lambda m: setattr(m, "MODE", "cosine")),
    "another function": ("with_function", lambda m: setattr(m, "choose", m.jitted.py_func)),
    "a function of a library": ("with_function", lambda m: setattr(m, "choose", m.math.exp)),
    "a partial": ("with_function", lambda m: setattr(m, "choose", functools.partial(m.plain, y=2.0))),
    "another jitted function": ("with_jitted", lambda m: setattr(m, "jitted", numba.njit(m.choose))),
    "a function of another module": ("with_helper", lambda m: setattr(m.helpers, "inner", m.choose)),
    "the type of an attribute": ("with_object", lambda m: setattr(m.MODEL, "rate", 1)),
    "the type of a class's attribute": ("with_object", lambda m: setattr(m.Model, "shift", 1)),
    "an attribute in front of a class's": ("with_object", lambda m: setattr(m.MODEL, "shift", 1)),
    "a method": ("with_object", lambda m: setattr(m.Model, "step", lambda self, x: x * x)),
    "an object of another class": ("with_object", lambda m: setattr(m, "MODEL", m.helpers)),
    "the default of a callee": ("with_default", lambda m: setattr(m.plain, "__defaults__", (3.0,))),
    "a name that hides a builtin": ("of_array", lambda m: setattr(m, "range", m.choose)),
}


@pytest.mark.parametrize("what", SETTINGS)
def test_other_values_are_seen(cache, what):
    name, change = SETTINGS[what]
    argument = np.ones(3) if name == "of_array" else 0.7
    assert cache.makes(getattr(cache.load(), name), argument)
    module = cache.load()
    module.helpers.step = lambda x: x
    assert not cache.makes(getattr(module, name), argument)
    change(module)
    assert key_of(getattr(module, name), argument) != key_of(getattr(cache.load(), name), argument)
    try:
        assert cache.makes(getattr(module, name), argument)
    except difpy.DifferentiationError:
        assert cache.made


def key_of(function, *args):
    request = difpy.grad(function).request
    forms = tuple(map(form_of, args))
    names = tuple(difpy.grad(function).names)
    return indexed.key_of(function, request, names, forms, carried_types(args))


def test_new_data_of_the_same_types_are_found(cache):
    module = cache.load()
    assert cache.makes(module.with_global, 0.7)
    module.RATE = 3.0
    assert not cache.makes(module.with_global, 0.7)
    assert cache.makes(module.with_array, 0.7)
    module.SCALES = np.zeros(500)
    assert not cache.makes(module.with_array, 0.7)
    module.SETTINGS["unused"] = "text"
    assert cache.makes(module.with_dict, 0.7)
    module.SETTINGS["unused"] = 3
    assert not cache.makes(module.with_dict, 0.7)


def test_cells_of_closures(cache):
    module = cache.load()
    assert cache.makes(module.closure(2.0), 0.7)
    assert not cache.makes(module.closure(3.0), 0.7)
    assert cache.makes(module.closure(3), 0.7)
    assert cache.makes(module.closure(np.float32(3.0)), 0.7)
    assert cache.makes(module.closure(np.ones(())), 0.7)


def test_which_names_lead_to_one_place_is_seen(cache):
    cache.write("program", PROGRAM + """
def two(scale, other):
    def one(x):
        return x * scale
    def two(x):
        return x * other
    def three(x):
        return x * scale + 1.0
    return one, two, three

def pair(f, g):
    return lambda x: f(x) * g(x)
""")  # fmt: skip
    module = cache.load()
    one, _, three = module.two(2.0, 2.0)
    _, _, other = module.two(2.0, 2.0)
    assert cache.makes(module.pair(one, three), 0.7)
    assert not cache.makes(module.pair(one, three), 0.7)
    assert cache.makes(module.pair(one, other), 0.7)
    assert len(cache.built.captures) == 2


def test_types_of_arguments(cache):
    module = cache.load()
    vector, matrix = np.ones(3), np.ones((3, 4))
    single, transposed = np.ones((3, 4), dtype=np.float32), np.ones((4, 3)).T
    frozen = np.ones((3, 4))
    frozen.flags.writeable = False
    for argument in (matrix, single, transposed, matrix[:, ::2], frozen, np.ones((2, 2, 2))):
        assert cache.makes(module.of_array, argument)
        assert not cache.makes(module.of_array, argument.copy() if argument is matrix else argument)
    assert cache.makes(module.of_array, vector)
    assert cache.makes(module.plain, 1.0)
    assert cache.makes(module.plain, 1)
    assert cache.makes(module.plain, np.float32(1))
    assert cache.makes(module.plain, 1.0, 2)


def test_what_is_asked_for(cache):
    module = cache.load()
    asked = [
        {}, {"argnums": 1}, {"argnums": (0, 1)}, {"argnums": (1, 0)}, {"argnums": (0,)}, {"checks": False},
        {"fastmath": True}, {"vector_math": False}, {"fastmath": {"contract"}}, {"kind": "value_and_grad"},
        {"kind": "value_and_grad", "argnums": (0,)},
    ]  # fmt: skip
    for each in asked:
        assert cache.makes(module.of_two, 1.0, 2.0, **each)
    for each in asked:
        assert not cache.makes(module.of_two, 1.0, 2.0, **each)
    for has_aux, argnums in ((True, 0), (True, (0,))):
        assert cache.makes(module.with_aux, 1.0, has_aux=has_aux, argnums=argnums)


def test_functions_as_arguments(cache):
    module = cache.load()
    assert cache.makes(module.of_function, module.choose, 0.7, argnums=1)
    assert not cache.makes(module.of_function, module.choose, 0.7, argnums=1)
    assert cache.makes(module.of_function, module.jitted, 0.7, argnums=1)
    assert cache.makes(module.of_function, module.with_global, 0.7, argnums=1)
    cache.edit("program", "math.sin(x)\n", "math.cos(x)\n")
    assert cache.makes(cache.load().of_function, cache.load().choose, 0.7, argnums=1)


def test_partials_and_methods(cache):
    module = cache.load()
    assert cache.makes(functools.partial(module.plain, y=2.0), 0.7)
    assert not cache.makes(functools.partial(module.plain, y=3.0), 0.7)
    assert cache.makes(functools.partial(module.plain, y=3), 0.7)
    assert cache.makes(module.MODEL.step, 0.7)
    assert not cache.makes(module.Model().step, 0.7)
    module.MODEL.rate = np.ones(())
    assert cache.makes(module.MODEL.step, 0.7)


def test_another_compiler(cache, monkeypatch):
    assert cache.makes(cache.load().plain, 0.7)
    monkeypatch.setattr(index, "environment", lambda: ("another version",))
    assert cache.makes(cache.load().plain, 0.7)


def test_what_cannot_be_told_is_not_kept(cache, monkeypatch):
    cache.edit(
        "program", "def step", "@property\n    def step(self):\n        return self.walk\n\n    def walk"
    )
    assert cache.makes(cache.load().with_global, 0.7)
    assert not cache.makes(cache.load().with_global, 0.7)
    for _ in range(2):
        assert cache.makes(cache.load().with_object, 0.7)
    for _ in range(2):
        assert cache.makes(cache.load().plain, 0.7, jit=False)
    monkeypatch.setattr(index, "environment", lambda: None)
    for _ in range(2):
        assert cache.makes(cache.load().with_global, 0.7)


def test_whoever_looks_at_the_compiler_sees_it_run(cache, monkeypatch, capsys):
    assert cache.makes(cache.load().plain, 0.7)
    monkeypatch.setenv("DIFPY_PRINT_AFTER", "simplify")
    assert cache.makes(cache.load().plain, 0.7)
    assert "# after simplify" in capsys.readouterr().err
    monkeypatch.delenv("DIFPY_PRINT_AFTER")
    assert not cache.makes(cache.load().plain, 0.7)
    with difpy.pipeline.switched_off("activity"):
        assert cache.makes(cache.load().plain, 0.7)


def test_types_of_captured_values_are_looked_at_twice(cache, monkeypatch):
    """What the key should forget is seen all the same."""
    monkeypatch.setattr(indexed, "key_of", lambda *args: "the same key")
    module = cache.load()
    assert cache.makes(module.with_global, 0.7)
    assert not cache.makes(module.with_global, 0.7)
    module.RATE = 2
    assert cache.makes(module.with_global, 0.7)


def test_attributes_of_functions(cache):
    cache.edit(
        "program", "def with_pair", "def with_attributes(x):\n    return x * jitted.rate\n\ndef with_pair"
    )
    module = cache.load()
    module.jitted.rate = 2.0
    assert cache.makes(module.with_attributes, 0.7)
    assert not cache.makes(module.with_attributes, 0.7)
    module.jitted.rate = 2
    assert cache.makes(module.with_attributes, 0.7)
