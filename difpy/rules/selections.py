"""Selections: parts of arrays, values between values, sums over groups.

What isn't selected gets exactly zero. `np.where` and `np.clip` are elementwise (elementwise.py). A cotangent
of the positions themselves (`np.searchsorted`, `np.argsort`, the condition of `np.where`) is zero.
"""

from __future__ import annotations

from dataclasses import replace

from difpy.rules.rows import row
from difpy.rules.tangents import LINEAR

SELECTIONS = (
    row("np.bincount(x: 1, weights: 1)", {"x": None, "weights": "seed[x]"}),
    row("np.bincount(x: 1, weights: 1, minlength)", {"x": None, "weights": "seed[x]"}),
    row("np.compress(condition: 1, a: 1)", {"a": "difpy.selected_back(seed, condition, a)"}),
    row("np.delete(arr: 1, obj: 0)",
        {"arr[: obj % arr.size]": "seed[: obj % arr.size]",
         "arr[obj % arr.size + 1 :]": "seed[obj % arr.size :]"}),
    row("np.diag(v: 1)", {"v": "np.diag(seed)"}),
    row("np.diag(v: 1, k)", {"v": "np.diag(seed, k)"}),
    row("np.diag(v: 2)", {"v": "difpy.on_diagonal(seed, v, 0)"}),
    row("np.diag(v: 2, k)", {"v": "difpy.on_diagonal(seed, v, k)"}),
    row("np.diagflat(v: 1)", {"v": "np.diag(seed)"}),
    row("np.diagflat(v: 1, k)", {"v": "np.diag(seed, k)"}),
    row("np.diagonal(a: 2)", {"a": "difpy.on_diagonal(seed, a, 0)"}),
    row("np.diagonal(a: 2, offset)", {"a": "difpy.on_diagonal(seed, a, offset)"}),
    row("np.extract(condition: 1, arr: 1)", {"arr": "difpy.selected_back(seed, condition, arr)"}),
    row("np.insert(arr: 1, obj: 0, values: 0)",
        {"arr": "np.delete(seed, obj if obj >= 0 else obj + arr.size)",
         "values": "seed[obj if obj >= 0 else obj + arr.size]"}),
    row("np.take(a: 1, indices: 0)", {"a[indices]": "seed"}),
    row("np.take(a: 1, indices: 0, axis)", {"a[indices]": "seed"}),
    row("np.take(a, indices: 1)", {"a": "difpy.taken_back(seed, indices, a)"}),
    row("np.take(a, indices: 2)", {"a": "difpy.taken_back(seed, indices, a)"}),
    row("np.take(a, indices, axis)", {"a": "difpy.taken_back(seed, indices, a, axis)"}),
    row("np.take_along_axis(arr, indices, axis)", {"arr": "difpy.put_back_along(seed, indices, arr, axis)"}),
    row("np.tril(m: 2)", {"m": "np.tril(seed)"}),
    row("np.tril(m: 2, k)", {"m": "np.tril(seed, k)"}),
    row("np.triu(m: 2)", {"m": "np.triu(seed)"}),
    row("np.triu(m: 2, k)", {"m": "np.triu(seed, k)"}),
)  # fmt: skip

ROWS = (
    *(replace(each, tangent=LINEAR) for each in SELECTIONS),
    row("np.interp(x: 0, xp: 1, fp: 1)",
        {"x": "seed * difpy.slope_of_interp(x, xp, fp)",
         "xp": "difpy.on_knots(-seed * difpy.slope_of_interp(x, xp, fp), x, xp)",
         "fp": "difpy.on_knots(seed, x, xp)"},
        tangent={"x": "dot * difpy.slope_of_interp(x, xp, fp)",
                 "xp": "-np.interp(x, xp, dot) * difpy.slope_of_interp(x, xp, fp)",
                 "fp": "np.interp(x, xp, dot)"}),
    row("np.interp(x, xp: 1, fp: 1)",
        {"x": "seed * difpy.slope_of_interp(x, xp, fp)",
         "xp": "difpy.on_knots(-seed * difpy.slope_of_interp(x, xp, fp), x, xp)",
         "fp": "difpy.on_knots(seed, x, xp)"},
        tangent={"x": "dot * difpy.slope_of_interp(x, xp, fp)",
                 "xp": "-np.interp(x, xp, dot) * difpy.slope_of_interp(x, xp, fp)",
                 "fp": "np.interp(x, xp, dot)"}),
    row("np.unique(ar: 1)", {"ar": "difpy.shared_back(seed, out, ar)"},
        tangent={"ar": "difpy.means_of_equal(dot, out, ar)"}),
)  # fmt: skip
