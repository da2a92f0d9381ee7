"""The programs as other libraries have them: a module a library, imported when it is asked for."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

NAMES = ("jax", "torch", "autograd")


def call_by(peer: str, program: str, argnums: tuple[int, ...], arguments: tuple[Any, ...]) -> Any:
    """A call that gives value and gradients; None where the peer lacks the program or is not installed."""
    if importlib.util.find_spec(peer) is None:
        return None
    module = importlib.import_module(f"{__name__}.{peer}_programs")
    function: Callable[..., Any] | None = module.PROGRAMS.get(program)
    return module.call(function, argnums, arguments) if function else None
