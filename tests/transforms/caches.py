"""Programs in files, and which of them had to be made when they were asked for."""

import importlib.util
import itertools
import os
import sys

import difpy
from difpy.transforms.build import build, carried_types
from difpy.transforms.forms import form_of
from difpy.transforms.request import bind, signature_of

HELPERS = """
def inner(x):
    return 2.0 * x

def outer(x):
    return inner(x) + 1.0
"""
PROGRAM = """
import functools
import math
from collections import namedtuple

import numpy as np
import numba
import helpers

RATE = 0.5
SCALES = np.ones(3)
SETTINGS = {"rate": 1.0, "unused": 2.0}
MODE = "sine"
Pair = namedtuple("Pair", "a b", defaults=(1.0,))

class Model:
    shift = 1.0
    def __init__(self):
        self.rate = 0.5
    def step(self, x):
        return self.rate * x + self.shift

MODEL = Model()

@numba.njit
def jitted(x):
    return 3.0 * x

def choose(x):
    return math.sin(x)

def plain(x, y=2.0):
    return x * y

def with_helper(x):
    return helpers.outer(x) * x

def with_global(x):
    return x * RATE

def with_array(x):
    return x * SCALES[0]

def with_dict(x):
    return x * SETTINGS["rate"]

def with_text(x):
    return math.sin(x) if MODE == "sine" else math.cos(x)

def with_jitted(x):
    return jitted(x) * x

def with_function(x):
    return choose(x)

def with_object(x):
    return MODEL.step(x)

def with_class(x):
    return x * Model.shift

def with_pair(x):
    pair = Pair(x)
    return pair.a * pair.b

def with_default(x):
    return plain(x)

def closure(scale):
    return lambda x: x * scale

def of_array(a):
    total = 0.0
    for i in range(a.shape[0]):
        total += np.sum(a[i]) ** 2
    return total

def of_two(x, y):
    return x * x * y

def with_aux(x):
    return x * x, x

def of_function(f, x):
    return f(x) * x
"""


class Cache:
    """The programs that were made, of modules that are imported anew each time."""

    def __init__(self, place):
        self.place = place
        self.made = []
        self.count = itertools.count()
        self.write("helpers", HELPERS)
        self.write("program", PROGRAM)

    def write(self, name, text):
        (self.place / f"{name}.py").write_text(text)

    def edit(self, name, old, new):
        text = (self.place / f"{name}.py").read_text()
        assert old in text
        self.write(name, text.replace(old, new))
        os.utime(self.place / f"{name}.py", ns=(0, next(self.count)))

    def load(self):
        sys.modules.pop("helpers", None)
        spec = importlib.util.spec_from_file_location("helpers", self.place / "helpers.py")
        sys.modules["helpers"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["helpers"])
        spec = importlib.util.spec_from_file_location("program", self.place / "program.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def makes(self, function, *args, argnums=0, kind="grad", **options):
        """Whether the compiler had to run; Numba need not."""
        self.made.clear()
        self.built = self.build(function, *args, argnums=argnums, kind=kind, **options)
        return bool(self.made)

    def build(self, function, *args, argnums, kind, **options):
        gradient = getattr(difpy, kind)(function, argnums, **options)
        args = bind(signature_of(function), "", args, {}, gradient.names)
        forms = tuple(map(form_of, args))
        carried = carried_types(gradient.family.carried(args, forms))
        return build(function, gradient.request, gradient.names, forms, carried)
