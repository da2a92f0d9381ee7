"""Runs of a program that draws, all from one state of the generators: a Jacobian is of one function."""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from difpy.runtime.generators import Generators, generators, put


@dataclass
class _Shared:
    states: Generators | None = None


_shared: contextvars.ContextVar[_Shared | None] = contextvars.ContextVar("difpy_one_state", default=None)


@contextlib.contextmanager
def from_one_state() -> Iterator[None]:
    """Every run inside starts where the first one did."""
    token = _shared.set(_shared.get() or _Shared())
    try:
        yield
    finally:
        _shared.reset(token)


def draws(family: Any) -> bool:
    """Whether one of the programs that were made for a family draws."""
    return any("np.random." in built.text for variant in family.variants for built in variant.built.values())


def start(family: Any) -> Generators | None:
    """The states that the next run of a program that draws starts from; None for one that does not."""
    if not draws(family):
        return None
    shared = _shared.get()
    if shared is None:
        return generators()
    if shared.states is None:
        shared.states = generators()
    put(shared.states)
    return shared.states
