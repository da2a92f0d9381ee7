"""Rows of functions of complex numbers that are not elementwise.

In the convention of `complex_numbers.py` cotangents are paired with tangents without conjugation, so the
adjoint of a linear map is its transpose, not its conjugate transpose, and the rows of holomorphic functions
are those for floats. What conjugates has rows of its own. A function that is not here is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from difpy.rules.rows import Row, row
from difpy.rules.tangents import BILINEAR, LINEAR

SAME = frozenset({
    # copies, shapes and orders
    ".copy", ".flatten", "list", "list +", "list *",
    *(f"np.{name}" for name in (
        "append", "array", "asarray", "ascontiguousarray", "asfortranarray", "atleast_1d", "atleast_2d",
        "broadcast_to", "column_stack", "concatenate", "copy", "diag", "diagflat", "diagonal", "dstack",
        "full", "full_like", "hstack", "ravel", "repeat", "reshape", "roll", "squeeze", "stack", "take",
        "tile", "tril", "triu", "vstack")),
    # sums and products
    "sum",
    *(f"np.{name}" for name in (
        "cross", "cumsum", "diff", "dot", "ediff1d", "inner", "kron", "matmul", "mean", "outer", "prod",
        "sum", "trace")),
    # linear algebra
    *(f"np.linalg.{name}" for name in ("det", "inv", "matrix_power", "solve")),
    # what generated programs call
    "difpy.copy_list", "difpy.filled_like",
})  # fmt: skip
"""Functions whose rows for floats are right for complex numbers."""
HELPERS = frozenset({
    "cofactors", "filled_like", "folded", "kron_left", "kron_right", "matrix_power_adjoint",
    "matrix_power_tangent", "on_diagonal", "padded_to_full", "products_of_others", "start_of_convolution",
    "start_of_correlation", "sums_of_runs", "unbroadcast",
})  # fmt: skip
"""What these rows may call: others compute with floats."""

_UNIT = "np.conj(difpy.complex_ratio(x, out))"

OWN: dict[str, tuple[Row, ...]] = {
    ".astype": (row(".astype(a, dtype)", {"a": "seed"}, tangent=LINEAR),),
    "np.convolve": (
        row(
            "np.convolve(a: 1, v: 1)",
            {"a": "np.correlate(seed, np.conj(v))", "v": "np.correlate(seed, np.conj(a))"},
            tangent=BILINEAR,
        ),
    ),
    "np.linalg.norm": tuple(
        row(
            f"np.linalg.norm({form})",
            {"x": f"seed * {_UNIT}"},
            tangent={"x": f"np.real(np.sum(dot * {_UNIT}))"},
        )
        for form in ("x: 1", "x: 2", 'x: 2, ord="fro"')
    ),
    "np.vdot": (
        row(
            "np.vdot(a: 1, b: 1)",
            {"a": "np.conj(seed * b)", "b": "seed * np.conj(a)"},
            tangent={"a": "np.vdot(dot, b)", "b": "np.vdot(a, dot)"},
        ),
    ),
}


def rows(function: str, of_floats: Sequence[Row]) -> Sequence[Row]:
    """The rows of a function where an operand is complex."""
    if function in OWN:
        return OWN[function]
    return [each for each in of_floats if _is_for_complex(each)] if function in SAME else []


def _is_for_complex(of_floats: Row) -> bool:
    gives = {} if callable(of_floats.gives) else of_floats.gives
    tangents = of_floats.tangent if isinstance(of_floats.tangent, Mapping) else {}
    texts = [*gives.values(), *tangents.values(), *(of_floats.let or ())]
    return all(name in HELPERS for text in texts for name in re.findall(r"difpy\.(\w+)", text or ""))
