"""Names mean what Python's rules say, and are looked up anew each time."""

# ruff: noqa: B007  the programs are odd on purpose

import math

import gast
import numpy as np

from difpy.frontend import Dynamic, Local, Parameter, Scope, Static, Unbound, read
from tests.frontend.sources import define


def expression(text):
    return gast.parse(text).body[0].value


def resolve(function, text, **statics):
    return Scope(read(function), statics).resolve(expression(text))


class Settings:
    rate = 0.5


SETTINGS = Settings()


def plain(x, data):
    y = x + data.shape[0]
    values = [k for k in range(3)]
    if (z := y) > 0:
        sum = values  # noqa: A001  shadows on purpose
    for a, (b, *c) in []:
        pass
    return y, z, sum, a, b, c


def test_what_each_name_means():
    assert resolve(plain, "x") == Parameter("x")
    assert all(resolve(plain, name) == Local(name) for name in ("y", "z", "sum", "a", "b", "c", "values"))
    assert resolve(plain, "k") == Unbound("k")
    assert resolve(plain, "np.linalg.solve").value is np.linalg.solve
    assert resolve(plain, "np.linalg.solve").path == (
        ("global", "np"),
        ("attribute", "linalg"),
        ("attribute", "solve"),
    )
    assert resolve(plain, "len") == Static(len, (("builtin", "len"),))
    assert resolve(plain, "SETTINGS.rate").value == 0.5
    assert resolve(plain, "data.shape") == Dynamic()
    assert resolve(plain, "x + 1") == Dynamic()
    assert resolve(plain, "np.no_such_name") == Unbound("np.no_such_name")


def test_closures_and_values_that_come_later():
    def inner(x):
        return x * rate + late

    assert resolve(inner, "late") == Unbound("late")
    rate, late = 2.0, math
    assert resolve(inner, "rate") == Static(2.0, (("closure", "rate"),))
    assert resolve(inner, "late.sin").value is math.sin


def test_a_global_called_np_need_not_be_numpy():
    f = define("def f(x):\n    return np.sin(x)\n", np=math)
    assert resolve(f, "np.sin").value is math.sin


def test_nested_functions_see_the_variables_around_them():
    def outer(x, y):
        def inner(y):
            z = x
            return z

        return inner

    scope = Scope(read(outer))
    inside = scope.nested(scope.definition.body[0])
    assert inside.resolve(expression("x")) == Parameter("x", depth=1)
    assert inside.resolve(expression("y")) == Parameter("y", depth=0)
    assert inside.resolve(expression("inner")) == Local("inner", depth=1)
    assert inside.resolve(expression("math.pi")).value == math.pi


def test_parameters_can_be_known_unless_they_are_rebound():
    def method(self, other):
        other = 1
        return self.rate, other

    assert resolve(method, "self.rate", self=SETTINGS).value == 0.5
    assert resolve(method, "self.rate", self=SETTINGS).path == (("parameter", "self"), ("attribute", "rate"))
    assert resolve(method, "other", other=2) == Parameter("other")
