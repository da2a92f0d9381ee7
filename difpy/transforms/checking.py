"""`check_grads`: derivatives against central differences, and the two modes against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

import numpy as np

from difpy.errors import ArgumentTypeError, NotSupportedYetError
from difpy.runtime.generators import Generators, again, alike
from difpy.transforms.pullback import private, vjp
from difpy.transforms.pushforward import jvp
from difpy.transforms.second_order import hvp
from difpy.transforms.seeds import floats

STEP = 1e-5
"""Relative; the error of the extrapolated difference is then near 1e-11 of the function's scale."""
SEED = 20
MOST_ELEMENTS = 400
"""Of how many elements of an argument a report looks at each."""


def check_grads(
    fun: Callable[..., Any],
    args: tuple[Any, ...],
    order: int = 1,
    *,
    rtol: float = 1e-6,
    atol: float = 1e-8,
    modes_rtol: float = 1e-12,
    jit: bool = True,
) -> None:
    """Compare derivatives with central differences, in a random direction, and the two modes with each other.

    The gradient and differences of the function may disagree by `rtol` of the larger one, plus `atol`;
    reverse and forward mode by `modes_rtol` of the absolute terms of the inner products that they give. With
    `order=2` the Hessian's product with a direction is compared with differences of the gradient, of a
    function that returns one float. Raises an AssertionError that says where they disagree: in which
    argument, which element, and what both give.

    >>> check_grads(lambda x, y: x * y, (2.0, 3.0), order=2, jit=False)
    """
    if order not in (1, 2):
        raise NotSupportedYetError(f"check_grads with order={order} is not supported yet: 1 and 2 are.")
    random = np.random.default_rng(SEED)
    value, pullback = vjp(fun, *args, jit=jit)
    states = pullback.states and alike(pullback.states)
    if states is not None:
        with again(states):
            value, pullback = vjp(fun, *args, jit=jit)
    seed = 1.0 if isinstance(value, (float, np.floating)) else direction(value, random)
    if states is not None:
        _check_draws(fun, inner(seed, value), inner(seed, _run(fun, args, states)), rtol)
    along = tuple(direction(arg, random) for arg in args)
    if not any(True for arg in args for _ in floats(arg)):
        raise ArgumentTypeError("check_grads needs an argument that is made of floats.")
    check = _Check(fun, args, jit, states, rtol, atol)
    cotangents = pullback(seed)
    check.against_differences(seed, cotangents, along)
    check.modes(seed, cotangents, along, modes_rtol)
    if order == 2:
        check.second(value, along, random)


@dataclass(frozen=True)
class _Check:
    fun: Callable[..., Any]
    args: tuple[Any, ...]
    jit: bool
    states: Generators | None
    rtol: float
    atol: float

    @property
    def name(self) -> str:
        return str(getattr(self.fun, "__name__", repr(self.fun)))

    def against_differences(self, seed: Any, cotangents: Any, along: Any) -> None:
        """Each argument in its own direction; where that fails, each of its elements."""
        for i, each in enumerate(along):
            if not any(True for _ in floats(self.args[i])):
                continue
            expected = self._difference(i, each, seed)
            actual = inner(cotangents[i], each)
            if not self._agree(actual, expected):
                raise AssertionError(
                    f"The gradient of {self.name} with respect to argument {i} is wrong: in a random "
                    f"direction it is {actual!r}, and finite differences give {expected!r}."
                    f"{self._elements(i, cotangents[i], seed)}"
                )

    def _agree(self, actual: float, expected: float) -> bool:
        return abs(actual - expected) <= self.rtol * max(abs(actual), abs(expected)) + self.atol

    def _elements(self, i: int, cotangent: Any, seed: Any) -> str:
        """The elements of an argument that are wrong, the worst first."""
        wrong: list[tuple[float, str]] = []
        for place, unit in islice(units_of(self.args[i]), MOST_ELEMENTS):
            actual, expected = inner(cotangent, unit), self._difference(i, unit, seed)
            if not self._agree(actual, expected):
                words = f"\n    argument {i}{place}: {actual!r}, by differences {expected!r}"
                wrong.append((abs(actual - expected), words))
        wrong.sort(key=lambda pair: -pair[0])
        more = f"\n    and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        return "".join(words for _, words in wrong[:3]) + more

    def modes(self, seed: Any, cotangents: Any, along: Any, rtol: float) -> None:
        """The inner product of the seed with the tangent is that of the cotangents with the direction."""
        with again(self.states) if self.states is not None else nullcontext():
            _, tangent = jvp(self.fun, self.args, along, jit=self.jit)
        forward, backward = inner(seed, tangent), inner(cotangents, along)
        allowed = rtol * (inner(seed, tangent, absolute=True) + inner(cotangents, along, absolute=True))
        if not abs(forward - backward) <= allowed:
            raise AssertionError(
                f"The two modes disagree on {self.name}: in a random direction forward mode gives "
                f"{forward!r} and reverse mode {backward!r}."
            )

    def second(self, value: Any, along: Any, random: np.random.Generator) -> None:
        """The Hessian's product with a direction, against differences of the gradient."""
        if not isinstance(value, (float, np.floating)):
            raise ArgumentTypeError("check_grads with order=2 needs a function that returns one float.")
        with again(self.states) if self.states is not None else nullcontext():
            products = hvp(self.fun, self.args, along, jit=self.jit)
        for i, (product, arg) in enumerate(zip(products, self.args, strict=True)):
            across = direction(arg, random)
            if across is None:
                continue
            expected = extrapolated(partial(self._slope, i, across, along), self.args)
            actual = inner(product, across)
            if not self._agree(actual, expected):
                raise AssertionError(
                    f"The second derivative of {self.name} with respect to argument {i} is wrong: in two "
                    f"random directions it is {actual!r}, and differences of the gradient give {expected!r}."
                )

    def _slope(self, i: int, across: Any, along: Any, step: float) -> float:
        """The gradient in the direction `across`, at arguments moved along the other."""
        pairs = zip(self.args, along, strict=True)
        moved = tuple(_shifted(private(arg), each, step) for arg, each in pairs)
        with again(self.states) if self.states is not None else nullcontext():
            value, pullback = vjp(self.fun, *moved, jit=self.jit)
        return inner(pullback(type(value)(1.0))[i], across)

    def _difference(self, i: int, along: Any, seed: Any) -> float:
        """The derivative along a direction of one argument."""

        def at(step: float) -> float:
            moved = [private(arg) for arg in self.args]
            moved[i] = _shifted(moved[i], along, step)
            return inner(seed, _run(self.fun, moved, self.states))

        return extrapolated(at, self.args[i : i + 1])


