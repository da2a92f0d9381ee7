"""Numba's failures as refusals at the user's line."""

from __future__ import annotations

import contextlib
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from numba.core.errors import NumbaError, NumbaPerformanceWarning

from difpy.errors import DifferentiationError, NotSupportedYetError, refuse
from difpy.transforms.tracebacks import users_position

ADVICE = "Write it in terms of functions listed in docs/functions.md, or pass jit=False."


PATIENCE = 2.0
"""Seconds after which somebody at a terminal is told why nothing happens."""


def compiled(name: str, compile_entry: Callable[[], Any]) -> Any:
    """What Numba compiles for a function of this name; a DifferentiationError where it cannot."""
    try:
        # Numba warns of transposed and sliced operands of `@`, which are the user's own.
        with warnings.catch_warnings(), _announced(name):
            warnings.simplefilter("ignore", NumbaPerformanceWarning)
            return compile_entry()
    except NumbaError as error:
        raise translated(error) from None


@contextlib.contextmanager
def _announced(name: str) -> Iterator[None]:
    """Says on a terminal what takes long."""
    if not sys.stderr.isatty():
        yield
        return

    def say() -> None:
        words = f"difpy: compiling the adjoint of {name} for these types of arguments, once ..."
        print(words, file=sys.stderr, flush=True)  # noqa: T201  progress

    timer = threading.Timer(PATIENCE, say)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def translated(error: NumbaError) -> DifferentiationError:
    """The refusal that tells the user's line and the heart of Numba's message."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
    reason = f"Numba cannot compile it ({_heart(text)})"
    for file, line in reversed(re.findall(r'File "([^"]+)", line (\d+)', text)):
        at = users_position(file, int(line))
        if at is not None:
            return refuse(at, reason, ADVICE)
    for file, line in reversed(re.findall(r"at (\S+) \((\d+)\)", text)):
        at = users_position(file, int(line))
        if at is not None:
            return refuse(at, reason, ADVICE)
    return NotSupportedYetError(f"difpy cannot differentiate this yet: {reason}.\n{ADVICE}")


def _heart(text: str) -> str:
    """The line of Numba's message that says what is wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [
        line
        for line in lines
        if not re.match(r"Failed in |During: |File |<source|There are \d+ candidate|- Of which|def |\^", line)
    ]
    return (telling or lines or ["it says nothing"])[0].rstrip(".")
