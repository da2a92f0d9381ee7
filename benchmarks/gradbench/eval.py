"""What an eval consists of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Input = dict[str, Any]
"""What the suite sends, from JSON."""

Sizes = Iterator[tuple[str, Input]]
"""Descriptions of inputs, and the inputs."""


def as_it_is(result: Any) -> Any:
    return result


def listed(result: Any) -> Any:
    """An array as nested lists."""
    return result.tolist()


@dataclass(frozen=True)
class Function:
    """A function of an eval: `run(*arguments)` is timed, `write` makes JSON of what it gives.

    `witness(*arguments)` gives the same by other means: a formula, an adjoint written by hand, complex steps.
    """

    run: Callable[..., Any]
    witness: Callable[..., Any]
    write: Callable[[Any], Any] = as_it_is


@dataclass(frozen=True)
class Eval:
    """The functions of an eval by the names that the suite has for them.

    `read` makes their arguments of an input; `inputs(size)` gives inputs of ours, of the suite's form:
    "small" ones, which only show that everything runs, or "full" ones, of the suite's sizes.
    """

    read: Callable[[Any], tuple[Any, ...]]
    functions: Mapping[str, Function]
    inputs: Callable[[str], Sizes]