def extrapolated(at: Callable[[float], float], moved: Sequence[Any]) -> float:
    """The derivative at zero, by Richardson's extrapolation of central differences."""
    sizes = (float(np.max(np.abs(leaf), initial=0.0)) for arg in moved for leaf in floats(arg))
    scale = STEP * max([1.0, *sizes])

    def central(step: float) -> float:
        return (at(step) - at(-step)) / (2.0 * step)

    return (4.0 * central(scale / 2.0) - central(scale)) / 3.0


def units_of(value: Any) -> Iterator[tuple[str, Any]]:
    """For each number in a structure where it is, and the direction that moves it alone."""
    if isinstance(value, (tuple, list)):
        for k, part in enumerate(value):
            for place, unit in units_of(part):
                yield f"[{k}]{place}", tuple(unit if j == k else None for j in range(len(value)))
    elif np.iscomplexobj(value):
        for part, direction_of in ((".real", 1.0), (".imag", 1j)):
            for place, unit in units_of(np.real(value) if np.ndim(value) else 1.0):
                yield f"{place}{part}", direction_of * unit
    elif isinstance(value, np.ndarray) and value.dtype.kind == "f":
        for index in np.ndindex(value.shape):
            unit = np.zeros(value.shape)
            unit[index] = 1.0
            yield "[" + ", ".join(map(str, index)) + "]", unit
    elif isinstance(value, (float, np.floating)):
        yield "", 1.0


def _run(fun: Callable[..., Any], args: Sequence[Any], states: Generators | None) -> Any:
    """What the function gives; one that draws starts from these states of the generators."""
    if states is None:
        return fun(*args)
    with again(states):
        return fun(*map(private, args))


def _check_draws(fun: Callable[..., Any], ours: float, theirs: float, rtol: float) -> None:
    if not abs(ours - theirs) <= rtol * max(abs(ours), abs(theirs)):
        raise NotSupportedYetError(
            f"check_grads of {getattr(fun, '__name__', repr(fun))}: compiled code draws other random numbers "
            "than the function does by itself.\nCheck it with jit=False."
        )


def direction(value: Any, random: np.random.Generator) -> Any:
    """A random structure like the value, of numbers between 0.5 and 1.5, which are the negative imaginary
    parts of complex ones too; None for what is no float."""
    if isinstance(value, (tuple, list)):
        return tuple(direction(part, random) for part in value)
    if not any(True for _ in floats(value)):
        return None
    shape = np.shape(value) if isinstance(value, np.ndarray) else None
    along: Any = random.uniform(0.5, 1.5, shape)
    return along - 1j * random.uniform(0.5, 1.5, shape) if np.iscomplexobj(value) else along


def inner(a: Any, b: Any, *, absolute: bool = False) -> float:
    """The inner product of two structures, of which only floats count, or of their absolute values.

    It is of a cotangent with a tangent: of complex numbers the real part, nothing conjugated.
    """
    if a is None or b is None:
        return 0.0
    if isinstance(a, (tuple, list)):
        return sum(inner(x, y, absolute=absolute) for x, y in zip(a, b, strict=True))
    terms = np.multiply(a, b)
    return float(np.sum(np.abs(terms) if absolute else np.real(terms)))


def _shifted(value: Any, along: Any, step: float) -> Any:
    if along is None:
        return value
    if isinstance(value, (tuple, list)):
        parts = [_shifted(v, d, step) for v, d in zip(value, along, strict=True)]
        if isinstance(value, list):
            return parts
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if isinstance(value, np.ndarray):
        return (value + step * along).astype(value.dtype)
    return value + step * along
