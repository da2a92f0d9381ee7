"""The Lotka-Volterra equations by the classical Runge-Kutta method, in scalars."""

from __future__ import annotations

import numpy as np

from benchmarks.program import Program


def lotka_volterra(x, y, a, b, c, d, h, steps):
    for _ in range(steps):
        k1x = a * x - b * x * y
        k1y = d * x * y - c * y
        x2 = x + 0.5 * h * k1x
        y2 = y + 0.5 * h * k1y
        k2x = a * x2 - b * x2 * y2
        k2y = d * x2 * y2 - c * y2
        x3 = x + 0.5 * h * k2x
        y3 = y + 0.5 * h * k2y
        k3x = a * x3 - b * x3 * y3
        k3y = d * x3 * y3 - c * y3
        x4 = x + h * k3x
        y4 = y + h * k3y
        k4x = a * x4 - b * x4 * y4
        k4y = d * x4 * y4 - c * y4
        x = x + h / 6.0 * (k1x + 2.0 * k2x + 2.0 * k3x + k4x)
        y = y + h / 6.0 * (k1y + 2.0 * k2y + 2.0 * k3y + k4y)
    return x * x + y * y


def slope(x, y, a, b, c, d):
    return a * x - b * x * y, d * x * y - c * y


def slope_adjoint(x, y, a, b, c, d, kx_bar, ky_bar):
    """The cotangents of x, y, a, b, c and d."""
    x_bar = (a - b * y) * kx_bar + d * y * ky_bar
    y_bar = (d * x - c) * ky_bar - b * x * kx_bar
    return x_bar, y_bar, x * kx_bar, -x * y * kx_bar, -y * ky_bar, x * y * ky_bar


def by_hand(x, y, a, b, c, d, h, steps):
    xs, ys = np.empty(steps), np.empty(steps)
    for i in range(steps):
        xs[i], ys[i] = x, y
        k1x, k1y = slope(x, y, a, b, c, d)
        k2x, k2y = slope(x + 0.5 * h * k1x, y + 0.5 * h * k1y, a, b, c, d)
        k3x, k3y = slope(x + 0.5 * h * k2x, y + 0.5 * h * k2y, a, b, c, d)
        k4x, k4y = slope(x + h * k3x, y + h * k3y, a, b, c, d)
        x = x + h / 6.0 * (k1x + 2.0 * k2x + 2.0 * k3x + k4x)
        y = y + h / 6.0 * (k1y + 2.0 * k2y + 2.0 * k3y + k4y)
    value = x * x + y * y
    x_bar, y_bar = 2.0 * x, 2.0 * y
    a_bar = b_bar = c_bar = d_bar = 0.0
    for i in range(steps - 1, -1, -1):
        x, y = xs[i], ys[i]
        k1x, k1y = slope(x, y, a, b, c, d)
        x2, y2 = x + 0.5 * h * k1x, y + 0.5 * h * k1y
        k2x, k2y = slope(x2, y2, a, b, c, d)
        x3, y3 = x + 0.5 * h * k2x, y + 0.5 * h * k2y
        k3x, k3y = slope(x3, y3, a, b, c, d)
        x4, y4 = x + h * k3x, y + h * k3y
        u, v = h / 6.0 * x_bar, h / 6.0 * y_bar
        x4_bar, y4_bar, da, db, dc, dd = slope_adjoint(x4, y4, a, b, c, d, u, v)
        a_bar, b_bar, c_bar, d_bar = a_bar + da, b_bar + db, c_bar + dc, d_bar + dd
        x3_bar, y3_bar, da, db, dc, dd = slope_adjoint(
            x3, y3, a, b, c, d, 2.0 * u + h * x4_bar, 2.0 * v + h * y4_bar
        )
        a_bar, b_bar, c_bar, d_bar = a_bar + da, b_bar + db, c_bar + dc, d_bar + dd
        x2_bar, y2_bar, da, db, dc, dd = slope_adjoint(
            x2, y2, a, b, c, d, 2.0 * u + 0.5 * h * x3_bar, 2.0 * v + 0.5 * h * y3_bar
        )
        a_bar, b_bar, c_bar, d_bar = a_bar + da, b_bar + db, c_bar + dc, d_bar + dd
        x1_bar, y1_bar, da, db, dc, dd = slope_adjoint(
            x, y, a, b, c, d, u + 0.5 * h * x2_bar, v + 0.5 * h * y2_bar
        )
        a_bar, b_bar, c_bar, d_bar = a_bar + da, b_bar + db, c_bar + dc, d_bar + dd
        x_bar += x1_bar + x2_bar + x3_bar + x4_bar
        y_bar += y1_bar + y2_bar + y3_bar + y4_bar
    return value, x_bar, y_bar, a_bar, b_bar, c_bar, d_bar


def arguments(size):
    return 30.0, 4.0, 0.55, 0.028, 0.84, 0.026, 0.002, 10_000 if size == "full" else 20


PROGRAM = Program(
    "Lotka-Volterra", lotka_volterra, arguments, (0, 1, 2, 3, 4, 5), by_hand, ("slope", "slope_adjoint")
)
