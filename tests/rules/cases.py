"""The table of the rules' tests: one line a rule, an expression and its arguments.

Tests check each against finite differences, in other memory layouts, in float32, and compiled.
"""

from __future__ import annotations

import functools
import linecache
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

x = np.array([0.5, -1.2, 2.0, 0.3])
y = np.array([1.1, 0.4, -0.7, 0.9])
p = np.array([0.5, 1.2, 2.0, 0.3])
a = np.array([[0.5, 1.5, -0.3], [0.2, 0.9, 0.4]])
b = np.array([[1.1, 0.2, 0.7], [-0.6, 0.8, 1.9]])
t = np.sin(np.arange(24.0)).reshape(2, 3, 4) + 0.1
s = np.array([[4.0, 0.7, -0.3], [0.7, 3.0, 0.5], [-0.3, 0.5, 1.5]])
m = np.array([[2.0, 0.3, -0.4], [0.5, 1.5, 0.2], [-0.7, 0.6, 3.0]])
w = np.array([0.3, 0.9, -0.4])
c, d = 0.7, 0.35
i = np.array([2, 0, 2, 3, -1])
j = np.array([1, 0])
k = np.array([True, False, True, True])
xs = [1.0, -2.0, 3.5]
column = np.array([[0.5], [1.5]])
row_of_one = np.array([[0.4, -0.2, 0.8]])
singular = np.array([[1.0, 2.0], [2.0, 4.0]])
with_zero = np.array([1.5, 0.0, -2.0])
n = 3


@dataclass(frozen=True)
class Case:
    """An expression of the arguments, which are differentiated with respect to where they are floats."""

    text: str
    arguments: tuple[tuple[str, Any], ...]
    compiled: bool
    layouts: bool

    @property
    def id(self) -> str:
        return self.text

    @functools.cached_property
    def function(self) -> Callable[..., Any]:
        return define(self.text, [name for name, _ in self.arguments])


CASES: list[Case] = []


def rule(text: str, *, compiled: bool = True, layouts: bool = True, **given: Any) -> None:
    """A case; names in the text that `given` does not give are those of this file."""
    names = compile(text, "", "eval").co_names
    arguments = {name: globals()[name] for name in names if name in globals() and name not in ("np", "math")}
    arguments = {name: given.get(name, value) for name, value in arguments.items()}
    CASES.append(Case(text, tuple(arguments.items()), compiled, layouts))


def define(text: str, names: list[str]) -> Callable[..., Any]:
    """A function whose source can be found."""
    import math

    source = f"def function({', '.join(names)}):\n    return {text}\n"
    filename = f"<rule {text}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace: dict[str, Any] = {"np": np, "math": math}
    exec(compile(source, filename, "exec"), namespace)
    return namespace["function"]  # type: ignore[no-any-return]


# --- reductions --------------------------------------------------------------------------------
for name in ("sum", "mean", "prod", "max", "min", "var", "std"):
    rule(f"np.{name}(x)")
    rule(f"np.{name}(a)")
    rule(f"np.{name}(x, axis=0)", compiled=False)
    rule(f"np.{name}(a, axis=0)")
    rule(f"np.{name}(a, 1)")
    rule(f"np.{name}(t, axis=-2)")
    rule(f"np.{name}(a, axis=1, keepdims=True)")
    rule(f"np.{name}(a, keepdims=True)", compiled=False)
    if name != "prod":
        rule(f"np.{name}(t, axis=(0, 2))", compiled=name in ("mean", "max"))
        rule(f"np.{name}(t, axis=(-1, 0), keepdims=True)", compiled=False)
