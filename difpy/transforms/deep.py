"""Recursion deeper than the machine's stack holds runs in a thread with a stack of its own.

Compiled recursion uses the machine's stack, which Python's does not. Where Python's limit has been
raised far, the calls are made where there is room for as many.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

SAFE_DEPTH = 3000
"""So deep a recursion fits into the stack of any thread."""
FRAME = 4096
"""Bytes for a call of a compiled function, more than any that has been seen."""
LARGEST = 1 << 33
_lock = threading.Lock()


def recursion_limit() -> int:
    """Python's limit, or as deep as the largest stack allows."""
    return min(sys.getrecursionlimit(), LARGEST // FRAME)


def on_deep_stack(call: Callable[..., Any]) -> Callable[..., Any]:
    """The function, run on a large stack where Python's recursion limit is large."""

    def deep(*args: Any) -> Any:
        limit = recursion_limit()
        return call(*args) if limit <= SAFE_DEPTH else _in_thread(call, args, limit * FRAME)

    return deep


def _in_thread(call: Callable[..., Any], args: tuple[Any, ...], size: int) -> Any:
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append((call(*args), None))
        except BaseException as error:  # raised again in the caller's thread
            outcome.append((None, error))

    with _lock:
        before = threading.stack_size(size)
        try:
            thread = threading.Thread(target=run)
            thread.start()
        finally:
            threading.stack_size(before)
    thread.join()
    ((value, error),) = outcome
    if error is not None:
        raise error
    return value
