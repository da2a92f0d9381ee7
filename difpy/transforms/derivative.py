"""What `jacobian` and `hessian` return: a callable with the signature of its primal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from difpy.errors import NotSupportedYetError
from difpy.transforms.one_state import from_one_state
from difpy.transforms.request import name_of, signature_of, wrap

Compute = Callable[[tuple[Any, ...], dict[str, Any]], Any]


class Derivative:
    """A derivative of `primal` that is put together from runs of other transforms."""

    primal: Callable[..., Any]

    def __init__(self, primal: Callable[..., Any], kind: str, compute: Compute) -> None:
        self.__signature__ = signature_of(primal)
        wrap(self, primal)
        self.primal = primal
        self.kind = kind
        self._compute = compute

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Arguments as the primal takes them."""
        with from_one_state():
            return self._compute(args, kwargs)

    @property
    def as_function(self) -> Any:
        """What is differentiated when this is; not there yet."""
        raise NotSupportedYetError(
            f"difpy cannot differentiate {self!r} yet, which is a derivative itself.\n"
            "Use difpy.grad, jvp or hvp of the function, whose derivatives can be taken again."
        )

    def __repr__(self) -> str:
        return f"<difpy.{self.kind} of {name_of(self.primal)}{self.__signature__}>"
