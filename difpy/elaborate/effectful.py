"""Functions that do more than return a new value, each with why it is refused and what to write instead.

A primitive may be evaluated again by the reverse sweep, or not at all, and NumPy's functions are called
when a program is elaborated: none of them may draw, read, write or change a setting.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import signature
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Refusal:
    """`never`: no later version will take it either."""

    why: str
    instead: str
    never: bool = False


DRAW = Refusal(
    "of random draws only those of NumPy's global generator are recorded, which Numba has too",
    "Call `np.random.normal(...)`, seeded by `np.random.seed(...)`, or draw outside and pass the values in.",
)
CLOCK = Refusal("it reads the clock, which differs at each call", "Read it outside, and pass the time in.")
INPUT = Refusal("it reads or writes outside of the program", "Do it outside, and pass the values in.", True)
SETTING = Refusal("it reads or changes a setting of NumPy", "Do it around the call of the gradient.")
WRITE = Refusal("it writes into its argument", "Assign to `array[...]` instead.")
SHARE = Refusal(
    "its result shares memory with the array in a way that is not followed",
    "Slice the array instead: `x[:k]`, `x[k:]`, `x[:, np.newaxis]`, `x.T`.",
)
OUT = Refusal("`out` says where the result is written", "Assign to `array[...]` instead.")
USED_UP = Refusal(
    "an iterator is used up when it is run through, and a gradient leaves what it finds as it was",
    "Make it a list or an array first.",
    True,
)
CACHED = Refusal(
    "it keeps its results from call to call", "Call the function without its cache: `f.__wrapped__`."
)

FILES = frozenset([
    "from_dlpack", "frombuffer", "fromfile", "fromregex", "genfromtxt", "get_include", "info", "load",
    "loadtxt", "memmap", "save", "savetxt", "savez", "savez_compressed", "show_config", "show_runtime",
    "test",
])  # fmt: skip
SETTINGS = frozenset([
    "errstate", "get_printoptions", "getbufsize", "geterr", "geterrcall", "printoptions", "set_printoptions",
    "setbufsize", "seterr", "seterrcall",
])  # fmt: skip
SHARING = frozenset([
    "asarray_chkfinite", "asmatrix", "atleast_3d", "broadcast_arrays", "matrix_transpose", "real_if_close",
    "require", "rollaxis", "trim_zeros", "unstack",
])  # fmt: skip
WRITES = frozenset({"copyto", "fill_diagonal", "place", "put", "put_along_axis", "putmask", "resize"})
PATHWISE_DRAWS = frozenset(f"np.random.{name}" for name in (
    "choice", "exponential", "gamma", "gumbel", "laplace", "logistic", "lognormal", "normal", "pareto",
    "permutation", "power", "rayleigh", "shuffle", "uniform", "weibull"))  # fmt: skip
"""Differentiated through their parameters, and through the array that they take from."""
CONSTANT_DRAWS = frozenset(f"np.random.{name}" for name in (
    "beta", "binomial", "chisquare", "f", "geometric", "hypergeometric", "logseries", "negative_binomial",
    "noncentral_chisquare", "poisson", "rand", "randint", "randn", "random", "random_sample", "ranf",
    "sample", "standard_cauchy", "standard_exponential", "standard_gamma", "standard_normal", "standard_t",
    "triangular", "vonmises", "wald", "zipf"))  # fmt: skip
DRAWS = PATHWISE_DRAWS | CONSTANT_DRAWS | {"np.random.seed"}
MODULES = {"random": DRAW, "secrets": DRAW, "time": CLOCK, "datetime": CLOCK}
BUILTINS = {"input": INPUT, "open": INPUT, "breakpoint": INPUT, "next": USED_UP, "iter": USED_UP}
GENERATORS = (random.Random, np.random.Generator, np.random.RandomState)
IN_PLACE = {"overwrite_input": True, "copy": False}
"""Arguments by which some functions write into an array that they are given, or return it."""


def refusal_of_name(name: str) -> Refusal | None:
    """Of a function of NumPy by its canonical name."""
    module, _, last = name.rpartition(".")
    if module == "np.random" and name not in DRAWS:
        return DRAW
    if not module.startswith("np"):
        return None
    groups = ((FILES, INPUT), (SETTINGS, SETTING), (WRITES, WRITE), (SHARING, SHARE))
    return next((refusal for names, refusal in groups if last in names), None)


def refusal_of_arguments(function: Any, count: int, keywords: dict[str, Any]) -> Refusal | None:
    """Of a call of NumPy that says where to put the result; `keywords` maps them to known values."""
    if "out" in keywords or count > most_arguments(function):
        return OUT
    if any(keywords.get(key) is value for key, value in IN_PLACE.items()):
        return WRITE
    return None


def most_arguments(function: Callable[..., Any]) -> int:
    """How many arguments by position come before the one that says where the result is written."""
    if isinstance(function, np.ufunc):
        return int(function.nin)
    try:
        parameters = list(signature(function).parameters.values())
    except (TypeError, ValueError):
        return PLACES_OF_OUT.get(getattr(function, "__name__", ""), MANY)
    by_position = [p.name for p in parameters if p.kind is not p.KEYWORD_ONLY]
    return next((i for i, name in enumerate(by_position) if name in ("out", "copy")), MANY)


MANY = 100
PLACES_OF_OUT = {"dot": 2, "concatenate": 2}


def refusal_of_object(value: Any) -> Refusal | None:
    """Of a function that is no primitive: a method of a random generator, a clock, a reader."""
    if isinstance(getattr(value, "__self__", None), GENERATORS):
        return DRAW
    if hasattr(value, "cache_info") and hasattr(value, "__wrapped__"):
        return CACHED
    owner = getattr(value, "__self__", None)
    module = getattr(value, "__module__", None) or getattr(owner, "__module__", None) or ""
    if module in ("builtins", "_io", "io"):
        return BUILTINS.get(getattr(value, "__name__", ""))
    return MODULES.get(module.partition(".")[0])


def is_used_up(value: Any) -> bool:
    """Whether a value gives its elements only once."""
    return isinstance(value, Iterator) and type(value).__module__ in ("builtins", "itertools")
