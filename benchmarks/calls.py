"""The calls that are compared: all compiled, none has run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import difpy
from benchmarks.compiled import by_numba
from benchmarks.peers import call_by
from benchmarks.program import Program

VARIANTS: dict[str, dict[str, Any]] = {
    "unchecked": {"checks": False},
    "fastmath": {"fastmath": True},
    "scalar": {"vector_math": False},
}
"""difpy with other options."""


def calls_of(
    program: Program, size: str, peers: Sequence[str] = (), variants: Sequence[str] = ()
) -> dict[str, Callable[[], Any]]:
    """By who computes: the primal, difpy, the adjoint written by hand, difpy with other options, the peers
    that have the program."""
    arguments = program.arguments(size)
    primal, hand = by_numba(program, program.primal), by_numba(program, program.by_hand)
    gradient = difpy.value_and_grad(program.primal, program.argnums)
    calls: dict[str, Callable[[], Any]] = {
        "primal": lambda: primal(*arguments),
        "difpy": lambda: gradient(*arguments),
        "hand": lambda: hand(*arguments),
    }
    for variant in variants:
        other = difpy.value_and_grad(program.primal, program.argnums, **VARIANTS[variant])
        calls[variant] = partial(other, *arguments)
    for peer in peers:
        call = call_by(peer, program.file, program.argnums, arguments)
        if call:
            calls[peer] = call
    return calls
