"""Products of vectors and matrices.

For C = A B the cotangents are A_bar = C_bar B^T and B_bar = A^T C_bar (Giles, "An extended collection of
matrix derivative results for forward and reverse mode algorithmic differentiation", 2008, section 2.2).
All are linear in each of their operands, so that their tangents are products too.
"""

from __future__ import annotations

from dataclasses import replace

from difpy.rules.rows import Row, row
from difpy.rules.tangents import BILINEAR


def _matrix_product(name: str) -> list[Row]:
    return [
        row(f"{name}(a: 1, b: 1)", {"a": "seed * b", "b": "seed * a"}),
        row(f"{name}(a: 2, b: 1)", {"a": "np.outer(seed, b)", "b": "a.T @ seed"}),
        row(f"{name}(a: 1, b: 2)", {"a": "b @ seed", "b": "np.outer(a, seed)"}),
        row(f"{name}(a: 2, b: 2)", {"a": "seed @ b.T", "b": "a.T @ seed"}),
    ]


def _scaled(name: str) -> list[Row]:
    """One of the two is a number."""
    return [
        row(f"{name}(a: 0, b: 0)", {"a": "seed * b", "b": "seed * a"}),
        row(f"{name}(a: 0, b)", {"a": "np.sum(seed * b)", "b": "seed * a"}),
        row(f"{name}(a, b: 0)", {"a": "seed * b", "b": "np.sum(seed * a)"}),
    ]


_PADDED = "difpy.padded_to_full(seed, difpy.start_of_{}(seed.size, a.size, v.size), a.size + v.size - 1)"

PRODUCTS = (
    *_matrix_product("np.matmul"),
    *_matrix_product("np.dot"),
    *_scaled("np.dot"),
    row("np.convolve(a: 1, v: 1)",
        {"a": "np.correlate(seed, v)", "v": "np.correlate(seed, a)"}),
    row('np.convolve(a: 1, v: 1, mode="full")',
        {"a": "np.correlate(seed, v)", "v": "np.correlate(seed, a)"}),
    row("np.convolve(a: 1, v: 1, mode)",
        {"a": "np.correlate(padded, v)", "v": "np.correlate(padded, a)"},
        let=("padded", _PADDED.format("convolution"))),
    row("np.correlate(a: 1, v: 1)",
        {"a": "np.correlate(padded, v[::-1])", "v": "np.correlate(padded, a)[::-1]"},
        let=("padded", _PADDED.format("correlation"))),
    row("np.correlate(a: 1, v: 1, mode)",
        {"a": "np.correlate(padded, v[::-1])", "v": "np.correlate(padded, a)[::-1]"},
        let=("padded", _PADDED.format("correlation"))),
    row("np.cross(a, b)",
        {"a": "np.cross(b, seed)[..., : a.shape[-1]]", "b": "np.cross(seed, a)[..., : b.shape[-1]]"},
        broadcasts=True),
    row("np.inner(a: 1, b: 1)", {"a": "seed * b", "b": "seed * a"}),
    row("np.inner(a: 2, b: 1)", {"a": "np.outer(seed, b)", "b": "a.T @ seed"}),
    row("np.inner(a: 1, b: 2)", {"a": "b.T @ seed", "b": "np.outer(seed, a)"}),
    row("np.inner(a: 2, b: 2)", {"a": "seed @ b", "b": "seed.T @ a"}),
    *_scaled("np.inner"),
    row("np.kron(a: 1, b: 1)",
        {"a": "np.reshape(seed, (a.size, b.size)) @ b", "b": "a @ np.reshape(seed, (a.size, b.size))"}),
    row("np.kron(a: 2, b: 2)", {"a": "difpy.kron_left(seed, b)", "b": "difpy.kron_right(seed, a)"}),
    row("np.outer(a: 1, b: 1)", {"a": "seed @ b", "b": "seed.T @ a"}),
    row("np.outer(a, b)",
        {"a": "np.reshape(seed @ np.ravel(b), a.shape)", "b": "np.reshape(seed.T @ np.ravel(a), b.shape)"}),
    row("np.vdot(a: 1, b: 1)", {"a": "seed * b", "b": "seed * a"}),
    row("np.vdot(a, b)", {"a": "seed * np.reshape(b, a.shape)", "b": "seed * np.reshape(a, b.shape)"}),
)  # fmt: skip
ROWS = tuple(replace(each, tangent=BILINEAR) for each in PRODUCTS)