rule("np.amax(x)", compiled=False)
rule("np.amin(a, axis=0)", compiled=False)
rule("np.var(a, axis=0, ddof=1)")
rule("np.std(x, ddof=1)")
rule("np.prod(with_zero)")
rule("x.mean() * a.sum(axis=0)[1] * a.max(1)[0] * x.std()")
rule("np.ptp(x)")
rule("np.average(x)")
rule("np.nansum(np.where(x > 0.0, x, np.nan))")
rule("np.nanmean(np.where(x > 0.0, x, np.nan))")
rule("np.nanmax(np.where(x > 0.0, x, np.nan))")
rule("np.nanmin(np.where(x > 0.0, x, np.nan))")
rule("np.nanprod(np.where(x > 0.0, x, np.nan))")
rule("np.nanvar(np.where(x > 0.0, x, np.nan))")
rule("np.nanstd(np.where(x > 0.0, x, np.nan))")
rule("np.median(x)")
rule("np.median(a)")
rule("np.quantile(x, 0.3)")
rule("np.quantile(x, d)")
rule("np.quantile(a, np.array([0.2, 0.7]))")
rule("np.percentile(x, 30.0)")
rule("np.percentile(x, 40.0 * w[:2])", w=np.array([0.3, 0.9, -0.4]))
rule("np.trace(m)")
rule("np.trace(a, 1)")
rule("np.trapezoid(x)")
rule("np.trapezoid(x, y)")
rule("np.trapezoid(x, dx=0.5)")
rule("np.cumsum(x)")
rule("np.cumsum(a)")
rule("np.cumsum(a, axis=0)")
rule("np.cumsum(t, axis=1)")
rule("np.cumprod(x)")
rule("np.cumprod(with_zero)", compiled=False)
rule("np.cumprod(a)")
rule("np.cumprod(a, axis=1)")
rule("np.diff(x)")
rule("np.diff(a)")
rule("np.diff(a, axis=0)")
rule("np.diff(t, axis=1)")
rule("np.ediff1d(x)")
rule("np.sum(np.zeros((0,)) * c)", compiled=False)
rule("sum(x)")
rule("max(x)")
rule("min(x)")
rule("sum(xs)")
rule("max(xs)")
rule("min(xs)")
# --- products ----------------------------------------------------------------------------------
rule("np.dot(x, y)")
rule("np.dot(a, w)")
rule("np.dot(w, m)")
rule("a @ m")
rule("a @ b.T")
rule("np.dot(c, x)")
rule("np.dot(x, c)")
rule("np.matmul(a, m)")
rule("np.vdot(x, y)")
rule("np.vdot(a, b)")
rule("np.inner(x, y)")
rule("np.inner(a, b)")
rule("np.inner(a, w)")
rule("np.inner(w, a)")
rule("np.outer(x, w)")
rule("np.outer(a, w)")
rule("np.kron(x, w)")
rule("np.kron(a, m)")
rule("np.cross(w, m[0])")
rule("np.cross(a, b)")
rule("np.cross(a, w)")
rule("np.convolve(x, w)")
rule("np.convolve(w, x)", compiled=False)
rule("np.convolve(x, w, mode='same')")
rule("np.convolve(w, x, mode='same')", compiled=False)
rule("np.convolve(x, w, 'valid')")
rule("np.convolve(x, column[:, 0], mode='same')", compiled=False)
rule("np.correlate(x, w)")
rule("np.correlate(w, x)", compiled=False)
rule("np.correlate(x, w, mode='full')")
rule("np.correlate(w, x, mode='full')", compiled=False)
rule("np.correlate(x, w, mode='same')", compiled=False)
rule("np.correlate(w, x, mode='same')", compiled=False)
rule("np.correlate(column[:, 0], x, mode='same')", compiled=False)
rule("np.correlate(x, column[:, 0], mode='same')", compiled=False)
# --- arrangements ------------------------------------------------------------------------------
rule("np.concatenate((x, y, w))")
rule("np.concatenate((x * x, w[1:]))")
rule("np.concatenate((a, b, a * b), axis=1)")
rule("np.concatenate([a, b])")
rule("np.concatenate((t, t * t), axis=-1)")
rule("np.stack((x, y))")
rule("np.stack((a, b), axis=1)")
rule("np.stack([x, y, x], axis=-1)")
rule("np.hstack((x, w))")
rule("np.hstack((a, b))")
rule("np.vstack((x, y))")
rule("np.vstack((a, m))")
rule("np.dstack((x, y))")
rule("np.dstack((a, b))")
rule("np.column_stack((x, y))")
rule("np.column_stack((a[:, 0], b, a[:, 1]))")
rule("np.append(x, w)")
rule("np.append(x, c)")
rule("np.append(a, b)")
rule("np.append(a, m, axis=0)")
rule("np.roll(x, 1)")
rule("np.roll(a, -2)")
rule("np.roll(a, 1, axis=1)")
rule("np.flip(x) * x")
rule("np.flip(a, axis=1) * a")
rule("np.fliplr(a) * np.flipud(b)")
rule("np.rot90(m) * m")
rule("np.rot90(m, 3) * m", compiled=False)
rule("np.repeat(x, 2)")
rule("np.repeat(a, 3)")
rule("np.repeat(x, np.array([1, 0, 2, 3]))")
rule("np.repeat(a, 2, axis=0)")
rule("np.repeat(x, 2, axis=0)", compiled=False)
rule("np.tile(x, 3)")
rule("np.tile(a, 2)")
rule("np.tile(a, (2, 1))")
rule("np.tile(x, (2, 3))", compiled=False)
rule("np.full((2, 3), c)")
rule("np.full(4, c * d)")
rule("np.full_like(x, c)")
rule("np.linspace(c, d, 5)")
rule("np.linspace(c, d)")
rule("np.linspace(c, d, num=4, endpoint=False)")
rule("np.arange(c, c + 2.0)")
rule("np.arange(c, 3.0, 0.5 + d)")
rule("np.sort(x)")
rule("np.sort(a)")
rule("np.sort(m, axis=0)")
rule("np.reshape(a, (3, 2))")
rule("a.T.reshape(6)")
rule("a.reshape(-1) * a.ravel()")
rule("np.ravel(a.T)")
rule("a.flatten()")
rule("a.T.flatten()")
rule("np.transpose(t, (1, 2, 0))")
rule("np.swapaxes(t, 0, 2)")
rule("np.moveaxis(t, 0, 2)", compiled=False)
rule("np.expand_dims(x, 1) * x")
rule("np.broadcast_to(x, (3, 4))")
rule("np.broadcast_to(column, (2, 3))")
rule("np.atleast_1d(c)")
rule("np.atleast_2d(x)")
rule("np.squeeze(row_of_one, axis=0)")
rule("x.astype(np.float32)", layouts=False)
rule("np.array([c, d, c * d])")
rule("np.array([[c, d], [1.0, c * d]])")
rule("np.asarray([c, d])")
rule("np.array(x) * np.copy(x) * np.asarray(x)")
rule("np.meshgrid(x, w)[0]")
rule("np.meshgrid(x, w)[1]")
rule("np.meshgrid(x, w, indexing='ij')[0]", compiled=False)
rule("np.vander(x, 3)")
rule("np.ascontiguousarray(a.T) * m[:, :2]")
# --- selections --------------------------------------------------------------------------------
rule("np.where(x > 0.0, x, y)")
rule("np.where(x > 0.0, x * x, 0.0)")
rule("np.where(x > 0.0, c, y)")
rule("np.where(x > 0.0, c, d)")
rule("np.where(a > 0.0, row_of_one, column)")
rule("np.where(row_of_one > 0.0, a, w)")
rule("np.where(c > 0.0, x, y)")
rule("np.where(x > 0.0, np.log(np.abs(x)), 0.0)")
rule("np.clip(x, -1.0, 1.0)")
rule("np.clip(x, c - 1.0, d)")
rule("np.clip(x, y - 1.0, 1.0)")
rule("np.clip(a, w - 1.0, column)")
rule("np.clip(x, None, d)")
rule("np.clip(x, c, None)")
rule("np.clip(c, -1.0, 0.5)")
rule("x.clip(0.0, 1.0)")
rule("np.take(x, i)")
rule("np.take(x, 2)")
rule("np.take(a, i)")
rule("np.take(a, j, axis=1)")
rule("np.take(t, j, axis=1)")
rule("x.take(i)")
rule("np.take_along_axis(a, np.argsort(a, axis=1), axis=1)")
rule("np.compress(k, x)")
rule("np.extract(k, x)")
rule("np.diag(x)")
rule("np.diag(x, -1)")
rule("np.diag(m)")
rule("np.diag(a, 1)")
rule("np.diagonal(m)")
rule("np.diagflat(x)")
rule("np.tril(m)")
rule("np.triu(m, 1)")
rule("np.tril(a, k=-1)")
rule("np.interp(c, np.array([0.0, 0.5, 1.0]), w)")
rule("np.interp(p, np.arange(3.0) * 1.7, w)")
rule("np.interp(x, np.sort(y) - 0.05, x)")
rule("np.interp(a, np.sort(y) - 0.05, x)")
rule("np.bincount(np.array([1, 0, 1, 2]), weights=x)")
# --- elementwise -------------------------------------------------------------------------------
for name in ("sinc", "cbrt", "nan_to_num", "positive", "exp2"):
    rule(f"np.{name}(x)")
    rule(f"np.{name}(c)")
