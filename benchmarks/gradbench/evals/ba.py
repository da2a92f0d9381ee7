"""`ba`: errors of a bundle adjustment, and their sparse Jacobian.

An observation depends on its own camera, point and weight alone. With a camera and a point of its own for
each, the derivatives of all first coordinates come of one pullback, those of the second of another.
"""

from __future__ import annotations

import math
from functools import partial

import numba
import numpy as np

import difpy
from benchmarks.gradbench.eval import Eval, Function

CAMERA, POINT = 11, 3
BLOCK = CAMERA + POINT + 1
"""Parameters of an observation."""


@numba.njit
def rotated(a0, a1, a2, x, y, z):
    """A point, turned by the angle that is the length of a, about its direction: Rodrigues' formula."""
    square = a0 * a0 + a1 * a1 + a2 * a2
    if square == 0.0:
        return x + a1 * z - a2 * y, y + a2 * x - a0 * z, z + a0 * y - a1 * x
    angle = math.sqrt(square)
    cosine, sine = math.cos(angle), math.sin(angle)
    a0, a1, a2 = a0 / angle, a1 / angle, a2 / angle
    along = (a0 * x + a1 * y + a2 * z) * (1.0 - cosine)
    return (
        x * cosine + (a1 * z - a2 * y) * sine + a0 * along,
        y * cosine + (a2 * x - a0 * z) * sine + a1 * along,
        z * cosine + (a0 * y - a1 * x) * sine + a2 * along,
    )


@numba.njit
def errors(cameras, points, weights, features, places):
    """Of projections, (p, 2), and of weights, (p,).

    cameras: (n, 11), rotation, center, focal length, principal point, radial distortion; points: (m, 3);
    weights: (p,); features: (p, 2); places: (p, 2), which camera saw which point.
    """
    projections, shortfalls = np.empty((len(weights), 2)), np.empty(len(weights))
    for i in range(len(weights)):
        c, point = cameras[places[i, 0]], points[places[i, 1]]
        x, y, z = point[0] - c[3], point[1] - c[4], point[2] - c[5]
        x, y, z = rotated(c[0], c[1], c[2], x, y, z)
        x, y = x / z, y / z
        square = x * x + y * y
        scale = c[6] * (1.0 + c[9] * square + c[10] * square * square)
        projections[i, 0] = weights[i] * (scale * x + c[7] - features[i, 0])
        projections[i, 1] = weights[i] * (scale * y + c[8] - features[i, 1])
        shortfalls[i] = 1.0 - weights[i] * weights[i]
    return projections, shortfalls


def jacobian(cameras, points, weights, features, places, **options):
    """Row starts, columns and values of the sparse matrix: two rows an observation, then one a weight."""
    p = len(weights)
    own = np.stack((np.arange(p), np.arange(p)), axis=1)
    views, spots = cameras[places[:, 0]], points[places[:, 1]]
    (projections, shortfalls), pullback = difpy.vjp(errors, views, spots, weights, features, own, **options)
    none, nothing = np.zeros_like(shortfalls), np.zeros_like(projections)
    values = np.empty(2 * BLOCK * p + p)
    blocks = values[: 2 * BLOCK * p].reshape(p, 2, BLOCK)
    for row in range(2):
        seed = nothing.copy()
        seed[:, row] = 1.0
        ofcamera, ofpoint, ofweight, _, _ = pullback((seed, none))
        blocks[:, row, :CAMERA], blocks[:, row, CAMERA:-1], blocks[:, row, -1] = ofcamera, ofpoint, ofweight
    values[2 * BLOCK * p :] = pullback((nothing, none + 1.0))[2]
    return *pattern(len(cameras), len(points), places), values


