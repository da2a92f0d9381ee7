"""Bodies that attract each other, by the velocity Verlet method, in arrays written in place."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.program import Program


def n_body(position, velocity, mass, h, steps):
    n = len(mass)
    x = position.copy()
    v = velocity.copy()
    force = np.zeros((n, 3))
    for _ in range(steps):
        for i in range(n):
            for k in range(3):
                x[i, k] += h * v[i, k]
                force[i, k] = 0.0
        for i in range(n):
            for j in range(i):
                dx = x[j, 0] - x[i, 0]
                dy = x[j, 1] - x[i, 1]
                dz = x[j, 2] - x[i, 2]
                square = dx * dx + dy * dy + dz * dz + 0.01
                w = 1.0 / (square * math.sqrt(square))
                force[i, 0] += mass[j] * w * dx
                force[i, 1] += mass[j] * w * dy
                force[i, 2] += mass[j] * w * dz
                force[j, 0] -= mass[i] * w * dx
                force[j, 1] -= mass[i] * w * dy
                force[j, 2] -= mass[i] * w * dz
        for i in range(n):
            for k in range(3):
                v[i, k] += h * force[i, k]
    energy = 0.0
    for i in range(n):
        for k in range(3):
            energy += 0.5 * mass[i] * v[i, k] ** 2
    return energy


def by_hand(position, velocity, mass, h, steps):
    """Positions are all that has to be kept."""
    n = len(mass)
    xs = np.empty((steps, n, 3))
    x, v, force = position.copy(), velocity.copy(), np.zeros((n, 3))
    for t in range(steps):
        for i in range(n):
            for k in range(3):
                x[i, k] += h * v[i, k]
                xs[t, i, k] = x[i, k]
                force[i, k] = 0.0
        for i in range(n):
            for j in range(i):
                dx, dy, dz = x[j, 0] - x[i, 0], x[j, 1] - x[i, 1], x[j, 2] - x[i, 2]
                square = dx * dx + dy * dy + dz * dz + 0.01
                w = 1.0 / (square * math.sqrt(square))
                force[i, 0] += mass[j] * w * dx
                force[i, 1] += mass[j] * w * dy
                force[i, 2] += mass[j] * w * dz
                force[j, 0] -= mass[i] * w * dx
                force[j, 1] -= mass[i] * w * dy
                force[j, 2] -= mass[i] * w * dz
        for i in range(n):
            for k in range(3):
                v[i, k] += h * force[i, k]
    energy = 0.0
    x_bar, v_bar, mass_bar = np.zeros((n, 3)), np.empty((n, 3)), np.zeros(n)
    for i in range(n):
        for k in range(3):
            energy += 0.5 * mass[i] * v[i, k] ** 2
            v_bar[i, k] = mass[i] * v[i, k]
            mass_bar[i] += 0.5 * v[i, k] ** 2
    for t in range(steps - 1, -1, -1):
        for i in range(n):
            for j in range(i):
                dx, dy, dz = xs[t, j, 0] - xs[t, i, 0], xs[t, j, 1] - xs[t, i, 1], xs[t, j, 2] - xs[t, i, 2]
                square = dx * dx + dy * dy + dz * dz + 0.01
                w = 1.0 / (square * math.sqrt(square))
                ix, iy, iz = h * v_bar[i, 0], h * v_bar[i, 1], h * v_bar[i, 2]
                jx, jy, jz = h * v_bar[j, 0], h * v_bar[j, 1], h * v_bar[j, 2]
                mass_bar[j] += w * (ix * dx + iy * dy + iz * dz)
                mass_bar[i] -= w * (jx * dx + jy * dy + jz * dz)
                gx, gy, gz = (
                    mass[j] * ix - mass[i] * jx,
                    mass[j] * iy - mass[i] * jy,
                    mass[j] * iz - mass[i] * jz,
                )
                shared = -3.0 * w / square * (gx * dx + gy * dy + gz * dz)
                dx_bar, dy_bar, dz_bar = w * gx + shared * dx, w * gy + shared * dy, w * gz + shared * dz
                x_bar[j, 0] += dx_bar
                x_bar[j, 1] += dy_bar
                x_bar[j, 2] += dz_bar
                x_bar[i, 0] -= dx_bar
                x_bar[i, 1] -= dy_bar
                x_bar[i, 2] -= dz_bar
        for i in range(n):
            for k in range(3):
                v_bar[i, k] += h * x_bar[i, k]
    return energy, x_bar, v_bar, mass_bar


def arguments(size):
    steps = 1000 if size == "full" else 3
    rng = np.random.default_rng(5)
    return rng.normal(size=(5, 3)), 0.1 * rng.normal(size=(5, 3)), 0.5 + rng.random(5), 1e-3, steps


PROGRAM = Program("n-body", n_body, arguments, (0, 1, 2), by_hand)