for name in (
    "logaddexp",
    "logaddexp2",
    "fmax",
    "fmin",
    "hypot",
    "maximum",
    "minimum",
    "copysign",
    "mod",
    "fmod",
):
    rule(f"np.{name}(x, y)")
    rule(f"np.{name}(a, w)", compiled=name == "hypot")
    rule(f"np.{name}(x, c)", compiled=False)
rule("np.float_power(p, y)")
rule("np.heaviside(x, c)")
rule("np.round(x) * x")
rule("np.fix(x) * x")
for name in ("gamma", "lgamma", "cbrt", "exp2"):
    rule(f"math.{name}(c)", compiled=name not in ("cbrt", "exp2"))
rule("math.gamma(-1.3 * d) + math.lgamma(20.0 * c)")
rule("math.log(c, 3.0 + d)")
rule("math.ldexp(c, n)")
rule("math.remainder(c, d)", compiled=False)
rule("math.dist((c, d), (d, 0.1))")
rule("math.dist((c, d, 1.0), (d, 0.1, c * c))", compiled=False)
rule("math.hypot(c, d, 2.0)")
rule("math.fsum(xs)")
rule("math.fsum([c, d, c * d])")
rule("math.prod(xs)")
rule("math.prod((c, d, c))")
rule("np.split(x, 2)[1] * np.split(y, [1, 3])[1]")
rule("np.array_split(x, 3)[0] * np.array_split(y, 3)[1][0]")
rule("np.hsplit(a, 3)[0] * np.vsplit(m, [2])[0]")
# --- linear algebra ----------------------------------------------------------------------------
rule("np.linalg.norm(x)")
rule("np.linalg.norm(m)")
for order in ("1", "2", "3", "np.inf", "-np.inf", "2.5"):
    rule(f"np.linalg.norm(x, {order})")
