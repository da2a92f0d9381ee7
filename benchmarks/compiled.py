"""A program's functions as one compiles them with Numba alone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numba

from benchmarks.program import Program


def by_numba(program: Program, function: Callable[..., Any]) -> Any:
    """The function and the helpers that it calls under plain `@njit`."""
    module = vars(sys.modules[function.__module__])
    namespace = dict(module)
    for name in program.helpers:
        namespace[name] = _compiled(module[name], namespace)
    return _compiled(function, namespace)


def _compiled(function: FunctionType, namespace: dict[str, Any]) -> Any:
    copy = FunctionType(function.__code__, namespace, function.__name__, function.__defaults__)
    return numba.njit(copy)
