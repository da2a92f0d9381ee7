"""Every row that takes complex operands, in both modes, against differences in all directions."""

from __future__ import annotations

import cmath
import linecache
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import difpy
from difpy.frontend.made import defined as made_of
from difpy.rules import complex_numbers, complex_rows
from tests.oracles import complex_differences

_random = np.random.default_rng(1)
v, u = (_random.normal(size=4) + 1j * _random.normal(size=4) for _ in range(2))
A, B = (_random.normal(size=(3, 3)) + 1j * _random.normal(size=(3, 3)) for _ in range(2))
X, x, y = _random.normal(size=(3, 3)), _random.normal(size=4), _random.normal(size=3)
q = _random.normal(size=3) + 1j * _random.normal(size=3)
z, w, s, r = 0.4 - 1.2j, -0.4 + 0.9j, 0.7, 0.3

ELEMENTWISE = (
    "arccos",
    "arccosh",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctanh",
    "cos",
    "cosh",
    "exp",
    "expm1",
    "log",
    "log10",
    "log1p",
    "log2",
    "negative",
    "positive",
    "reciprocal",
    "sin",
    "sinh",
    "sqrt",
    "square",
    "tan",
    "tanh",
    "abs",
    "absolute",
    "angle",
    "conj",
    "real",
    "imag",
)
CMATH = (
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "cos",
    "cosh",
    "exp",
    "log",
    "log10",
    "phase",
    "sin",
    "sinh",
    "sqrt",
    "tan",
    "tanh",
)
PAIRS = (
    "v + u",
    "v - x",
    "x * v",
    "v * x",
    "v / u",
    "x / v",
    "v / x",
    "v * s",
    "z / v",
    "A * y",
    "q * X",
    "A - X[0]",
    "v ** 2",
    "v ** -1",
    "v ** 0.5",
    "v ** u",
    "v ** x",
    "z ** w",
    "s ** z",
    "z ** s",
    "z ** 3",
    "s * z",
    "z / s",
    "s / z",
    "s - z",
    "z + s",
    "-z * +w",
    "z ** 0",
    "z ** 1",
)
LINES = [
    *(f"np.{name}(v)" for name in ELEMENTWISE),
    *(f"np.{name}(z)" for name in ELEMENTWISE),
    *(f"cmath.{name}(z)" for name in CMATH),
    *PAIRS,
    "np.add(v, x)",
    "np.multiply(x, v)",
    "np.subtract(x, v)",
    "np.divide(x, v)",
    "np.true_divide(v, u)",
    "np.power(v, 2)",
    "np.power(v, u)",
    "np.power(v, x)",
    "np.where(x > 0.0, v, u)",
    "np.where(x > 0.0, v, x)",
    "np.where(x > 0.0, x, v)",
    "np.where(x > 0.0, v, 0.0)",
    "complex(s, r) * z",
    "complex(z) * complex(s)",
    "np.complex128(s) * z",
    "cmath.rect(s, r)",
    "cmath.polar(z)[0] * cmath.polar(z)[1]",
    "abs(z)",
    "abs(v)",
    "z.real * z.imag",
    "z.conjugate() * z",
    "v.real * v.imag",
    "v.conj() * v.conjugate()",
    "v.real[1] * v.imag[2]",
    "A.real[0] * y",
    "A.real.T * 2.0",
    "v.imag.copy()",
    "np.real(x) * v",
    "np.imag(x) + v",
    "np.conj(x) * v",
    # sums and products
    "np.sum(v)",
    "np.sum(A, axis=0)",
    "np.sum(A, axis=1, keepdims=True)",
    "sum(v)",
    "np.mean(v)",
    "np.mean(A, axis=1)",
    "np.prod(v)",
    "np.prod(A, axis=0)",
    "np.cumsum(v)",
    "np.diff(v)",
    "np.ediff1d(v)",
    "np.sum(np.abs(v) ** 2)",
    "np.trace(A)",
    "np.vdot(v, u)",
    "np.vdot(x, u)",
    "np.vdot(u, x)",
    "np.dot(v, u)",
    "np.dot(x, v)",
    "np.dot(v, x)",
    "np.dot(A, X)",
    "np.matmul(A, q)",
    "A @ B",
    "A @ X",
    "X @ A",
    "A @ q",
    "A @ y",
    "X @ q",
    "q @ A",
    "y @ A",
    "q @ X",
    "np.outer(v, u)",
    "np.outer(x, v)",
    "np.inner(v, x)",
    "np.kron(v, u)",
    "np.kron(A, X)",
    "np.kron(X, A)",
    "np.cross(q, y)",
    "np.convolve(v, x)",
    "np.convolve(v, u)",
    # linear algebra
    "np.linalg.solve(A, q)",
    "np.linalg.solve(A, B)",
    "np.linalg.solve(A, y)",
    "np.linalg.solve(X, q)",
    "np.linalg.inv(A)",
    "np.linalg.det(A)",
    "np.linalg.matrix_power(A, 3)",
    "np.linalg.matrix_power(A, -2)",
    "np.linalg.norm(v)",
    "np.linalg.norm(A)",
    'np.linalg.norm(A, "fro")',
    "np.linalg.norm(v.real)",
    # arrangements
    "np.concatenate((v, x))",
    "np.stack((v, x))",
    "np.vstack((x, v))",
    "np.hstack((v, x, u))",
    "np.dstack((A, X))",
    "np.column_stack((x, v))",
    "np.append(v, x)",
    "np.array([s, z, z * s])",
    "np.array([v, u])",
    "np.roll(v, 1)",
    "np.repeat(v, 2)",
    "np.tile(v, 2)",
    "np.reshape(A, 9)",
    "A.ravel() * 2.0",
    "A.T @ A",
    "A.flatten()",
    "A[1]",
    "v[::2] * 1.0",
    "v[np.array([0, 0, 2])]",
    "v[x > 0.0]",
    "A[0, 1] * A[1, 0]",
    "np.diag(A)",
    "np.diag(v)",
    "np.diagonal(A)",
    "np.diagflat(v)",
    "np.triu(A)",
    "np.tril(A)",
    "np.full(3, z)",
    "np.full_like(v, z)",
    "np.broadcast_to(v, (2, 4))",
    "v.astype(np.complex128)",
    "x.astype(np.complex128) * v",
    "np.copy(v)",
    "np.asarray(x, np.complex128)",
    "np.take(v, 1)",
    "np.flip(v) * u",
    "np.transpose(A)",
    "np.expand_dims(v, 0) * 2",
    "np.atleast_1d(z)",
    "np.atleast_2d(v)",
    "np.swapaxes(A, 0, 1)",
    "np.ascontiguousarray(v)",
    "np.asfortranarray(A)",
    "np.ravel(A.T)",
]
WITHOUT_LINE = {"list", "list +", "list *", "np.squeeze", "np.complex64"}


