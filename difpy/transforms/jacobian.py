"""`jacfwd`, `jacrev`, `jacobian` and `hessian`: all derivatives of all results."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from difpy.elaborate.shapes import DerivativeOf, Shape
from difpy.errors import ArgumentTypeError, DifferentiationError
from difpy.transforms.as_function import as_function
from difpy.transforms.derivative import Runner, Transformed
from difpy.transforms.family import family_of
from difpy.transforms.one_state import draws
from difpy.transforms.request import (
    Argnums,
    Options,
    Request,
    bind,
    bound_keywords,
    name_of,
    options,
    resolve_argnums,
)
from difpy.transforms.separate_runs import in_separate_runs, is_plain

Function = Callable[..., Any]


class Derivative(Transformed):
    """A Jacobian or Hessian of `primal`: `kind` is the transform that it is of."""

    def __init__(self, primal: Function, kind: str, argnums: Argnums, options: Options) -> None:
        super().__init__(primal, kind, options)
        self.wrt = resolve_argnums(self.__signature__, argnums, name_of(primal), bound_keywords(primal))
        self.is_tuple = isinstance(argnums, tuple)
        self._runs_apart = False
        bound = bound_keywords(primal)
        self.names = tuple(name for name in self.__signature__.parameters if name not in bound)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Arguments as the primal takes them."""
        names = self.names
        values = bind(self.__signature__, name_of(self.primal), args, kwargs, names)
        given = tuple(
            float(v) if type(v) is int and name in self.wrt else v
            for name, v in zip(names, values, strict=True)
        )
        if self._runs_apart or any(map(np.iscomplexobj, given)):
            return self._apart(given)
        try:
            return self._runner(given, lambda: self._check(dict(zip(names, given, strict=True))))
        except ArgumentTypeError:
            return self._apart(given)  # complex results, or the error in words of the primal
        except DifferentiationError:
            if not self._draws(given):
                raise
        self._runs_apart = True
        return self._apart(given)

    def _draws(self, args: tuple[Any, ...]) -> bool:
        """Whether the primal draws: then no run of it may be part of another program."""
        family = family_of(self.primal, Request("value", (), options=self.options), self.names)
        try:
            family.route(self.primal, args)
        except DifferentiationError:
            return False
        return draws(family)

    def _apart(self, args: tuple[Any, ...]) -> Any:
        self._check(dict(zip(self.names, args, strict=True)))
        places = [self.names.index(name) for name in self.wrt]
        chosen = vars(self.options)
        return in_separate_runs(self.kind, self.primal, args, places, chosen, is_tuple=self.is_tuple)

    @functools.cached_property
    def _runner(self) -> Runner:
        return Runner(self.as_function, self.names, self.options, self.kind)

    def _check(self, values: dict[str, Any]) -> None:
        for name in self.wrt:
            value = values[name]
            if not is_plain(value):
                raise ArgumentTypeError(
                    f"The argument `{name}` of {name_of(self.primal)} is {value!r}: Jacobians and Hessians "
                    "are with respect to floats and arrays of floats.\nPass its floats as one array."
                )

    def in_program(self, function: Shape) -> Shape:
        """The shape of this in a program, given that of the primal."""
        return DerivativeOf(function, self.kind, self.wrt, self.is_tuple)

    @functools.cached_property
    def as_function(self) -> Any:
        """A Python function that does the same; what is differentiated when this is."""
        argnums = self.wrt if self.is_tuple else self.wrt[0]
        return as_function(self.kind, self.primal, argnums=argnums)

    def __reduce__(self) -> Any:
        """As the transform of its primal."""
        argnums = self.wrt if self.is_tuple else self.wrt[0]
        return Derivative, (self.primal, self.kind, argnums, self.options)


def jacfwd(
    fun: Function,
    argnums: Argnums = 0,
    *,
    jit: bool = True,
    checks: bool = True,
    fastmath: bool | Iterable[str] = False,
    vector_math: bool = True,
) -> Derivative:
    """The Jacobian in forward mode: one run for each element of the arguments.

    A function of the same arguments. The function returns a float, an array, or a tuple of those; for each of
    these the Jacobian is an array of its shape followed by that of the argument, and for a tuple of argnums
    a tuple of such arrays. The arguments of interest are floats and arrays.

    >>> jacfwd(lambda x: np.array([x[0] * x[1], x[1]]), jit=False)(np.array([2.0, 3.0])).tolist()
    [[3.0, 2.0], [0.0, 1.0]]
    """
    chosen = options(jit=jit, checks=checks, fastmath=fastmath, vector_math=vector_math)
    return Derivative(fun, "jacfwd", argnums, chosen)


def jacrev(
    fun: Function,
    argnums: Argnums = 0,
    *,
    jit: bool = True,
    checks: bool = True,
    fastmath: bool | Iterable[str] = False,
    vector_math: bool = True,
) -> Derivative:
    """The Jacobian in reverse mode: one run for each element of the results. Otherwise as `jacfwd`.

    >>> jacrev(lambda x: np.array([x[0] * x[1], x[1]]), jit=False)(np.array([2.0, 3.0])).tolist()
    [[3.0, 2.0], [0.0, 1.0]]
    """
    chosen = options(jit=jit, checks=checks, fastmath=fastmath, vector_math=vector_math)
    return Derivative(fun, "jacrev", argnums, chosen)


def jacobian(
    fun: Function,
    argnums: Argnums = 0,
    *,
    jit: bool = True,
    checks: bool = True,
    fastmath: bool | Iterable[str] = False,
    vector_math: bool = True,
) -> Derivative:
    """The Jacobian in the mode that takes fewer runs: forward unless there are fewer results than arguments.

    What it takes and gives is as in `jacfwd`.

    >>> jacobian(lambda x: (x * x, x[0]), jit=False)(np.array([2.0, 3.0]))[1].tolist()
    [1.0, 0.0]
    """
    chosen = options(jit=jit, checks=checks, fastmath=fastmath, vector_math=vector_math)
    return Derivative(fun, "jacobian", argnums, chosen)


def hessian(
    fun: Function,
    argnums: Argnums = 0,
    *,
    jit: bool = True,
    checks: bool = True,
    fastmath: bool | Iterable[str] = False,
    vector_math: bool = True,
) -> Derivative:
    """The Hessian of a function that returns one float, with respect to floats and arrays.

    A function of the same arguments. Of an array of shape s it is an array of shape s + s, of a float a
    float; for a tuple of argnums it is a tuple of tuples of such blocks. It takes a product with the Hessian
    for each element.

    >>> hessian(lambda x: x[0] ** 2 * x[1], jit=False)(np.array([2.0, 3.0])).tolist()
    [[6.0, 4.0], [4.0, 0.0]]
    """
    chosen = options(jit=jit, checks=checks, fastmath=fastmath, vector_math=vector_math)
    return Derivative(fun, "hessian", argnums, chosen)
