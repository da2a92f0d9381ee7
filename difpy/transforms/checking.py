"""`check_grads`: gradients against central differences of the function itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from difpy.errors import ArgumentTypeError, NotSupportedYetError
from difpy.runtime.generators import Generators, again, alike
from difpy.transforms.pullback import private, vjp
from difpy.transforms.seeds import floats

STEP = 1e-5
"""Relative; the error of the extrapolated difference is then near 1e-11 of the function's scale."""
SEED = 20


def check_grads(
    fun: Callable[..., Any],
    args: tuple[Any, ...],
    order: int = 1,
    *,
    rtol: float = 1e-6,
    atol: float = 1e-8,
    jit: bool = True,
) -> None:
    """Compare the gradient with central differences, in a random direction for each argument.

    Raises an AssertionError where they disagree by more than `rtol` of the larger one, plus `atol`.

    >>> check_grads(lambda x, y: x * y, (2.0, 3.0), jit=False)
    """
    if order != 1:
        raise NotSupportedYetError(f"check_grads with order={order} is not supported yet: order=1 is.")
    random = np.random.default_rng(SEED)
    value, pullback = vjp(fun, *args, jit=jit)
    states = pullback.states and alike(pullback.states)
    if states is not None:
        with again(states):
            value, pullback = vjp(fun, *args, jit=jit)
    seed = direction(value, random)
    if states is not None:
        _check_draws(fun, inner(seed, value), inner(seed, _run(fun, args, states)), rtol)
    cotangents = pullback(seed)
    checked = False
    for i, arg in enumerate(args):
        if not any(True for _ in floats(arg)):
            continue
        checked = True
        along = direction(arg, random)
        expected = _difference(fun, args, i, along, seed, states)
        actual = inner(cotangents[i], along)
        if not abs(actual - expected) <= rtol * max(abs(actual), abs(expected)) + atol:
            name = getattr(fun, "__name__", repr(fun))
            raise AssertionError(
                f"The gradient of {name} with respect to argument {i} is wrong: in a random direction it is "
                f"{actual!r}, and finite differences give {expected!r}."
            )
    if not checked:
        raise ArgumentTypeError("check_grads needs an argument that is made of floats.")


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


def _difference(
    fun: Callable[..., Any],
    args: tuple[Any, ...],
    i: int,
    along: Any,
    seed: Any,
    states: Generators | None,
) -> float:
    """The derivative along a direction of one argument, by Richardson's extrapolation."""
    scale = STEP * max([1.0, *(float(np.max(np.abs(leaf), initial=0.0)) for leaf in floats(args[i]))])

    def at(step: float) -> float:
        moved = [private(arg) for arg in args]
        moved[i] = _shifted(moved[i], along, step)
        return inner(seed, _run(fun, moved, states))

    def central(step: float) -> float:
        return (at(step) - at(-step)) / (2.0 * step)

    return (4.0 * central(scale / 2.0) - central(scale)) / 3.0


def direction(value: Any, random: np.random.Generator) -> Any:
    """A random structure like the value, of numbers between 0.5 and 1.5; None for what is no float."""
    if isinstance(value, (tuple, list)):
        return tuple(direction(part, random) for part in value)
    if not any(True for _ in floats(value)):
        return None
    return (
        random.uniform(0.5, 1.5, np.shape(value))
        if isinstance(value, np.ndarray)
        else random.uniform(0.5, 1.5)
    )


def inner(a: Any, b: Any) -> float:
    """The inner product of two structures, of which only floats count."""
    if a is None or b is None:
        return 0.0
    if isinstance(a, (tuple, list)):
        return sum(inner(x, y) for x, y in zip(a, b, strict=True))
    return float(np.sum(np.multiply(a, b)))


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
