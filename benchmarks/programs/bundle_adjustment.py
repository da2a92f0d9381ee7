"""Bundle adjustment, an objective of ADBench (Srajer et al., 2018): cameras, and points in their pictures."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.program import Program


def cross(a, b):
    return np.array([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def rotate(rotation, point):
    """By the angle that is the length of `rotation`, about its direction: Rodrigues' formula."""
    angle = math.sqrt(np.sum(rotation**2))
    if angle == 0.0:
        return point + cross(rotation, point)
    axis = rotation / angle
    cosine, sine = math.cos(angle), math.sin(angle)
    return cosine * point + sine * cross(axis, point) + (1.0 - cosine) * np.dot(axis, point) * axis


def project(camera, point):
    """camera: rotation (3), center (3), focal length, principal point (2), radial distortion (2)."""
    apart = rotate(camera[:3], point - camera[3:6])
    x, y = apart[0] / apart[2], apart[1] / apart[2]
    square = x * x + y * y
    scale = camera[6] * (1.0 + camera[9] * square + camera[10] * square * square)
    return scale * x + camera[7], scale * y + camera[8]


def bundle_adjustment(cameras, points, weights, observed, places):
    """places: which camera saw which point, (observations, 2); observed: where in its picture."""
    total = 0.0
    for i in range(len(weights)):
        x, y = project(cameras[places[i, 0]], points[places[i, 1]])
        dx = weights[i] * (x - observed[i, 0])
        dy = weights[i] * (y - observed[i, 1])
        total += dx * dx + dy * dy + (1.0 - weights[i] ** 2) ** 2
    return total


def by_hand(cameras, points, weights, observed, places):
    """Each observation is differentiated where it is evaluated, in scalars: nothing is kept."""
    cameras_bar, points_bar = np.zeros_like(cameras), np.zeros_like(points)
    weights_bar = np.empty_like(weights)
    total = 0.0
    for i in range(len(weights)):
        c, p, weight = places[i, 0], places[i, 1], weights[i]
        u0, u1, u2 = points[p, 0] - cameras[c, 3], points[p, 1] - cameras[c, 4], points[p, 2] - cameras[c, 5]
        a0, a1, a2 = cameras[c, 0], cameras[c, 1], cameras[c, 2]
        angle = math.sqrt(a0 * a0 + a1 * a1 + a2 * a2)
        cosine, sine = math.cos(angle), math.sin(angle)
        if angle > 0.0:
            a0, a1, a2 = a0 / angle, a1 / angle, a2 / angle
        n0, n1, n2 = a1 * u2 - a2 * u1, a2 * u0 - a0 * u2, a0 * u1 - a1 * u0
        along = a0 * u0 + a1 * u1 + a2 * u2
        rest = (1.0 - cosine) * along
        q0 = cosine * u0 + sine * n0 + rest * a0
        q1 = cosine * u1 + sine * n1 + rest * a1
        q2 = cosine * u2 + sine * n2 + rest * a2
        x, y = q0 / q2, q1 / q2
        square = x * x + y * y
        distortion = 1.0 + cameras[c, 9] * square + cameras[c, 10] * square * square
        scale = cameras[c, 6] * distortion
        apart_x = scale * x + cameras[c, 7] - observed[i, 0]
        apart_y = scale * y + cameras[c, 8] - observed[i, 1]
        errors, short = apart_x * apart_x + apart_y * apart_y, 1.0 - weight * weight
        total += weight * weight * errors + short * short
        weights_bar[i] = 2.0 * weight * errors - 4.0 * weight * short
        px_bar, py_bar = 2.0 * weight * weight * apart_x, 2.0 * weight * weight * apart_y
        scale_bar = x * px_bar + y * py_bar
        distortion_bar = cameras[c, 6] * scale_bar
        square_bar = (cameras[c, 9] + 2.0 * cameras[c, 10] * square) * distortion_bar
        g0 = (scale * px_bar + 2.0 * x * square_bar) / q2
        g1 = (scale * py_bar + 2.0 * y * square_bar) / q2
        g2 = -(x * g0 + y * g1)
        cameras_bar[c, 6] += distortion * scale_bar
        cameras_bar[c, 7] += px_bar
        cameras_bar[c, 8] += py_bar
        cameras_bar[c, 9] += square * distortion_bar
        cameras_bar[c, 10] += square * square * distortion_bar
        # The transpose of a rotation turns back: the sign of the sine changes.
        turned = a0 * g0 + a1 * g1 + a2 * g2
        back = (1.0 - cosine) * turned
        u0_bar = cosine * g0 - sine * (a1 * g2 - a2 * g1) + back * a0
        u1_bar = cosine * g1 - sine * (a2 * g0 - a0 * g2) + back * a1
        u2_bar = cosine * g2 - sine * (a0 * g1 - a1 * g0) + back * a2
        points_bar[p, 0] += u0_bar
        points_bar[p, 1] += u1_bar
        points_bar[p, 2] += u2_bar
        cameras_bar[c, 3] -= u0_bar
        cameras_bar[c, 4] -= u1_bar
        cameras_bar[c, 5] -= u2_bar
        m0, m1, m2 = u1 * g2 - u2 * g1, u2 * g0 - u0 * g2, u0 * g1 - u1 * g0
        if angle > 0.0:
            angle_bar = cosine * (n0 * g0 + n1 * g1 + n2 * g2)
            angle_bar -= sine * (u0 * g0 + u1 * g1 + u2 * g2 - along * turned)
            a0_bar = (sine * m0 + back * u0 + rest * g0) / angle
            a1_bar = (sine * m1 + back * u1 + rest * g1) / angle
            a2_bar = (sine * m2 + back * u2 + rest * g2) / angle
            angle_bar -= a0 * a0_bar + a1 * a1_bar + a2 * a2_bar
            m0, m1, m2 = a0_bar + a0 * angle_bar, a1_bar + a1 * angle_bar, a2_bar + a2 * angle_bar
        cameras_bar[c, 0] += m0
        cameras_bar[c, 1] += m1
        cameras_bar[c, 2] += m2
    return total, cameras_bar, points_bar, weights_bar


def arguments(size):
    views, spots, count = (21, 1000, 10_000) if size == "full" else (2, 3, 5)
    rng = np.random.default_rng(10)
    cameras = np.empty((views, 11))
    cameras[:, :3] = 0.3 * rng.normal(size=(views, 3))
    cameras[:, 3:6] = rng.normal(size=(views, 3))
    cameras[:, 6:9] = np.array([2.0, 0.1, -0.1]) + 0.1 * rng.normal(size=(views, 3))
    cameras[:, 9:] = 0.05 * rng.normal(size=(views, 2))
    points = rng.normal(size=(spots, 3)) + np.array([0.0, 0.0, 10.0])
    places = np.stack((rng.integers(0, views, count), rng.integers(0, spots, count)), axis=1)
    return cameras, points, rng.uniform(0.5, 1.5, count), rng.normal(size=(count, 2)), places


PROGRAM = Program(
    "bundle adjustment", bundle_adjustment, arguments, (0, 1, 2), by_hand, ("cross", "rotate", "project")
)
