"""The functions that run the steps of a checkpointed loop, forwards and backwards, as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from difpy.frontend.made import defined

OWN = ("step", "start", "stop", "stride", "snapshots", "seeds", "sweeps", "reach", "first", "last", "middle",
       "k", "run", "pull", "back", "count", "np", "cotangents", "max", "min", "none", "range",
       "len")  # fmt: skip
"""The names that the functions use themselves."""

TEXT = """\
def run(step, start, stop, stride, {names}):
    for k in range(start, stop, stride):
        {state} = step(k, {names})
    return {state}

def back(step, first, last, start, stride, snapshots, sweeps, {names}, {bars_of_state}):
    {zeros}
    while last > first:
        middle = first
        if last - first > 1:
            middle = last - 1
            if snapshots > 0:
                middle = -(-(snapshots * first + sweeps * last) // (snapshots + sweeps))
                middle = min(max(middle, first + 1), last - 1)
        {ahead} = {state}
        for k in range(first, middle):
            {ahead} = step(start + k * stride, {names_ahead})
        if last - middle == 1:
            {given} = cotangents(step, (start + middle * stride, {names_ahead}), {seeds})
        else:
            {given_back} = back(
                step, middle, last, start, stride, snapshots - 1, sweeps, {names_ahead}, {bars_of_state}
            )
        {sums}
        last = middle
        sweeps = max(sweeps - 1, 1)
    return {results}

def pull(step, start, stop, stride, snapshots, {names}, seeds):
    {given_seeds} = seeds
    count = len(range(start, stop, stride))
    sweeps = 1
    reach = snapshots + 1
    while reach < count:
        sweeps += 1
        reach = reach * (snapshots + sweeps) // sweeps
    return back(step, 0, count, start, stride, snapshots, sweeps, {names}, {bars_of_state})
"""


def cotangents(function: Any, primals: Any, seeds: Any) -> Any:
    """Stands in the text for what `difpy.vjp(function, *primals)[1](seeds)` gives, without the value."""
    raise NotImplementedError


@dataclass(frozen=True)
class Variables:
    """Those that the steps read only, of which there are `fixed`, then those that they change."""

    names: tuple[str, ...]
    fixed: int
    differentiable: tuple[bool, ...]
    arrays: tuple[bool, ...]


@cache
def written(variables: Variables) -> dict[str, Callable[..., Any]]:
    """`run(step, start, stop, stride, *values)` gives the last values of the state; `pull(step, start, stop,
    stride, snapshots, *values, seeds)` the cotangents of all values that have one."""
    names = [f"{name}_" if name in OWN else name for name in variables.names]
    fixed, state = names[: variables.fixed], names[variables.fixed :]
    varied = [name for name, d in zip(names, variables.differentiable, strict=True) if d]
    of_fixed, of_state = [n for n in fixed if n in varied], [n for n in state if n in varied]
    is_array = dict(zip(names, variables.arrays, strict=True))
    zero = [f"{n}_bar = {f'np.zeros_like({n})' if is_array[n] else '0.0'}" for n in of_fixed]
    sums = [f"{n}_bar = {n}_bar + {n}_given" for n in of_fixed]
    given = [
        "none",
        *(f"{n}_given" if n in of_fixed else f"{n}_bar" if n in of_state else "none" for n in names),
    ]
    given_back = [*(f"{n}_given" for n in of_fixed), *(f"{n}_bar" for n in of_state)]
    ahead = [f"{n}_ahead" for n in state]
    text = TEXT.format(
        names=", ".join(names),
        state=_tuple(state),
        bars_of_state=", ".join(f"{n}_bar" for n in of_state),
        zeros="; ".join(zero) or "pass",
        ahead=_tuple(ahead),
        names_ahead=", ".join([*fixed, *ahead]),
        given=_tuple(given),
        seeds=_tuple(f"{n}_bar" if n in of_state else "None" for n in state),
        given_seeds=_tuple(f"{n}_bar" if n in of_state else "none" for n in state),
        given_back=_tuple(given_back),
        sums="; ".join(sums) or "pass",
        results=_tuple([f"{n}_bar" for n in (*of_fixed, *of_state)]),
    )
    what = f"checkpointed loop over {', '.join(variables.names)}"
    pull = defined(text, "pull", what, {"np": np, "cotangents": cotangents})
    return {"run": pull.__globals__["run"], "pull": pull}


def _tuple(names: Iterable[str]) -> str:
    return "({},)".format(", ".join(names))
