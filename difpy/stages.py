"""The stages of the compiler by their names, and what `DIFPY_PRINT_AFTER` asks to see of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

STAGES = ("read", "normalize", "elaborate", "tangent", "adjoint", "recorded", "simplify", "lower")


def printed_stages() -> frozenset[str]:
    """The stages that the environment variable names, separated by commas.

    Raises:
        ValueError: It names something else.
    """
    names = frozenset(n.strip() for n in os.environ.get("DIFPY_PRINT_AFTER", "").split(",") if n.strip())
    unknown = names - set(STAGES)
    if unknown:
        raise ValueError(
            f"DIFPY_PRINT_AFTER names {', '.join(sorted(unknown))}; it knows {', '.join(STAGES)}"
        )
    return names


def print_after(stage: str, text: Callable[[], str]) -> None:
    """Print the program after the stage to standard error, if that was asked for."""
    if stage in printed_stages():
        print(f"# after {stage}\n{text()}", file=sys.stderr)  # noqa: T201  what was asked for
