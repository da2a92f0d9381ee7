"""The evals in other libraries, shaped as the suite's are: a module a library, imported when asked for."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

NAMES = ("jax", "torch")


def call_by(peer: str, eval_: str, function: str, arguments: tuple[Any, ...]) -> Callable[[], Any] | None:
    """A call that gives what ours gives and waits for it; None where the peer has no such entry or is not
    installed. Arguments become the peer's before the call."""
    if importlib.util.find_spec(peer) is None:
        return None
    module = importlib.import_module(f"{__name__}.{peer}_entries")
    entry = module.ENTRIES.get(eval_, {}).get(function)
    call: Callable[[], Any] | None = entry(*arguments) if entry else None
    return call
