"""Linear algebra.

Giles, "An extended collection of matrix derivative results for forward and reverse mode algorithmic
differentiation" (2008); for the Cholesky factor Murray, "Differentiation of the Cholesky decomposition"
(2016); for QR Walter and Lehmann (2010) and Roberts and Roberts (2020); for the SVD Townsend (2016); for
the pseudoinverse Golub and Pereyra (1973), which holds where the rank doesn't change.

`cholesky`, `eigh` and `eigvalsh` read the lower triangle of their argument only, so what is above it has
derivative zero. Of equal eigenvalues the vectors have no derivative: it is infinite or NaN there, unless
their cotangent is zero.
"""

from __future__ import annotations

from difpy.rules.rows import row
from difpy.rules.tangents import SUMMED

_INSIDE = "np.linalg.solve(out, np.linalg.solve(out, difpy.symmetric_of_lower(dot)).T).T"
"""L^-1 A_dot L^-T of a symmetric matrix and its Cholesky factor."""

ROWS = (
    row("np.linalg.cholesky(a: 2)", {"a": "difpy.cholesky_adjoint(seed, out)"},
        tangent={"a": f"out @ difpy.half_lower({_INSIDE})"}),
    row("np.linalg.cond(x: 2)", {"x": "seed * difpy.condition_slopes(x)"}, tangent=SUMMED),
    row("np.linalg.det(a: 2)", {"a": "seed * difpy.cofactors(a)"}, tangent=SUMMED),
    row("np.linalg.eigh(a: 2)[0]", {"a": "difpy.eigenvalues_adjoint(seed, a)"},
        tangent={"a": "difpy.eigenvalues_tangent(dot, a)"}),
    row("np.linalg.eigh(a: 2)[1]", {"a": "difpy.eigenvectors_adjoint(seed, a)"},
        tangent={"a": "difpy.eigenvectors_tangent(dot, a)"}),
    row("np.linalg.eigvalsh(a: 2)", {"a": "difpy.eigenvalues_adjoint(seed, a)"},
        tangent={"a": "difpy.eigenvalues_tangent(dot, a)"}),
    row("np.linalg.inv(a: 2)", {"a": "-(out.T @ seed @ out.T)"}, tangent={"a": "-(out @ dot @ out)"}),
    row("np.linalg.lstsq(a: 2, b: 1)[0]",
        {"a": "difpy.lstsq_adjoint(seed, a, b, out)", "b": "np.linalg.pinv(a).T @ seed"},
        tangent={"a": "difpy.lstsq_tangent(dot, a, b, out)", "b": "np.linalg.pinv(a) @ dot"}),
    row("np.linalg.lstsq(a: 2, b: 1, rcond)[0]",
        {"a": "difpy.lstsq_adjoint(seed, a, b, out)", "b": "np.linalg.pinv(a).T @ seed"},
        tangent={"a": "difpy.lstsq_tangent(dot, a, b, out)", "b": "np.linalg.pinv(a) @ dot"}),
    row("np.linalg.matrix_power(a: 2, n)", {"a": "difpy.matrix_power_adjoint(seed, a, n)"},
        tangent={"a": "difpy.matrix_power_tangent(dot, a, n)"}),
    row("np.linalg.norm(x)", {"x": "seed * difpy.ratio(x, out)"}, tangent=SUMMED),
    row('np.linalg.norm(x: 2, ord="fro")', {"x": "seed * difpy.ratio(x, out)"}, tangent=SUMMED),
    row('np.linalg.norm(x: 2, ord="nuc")', {"x": "seed * difpy.norm_slopes_of_matrix(x, 0)"}, tangent=SUMMED),
    row("np.linalg.norm(x: 1, ord)", {"x": "seed * difpy.norm_slopes(x, out, ord)"}, tangent=SUMMED),
    row("np.linalg.norm(x: 2, ord)", {"x": "seed * difpy.norm_slopes_of_matrix(x, ord)"}, tangent=SUMMED),
    row("np.linalg.norm(x: 1, axis)", {"x": "seed * difpy.ratio(x, out)"}, tangent=SUMMED),
    row("np.linalg.norm(x, axis)",
        {"x": "np.expand_dims(seed, axis) * difpy.ratio(x, np.expand_dims(out, axis))"},
        tangent={"x": "np.sum(dot * difpy.ratio(x, np.expand_dims(out, axis)), axis)"}),
    row("np.linalg.norm(x, axis, keepdims=True)", {"x": "seed * difpy.ratio(x, out)"},
        tangent={"x": "np.sum(dot * difpy.ratio(x, out), axis, keepdims=True)"}),
    row("np.linalg.pinv(a: 2)", {"a": "difpy.pinv_adjoint(seed, a, out)"},
        tangent={"a": "difpy.pinv_tangent(dot, a, out)"}),
    row("np.linalg.qr(a: 2)[0]", {"a": "difpy.qr_orthogonal_adjoint(seed, a)"},
        tangent={"a": "difpy.qr_orthogonal_tangent(dot, a)"}),
    row("np.linalg.qr(a: 2)[1]", {"a": "difpy.qr_triangular_adjoint(seed, a)"},
        tangent={"a": "difpy.qr_triangular_tangent(dot, a)"}),
    row("np.linalg.slogdet(a: 2)[0]", {"a": None}),
    row("np.linalg.slogdet(a: 2)[1]", {"a": "seed * np.linalg.inv(a).T"}, singular=True, tangent=SUMMED),
    row("np.linalg.solve(a: 2, b: 1)",
        {"a": "-np.outer(solved, out)", "b": "solved"}, let=("solved", "np.linalg.solve(a.T, seed)"),
        tangent={"a": "-np.linalg.solve(a, dot @ out)", "b": "np.linalg.solve(a, dot)"}),
    row("np.linalg.solve(a: 2, b: 2)",
        {"a": "-(solved @ out.T)", "b": "solved"}, let=("solved", "np.linalg.solve(a.T, seed)"),
        tangent={"a": "-np.linalg.solve(a, dot @ out)", "b": "np.linalg.solve(a, dot)"}),
    row("np.linalg.svd(a: 2)[1]", {"a": "difpy.singular_values_adjoint(seed, a)"},
        tangent={"a": "difpy.singular_values_tangent(dot, a)"}),
    row("np.linalg.svd(a: 2, full_matrices)[1]", {"a": "difpy.singular_values_adjoint(seed, a)"},
        tangent={"a": "difpy.singular_values_tangent(dot, a)"}),
    row("np.linalg.svd(a: 2, full_matrices=False)[0]", {"a": "difpy.left_vectors_adjoint(seed, a)"},
        tangent={"a": "difpy.left_vectors_tangent(dot, a)"}),
    row("np.linalg.svd(a: 2, full_matrices=False)[2]", {"a": "difpy.right_vectors_adjoint(seed, a)"},
        tangent={"a": "difpy.right_vectors_tangent(dot, a)"}),
)  # fmt: skip
