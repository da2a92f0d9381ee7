# ruff: noqa: B905  programs as people write them
import math
from typing import NamedTuple

import numpy as np
import pytest

from tests.elaborate.running import check


class Point(NamedTuple):
    x: float
    y: float = 2.0

    def norm(self):
        return math.sqrt(self.x * self.x + self.y * self.y)


class Segment(NamedTuple):
    start: Point
    stop: Point


def namedtuples(x):
    p = Point(x)
    q = p._replace(y=x * 2)
    s = Segment(p, stop=q)
    s = s._replace(start=Point(1, 2))
    return s.start.x + s.stop.y * s[0][1] + q.norm() + Point.norm(p)


def returned_namedtuple(p, x):
    a, b = p
    return Point(a * x, b), (p, x, None, "text")


def swapped_tuples(x):
    p = (x, 1)
    q = (2, x * x)
    p, q = q, p
    p = (p[1], p[0])
    return p[0] * 10 + p[1] + q[0] * q[1]


def tuple_in_a_loop(x, n):
    state = (x, 0)
    for _ in range(n):
        position, count = state
        state = (position * 0.5 + count, count + 1)
    return state


def variable_index(x, n):
    t = (x, 2, x * x)
    s = 0.0
    for i in range(3):
        s += t[i] * t[-i]
    return s + t[n]


def tuple_of_arrays(x, n):
    buffers = (x, x * 2, np.ones(3))
    for i in range(n):
        buffers = (buffers[1], buffers[2], buffers[0])
        buffers[0][i % 3] += 1.0
    return buffers[0] + buffers[2]


def concatenated(x):
    t = (x,) + (1, 2) * 2 + tuple((x, x))
    return t[1:-1], len(t), t == (x, 1), sum(t), max(t), (1, 2) == (1, 2), 3 in (1, 2), x in t


def shapes(a):
    n, m = a.shape
    b = np.zeros(a.shape)
    c = np.zeros(a.shape[::-1])
    d = np.ones((n, m))
    s = a.shape
    rank = a.ndim
    return b.shape, c.shape, d, s[0] * s[1] + a.size + len(s) + rank


def rank_dependent(a):
    if a.ndim == 1:
        return a[0]
    return a[0, 0]


def nested_results(x):
    def pair(t):
        return t, (t * 2, t + 1)

    a, (b, c) = pair(x)
    d, e = pair(a)
    f = pair(b)
    return a + b + c + d + e[0] + f[1][1]


def loops_over_tuples(x, y):
    s = 0.0
    for v in (x, y, x * y):
        s += v
    for a, b in ((x, 1), (y, 2.0)):
        s += a * b
    for i, v in enumerate((x, y), 1):
        s += i * v
    for a, b in zip((x, y), (1, 2)):
        s *= a + b
    for v in reversed((x, y, 2)):
        s = s * 0.5 + v
    for f in (math.sin, math.cos):
        s += f(x)
        if s > 100:
            s = 0.0
    for v in (x, y, 3.0):
        if v > 2.5:
            break
        s += v
    return s


X = np.array([0.5, 1.0, 2.0])


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (namedtuples, (0.7,)),
        (returned_namedtuple, (Point(1.0, 2.0), 0.7)),
        (returned_namedtuple, ((1, 2.0), 0.7)),
        (swapped_tuples, (0.7,)),
        (tuple_in_a_loop, (0.7, 3)),
        (variable_index, (0.7, 2)),
        (variable_index, (0.7, -3)),
        (variable_index, (0.7, 3)),
        (tuple_of_arrays, (X, 4)),
        (concatenated, (0.7,)),
        (shapes, (np.ones((2, 3)),)),
        (rank_dependent, (X,)),
        (rank_dependent, (np.ones((2, 3)),)),
        (nested_results, (0.7,)),
        (loops_over_tuples, (0.7, 1.3)),
    ],
)
def test_tuples(function, arguments):
    check(function, *arguments)


def unpacks(v):
    a, b, c = v
    return a * b + c


@pytest.mark.parametrize("values", [X, [1.0, 2.0, 3.0], X[:2], np.ones(4), [1.0], (1, 2, 3), np.ones((3, 2))])
def test_unpacking(values):
    check(unpacks, values)


def optional(x, w=None, mode="plain"):
    if w is None:
        w = np.ones(3)
    if mode == "plain":
        return np.sum(x * w)
    elif mode in ("twice", "double"):
        return 2 * np.sum(x * w)
    raise ValueError(f"no mode is called {mode!r}")


@pytest.mark.parametrize("arguments", [(X,), (X, None), (X, X), (X, X, "double"), (X, None, "other")])
def test_optional_arguments(arguments):
    check(optional, *arguments)
