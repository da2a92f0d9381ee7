"""`None`: defaults, tests, and names that hold None on some path."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0])
W = np.array([0.3, 0.7, 1.1])


def default_none_array(x, w=None):
    if w is None:
        w = np.ones(len(x))
    s = 0.0
    for i in range(len(x)):
        s += w[i] * x[i] ** 2
    return s


case(default_none_array, X)
case(default_none_array, X, None, id="explicit_none")
case(default_none_array, X, W, id="none_replaced")


def default_none_scalar(x, scale=None, shift=None):
    y = x * x
    if scale is not None:
        y = y * scale
    if shift is None:
        shift = 1.0
    return y + shift * x


case(default_none_scalar, 0.7)
case(default_none_scalar, 0.7, 2.5, id="none_scalar_given")
case(default_none_scalar, 0.7, None, 0.3, id="none_scalar_second_given")


def none_in_a_ternary(x, w=None):
    factor = 1.0 if w is None else w
    return factor * x * x


case(none_in_a_ternary, 0.7)
case(none_in_a_ternary, 0.7, 1.3, id="none_in_a_ternary_given")


def none_passed_to_a_helper(x):
    def weighted(v, w=None):
        return v * v if w is None else v * w

    return weighted(x) + weighted(x, None) * weighted(x, x)


case(none_passed_to_a_helper, 0.7)


def none_with_and_or(x, limit=None):
    s = 0.0
    for i in range(5):
        s = s + x
        if limit is not None and s > limit:
            s = s * 0.5
            break
    if limit is None or s < limit:
        s = s * s
    return s


case(none_with_and_or, 0.7)
case(none_with_and_or, 0.7, 1.5, id="limit_given")


def variable_is_none_first(x):
    best = None
    for v in (x, 2.0 * x, 0.5):
        if best is None or v > best:
            best = v
    return best * x


case(variable_is_none_first, 0.7)


def helper_returns_none_or_not_used(x):
    out = np.zeros(1)

    def put(v):
        if v < 0:
            return
        out[0] = v * v

    put(x)
    put(-x)
    return out[0] * x


case(helper_returns_none_or_not_used, 0.7)


def function_default_none(x, f=None):
    if f is None:
        f = math.sin
    return f(x) * x


case(function_default_none, 0.7)
case(function_default_none, 0.7, math.cos, id="function_given_for_none")
