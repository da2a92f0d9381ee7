"""The evals, a module each: the programs, what differentiates them, inputs, and witnesses."""

from __future__ import annotations

import functools
import importlib
from typing import Any

from benchmarks.gradbench.eval import Eval

NAMES = ("ba", "det", "gmm", "hello", "ht", "kmeans", "llsq", "lse", "lstm", "ode", "particle", "saddle")


@functools.cache
def load(name: str, **options: Any) -> Eval:
    """The eval of a name; `options` are for difpy's transforms. Raises ImportError where there is none."""
    eval_: Eval = importlib.import_module(f"{__name__}.{name}").made(**options)
    return eval_
