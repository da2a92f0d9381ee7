"""What a program of the suite consists of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Gradients = tuple[Any, ...]
Call = Callable[[], tuple[float, Gradients]]
"""Computes the value and the gradients with respect to `argnums`."""


@dataclass(frozen=True)
class Program:
    """`primal(*arguments(size))` is a float; `size` is "small" or "full".

    `by_hand` takes the same arguments and returns the value and one gradient for each of `argnums`: an
    adjoint as one writes it for Numba, without fastmath. `peers` make a call for given arguments; they
    import what they need when they are asked.
    """

    name: str
    primal: Callable[..., Any]
    arguments: Callable[[str], tuple[Any, ...]]
    argnums: tuple[int, ...]
    by_hand: Callable[..., tuple[Any, ...]]
    helpers: tuple[str, ...] = ()
    """Names of functions of its module that the primal and `by_hand` call: they are compiled too."""
    peers: Mapping[str, Callable[..., Call]] = field(default_factory=dict)
