"""What tangents of linear algebra call: the transposes of what the adjoints compute, by the same formulas."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.extending import register_jitable

from difpy.runtime.linear_algebra import divided, symmetric_of_lower


@register_jitable
def half_lower(a: Any) -> Any:
    """The lower triangle, its diagonal halved."""
    lower = np.tril(a)
    lower -= 0.5 * np.diag(np.diag(a))
    return lower


@register_jitable
def eigenvalues_tangent(dot: Any, a: Any) -> Any:
    """The diagonal of V^T A_dot V."""
    vectors = np.linalg.eigh(a)[1]
    return np.sum(vectors * (symmetric_of_lower(dot) @ vectors), axis=0)


@register_jitable
def eigenvectors_tangent(dot: Any, a: Any) -> Any:
    """V (F * (V^T A_dot V)) with F[i, j] = 1 / (w[j] - w[i])."""
    values, vectors = np.linalg.eigh(a)
    inner = vectors.T @ symmetric_of_lower(dot) @ vectors
    for i in range(values.size):
        for j in range(values.size):
            inner[i, j] = 0.0 if i == j or inner[i, j] == 0.0 else inner[i, j] / (values[j] - values[i])
    return vectors @ inner


@register_jitable
def matrix_power_tangent(dot: Any, a: Any, n: int) -> Any:
    """The sum of A^k A_dot A^(n-1-k); for a negative n through the inverse."""
    base, change = a.copy(), dot.copy()
    if n < 0:
        base = np.ascontiguousarray(np.linalg.inv(a))
        change = -(base @ dot @ base)
    total, power = np.zeros_like(base), np.eye(a.shape[0], dtype=a.dtype)
    for _ in range(abs(n)):
        total = total @ base + power @ change
        power = power @ base
    return total


@register_jitable
def pinv_tangent(dot: Any, a: Any, inverse: Any) -> Any:
    """The tangent of the pseudoinverse of a matrix of locally constant rank."""
    given = -(inverse @ dot @ inverse)
    turned = dot.T
    given += inverse @ inverse.T @ (turned - (turned @ a) @ inverse)
    given += (turned - inverse @ (a @ turned)) @ inverse.T @ inverse
    return given


@register_jitable
def lstsq_tangent(dot: Any, a: Any, b: Any, x: Any) -> Any:
    """The tangent of the solution `x` of a least squares problem, from that of its matrix."""
    inverse = np.linalg.pinv(a)
    given = -(inverse @ (dot @ x))
    given += inverse @ (inverse.T @ (dot.T @ (b - a @ x)))
    turned = dot.T @ (inverse.T @ x)
    given += turned - inverse @ (a @ turned)
    return given


# --- QR and SVD --------------------------------------------------------------------------------


@register_jitable
def _tall_qr_tangent(dot: Any, q: Any, r: Any) -> Any:
    """With M = Q^T A_dot R^-1 and its skew part W, Q_dot = (A_dot R^-1 - Q M) + Q W, R_dot = (M - W) R."""
    divided_by_r = np.linalg.solve(r.T, dot.T).T
    m = q.T @ divided_by_r
    skew = np.tril(m, -1) - np.tril(m, -1).T
    return divided_by_r - q @ (m - skew), (m - skew) @ r


@register_jitable
def qr_tangent(dot: Any, a: Any) -> Any:
    """The tangents of both factors; those of a wide matrix by its square part [X Y]."""
    q, r = np.linalg.qr(a)
    m, n = a.shape
    if m >= n:
        return _tall_qr_tangent(dot, q, r)
    q_dot, square = _tall_qr_tangent(dot[:, :m].copy(), q, r[:, :m].copy())
    r_dot = np.zeros(r.shape, r.dtype)
    r_dot[:, :m] = square
    r_dot[:, m:] = q_dot.T @ np.ascontiguousarray(a[:, m:]) + q.T @ np.ascontiguousarray(dot[:, m:])
    return q_dot, r_dot


@register_jitable
def qr_orthogonal_tangent(dot: Any, a: Any) -> Any:
    """The tangent of the first factor of a QR decomposition."""
    return qr_tangent(np.ascontiguousarray(dot), a)[0]


@register_jitable
def qr_triangular_tangent(dot: Any, a: Any) -> Any:
    """The tangent of the second factor of a QR decomposition."""
    return qr_tangent(np.ascontiguousarray(dot), a)[1]


@register_jitable
def singular_values_tangent(dot: Any, a: Any) -> Any:
    """The diagonal of U^T A_dot V."""
    u, _, vt = np.linalg.svd(a, full_matrices=False)
    return np.sum(u * (dot @ vt.T), axis=0)


@register_jitable
def left_vectors_tangent(dot: Any, a: Any) -> Any:
    """The tangent of the left singular vectors (Townsend 2016)."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    turned = dot @ vt.T
    inner = u.T @ turned
    outside = turned - u @ inner
    return u @ _over_differences_of_sums(inner * s, s) + divided(outside, s)


@register_jitable
def right_vectors_tangent(dot: Any, a: Any) -> Any:
    """The tangent of the right singular vectors, which are rows."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    turned = dot.T @ u
    inner = vt @ turned
    outside = turned - vt.T @ inner
    return (vt.T @ _over_differences_of_sums(inner * s, s) + divided(outside, s)).T


@register_jitable
def _over_differences_of_sums(m: Any, s: Any) -> Any:
    """F * (M + M^T) with F[i, j] = 1 / (s[j]^2 - s[i]^2); zero stays zero."""
    given = m + m.T
    for i in range(s.size):
        for j in range(s.size):
            if i == j or given[i, j] == 0.0:
                given[i, j] = 0.0
            else:
                given[i, j] /= (s[j] - s[i]) * (s[j] + s[i])
    return given
