"""How a program gets into the corpus: `case(function, *args)` after its definition.

A program is a plain function, named after what is hard about it, that returns one float (or, with
`transform="vjp"`, any structure). It is differentiated with respect to every argument that can be,
unless `argnums` says otherwise. Arguments stay well away from kinks, so that differences are a witness.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.oracles.structure import is_differentiable, leaves


@dataclass(frozen=True, eq=False)
class Case:
    """One program with one set of arguments."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    argnums: int | tuple[int, ...]
    id: str
    transform: str  # grad or vjp
    differences: bool  # whether central differences are a witness (not at kinks, not for float32)
    single_precision: bool  # whether the program itself computes with float32

    @property
    def is_single_precision(self) -> bool:
        """Whether float32 takes part, which limits how well anything can agree."""
        return self.single_precision or any(
            getattr(leaf, "dtype", None) == np.float32 for leaf in leaves(self.args)
        )


@dataclass(frozen=True, eq=False)
class Raising:
    """A program that raises, and what CPython raises."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    exception: type[Exception]
    id: str


CASES: list[Case] = []
RAISING: list[Raising] = []


def case(
    function: Callable[..., Any],
    *args: Any,
    argnums: int | tuple[int, ...] | None = None,
    id: str | None = None,  # noqa: A002  pytest's word
    transform: str = "grad",
    differences: bool = True,
    single_precision: bool = False,
) -> None:
    """Add a program with its arguments to the corpus."""
    if argnums is None:
        possible = tuple(i for i, arg in enumerate(args) if is_differentiable(arg))
        argnums = possible[0] if len(possible) == 1 else possible
    own_id = _new_id(function, id)
    CASES.append(Case(function, args, argnums, own_id, transform, differences, single_precision))


def raising(function: Callable[..., Any], *args: Any, exception: type[Exception]) -> None:
    """Add a program that raises with these arguments."""
    RAISING.append(Raising(function, args, exception, _new_id(function, None)))


def _new_id(function: Any, chosen: str | None) -> str:
    plain = function
    while not hasattr(plain, "__code__"):  # partials, bound methods, numba's dispatchers
        plain = next(getattr(plain, name) for name in ("py_func", "__func__", "func") if hasattr(plain, name))
    name = f"{Path(plain.__code__.co_filename).stem}-{chosen or plain.__name__}"
    taken = {item.id for item in [*CASES, *RAISING]}
    count = 2
    new = name
    while new in taken:
        new, count = f"{name}-{count}", count + 1
    return new
