# ruff: noqa  programs as people write them
"""What draws, reads, writes or keeps a state is refused by name, and is not called while types are found out."""

import datetime
import functools
import itertools
import random
import time

import numpy as np
import pytest

from difpy.analysis.memory import VIEWS
from difpy.elaborate.effectful import FILES, SETTINGS, SHARING, WRITES, refusal_of_name
from difpy.elaborate.primitives import canonical_name
from difpy.errors import DifferentiationError
from tests.elaborate.running import check, program_of

X = np.array([1.0, 2.0, 3.0])
GENERATOR = np.random.default_rng(0)
STATE = np.random.RandomState(0)
ITERATOR = iter([1.0, 2.0])
COUNT = itertools.count()


@functools.lru_cache
def cached(x):
    return x * 2


def drawn_elsewhere(x):
    return x + random.random()


DRAWS = [
    lambda x: x * np.sum(np.random.multinomial(3, [0.5, 0.5])),
    lambda x: x * np.random.random_integers(3),
    lambda x: x * np.random.default_rng(0).normal(),
    lambda x: x * GENERATOR.normal(),
    lambda x: x * GENERATOR.integers(3),
    lambda x: x * STATE.rand(),
    lambda x: x * random.random(),
    lambda x: x * random.randint(1, 2),
    lambda x: x * random.gauss(0, 1),
    lambda x: x * random.choice([1.0, 2.0]),
    lambda x: drawn_elsewhere(x),
]


@pytest.mark.parametrize("function", DRAWS, ids=range(len(DRAWS)))
def test_draws(function):
    states = np.random.get_state()[2], random.getstate(), GENERATOR.bit_generator.state["state"]
    with pytest.raises(
        DifferentiationError, match="yet: of random draws only those of NumPy's global"
    ) as refusal:
        program_of(function, 0.7)
    assert "or draw outside and pass the values in." in str(refusal.value)
    assert states == (np.random.get_state()[2], random.getstate(), GENERATOR.bit_generator.state["state"])


def into_an_array_by_position(x):
    y = np.empty(3)
    np.multiply(X, x, y)
    return y[0]


def into_an_array_by_name(x):
    y = np.empty(3)
    np.cumsum(X * x, out=y)
    return y[0]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda x: x * time.time(), "it reads the clock"),
        (lambda x: x * time.perf_counter(), "it reads the clock"),
        (lambda x: x * datetime.datetime.now().timestamp(), "it reads the clock"),
        (lambda x: x * float(input()), "it reads or writes outside"),
        (lambda x: x * float(open("x").read()), "it reads or writes outside"),
        (lambda x: x * np.loadtxt("x")[0], "it reads or writes outside"),
        (lambda x: x if np.seterr(all="ignore") else 2 * x, "a setting of NumPy"),
        (lambda x: x * next(ITERATOR), "an iterator is used up"),
        (lambda x: x * next(COUNT), "an iterator is used up"),
        (lambda x: x * sum(ITERATOR), "an iterator is used up"),
        (lambda x: sum(x * y for y in ITERATOR), "an iterator is used up"),
        (lambda x: cached(x), "it keeps its results from call to call"),
        (lambda x: np.median(X * x, overwrite_input=True), "it writes into its argument"),
        (lambda x: np.sum(np.nan_to_num(X * x, copy=False)), "it writes into its argument"),
        (lambda x: np.sum(np.nan_to_num(X * x, False)), "`out` says where"),
        (lambda x: np.unstack(X * x)[0][0], "its result shares memory"),
        (into_an_array_by_position, "`out` says where the result is written"),
        (into_an_array_by_name, "`out` says where the result is written"),
    ],
    ids=range(18),
)
def test_other_effects(function, words):
    with pytest.raises(DifferentiationError) as refusal:
        program_of(function, 0.7)
    assert words in str(refusal.value)
    assert "^" in str(refusal.value)


def test_no_file_is_written(tmp_path):
    path = str(tmp_path / "values.txt")

    def saving(x):
        np.savetxt(path, X * x)
        return x

    with pytest.raises(DifferentiationError, match="it reads or writes outside"):
        program_of(saving, 0.7)
    assert not list(tmp_path.iterdir())


def print_as_a_value(x):
    nothing = print(x)
    return x if nothing is None else 2 * x


def test_print_returns_none(capsys):
    check(print_as_a_value, 0.7)
    assert capsys.readouterr().out == "0.7\n0.7\n"


EXTRA = [(), (0,), (1,), (0, 1)]


@pytest.mark.parametrize("module", [np, np.linalg, np.fft], ids=["np", "np.linalg", "np.fft"])
def test_functions_that_return_views_are_known(module):
    """A view that difpy took for a new array would be a silently wrong gradient."""
    not_called = FILES | SETTINGS | WRITES
    views = {name for name in dir(module) if name not in not_called and returns_view(getattr(module, name))}
    names = {canonical_name(getattr(module, name)) for name in views}
    assert {n for n in names if n not in VIEWS and refusal_of_name(n) is None} <= LOWERED | ONLY_WITHOUT_WORK


LOWERED = {"np.asanyarray", "np.asfortranarray", "np.imag", "np.linalg.diagonal", "np.real"}
LOWERED |= {"np.array_split", "np.dsplit", "np.hsplit", "np.split", "np.vsplit"}
"""Elaboration writes other things for these, or refuses what it cannot tell."""
LOWERED |= {"np.ix_", "np.nan_to_num"}
ONLY_WITHOUT_WORK = {"np.diff", "np.einsum", "np.linalg.matrix_power", "np.polyder", "np.polyint"}
"""`np.diff(x, 0)` and the like return their argument."""


def returns_view(function) -> bool:
    if not callable(function) or isinstance(function, type | np.ufunc):
        return False
    for shape in ((2,), (2, 2)):
        for order in "CF":
            x = np.ones(shape, order=order)
            for extra in EXTRA:
                try:
                    result = function(x, *extra)
                except Exception:
                    continue
                parts = result if isinstance(result, tuple | list) else [result]
                if any(isinstance(part, np.ndarray) and np.shares_memory(part, x) for part in parts):
                    return True
    return False
