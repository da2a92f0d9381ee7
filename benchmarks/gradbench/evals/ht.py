"""`ht`: how far points are from a hand that bends at its bones, and the Jacobian of that.

Forward mode: there are 26 angles and offsets, and each point's own two coordinates on a triangle, which share
two directions.
"""

from __future__ import annotations

import math
from functools import partial

import numba
import numpy as np

import difpy
from benchmarks.gradbench.eval import Eval, Function, listed

FINGERS, BEFORE = 5, 2
"""Bones before the first finger's second bone: the wrist, and the finger's first."""


@numba.njit
def turn(x, z, y):
    """Rotations about the axes x, y and z, in this order; homogeneous, (4, 4)."""
    sx, cx, sy, cy, sz, cz = math.sin(x), math.cos(x), math.sin(y), math.cos(y), math.sin(z), math.cos(z)
    return np.array(
        [
            [cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx, 0.0],
            [sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx, 0.0],
            [-sy, cy * sx, cy * cx, 0.0],
            [0.0, 0.0, 0.0, 1.0],
        ]
    )


@numba.njit
def about(axis):
    """The rotation about an axis by the angle that is its length; (3, 3)."""
    angle = math.sqrt(axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2])
    if angle < 1e-4:
        return np.eye(3)
    x, y, z = axis[0] / angle, axis[1] / angle, axis[2] / angle
    s, c = math.sin(angle), math.cos(angle)
    return np.array(
        [
            [x * x + (1.0 - x * x) * c, x * y * (1.0 - c) - z * s, x * z * (1.0 - c) + y * s],
            [x * y * (1.0 - c) + z * s, y * y + (1.0 - y * y) * c, y * z * (1.0 - c) - x * s],
            [x * z * (1.0 - c) - y * s, y * z * (1.0 - c) + x * s, z * z + (1.0 - z * z) * c],
        ]
    )


@numba.njit
def bent(theta, parents, relatives, inverses):
    """What moves the vertices of each bone: (bones, 4, 4). Of each finger three bones bend, the first of them
    sideways too."""
    angles = np.zeros((len(parents), 3))
    for finger in range(FINGERS):
        bone, own = BEFORE + 4 * finger, theta[6 + 4 * finger : 10 + 4 * finger]
        angles[bone, 0], angles[bone, 1] = own[0], own[1]
        angles[bone + 1, 0], angles[bone + 2, 0] = own[2], own[3]
    absolutes, moves = np.empty_like(relatives), np.empty_like(relatives)
    for i in range(len(parents)):
        relative = relatives[i] @ turn(angles[i, 0], angles[i, 1], angles[i, 2])
        absolutes[i] = relative if parents[i] == -1 else absolutes[parents[i]] @ relative
        moves[i] = absolutes[i] @ inverses[i]
    return moves


@numba.njit
def skin(theta, parents, relatives, inverses, base, weights, mirrored):
    """Where the vertices are, (vertices, 3)."""
    moves = bent(theta, parents, relatives, inverses)
    rotation = about(theta[:3])
    side = -1.0 if mirrored else 1.0
    positions = np.empty((len(base), 3))
    for v in range(len(base)):
        x, y, z = 0.0, 0.0, 0.0
        for bone in range(len(parents)):
            weight = weights[v, bone]
            if weight != 0.0:
                move = moves[bone]
                a, b, c, d = base[v, 0], base[v, 1], base[v, 2], base[v, 3]
                x += weight * (move[0, 0] * a + move[0, 1] * b + move[0, 2] * c + move[0, 3] * d)
                y += weight * (move[1, 0] * a + move[1, 1] * b + move[1, 2] * c + move[1, 3] * d)
                z += weight * (move[2, 0] * a + move[2, 1] * b + move[2, 2] * c + move[2, 3] * d)
        x *= side
        for i in range(3):
            positions[v, i] = rotation[i, 0] * x + rotation[i, 1] * y + rotation[i, 2] * z + theta[3 + i]
    return positions


@numba.njit
def errors(theta, us, parents, relatives, inverses, base, weights, mirrored, triangles, places, points):
    """(3 points,). theta: (26,); us: (points, 2), on the triangles `places`, or of size 0 where those are
    vertices."""
    positions = skin(theta, parents, relatives, inverses, base, weights, mirrored)
    apart = np.empty((len(points), 3))
    for i in range(len(points)):
        place = places[i]
        for c in range(3):
            if len(us) == 0:
                near = positions[place, c]
            else:
                a, b, last = triangles[place, 0], triangles[place, 1], triangles[place, 2]
                u, v = us[i, 0], us[i, 1]
                near = u * positions[a, c] + v * positions[b, c] + (1.0 - u - v) * positions[last, c]
            apart[i, c] = points[i, c] - near
    return apart.ravel()


def directions(theta, us):
    """The directions of the columns: of all us at once, then of each of theta."""
    for i in range(2 if len(us) else 0):
        column = np.zeros_like(us)
        column[:, i] = 1.0
        yield np.zeros_like(theta), column
    for unit in np.eye(len(theta)):
        yield unit, np.zeros_like(us)


