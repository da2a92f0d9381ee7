"""The programs, one a file."""

from __future__ import annotations

import importlib
import pkgutil

from benchmarks.program import Program


def load() -> dict[str, Program]:
    """Every program by the name of its file."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: importlib.import_module(f"{__name__}.{name}").PROGRAM for name in names}
