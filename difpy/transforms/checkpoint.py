"""`checkpoint`: a function that is run again in the reverse sweep, instead of recording what it computes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from difpy.transforms.as_function import as_function
from difpy.transforms.request import Request, name_of, signature_of, wrap


class Checkpoint:
    """What `checkpoint` returns: `primal`, which it is called as."""

    def __init__(self, primal: Callable[..., Any]) -> None:
        self.__signature__ = signature_of(primal)
        wrap(self, primal)
        self.primal = primal
        self.request = Request("checkpoint", ())

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

    A loop that calls it needs the memory of its arguments for each iteration, and of what happens inside once,
    at the cost of one more run. The function may not write into its arguments.

    >>> @checkpoint
    ... def step(x): return x - 0.1 * x**3
    >>> step(1.0)
    0.9
    """
    return Checkpoint(fun)
