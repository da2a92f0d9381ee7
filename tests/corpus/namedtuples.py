"""Namedtuples as parameters, states and results."""
# ruff: noqa  programs as people write them

import math
from collections import namedtuple
from typing import NamedTuple

import numpy as np

from tests.corpus.registry import case


class Rates(NamedTuple):
    birth: float
    death: float


class Model(NamedTuple):
    rates: Rates
    start: float
    weights: np.ndarray


Point = namedtuple("Point", "x y")
X = np.array([0.5, -1.2, 2.0])


def fields_of_an_argument(r):
    return r.birth * r.birth - math.sin(r.death) * r[0]


case(fields_of_an_argument, Rates(0.7, 0.3))


def nested_namedtuple(m):
    s = m.start
    for i in range(3):
        s = s + 0.1 * (m.rates.birth - m.rates.death * s) * m.weights[i]
    return s


case(nested_namedtuple, Model(Rates(0.7, 0.3), 1.2, X))


def built_inside(x, y):
    p = Point(x, y * 2.0)
    q = Point(y=p.x, x=p.y * x)
    return p.x * q.y + q.x


case(built_inside, 0.7, 0.4)


def rebound_as_a_state(x):
    p = Point(x, 1.0)
    for i in range(3):
        p = Point(p.x + 0.1 * p.y, p.y - 0.1 * math.sin(p.x))
    return p.x * p.y


case(rebound_as_a_state, 0.7)


def replaced_field(x):
    p = Point(x, 2.0)
    q = p._replace(y=p.x * x)
    return q.y * q.x + p.y * x


case(replaced_field, 0.7)


def returned_by_a_helper(x):
    def mirror(p):
        return Point(p.y, p.x)

    p = mirror(Point(x, x * x))
    return p.x - 3.0 * mirror(p).y * p.y


case(returned_by_a_helper, 0.7)


def unpacked_and_iterated(p):
    x, y = p
    s = 0.0
    for v in p:
        s += v * v
    return s * x + y


case(unpacked_and_iterated, Point(0.7, 0.4))


def field_array_written(m):
    m.weights[0] = m.weights[1] * m.start
    return np.sum(m.weights * m.weights)


case(field_array_written, Model(Rates(0.7, 0.3), 1.2, X), argnums=0)


def list_of_namedtuples(x):
    points = [Point(x, 1.0), Point(2.0, x * x)]
    points.append(Point(points[0].y, points[1].y))
    s = 0.0
    for p in points:
        s += p.x * p.y
    return s


case(list_of_namedtuples, 0.7)


def vjp_returns_a_namedtuple(x, y):
    return Point(x * y, x + 1.0)


case(vjp_returns_a_namedtuple, 0.7, 0.4, transform="vjp")
