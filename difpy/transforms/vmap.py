"""`vmap`: a function applied to each element of a batch."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

from difpy.elaborate.shapes import Axes, MappedOf, Shape
from difpy.errors import ArgumentTypeError, ArgumentValueError
from difpy.transforms.as_function import as_function
from difpy.transforms.derivative import Runner, Transformed
from difpy.transforms.request import Options, bound_keywords, name_of, options, signature_of


class Mapped(Transformed):
    """`primal` over a batch."""

    def __init__(self, primal: Callable[..., Any], in_axes: Axes, out_axes: Axes, options: Options) -> None:
        super().__init__(primal, "vmap", options)
        self.in_axes, self.out_axes = in_axes, out_axes
        self.__signature__ = inspect.signature(self.as_function)
        self._runners: dict[tuple[int, tuple[str, ...]], Runner] = {}

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Arguments as the primal takes them, with the axes that are mapped in addition."""
        form = (len(args), tuple(kwargs))
        if form not in self._runners:
            self._runners[form] = self._runner(*form)
        return self._runners[form]((*args, *kwargs.values()), _anything)

    def _runner(self, count: int, keywords: tuple[str, ...]) -> Runner:
        """For this many arguments by position, and these by keyword."""
        signature = signature_of(self.primal)
        try:
            bound = signature.bind(*[None] * count, **dict.fromkeys(keywords))
        except TypeError as error:
            raise ArgumentTypeError(f"{name_of(self.primal)}{signature}: {error}.") from None
        names = tuple(bound.arguments)
        function = self._function(names[:count], keywords)
        return Runner(function, (*names[:count], *keywords), self.options, "vmap")

    def _function(self, by_position: tuple[str, ...], keywords: tuple[str, ...]) -> Any:
        axes = {"in_axes": self.in_axes, "out_axes": self.out_axes}
        return as_function("vmap", self.primal, (by_position, keywords), **axes)

    def in_program(self, function: Shape) -> Shape:
        """The shape of this in a program, given that of the primal."""
        return MappedOf(function, "vmap", self.in_axes, self.out_axes)

    @functools.cached_property
    def as_function(self) -> Any:
        """A Python function that does the same; what is differentiated when this is.

        It takes as many arguments as `in_axes` has entries; else all that have no default.
        """
        signature, bound = signature_of(self.primal), bound_keywords(self.primal)
        parameters = [p for name, p in signature.parameters.items() if name not in bound]
        needed = [p.name for p in parameters if p.default is p.empty]
        by_position = [p.name for p in parameters if p.kind is not p.KEYWORD_ONLY]
        if isinstance(self.in_axes, tuple):
            by_position = by_position[: len(self.in_axes)]
        else:
            by_position = [name for name in by_position if name in needed]
        keywords = [name for name in needed if name not in by_position]
        return self._function(tuple(by_position), tuple(keywords))

    def __reduce__(self) -> Any:
        """As the transform of its primal."""
        return Mapped, (self.primal, self.in_axes, self.out_axes, self.options)


def _anything() -> None:
    """The program that is made for the arguments says what is wrong with them."""


def vmap(
    fun: Callable[..., Any],
    in_axes: Any = 0,
    out_axes: Any = 0,
    *,
    jit: bool = True,
    checks: bool = True,
    fastmath: bool | Iterable[str] = False,
    vector_math: bool = True,
) -> Mapped:
    """The function over a batch: a loop, compiled, that calls it with each element.

    `in_axes` has for each argument by position the axis of its arrays that is mapped, None for one that is
    given to every call as it is, or a tuple of those for the parts of a tuple; one number is for all
    arguments. Arguments by keyword are mapped over their first axis. `out_axes` says in the same way where
    the results have the axis of the batch. What returns a float gives a vector, an array an array of one more
    dimension, a tuple a tuple; ints and bools give arrays of those. `jit`, `checks`, `fastmath` and
    `vector_math` are as in `grad`.

    The function may be anything that can be differentiated, a derivative too, and so may be what `vmap`
    returns. It is called with copies of what it might write into. Axes that do not go with the arguments, and
    batches of different sizes, are a ValueError.

    >>> vmap(lambda x, a: a * x * x, in_axes=(0, None), jit=False)([1.0, 2.0], 3.0)
    Traceback (most recent call last):
    ...
    difpy.errors.ArgumentTypeError: vmap maps over `x`, which is a list of floats.
    Pass an array or a tuple of arrays.
    """
    chosen = options(jit=jit, checks=checks, fastmath=fastmath, vector_math=vector_math)
    return Mapped(fun, _axes(in_axes, "in_axes"), _axes(out_axes, "out_axes"), chosen)


def _axes(given: Any, name: str) -> Axes:
    if isinstance(given, (tuple, list)):
        return tuple(_axes(part, name) for part in given)
    if given is None or (hasattr(given, "__index__") and not isinstance(given, bool)):
        return None if given is None else int(given)
    raise ArgumentValueError(f"{name} is {given!r}: give an int, None, or a tuple of those.")
