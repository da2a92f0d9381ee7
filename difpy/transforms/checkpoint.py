"""`checkpoint`: a function that is run again in the reverse sweep, instead of recording what it computes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from difpy.elaborate.shapes import DerivativeOf, Shape
from difpy.errors import ArgumentTypeError, ArgumentValueError
from difpy.transforms.as_function import as_function
from difpy.transforms.request import name_of, signature_of, wrap


class Checkpoint:
    """What `checkpoint` returns: `primal`, which it is called as."""

    def __init__(self, primal: Callable[..., Any]) -> None:
        self.__signature__ = signature_of(primal)
        wrap(self, primal)
        self.primal = primal

    def in_program(self, function: Shape) -> Shape:
        """The shape of this in a program, given that of the primal."""
        return DerivativeOf(function, "checkpoint", (), False)

    @functools.cached_property
    def as_function(self) -> Any:
        """A Python function that calls this one; what is differentiated when this is."""
        return as_function("checkpoint", self.primal)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.primal(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<difpy.checkpoint of {name_of(self.primal)}{self.__signature__}>"


def checkpoint(fun: Callable[..., Any]) -> Checkpoint:
    """The same function, of which a gradient records the arguments alone: its reverse sweep runs it again.

    A loop that calls it needs the memory of its arguments for each iteration, and of what happens inside
    once, at the cost of one more run. The function may not write into its arguments.

    >>> @checkpoint
    ... def step(x): return x - 0.1 * x**3
    >>> step(1.0)
    0.9
    """
    return Checkpoint(fun)


def checkpointed(steps: range, *, snapshots: int = 20) -> range:
    """The same range, for a loop whose gradient keeps the state at `snapshots` places alone.

        for i in difpy.checkpointed(range(n), snapshots=50):
            x = x + dt * f(x, i)

    In between, its reverse sweep runs the steps again: with k snapshots and t runs of each step, it can
    reverse (k + t)! / (k! t!) of them (Griewank and Walther's binomial checkpointing). The loop's variables
    are numbers and arrays, each of them bound before the loop if it is read behind it; the body writes into
    no array that it hasn't made, and runs to its end.

    >>> list(checkpointed(range(3)))
    [0, 1, 2]
    """
    if not isinstance(steps, range):
        raise ArgumentTypeError(
            f"difpy.checkpointed takes a range; got {steps!r} of type {type(steps).__name__}."
        )
    if isinstance(snapshots, bool) or not hasattr(snapshots, "__index__") or snapshots < 1:
        raise ArgumentValueError(f"difpy.checkpointed needs at least one snapshot; got {snapshots!r}.")
    return steps
