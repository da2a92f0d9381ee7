"""Reductions: sums, means, extremes, norms, quantiles, and running sums and products.

k equal extremes share the cotangent, 1/k each; Python's own `max` and `min` give all of it to the first
one. A norm and a standard deviation have derivative 0 where they are 0. NaN is skipped by the functions
that skip it. (docs/conventions.md)
"""

from __future__ import annotations

from difpy.rules.rows import Arguments, Row, Texts, row
from difpy.rules.tangents import BILINEAR, LINEAR, SUMMED


def _reduction(name: str, text: str, *, parameters: str = "", spreads: bool = False) -> list[Row]:
    """The rows of a reduction with and without `axis` and `keepdims`.

    In `text`, {seed} and {out} are the cotangent and the result of the operand's rank, {axis} the axis as
    an argument, {count} the number of elements reduced into one, {mean} the mean of the operand, and
    {numbers} how many of those elements are not NaN. Each element of the operand gets a multiple of {seed},
    so the same multiples of its tangent are summed. What `spreads` is linear.
    """
    everything = {"seed": "seed", "out": "out", "axis": "", "count": "a.size", "mean": "np.mean(a)"}
    everything["numbers"] = "np.sum(~np.isnan(a))"
    along = {
        "seed": "np.expand_dims(seed, axis)",
        "out": "np.expand_dims(out, axis)",
        "axis": ", axis",
        "numbers": "np.sum(np.where(np.isnan(a), 0.0, 1.0), axis, keepdims=True)",
        "count": "a.shape[axis]",
        "mean": "np.mean(a, axis, keepdims=True)",
    }
    several = {**along, "count": "(a.size / seed.size)"}
    kept = {"seed": "seed", "out": "out"}
    forms = {
        "a": everything,
        "a: 1, axis": everything,
        "a, keepdims=True": everything,
        "a, axis": along,
        "a, axis, keepdims=True": {**along, **kept},
    }
    if "{axis}" not in text and "{numbers}" not in text:
        forms["a, axis: tuple"] = several
        forms["a, axis: tuple, keepdims=True"] = {**several, **kept}
    return [
        row(
            f"{name}({_with(form, parameters)})",
            {"a": text.format(**words)},
            spreads=spreads,
            tangent=LINEAR if spreads else {"a": _sum_of(text.format(**_forwards(words)), form)},
        )
        for form, words in forms.items()
    ]


def _forwards(words: dict[str, str]) -> dict[str, str]:
    """The same words for multiples of the operand's tangent."""
    return {**words, "seed": "dot", "count": words["count"].replace("seed", "out")}


def _sum_of(multiples: str, form: str) -> str:
    """The sum over what a reduction of this form reduces."""
    axis = ", axis" if "axis" in form and not form.startswith("a: 1") else ""
    return f"np.sum({multiples}{axis}{', keepdims=True' if 'keepdims' in form else ''})"


def _with(form: str, parameters: str) -> str:
    """More parameters, before those that have a value."""
    head, keepdims, _ = form.partition(", keepdims")
    return head + parameters + (", keepdims=True" if keepdims else "")


def _variance(name: str, text: str) -> list[Row]:
    """With and without `ddof`."""
    less = text.replace("{count}", "({count} - ddof)")
    return [*_reduction(name, text), *_reduction(name, less, parameters=", ddof")]


def _differences(arguments: Arguments) -> Texts:
    """Along any axis: the later of two neighbours gets the cotangent, the earlier its negative."""
    rank = arguments.rank("a")
    axis = arguments.integer("axis", -1)
    if axis is None or not -rank <= axis < rank:
        return {}
    before = ":, " * (axis % rank)
    return {f"a[{before}1:]": "seed", f"a[{before}:-1]": "-seed"}


def _quantile(name: str, parameter: str, q: str) -> list[Row]:
    """The rows of a quantile along an axis."""
    text = f"difpy.shares_of_quantile_along(a, {q}, axis)"
    return [
        row(f"{name}(a: 1{parameter}, axis)",
            {"a": f"seed * difpy.shares_of_quantile(a, {q})"}, tangent=SUMMED),
        row(f"{name}(a{parameter}, axis)",
            {"a": f"np.expand_dims(seed, axis) * {text}"}, tangent={"a": f"np.sum(dot * {text}, axis)"}),
        row(f"{name}(a{parameter}, axis, keepdims=True)",
            {"a": f"seed * {text}"}, tangent={"a": f"np.sum(dot * {text}, axis, keepdims=True)"}),
    ]  # fmt: skip


_KEPT_ONLY = "np.where(np.isnan(a), 0.0, {})"

