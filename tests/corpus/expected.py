"""What the oracles say about a case of the corpus, and that they say the same."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from tests.corpus.registry import Case
from tests.oracles import differences, dual, structure
from tests.oracles.compare import assert_close
from tests.oracles.memory import copy_arguments, restored

SINGLE, DOUBLE = 2e-5, 1e-9


def tolerance(case: Case) -> float:
    return SINGLE if case.is_single_precision else DOUBLE


@cache
def expected(case: Case) -> tuple[Any, Any]:
    """Value and gradient by dual numbers; for a vjp the tangent of fixed directions."""
    with np.errstate(all="ignore"):
        if case.transform == "vjp":
            return expected_tangent(case)
        return dual.value_and_grad(case.function, case.args, case.argnums)


@cache
def expected_tangent(case: Case) -> tuple[Any, Any]:
    """Value and tangent of fixed directions, by dual numbers."""
    with np.errstate(all="ignore"):
        return dual.jvp(case.function, case.args, directions(case.args))


def directions(args: Any) -> tuple[Any, ...]:
    """One fixed tangent for each argument, None for what has none."""
    random = np.random.default_rng(5)
    return tuple(structure.map_leaves(lambda leaf: direction(leaf, random), arg) for arg in args)


def direction(leaf: Any, random: np.random.Generator) -> Any:
    if isinstance(leaf, np.ndarray):
        return random.uniform(0.5, 1.5, leaf.shape).astype(leaf.dtype) if leaf.dtype.kind == "f" else None
    return float(random.uniform(0.5, 1.5)) if isinstance(leaf, (float, np.floating)) else None


def check_primal_value(case: Case) -> None:
    """The dual numbers compute what the function computes."""
    with restored(case.function), np.errstate(all="ignore"):
        plain = case.function(*copy_arguments(case.args))
    if case.transform == "grad":
        assert isinstance(plain, (float, np.floating)), f"returns {plain!r}, not a float"
    rtol = SINGLE if case.is_single_precision else 1e-13
    assert_close(structure.map_leaves(_double, expected(case)[0]), structure.map_leaves(_double, plain), rtol)


def _double(leaf: Any) -> Any:
    return float(leaf) if isinstance(leaf, np.floating) else leaf


def check_differences(case: Case) -> None:
    """The dual numbers agree with central differences."""
    gradient, error = differences.gradient(case.function, case.args, case.argnums)
    largest = max(
        (float(np.max(np.abs(leaf))) for leaf in structure.leaves(gradient) if np.size(leaf)), default=0.0
    )
    assert error < 1e-6 * max(1.0, largest), f"differences are only good to {error}: is there a kink nearby?"
    assert_close(expected(case)[1], gradient, DOUBLE, atol=error)