def jacobian(theta, us, *data, **options):
    """(3 points, columns)."""
    still = (None,) * len(data)
    columns = [
        difpy.jvp(errors, (theta, us, *data), (*direction, *still), **options)[1]
        for direction in directions(theta, us)
    ]
    return np.stack(columns, axis=1)


def inputs(size):
    """A hand at random: each vertex follows three bones."""
    rng = np.random.default_rng(9)
    vertices = 10_000 if size == "full" else 12
    parents = [-1, *(0 if i % 4 == 0 else i for i in range(20)), 0]
    relatives, absolutes = [], []
    for parent in parents:
        rotation, _ = np.linalg.qr(rng.normal(size=(3, 3)))
        relative = np.block([[rotation, rng.normal(size=(3, 1))], [np.zeros((1, 3)), np.ones((1, 1))]])
        relatives.append(relative)
        absolutes.append(relative if parent == -1 else absolutes[parent] @ relative)
    weights = np.zeros((vertices, len(parents)))
    for row in weights:
        row[rng.choice(len(parents), 3, replace=False)] = rng.dirichlet(np.ones(3))
    model = {
        "bone_count": len(parents),
        "bone_names": [f"bone {i}" for i in range(len(parents))],
        "parents": parents,
        "base_relatives": np.array(relatives).tolist(),
        "inverse_base_absolutes": np.linalg.inv(absolutes).tolist(),
        "base_positions": np.column_stack((rng.normal(size=(vertices, 3)), np.ones(vertices))).tolist(),
        "weights": weights.tolist(),
        "triangles": rng.integers(0, vertices, (2 * vertices, 3)).tolist(),
        "is_mirrored": False,
    }
    for n, is_simple in (
        ((100, False), (1600, False), (25_600, False)) if size == "full" else ((2, False), (3, True))
    ):
        yield (
            f"n={n}" + ", vertices" * is_simple,
            {
                "theta": rng.uniform(-0.5, 0.5, 26).tolist(),
                "us": [] if is_simple else rng.uniform(0.0, 0.5, (n, 2)).tolist(),
                "data": {
                    "model": model | {"is_mirrored": is_simple},
                    "correspondences": rng.integers(0, vertices, n).tolist(),
                    "points": rng.normal(size=(n, 3)).tolist(),
                },
            },
        )


def read(given):
    data, model = given["data"], given["data"]["model"]
    theta, us = np.array(given["theta"]), np.array(given["us"]).reshape(-1, 2)
    names = ("base_relatives", "inverse_base_absolutes", "base_positions", "weights")
    return (
        *(theta, us, np.array(model["parents"])),
        *(np.array(model[name]) for name in names),
        model["is_mirrored"],
        *(
            np.array(model["triangles"]).reshape(-1, 3),
            np.array(data["correspondences"]),
            np.array(data["points"]),
        ),
    )


def values(theta, us, parents, relatives, inverses, base, weights, mirrored, triangles, places, points):
    """In whole arrays, which may be complex; exponentials of matrices make the rotations."""
    e = np.cross(np.eye(3)[:, None], np.eye(3)[None]).swapaxes(
        1, 2
    )  # e[i] @ v is the cross product of axis i and v

    def exponential(matrix):
        total = term = np.eye(3) + 0.0j
        for order in range(1, 25):
            term = term @ matrix / order
            total = total + term
        return total

    absolutes, moves = [], []
    for i, parent in enumerate(parents):
        local = np.eye(4) + 0.0j
        finger, bone = divmod(i - BEFORE, 4)
        if 0 <= finger < FINGERS and bone < 3:
            first = 6 + 4 * finger
            bends = theta[first + (0, 2, 3)[bone]]
            sideways = theta[first + 1] if bone == 0 else 0.0
            local[:3, :3] = exponential(sideways * e[2]) @ exponential(bends * e[0])
        relative = relatives[i] @ local
        absolutes.append(relative if parent == -1 else absolutes[parent] @ relative)
        moves.append(absolutes[-1] @ inverses[i])
    skinned = np.einsum("vb,bij,vj->vi", weights, np.array(moves), base, optimize=True)[:, :3]
    if mirrored:
        skinned = skinned * np.array([-1.0, 1.0, 1.0])
    positions = skinned @ exponential(np.tensordot(theta[:3], e, 1)).T + theta[3:6]
    if not len(us):
        return (points - positions[places]).ravel()
    shares = np.column_stack((us, 1.0 - us[:, 0] - us[:, 1]))
    return (points - np.einsum("pk,pkc->pc", shares, positions[triangles[places]])).ravel()


def by_complex_steps(theta, us, *data):
    steps = [
        values(theta + 1e-30j * theta_dot, us + 1e-30j * us_dot, *data).imag / 1e-30
        for theta_dot, us_dot in directions(theta, us)
    ]
    return np.stack(steps, axis=1)


def made(**options):
    return Eval(
        read=read,
        functions={
            "objective": Function(errors, lambda *given: values(*given).real, listed),
            "jacobian": Function(partial(jacobian, **options), by_complex_steps, listed),
        },
        inputs=inputs,
    )
