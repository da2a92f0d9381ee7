"""Functions of `math` that Numba doesn't take, or not with these arguments, as ones that it does.

Before:
    y = math.log(x, 2.0) * math.cbrt(x)

After:
    y = math.log(x) / math.log(2.0) * np.cbrt(x)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from difpy.program import Binary, Call, Expression

Rewrite = Callable[[Call], Expression | None]


def _log(value: Call) -> Expression | None:
    if len(value.arguments) < 2:
        return None
    x, base = value.arguments
    return Binary("/", Call("math.log", (x,)), Call("math.log", (base,)))


def renamed(name: str) -> Rewrite:
    return lambda value: replace(value, function=name)


def _with(count: int, name: str) -> Rewrite:
    """For so many arguments."""
    return lambda value: replace(value, function=name) if len(value.arguments) == count else None


MATH_REWRITES: dict[str, Rewrite] = {
    "math.cbrt": renamed("np.cbrt"),
    "math.comb": renamed("difpy.gaps.comb"),
    "math.factorial": renamed("difpy.gaps.factorial"),
    "math.fmod": renamed("np.fmod"),
    "math.fsum": renamed("difpy.gaps.fsum"),
    "math.isclose": renamed("difpy.gaps.isclose"),
    "math.isqrt": renamed("difpy.gaps.isqrt"),
    "math.lcm": _with(2, "np.lcm"),
    "math.log": _log,
    "math.perm": _with(2, "difpy.gaps.perm"),
    "math.prod": renamed("difpy.gaps.product"),
    "math.remainder": renamed("difpy.gaps.remainder"),
    "math.ulp": renamed("difpy.gaps.ulp"),
}
