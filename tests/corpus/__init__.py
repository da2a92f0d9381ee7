"""Small programs, each hard in one way: `load()` gives them all."""

import importlib
import pkgutil

from tests.corpus.registry import CASES, RAISING, Case, Raising


def load() -> tuple[list[Case], list[Raising]]:
    """Import every file of programs; each adds its own when it is imported."""
    for module in pkgutil.iter_modules(__path__):
        if module.name in ("check", "expected", "registry") or module.name.startswith("test_"):
            continue
        importlib.import_module(f"{__name__}.{module.name}")
    return CASES, RAISING