for order in ("1", "-1", "2", "-2", "np.inf", "-np.inf", "'fro'", "'nuc'"):
    rule(f"np.linalg.norm(m, {order})")
rule("np.linalg.norm(a, axis=1)")
rule("np.linalg.norm(a, axis=0, keepdims=True)")
rule("np.linalg.det(m)")
rule("np.linalg.det(singular)")
rule("np.linalg.inv(m)")
rule("np.linalg.solve(m, w)")
rule("np.linalg.solve(m, a.T)")
rule("np.linalg.solve(m + m.T, w * w)")
rule("np.linalg.cholesky(s)")
rule("np.linalg.cholesky(m @ m.T)")
rule("np.linalg.slogdet(m)[1]")
rule("np.linalg.eigh(s)[0]")
rule("np.abs(np.linalg.eigh(s)[1])")
rule("np.linalg.eigvalsh(s)")
rule("np.linalg.svd(a)[1]")
rule("np.linalg.svd(a, full_matrices=False)[1]")
rule("np.abs(np.linalg.svd(a, full_matrices=False)[0])")
rule("np.abs(np.linalg.svd(a, full_matrices=False)[2])")
rule("np.abs(np.linalg.svd(a.T, full_matrices=False)[0])")
rule("np.abs(np.linalg.qr(m)[0])")
rule("np.abs(np.linalg.qr(m)[1])")
rule("np.abs(np.linalg.qr(a.T)[0])")
rule("np.abs(np.linalg.qr(a.T)[1])")
rule("np.abs(np.linalg.qr(a)[0])")
rule("np.abs(np.linalg.qr(a)[1])")
rule("np.linalg.pinv(a)")
rule("np.linalg.pinv(a.T)")
rule("np.linalg.lstsq(a.T, w)[0]")
rule("np.linalg.lstsq(a, column[:, 0])[0]")
rule("np.linalg.matrix_power(m, 3)")
rule("np.linalg.matrix_power(m, -2)")
rule("np.linalg.matrix_power(m, 0) * m")
rule("np.linalg.cond(m)")
