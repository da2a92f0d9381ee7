"""The rows compiled: many in one function, because compiling is what costs.

Values and gradients are those of the same function in CPython.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Sequence
from inspect import signature
from typing import Any

import numpy as np
import pytest

import difpy
from tests.oracles.memory import copy_arguments
from tests.rules.cases import CASES, Case
from tests.rules.test_rows import is_float, seed_for
from tests.rules.test_tangents import direction

SIZE = 12
COMPILED = [case for case in CASES if case.compiled]
GROUPS = [COMPILED[start : start + SIZE] for start in range(0, len(COMPILED), SIZE)]


def together(cases: Sequence[Case]) -> tuple[Callable[..., Any], tuple[Any, ...], tuple[str, ...]]:
    """The sum of the results of all cases, weighted; its arguments, and which of them are floats."""
    given: dict[str, Any] = {}
    lines = ["total = 0.0"]
    for k, case in enumerate(cases):
        renamed = case.text
        for name, value in case.arguments:
            if name in given and not _same(given[name], value):
                raise ValueError(f"two cases of one group give {name} different values")
            given[name] = value
        given[f"weights_{k}"] = seed_for(case)
        lines.append(f"total += np.sum(weights_{k} * ({renamed}))" if np.ndim(given[f"weights_{k}"]) else
                     f"total += weights_{k} * ({renamed})")  # fmt: skip
    lines.append("return total")
    function = _define(list(given), lines)
    wrt = tuple(name for name, value in given.items() if is_float(value) and not name.startswith("weights_"))
    return function, tuple(given.values()), wrt


def _same(a: Any, b: Any) -> bool:
    return bool(np.array_equal(np.asarray(a), np.asarray(b)))


def _define(parameters: list[str], body: list[str]) -> Callable[..., Any]:
    import math

    source = f"def function({', '.join(parameters)}):\n    " + "\n    ".join(body) + "\n"
    filename = f"<rules {hash(source)}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace: dict[str, Any] = {"np": np, "math": math}
    exec(compile(source, filename, "exec"), namespace)
    return namespace["function"]  # type: ignore[no-any-return]


@pytest.mark.slow
@pytest.mark.parametrize("cases", GROUPS, ids=lambda cases: cases[0].id)
def test_compiled(cases: list[Case]) -> None:
    """Numba compiles every row, and computes what CPython does."""
    check(cases)


def check(cases: Sequence[Case]) -> None:
    function, arguments, wrt = together(cases)
    with np.errstate(all="ignore"):
        value, expected = difpy.value_and_grad(function, wrt, jit=False)(*copy_arguments(arguments))
    compiled_value, actual = difpy.value_and_grad(function, wrt)(*copy_arguments(arguments))
    np.testing.assert_allclose(compiled_value, value, rtol=1e-10)
    for name, one, other in zip(wrt, actual, expected, strict=True):
        np.testing.assert_allclose(np.asarray(one), np.asarray(other), rtol=1e-8, atol=1e-10, err_msg=name)


@pytest.mark.slow
@pytest.mark.parametrize("cases", GROUPS, ids=lambda cases: cases[0].id)
def test_compiled_tangents(cases: list[Case]) -> None:
    """The same forwards."""
    function, arguments, wrt = together(cases)
    parameters = list(signature(function).parameters)
    dots = tuple(
        direction(value, i) if name in wrt else None
        for i, (name, value) in enumerate(zip(parameters, arguments, strict=True))
    )
    with np.errstate(all="ignore"):
        expected = difpy.jvp(function, copy_arguments(arguments), dots, jit=False)
    actual = difpy.jvp(function, copy_arguments(arguments), dots)
    np.testing.assert_allclose(actual, expected, rtol=1e-9)