def defined(text: str) -> tuple[Callable[..., Any], list[Any]]:
    """A function whose source can be found, and its arguments."""
    names = [n for n in compile(text, "", "eval").co_names if n in globals() and len(n) == 1]
    source = f"def function({', '.join(names)}):\n    return {text}\n"
    filename = f"<complex rule {text}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace: dict[str, Any] = {"np": np, "cmath": cmath}
    exec(compile(source, filename, "exec"), namespace)
    return namespace["function"], [globals()[name] for name in names]


@pytest.mark.parametrize("text", LINES)
def test_row(text: str) -> None:
    function, args = defined(text)
    complex_differences.check(function, *args, jit=False)


def of_two_numbers(text: str) -> Callable[..., Any]:
    """A real function of an array t of two numbers, with the operands of the text moved by them."""
    first, args = defined(text)
    names = [n for n in compile(text, "", "eval").co_names if n in globals() and len(n) == 1]
    lines = [
        f"    {n} = {n}_0 + t[0] * {'(0.3 - 0.4j)' if np.iscomplexobj(a) else '0.3'} + 0.2 * t[1] * t[0]"
        for n, a in zip(names, args, strict=True)
    ]
    total = "np.real(value * value) + np.imag(value)"
    total = f"np.sum({total})" if np.ndim(first(*args)) else total
    source = "\n".join(["def function(t):", *lines, f"    value = {text}", f"    return {total}", ""])
    names_of_text = {f"{n}_0": a for n, a in zip(names, args, strict=True)}
    made: Callable[..., Any] = made_of(source, "function", f"second derivative of {text}", {
        "np": np, "cmath": cmath, **names_of_text
    })  # fmt: skip
    return made


