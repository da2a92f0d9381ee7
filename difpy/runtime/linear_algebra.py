"""What adjoints of linear algebra call. The sources of the formulas are in rules/linear_algebra.py."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba.extending import register_jitable

from difpy.runtime.partials import ratio
from difpy.runtime.reductions import products_of_others, shares_of_extreme

# --- what reads one triangle -------------------------------------------------------------------


@register_jitable
def on_lower_triangle(s: Any) -> Any:
    """The cotangent of a matrix of which only the lower triangle is read, from that of the symmetric one."""
    return np.tril(s + s.T) - np.diag(np.diag(s))


@register_jitable
def symmetric_of_lower(a: Any) -> Any:
    """The symmetric matrix whose lower triangle this is."""
    return np.tril(a) + np.tril(a, -1).T


@register_jitable
def cholesky_adjoint(seed: Any, factor: Any) -> Any:
    """The cotangent of the matrix whose lower Cholesky factor is `factor`.

    With P the lower triangle of L^T L_bar, its diagonal halved, it is L^-T P L^-1 (Murray 2016, section 3).
    """
    p = np.tril(factor.T @ seed)
    p -= 0.5 * np.diag(np.diag(p))
    s = np.linalg.solve(factor.T, np.linalg.solve(factor.T, p).T).T
    return on_lower_triangle(s)


@register_jitable
def eigenvalues_adjoint(seed: Any, a: Any) -> Any:
    """The cotangent of a symmetric matrix from that of its eigenvalues: V diag(w_bar) V^T."""
    vectors = np.linalg.eigh(a)[1]
    return on_lower_triangle((vectors * seed) @ vectors.T)


@register_jitable
def eigenvectors_adjoint(seed: Any, a: Any) -> Any:
    """The same from that of its eigenvectors: V (F * (V^T V_bar)) V^T with F[i, j] = 1 / (w[j] - w[i])."""
    values, vectors = np.linalg.eigh(a)
    inner = vectors.T @ seed
    for i in range(values.size):
        for j in range(values.size):
            inner[i, j] = 0.0 if i == j or inner[i, j] == 0.0 else inner[i, j] / (values[j] - values[i])
    return on_lower_triangle(vectors @ inner @ vectors.T)


# --- determinants, inverses, powers ------------------------------------------------------------


@register_jitable
def cofactors(a: Any) -> Any:
    """The derivatives of the determinant, by the singular values, so right for singular matrices too."""
    u, s, vt = np.linalg.svd(a)
    sign = np.linalg.det(u) * np.linalg.det(vt)
    return sign * ((np.conj(u) * products_of_others(s)) @ np.conj(vt))


@register_jitable
def matrix_power_adjoint(seed: Any, a: Any, n: int) -> Any:
    """The sum of (A^T)^k C_bar (A^T)^(n-1-k); for a negative n through the inverse."""
    base = a.copy()
    if n < 0:
        base = np.ascontiguousarray(np.linalg.inv(a))
    total, power = np.zeros_like(base), np.eye(a.shape[0], dtype=a.dtype)
    for _ in range(abs(n)):
        total = base.T @ total + seed @ power
        power = power @ base.T
    return -(base.T @ total @ base.T) if n < 0 else total


@register_jitable
def pinv_adjoint(seed: Any, a: Any, inverse: Any) -> Any:
    """The cotangent of a matrix of locally constant rank from that of its pseudoinverse."""
    given = -(inverse.T @ seed @ inverse.T)
    given += (seed.T - a @ (inverse @ seed.T)) @ inverse @ inverse.T
    given += inverse.T @ inverse @ (seed.T - (seed.T @ inverse) @ a)
    return given


@register_jitable
def lstsq_adjoint(seed: Any, a: Any, b: Any, x: Any) -> Any:
    """The cotangent of the matrix of a least squares problem with the solution `x`."""
    inverse = np.linalg.pinv(a)
    back = inverse.T @ seed
    given = -np.outer(back, x)
    given += np.outer(b - a @ x, inverse @ back)
    given += np.outer(inverse.T @ x, seed - a.T @ back)
    return given


# --- norms -------------------------------------------------------------------------------------


@register_jitable
def norm_slopes(x: Any, norm: float, order: float) -> Any:
    """The derivatives of a norm of a vector."""
    if math.isinf(order):
        return np.sign(x) * shares_of_extreme(np.abs(x), norm)
    if order == 0:
        return np.zeros(x.size)
    return np.sign(x) * ratio(np.abs(x), norm) ** (order - 1.0)


@register_jitable
def norm_slopes_of_matrix(x: Any, order: float) -> Any:
    """The derivatives of a norm of a matrix; the nuclear norm has the order 0 here."""
    if math.isinf(order) or abs(order) == 1:
        sums = np.sum(np.abs(x), axis=1) if math.isinf(order) else np.sum(np.abs(x), axis=0)
        shares = shares_of_extreme(sums, np.max(sums) if order > 0 else np.min(sums))
        return np.sign(x) * (np.expand_dims(shares, 1) if math.isinf(order) else np.expand_dims(shares, 0))
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    if order == 0:
        return u @ vt
    k = 0 if order > 0 else s.size - 1
    return np.outer(u[:, k], vt[k])


@register_jitable
def condition_slopes(x: Any) -> Any:
    """The derivatives of the ratio of the largest and the smallest singular value."""
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    return np.outer(u[:, 0], vt[0]) / s[-1] - s[0] / s[-1] ** 2 * np.outer(u[:, -1], vt[-1])


# --- QR and SVD --------------------------------------------------------------------------------


@register_jitable
def qr_adjoint(q_bar: Any, r_bar: Any, a: Any) -> Any:
    """The cotangent of a matrix from those of its factors; of a wide one by its square part [X Y].

    With M = R R_bar^T - Q_bar^T Q, it is (Q_bar + Q copyltu(M)) R^-T (Walter and Lehmann 2010).
    """
    q, r = np.linalg.qr(a)
    m, n = a.shape
    if m >= n:
        return _tall_qr_adjoint(q_bar, r_bar, q, r)
    given = np.zeros(a.shape, a.dtype)
    given[:, m:] = q @ r_bar[:, m:]
    moved = q_bar + np.ascontiguousarray(a[:, m:]) @ r_bar[:, m:].T
    given[:, :m] = _tall_qr_adjoint(moved, r_bar[:, :m].copy(), q, r[:, :m].copy())
    return given


@register_jitable
def _tall_qr_adjoint(q_bar: Any, r_bar: Any, q: Any, r: Any) -> Any:
    m = r @ r_bar.T - q_bar.T @ q
    return np.linalg.solve(r, (q_bar + q @ symmetric_of_lower(m)).T).T


@register_jitable
def qr_orthogonal_adjoint(seed: Any, a: Any) -> Any:
    """The cotangent of a matrix from that of the first factor of its QR decomposition."""
    k = min(a.shape)
    return qr_adjoint(np.ascontiguousarray(seed), np.zeros((k, a.shape[1]), a.dtype), a)


@register_jitable
def qr_triangular_adjoint(seed: Any, a: Any) -> Any:
    """The cotangent of a matrix from that of the second factor of its QR decomposition."""
    k = min(a.shape)
    return qr_adjoint(np.zeros((a.shape[0], k), a.dtype), np.ascontiguousarray(np.triu(seed)), a)


@register_jitable
def singular_values_adjoint(seed: Any, a: Any) -> Any:
    """The cotangent of a matrix from that of its singular values: U diag(s_bar) V^T."""
    u, _, vt = np.linalg.svd(a, full_matrices=False)
    return (u * seed) @ vt


@register_jitable
def left_vectors_adjoint(seed: Any, a: Any) -> Any:
    """The cotangent of a matrix from that of its left singular vectors (Townsend 2016)."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    inner = _over_differences(u.T @ seed, s) * s
    outside = seed - u @ (u.T @ seed)
    return (u @ inner + divided(outside, s)) @ vt


@register_jitable
def right_vectors_adjoint(seed: Any, a: Any) -> Any:
    """The cotangent of a matrix from that of its right singular vectors, which are rows."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    inner = np.expand_dims(s, 1) * _over_differences(vt @ seed.T, s)
    outside = seed - (seed @ vt.T) @ vt
    return u @ (inner @ vt + divided(outside.T, s).T)


@register_jitable
def divided(m: Any, s: Any) -> Any:
    """Each column over its singular value; zero stays zero."""
    given = np.zeros(m.shape, s.dtype)
    for i in range(m.shape[0]):
        for j in range(m.shape[1]):
            if m[i, j] != 0.0:
                given[i, j] = m[i, j] / s[j]
    return given


@register_jitable
def _over_differences(m: Any, s: Any) -> Any:
    """F * (M - M^T) with F[i, j] = 1 / (s[j]^2 - s[i]^2); zero stays zero."""
    given = m - m.T
    for i in range(s.size):
        for j in range(s.size):
            if i == j or given[i, j] == 0.0:
                given[i, j] = 0.0
            else:
                given[i, j] /= (s[j] - s[i]) * (s[j] + s[i])
    return given
