"""An exception of the primal, told with CPython's text and the user's line.

What difpy raises itself in compiled code has both. What Numba raises (shapes that do not match, a matrix
that is singular) has the type, but words of Numba's. If the failing call was a short one, it is run
again as generated Python, to learn the words.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from difpy.errors import DifferentiationError
from difpy.runtime.raised import place, position_of
from difpy.transforms.family import Family, Snapshot, family_of
from difpy.transforms.one_state import draws
from difpy.transforms.request import without_jit
from difpy.transforms.tracebacks import show_users_line, users_line_of

SHORT = 0.05
"""Seconds: CPython takes about a hundred times as long."""


def explain(
    error: Exception,
    family: Family,
    primal: Callable[..., Any],
    args: tuple[Any, ...],
    snapshot: Snapshot | None = None,
) -> None:
    """Correct the words of an exception that a compiled program raised, and show the user's line."""
    if isinstance(error, DifferentiationError):
        return
    is_numbas = position_of(error) is None and not isinstance(error, RecursionError)
    if family.request.jit and is_numbas and _can_run_again(family):
        _retell(error, family, primal, args, snapshot)
    show_users_line(error)


def _retell(
    error: Exception,
    family: Family,
    primal: Callable[..., Any],
    args: tuple[Any, ...],
    snapshot: Snapshot | None,
) -> None:
    started = time.perf_counter()
    _failure(family, primal, args, snapshot)
    if time.perf_counter() - started > SHORT:
        return
    python = family_of(family.primal, without_jit(family.request), family.names)
    other = _failure(python, primal, args, snapshot)
    if other is not None and type(other) is type(error):
        error.args = other.args
        place(error, users_line_of(other))


def _failure(
    family: Family, primal: Callable[..., Any], args: tuple[Any, ...], snapshot: Snapshot | None
) -> Exception | None:
    try:
        _, call = family.route(primal, args, snapshot)
        call(*args)
    except Exception as error:
        return error
    return None


def _can_run_again(family: Family) -> bool:
    """Whether nobody notices: nothing is printed and nothing is drawn at random."""
    built = [b for variant in family.variants for b in variant.built.values()]
    return not draws(family) and not any(b.prints for b in built)