ROWS = (
    # sums and means
    *_reduction("np.sum", "{seed}", spreads=True),
    row("sum(a)", {"a": "seed"}, spreads=True, tangent=LINEAR),
    row("math.fsum(a)", {"a": "seed"}, spreads=True, tangent=LINEAR),
    *_reduction("np.mean", "{seed} / {count}", spreads=True),
    row("np.average(a)", {"a": "seed / a.size"}, spreads=True, tangent=LINEAR),
    row("np.trace(a: 2)", {"a": "seed * np.eye(a.shape[0], a.shape[1])"}, tangent=LINEAR),
    row("np.trace(a: 2, offset)", {"a": "seed * np.eye(a.shape[0], a.shape[1], offset)"}, tangent=LINEAR),
    row("np.nansum(a)", {"a": _KEPT_ONLY.format("seed")}, tangent=SUMMED),
    row("np.nanmean(a)", {"a": _KEPT_ONLY.format("seed / np.sum(~np.isnan(a))")}, tangent=SUMMED),
    row("np.average(a: 1, weights: 1)",
        {"a": "seed * weights / np.sum(weights)", "weights": "seed * (a - out) / np.sum(weights)"},
        tangent=SUMMED),
    row("np.average(a: 2, weights: 2)",
        {"a": "seed * weights / np.sum(weights)", "weights": "seed * (a - out) / np.sum(weights)"},
        tangent=SUMMED),
    *_reduction("np.nansum", _KEPT_ONLY.format("{seed}"))[1:],
    *_reduction("np.nanmean", _KEPT_ONLY.format("{seed} / {numbers}"))[1:],
    row("np.trapezoid(y: 1)", {"y": "seed * difpy.trapezoid_weights(y.size)"}, tangent=BILINEAR),
    row("np.trapezoid(y: 1, dx: 0)",
        {"y": "seed * dx * difpy.trapezoid_weights(y.size)", "dx": "seed * out / dx"}, tangent=BILINEAR),
    row("np.trapezoid(y: 1, x: 1)",
        {"y": "seed * difpy.trapezoid_weights_between(x)", "x": "seed * difpy.trapezoid_slopes(y)"},
        tangent=BILINEAR),
    row("np.trapezoid(y: 1, x: 1, dx)",
        {"y": "seed * difpy.trapezoid_weights_between(x)", "x": "seed * difpy.trapezoid_slopes(y)",
         "dx": None}, tangent=BILINEAR),
    # products
    *_reduction("np.prod", "{seed} * difpy.products_of_others(a{axis})"),
    row("math.prod(a)", {"a": "difpy.times_products_of_others(seed, a)"},
        tangent={"a": "difpy.product_tangent(dot, a)"}),
    row("np.nanprod(a)",
        {"a": _KEPT_ONLY.format("seed * difpy.products_of_others(np.where(np.isnan(a), 1.0, a))")},
        tangent=SUMMED),
    # extremes and ranges
    *_reduction("np.max", "{seed} * difpy.shares_of_extreme(a, {out})"),
    *_reduction("np.min", "{seed} * difpy.shares_of_extreme(a, {out})"),
    *_reduction("np.amax", "{seed} * difpy.shares_of_extreme(a, {out})"),
    *_reduction("np.amin", "{seed} * difpy.shares_of_extreme(a, {out})"),
    row("np.nanmax(a)", {"a": "seed * difpy.shares_of_extreme(a, out)"}, tangent=SUMMED),
    row("np.nanmin(a)", {"a": "seed * difpy.shares_of_extreme(a, out)"}, tangent=SUMMED),
    *_reduction("np.nanmax", "{seed} * difpy.shares_of_extreme(a, {out})")[1:],
    *_reduction("np.nanmin", "{seed} * difpy.shares_of_extreme(a, {out})")[1:],
    row("max(a)", {"a[difpy.position_of_greatest(a)]": "seed"}),
    row("min(a)", {"a[difpy.position_of_least(a)]": "seed"}),
    row("np.ptp(a)",
        {"a": "seed * (difpy.shares_of_extreme(a, np.max(a)) - difpy.shares_of_extreme(a, np.min(a)))"},
        tangent=SUMMED),
    # variances and norms
    *_variance("np.var", "{seed} * (2.0 / {count}) * (a - {mean})"),
    *_variance("np.std", "{seed} * difpy.ratio(a - {mean}, {count} * {out})"),
    row("np.nanvar(a)",
        {"a": _KEPT_ONLY.format("seed * (2.0 / np.sum(~np.isnan(a))) * (a - np.nanmean(a))")},
        tangent=SUMMED),
    row("np.nanstd(a)",
        {"a": _KEPT_ONLY.format("seed * difpy.ratio(a - np.nanmean(a), np.sum(~np.isnan(a)) * out)")},
        tangent=SUMMED),
    row("np.cov(m: 1, y: 1)",
        {"m": "difpy.covariance_adjoint(seed, m, y)", "y": "difpy.covariance_adjoint(seed.T, y, m, 1)"},
        tangent={"m": "difpy.covariance_tangent(dot, m, y)", "y": "difpy.covariance_tangent(dot, y, m, 1)"}),
    row("np.corrcoef(x: 1, y: 1)",
        {"x": "(seed[0, 1] + seed[1, 0]) * difpy.correlation_slopes(x, y)",
         "y": "(seed[0, 1] + seed[1, 0]) * difpy.correlation_slopes(y, x)"},
        tangent={"x": "difpy.correlation_tangent(dot, x, y)", "y": "difpy.correlation_tangent(dot, y, x)"}),
    # quantiles
    row("np.median(a)", {"a": "seed * difpy.shares_of_quantile(a, 0.5)"}, tangent=SUMMED),
    row("np.quantile(a, q: 0)",
        {"a": "seed * difpy.shares_of_quantile(a, q)", "q": "seed * difpy.slope_of_quantile(a, q)"},
        tangent=SUMMED),
    row("np.quantile(a, q: 1)",
        {"a": "difpy.shares_of_quantiles(seed, a, q)", "q": "seed * difpy.slopes_of_quantiles(a, q)"},
        tangent={"a": "difpy.quantiles_tangent(dot, a, q)", "q": "dot * difpy.slopes_of_quantiles(a, q)"}),
    row("np.percentile(a, q: 0)",
        {"a": "seed * difpy.shares_of_quantile(a, q / 100.0)",
         "q": "seed * difpy.slope_of_quantile(a, q / 100.0) / 100.0"},
        tangent=SUMMED),
    row("np.percentile(a, q: 1)",
        {"a": "difpy.shares_of_quantiles(seed, a, q / 100.0)",
         "q": "seed * difpy.slopes_of_quantiles(a, q / 100.0) / 100.0"},
        tangent={"a": "difpy.quantiles_tangent(dot, a, q / 100.0)",
                 "q": "dot * difpy.slopes_of_quantiles(a, q / 100.0) / 100.0"}),
    *_quantile("np.median", "", "0.5"),
    *_quantile("np.quantile", ", q: 0", "q"),
    *_quantile("np.percentile", ", q: 0", "q / 100.0"),
    row("np.nanmedian(a)", {"a": "seed * difpy.shares_of_quantile_of_numbers(a, 0.5)"}, tangent=SUMMED),
    row("np.nanquantile(a, q: 0)",
        {"a": "seed * difpy.shares_of_quantile_of_numbers(a, q)",
         "q": "seed * difpy.slope_of_quantile(difpy.numbers_of(a), q)"},
        tangent=SUMMED),
    row("np.nanpercentile(a, q: 0)",
        {"a": "seed * difpy.shares_of_quantile_of_numbers(a, q / 100.0)",
         "q": "seed * difpy.slope_of_quantile(difpy.numbers_of(a), q / 100.0) / 100.0"},
        tangent=SUMMED),
    # running sums, products and differences
    row("np.cumsum(a: 1)", {"a": "np.cumsum(seed[::-1])[::-1]"}, tangent=LINEAR),
    row("np.cumsum(a: 1, axis)", {"a": "np.cumsum(seed[::-1])[::-1]"}, tangent=LINEAR),
    row("np.cumsum(a)", {"a": "np.reshape(np.cumsum(seed[::-1])[::-1], a.shape)"}, tangent=LINEAR),
    row("np.cumsum(a, axis)", {"a": "np.flip(np.cumsum(np.flip(seed, axis), axis), axis)"}, tangent=LINEAR),
    row("np.cumprod(a: 1)", {"a": "difpy.cumprod_adjoint(seed, a)"},
        tangent={"a": "difpy.cumprod_tangent(dot, a)"}),
    row("np.cumprod(a: 1, axis)", {"a": "difpy.cumprod_adjoint(seed, a)"},
        tangent={"a": "difpy.cumprod_tangent(dot, a)"}),
    row("np.cumprod(a)", {"a": "np.reshape(difpy.cumprod_adjoint(seed, np.ravel(a)), a.shape)"},
        tangent={"a": "difpy.cumprod_tangent(dot, a)"}),
    row("np.cumprod(a, axis)", {"a": "difpy.cumprod_adjoint(seed, a, axis)"},
        tangent={"a": "difpy.cumprod_tangent(dot, a, axis)"}),
    row("np.nancumsum(a: 1)", {"a": _KEPT_ONLY.format("np.cumsum(seed[::-1])[::-1]")},
        tangent={"a": f"np.cumsum({_KEPT_ONLY.format('dot')})"}),
    row("np.nancumprod(a: 1)",
        {"a": _KEPT_ONLY.format("difpy.cumprod_adjoint(seed, np.where(np.isnan(a), 1.0, a))")},
        tangent={"a": f"difpy.cumprod_tangent({_KEPT_ONLY.format('dot')}, np.where(np.isnan(a), 1.0, a))"}),
    row("np.diff(a)", _differences),
    row("np.diff(a, axis)", _differences),
    row("np.gradient(f: 1)", {"f": "difpy.gradient_adjoint(seed, 1.0)"},
        tangent={"f": "np.gradient(dot)"}),
    row("np.gradient(f: 1, varargs: 0)",
        {"f": "difpy.gradient_adjoint(seed, varargs)", "varargs": "-np.sum(seed * out) / varargs"},
        tangent={"f": "np.gradient(dot, varargs)", "varargs": "-dot * out / varargs"}),
    row("np.ediff1d(ary: 1)", {"ary[1:]": "seed", "ary[:-1]": "-seed"}),
)  # fmt: skip