def pattern(n, m, places):
    """Row starts and columns: parameters of the n cameras, of the m points, and weights."""
    p = len(places)
    columns = np.empty(2 * BLOCK * p + p, np.int64)
    blocks = columns[: 2 * BLOCK * p].reshape(p, 2, BLOCK)
    blocks[:, :, :CAMERA] = CAMERA * places[:, :1, None] + np.arange(CAMERA)
    blocks[:, :, CAMERA:-1] = CAMERA * n + POINT * places[:, 1:, None] + np.arange(POINT)
    ofweights = CAMERA * n + POINT * m + np.arange(p)
    blocks[:, :, -1] = ofweights[:, None]
    columns[2 * BLOCK * p :] = ofweights
    starts = np.concatenate((BLOCK * np.arange(2 * p + 1), 2 * BLOCK * p + np.arange(1, p + 1)))
    return starts, columns


def inputs(size):
    """The suite repeats one camera, point, weight and feature."""
    rng = np.random.default_rng(8)
    full = ((49, 7776, 31_843), (93, 61_203, 287_451))
    for n, m, p in full if size == "full" else ((2, 3, 4), (3, 2, 7)):
        camera = np.concatenate(
            (rng.uniform(-1.0, 1.0, 3), rng.uniform(-5.0, 5.0, 3), [400.0, 5.0, -8.0, 0.01, 0.001])
        )
        yield (
            f"n={n}, m={m}, p={p}",
            {
                "n": n,
                "m": m,
                "p": p,
                "cam": camera.tolist(),
                "x": rng.uniform(8.0, 12.0, 3).tolist(),
                "w": 0.4,
                "feat": [300.0, 800.0],
            },
        )


def read(given):
    sizes = given["n"], given["m"], given["p"]
    place = np.arange(given["p"])
    places = np.stack((place % given["n"], place % given["m"]), axis=1)
    rows = (np.tile(given[name], (number, 1)) for name, number in zip(("cam", "x"), sizes, strict=False))
    return *rows, np.full(given["p"], given["w"]), np.tile(given["feat"], (given["p"], 1)), places


def projected(cameras, points, weights, features):
    """Of an observation each, in whole arrays, which may be complex."""
    apart = points - cameras[:, 3:6]
    angle = np.sqrt(np.sum(cameras[:, :3] ** 2, axis=1, keepdims=True))
    axis = cameras[:, :3] / angle
    along = np.sum(axis * apart, axis=1, keepdims=True)
    turned = along * axis + np.cos(angle) * (apart - along * axis) + np.sin(angle) * np.cross(axis, apart)
    plane = turned[:, :2] / turned[:, 2:]
    square = np.sum(plane**2, axis=1, keepdims=True)
    distorted = plane * (1.0 + cameras[:, 9:10] * square + cameras[:, 10:11] * square**2)
    return weights[:, None] * (cameras[:, 6:7] * distorted + cameras[:, 7:9] - features)


def both_errors(cameras, points, weights, features, places):
    return projected(cameras[places[:, 0]], points[places[:, 1]], weights, features), 1.0 - weights**2


def values_by_complex_steps(cameras, points, weights, features, places):
    rows = []
    for position in range(BLOCK):
        moved = np.column_stack((cameras[places[:, 0]], points[places[:, 1]], weights)).astype(complex)
        moved[:, position] += 1e-30j
        rows.append(projected(moved[:, :CAMERA], moved[:, CAMERA:-1], moved[:, -1], features).imag / 1e-30)
    blocks = np.stack(rows, axis=2)
    return *pattern(len(cameras), len(points), places), np.concatenate((blocks.ravel(), -2.0 * weights))


def write_errors(results):
    projections, shortfalls = results
    p = len(shortfalls)
    return {
        "reproj_error": {"elements": projections[0].tolist(), "repeated": p},
        "w_err": {"element": shortfalls[0].item(), "repeated": p},
    }


def write_matrix(results):
    """The first thirty of each list, and the last."""
    names = ("rows", "cols", "vals")
    return {name: [*part[:30].tolist(), part[-1].item()] for name, part in zip(names, results, strict=True)}


def made(**options):
    return Eval(
        read=read,
        functions={
            "objective": Function(errors, both_errors, write_errors),
            "jacobian": Function(partial(jacobian, **options), values_by_complex_steps, write_matrix),
        },
        inputs=inputs,
    )
