"""What `vmap`, `jacobian` and `hessian` return: a callable that runs a program of its own.

The program is the one of a function that calls the transform with the parameters of the primal, so what
it does outside and inside of a differentiated function is the same.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from difpy.elaborate.shapes import Shape
from difpy.errors import NotSupportedYetError
from difpy.transforms.failures import explain
from difpy.transforms.family import Family, family_of
from difpy.transforms.request import Options, Request, name_of, signature_of, wrap
from difpy.transforms.switch import MissingError

Primal = Callable[..., Any]


class Runner:
    """Calls a function of Python as a compiled program; it compiles for the types of its arguments."""

    def __init__(self, function: Primal, names: tuple[str, ...], options: Options, transform: str) -> None:
        self._function = function
        self._transform = transform
        self._names, self._request = names, Request("value", (), options=options)
        self._call: Callable[..., Any] = _unprepared

    @property
    def family(self) -> Family:
        """The programs, shared by all functions with this code."""
        return family_of(self._function, self._request, self._names)

    def __call__(self, args: tuple[Any, ...], check: Callable[[], None]) -> Any:
        """With these arguments; `check` may refuse them where they are of other types than before."""
        try:
            return self._call(*args)
        except MissingError:
            pass  # handled below, so that what follows has no context
        except Exception as error:
            explain(error, self.family, self._function, args)
            raise
        check()
        variant, self._call = self.family.route(self._function, args)
        written = {name for built in variant.built.values() for name in built.written}
        if written:
            self._call = _unprepared
            raise NotSupportedYetError(
                f"difpy.{self._transform} of `{name_of(self._function)}` would write into "
                f"{', '.join(f'`{name}`' for name in sorted(written))}.\n"
                "Write into a copy, or return what is computed."
            )
        try:
            return self._call(*args)
        except Exception as error:
            explain(error, self.family, self._function, args)
            raise


def _unprepared(*args: Any) -> Any:
    raise MissingError


class Transformed(ABC):
    """A transform of `primal`, which is called as that is."""

    primal: Primal
    kind: str

    def __init__(self, primal: Primal, kind: str, options: Options) -> None:
        self.__signature__ = signature_of(primal)
        wrap(self, primal)
        self.primal = primal
        self.kind = kind
        self.options = options

    @abstractmethod
    def in_program(self, function: Shape) -> Shape:
        """The shape of this in a program, given that of the primal."""

    @property
    @abstractmethod
    def as_function(self) -> Any:
        """A Python function that does the same; what is differentiated when this is."""

    @property
    def _numba_type_(self) -> Any:
        """Numba's type of a function that is compiled when it is called, as `@njit` functions have."""
        function = self.as_function
        names = tuple(inspect.signature(function).parameters)
        family = family_of(function, Request("value", (), options=self.options), names)
        return family.compiled_type(function)

    def __repr__(self) -> str:
        return f"<difpy.{self.kind} of {name_of(self.primal)}{self.__signature__}>"
