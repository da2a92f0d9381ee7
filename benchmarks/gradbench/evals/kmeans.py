"""`kmeans`: the squared distances of points from their nearest centroids, and Newton's direction.

The Hessian is diagonal: its diagonal is its product with a vector of ones.
"""

from __future__ import annotations

import math

import numba
import numpy as np

import difpy
from benchmarks.gradbench.eval import Eval, Function, listed

BLOCK = 128
"""Points whose distances are computed at once: as many as stay in the cache."""


@numba.njit
def smallest(values):
    place, least = 0, math.inf
    for j in range(len(values)):
        if values[j] < least:
            place, least = j, values[j]
    return place


@numba.njit
def cost(points, centroids):
    """points: (n, d); centroids: (k, d). The nearest has the smallest |c|^2 / 2 - p c, a matrix product."""
    halves, columns = 0.5 * np.sum(centroids * centroids, axis=1), centroids.T.copy()
    total = 0.0
    for start in range(0, len(points), BLOCK):
        block = points[start : start + BLOCK]
        apart = halves - block @ columns
        for i in range(len(block)):
            j = smallest(apart[i])
            for coordinate in range(block.shape[1]):
                total += (block[i, coordinate] - centroids[j, coordinate]) ** 2
    return total


def newton(**options):
    """The slope over the diagonal: the gradient, and its tangent along a vector of ones."""
    gradient = difpy.grad(cost, "centroids", **options)

    def direction(points, centroids):
        along = (None, np.ones_like(centroids))
        slope, diagonal = difpy.jvp(gradient, (points, centroids), along, **options)
        return slope / diagonal

    return direction


def inputs(size):
    """The centroids are among the points, so each is the nearest of one."""
    rng = np.random.default_rng(5)
    full = ((10, 1000, 8), (100, 1000, 16), (100, 10_000, 8), (1000, 10_000, 16))
    for k, n, d in full if size == "full" else ((1, 3, 1), (3, 10, 2)):
        points = rng.uniform(size=(n, d)).tolist()
        yield f"k={k}, n={n}, d={d}", {"points": points, "centroids": points[-k:]}


def apart(points, centroids):
    """Which centroid is the nearest of each point, and how far it is."""
    squares = np.array([np.sum((points - centroid) ** 2, axis=1) for centroid in centroids])
    return np.argmin(squares, axis=0), np.min(squares, axis=0)


def from_means(points, centroids):
    """Each centroid's way from the mean of the points whose nearest it is."""
    places, _ = apart(points, centroids)
    means = [np.mean(points[places == j], axis=0) for j in range(len(centroids))]
    return centroids - np.array(means)


def made(**options):
    return Eval(
        read=lambda given: (np.array(given["points"]), np.array(given["centroids"])),
        functions={
            "cost": Function(cost, lambda points, centroids: np.sum(apart(points, centroids)[1])),
            "dir": Function(newton(**options), from_means, listed),
        },
        inputs=inputs,
    )
