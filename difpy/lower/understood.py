"""Which arguments the rewrites of `numpy_gaps` read: a call with others is left to Numba, which refuses it.

A rewrite that dropped `initial=` or `where=` would compute something else.
"""

from __future__ import annotations

from difpy.program import Call

_REDUCTIONS = ("all", "amax", "amin", "any", "max", "mean", "median", "min", "nanmax", "nanmean", "nanmin",
               "nansum", "prod", "ptp", "sum")  # fmt: skip

READ: dict[str, tuple[int, frozenset[str]]] = {
    **dict.fromkeys([f"np.{name}" for name in _REDUCTIONS], (2, frozenset({"axis", "keepdims"}))),
    **dict.fromkeys(["np.std", "np.var"], (2, frozenset({"axis", "ddof", "keepdims"}))),
    **dict.fromkeys(["np.percentile", "np.quantile"], (3, frozenset({"axis", "keepdims"}))),
    **dict.fromkeys(["np.dot", "np.gradient", "np.inner", "np.matmul", "np.vdot"], (2, frozenset())),
    **dict.fromkeys(["np.repeat", "np.roll"], (3, frozenset({"axis"}))),
    **dict.fromkeys(
        ["np.argsort", "np.cumprod", "np.cumsum", "np.expand_dims", "np.flip", "np.squeeze"],
        (2, frozenset({"axis"})),
    ),
    "np.array": (2, frozenset({"dtype"})),
    "np.clip": (3, frozenset({"a_max", "a_min"})),
    "np.diagonal": (2, frozenset({"offset"})),
    "np.diff": (3, frozenset({"axis", "n"})),
    "np.linalg.norm": (3, frozenset({"axis", "keepdims", "ord"})),
    "np.linspace": (3, frozenset({"endpoint", "num"})),
    "np.meshgrid": (2, frozenset({"indexing"})),
    "np.moveaxis": (3, frozenset()),
    "np.pad": (2, frozenset({"pad_width"})),
    "np.sort": (2, frozenset({"axis", "kind", "stable"})),
}
"""How many arguments by position, and which by name."""


def is_understood(value: Call) -> bool:
    """Whether a rewrite reads every argument of a call."""
    count, names = READ.get(value.function, (len(value.arguments), frozenset(dict(value.keywords))))
    return len(value.arguments) <= count and {name for name, _ in value.keywords} <= names