SECOND_REFUSED = "second derivatives through an operation here are not supported yet"


@pytest.mark.parametrize("text", LINES)
def test_second_derivative_of_row(text: str) -> None:
    """Right, or refused by name."""
    function = of_two_numbers(text)
    t, along = np.array([0.3, -0.2]), np.array([0.7, 0.4])
    try:
        (product,) = difpy.hvp(function, (t,), (along,), jit=False)
    except difpy.DifferentiationError as error:
        assert SECOND_REFUSED in str(error)
        return

    def slope(step: float) -> Any:
        return difpy.grad(function, jit=False)(t + step * along)

    small = 1e-4
    ends = [(slope(h) - slope(-h)) / (2 * h) for h in (small, small / 2)]
    np.testing.assert_allclose(product, (4.0 * ends[1] - ends[0]) / 3.0, rtol=1e-6, atol=1e-7)


def test_every_row_has_a_line() -> None:
    names = {*complex_rows.SAME, *complex_rows.OWN, *complex_numbers.SAME, *complex_numbers.OWN}
    lines = " ".join(LINES)
    public = (n for n in names - WITHOUT_LINE if not n.startswith("difpy.") and n[0] not in "*")
    assert [n for n in sorted(public) if f"{n.removesuffix(' of two')}(" not in lines] == []


@pytest.mark.parametrize(
    "text", ["np.sum(A @ X)", "np.linalg.det(A)", "np.dot(x, v) * v ** u", "np.kron(A, X)"]
)
def test_compiled(text: str) -> None:
    function, args = defined(text)
    complex_differences.check(function, *args)


REFUSED = {
    "np.sign(v)": "np.sign",
    "np.einsum('i,i', v, u)": "np.einsum",
    "np.linalg.svd(A)[1]": "np.linalg.svd",
    "np.linalg.eigh(A)[0]": "np.linalg.eigh",
    "np.linalg.qr(A)[0]": "np.linalg.qr",
    "np.max(v)": "np.max",
    "np.linalg.cholesky(A @ np.conj(A.T))": "np.linalg.cholesky",
    "np.sort(v)": "np.sort",
    "np.var(v)": "np.var",
    "np.linalg.slogdet(A)[1]": "np.linalg.slogdet",
    "np.linalg.pinv(A)": "np.linalg.pinv",
    "np.correlate(v, u)": "np.correlate",
    "np.linalg.norm(v, 1)": "np.linalg.norm",
    "np.cumprod(v)": "np.cumprod",
    "np.take(v, np.array([1, 1]))": "np.take",
    "np.sinc(v)": "np.sinc",
    "np.linalg.cond(A)": "np.linalg.cond",
    "np.linspace(z, w, 3)": "np.linspace",
    "np.std(v)": "np.std",
    "np.nan_to_num(v)": "np.nan_to_num",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refused_by_name(text: str) -> None:
    """What is not known to be right for complex numbers."""
    function, args = defined(text)
    message = f"`{REFUSED[text]}` of complex numbers has no derivative rule yet"
    with pytest.raises(difpy.DifferentiationError, match=message):
        difpy.vjp(function, *args, jit=False)[1](function(*args))
