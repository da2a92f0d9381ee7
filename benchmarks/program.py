"""What a program of the suite consists of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Program:
    """`primal(*arguments(size))` is a float; `size` is "small" or "full".

    `by_hand` takes the same arguments and returns the value and one gradient for each of `argnums`: an
    adjoint as one writes it for Numba, without fastmath.
    """

    name: str
    primal: Callable[..., Any]
    arguments: Callable[[str], tuple[Any, ...]]
    argnums: tuple[int, ...]
    by_hand: Callable[..., tuple[Any, ...]]
    helpers: tuple[str, ...] = ()
    """Names of functions of its module that the primal and `by_hand` call: they are compiled too."""

    @property
    def file(self) -> str:
        """The name of its file, under which the other libraries have it too."""
        return self.primal.__module__.rpartition(".")[2]
