"""Gradients of each example of a batch: `vmap` of `grad` against a loop written by hand in Numba.

    python -m benchmarks.per_example

A network with one hidden layer, and the gradient of each example's error with respect to its two matrices.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numba
import numpy as np

import difpy
from benchmarks.timing import medians

ROUNDS = 7


def error(first: Any, second: Any, x: Any, y: Any) -> Any:
    """The squared error of a network at one example; first: (h, n), second: (h,), x: (n,)."""
    value = 0.0
    for i in range(first.shape[0]):
        z = 0.0
        for j in range(first.shape[1]):
            z += first[i, j] * x[j]
        value += second[i] * math.tanh(z)
    return 0.5 * (value - y) ** 2


@numba.njit
def by_hand(first: Any, second: Any, xs: Any, ys: Any) -> Any:
    """The gradient of each example, as one writes it."""
    count, (h, n) = xs.shape[0], first.shape
    first_bar = np.empty((count, h, n))
    second_bar = np.empty((count, h))
    hidden = np.empty(h)
    for k in range(count):
        value = 0.0
        for i in range(h):
            z = 0.0
            for j in range(n):
                z += first[i, j] * xs[k, j]
            hidden[i] = math.tanh(z)
            value += second[i] * hidden[i]
        slope = value - ys[k]
        for i in range(h):
            second_bar[k, i] = slope * hidden[i]
            z_bar = slope * second[i] * (1.0 - hidden[i] * hidden[i])
            for j in range(n):
                first_bar[k, i, j] = z_bar * xs[k, j]
    return first_bar, second_bar


def main() -> None:
    """Print the times for several sizes."""
    random = np.random.default_rng(0)
    mapped = difpy.vmap(difpy.grad(error, (0, 1)), in_axes=(None, None, 0, 0))
    gradient = difpy.grad(error, (0, 1))
    print("count  inputs  hidden   by hand      vmap     ratio   calls of grad from Python")  # noqa: T201  what was asked for
    for count, n, h in ((1000, 4, 8), (1000, 16, 32), (200, 64, 64)):
        args = (
            random.normal(size=(h, n)),
            random.normal(size=h),
            random.normal(size=(count, n)),
            random.normal(size=count),
        )
        expected = by_hand(*args)
        for ours, theirs in zip(mapped(*args), expected, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-13)

        def looped(given: Any = args) -> Any:
            first, second, xs, ys = given
            return [gradient(first, second, x, y) for x, y in zip(xs, ys.tolist(), strict=True)]

        calls = {"hand": partial(by_hand, *args), "vmap": partial(mapped, *args), "python": looped}
        took = {name: 1e6 * seconds for name, seconds in medians(calls, ROUNDS).items()}
        times = f"{took['hand']:7.1f}us {took['vmap']:7.1f}us  {took['vmap'] / took['hand']:6.2f}"
        print(f"{count:5}  {n:6}  {h:6}  {times}   {took['python']:7.1f}us")  # noqa: T201  what was asked for


if __name__ == "__main__":
    main()
