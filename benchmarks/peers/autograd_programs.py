"""The programs in HIPS autograd: NumPy without assignment to elements."""

from __future__ import annotations

import math

import autograd.numpy as np
from autograd import value_and_grad
from autograd.scipy.linalg import solve_triangular
from autograd.scipy.special import logsumexp


def call(function, argnums, arguments):
    gradient = value_and_grad(function, argnums)
    return lambda: gradient(*arguments)


def garch(omega, alpha, beta, returns):
    variance = omega / (1.0 - alpha - beta)
    total = 0.0
    for square in returns**2:
        total = total + np.log(variance) + square / variance
        variance = omega + alpha * square + beta * variance
    return 0.5 * total


def hidden_markov(start, transition, emission, observed):
    alpha = start + emission[:, observed[0]]
    for o in observed[1:]:
        alpha = logsumexp(alpha[:, None] + transition, axis=0) + emission[:, o]
    return logsumexp(alpha)


def soft_dtw(x, y, gamma):
    """Diagonal by diagonal, each as an array over rows."""
    n, m = len(x), len(y)
    rows = np.arange(1, n + 1)
    far = np.array([1e10])
    before, last = np.concatenate((np.zeros(1), np.full(n, 1e10))), np.full(n + 1, 1e10)
    for k in range(2, n + m + 1):
        columns = k - rows
        ways = np.stack((before[:-1], last[:-1], last[1:]))
        apart = x - y[np.clip(columns - 1, 0, m - 1)]
        new = apart**2 - gamma * logsumexp(-ways / gamma, axis=0)
        new = np.where((columns >= 1) & (columns <= m), new, 1e10)
        before, last = last, np.concatenate((far, new))
    return last[n]


def american_option(spot, volatility, rate, strike, years, steps):
    dt = years / steps
    up = np.exp(volatility * math.sqrt(dt))
    probability = (np.exp(rate * dt) - 1.0 / up) / (up - 1.0 / up)
    discount = np.exp(-rate * dt)
    payoff = strike - spot * up ** np.arange(-steps, steps + 1)
    value = np.maximum(payoff[::2], 0.0)
    for step in range(steps - 1, -1, -1):
        hold = discount * (probability * value[1:] + (1.0 - probability) * value[:-1])
        value = np.maximum(hold, payoff[steps - step : steps + step + 1 : 2])
    return value[0]


def wave(speed, start, steps):
    """Each buffer keeps its edge, as in the rotation of three."""
    before, now, after = start, start, np.zeros_like(start)
    for _ in range(steps):
        inside = now[1:-1, 1:-1]
        bend = now[2:, 1:-1] + now[:-2, 1:-1] + now[1:-1, 2:] + now[1:-1, :-2] - 4.0 * inside
        inner = 2.0 * inside - before[1:-1, 1:-1] + speed[1:-1, 1:-1] * bend
        before, now, after = now, after + np.pad(inner - after[1:-1, 1:-1], 1, "constant"), before
    return np.sum(now**2)


def n_body(position, velocity, mass, h, steps):
    x, v = position, velocity
    for _ in range(steps):
        x = x + h * v
        apart = x[None, :, :] - x[:, None, :]
        square = np.sum(apart**2, axis=2) + 0.01
        v = v + h * np.sum((mass * square**-1.5)[:, :, None] * apart, axis=1)
    return 0.5 * np.sum(mass[:, None] * v**2)


def perceptron(w1, b1, w2, b2, images, labels):
    scores = np.tanh(images @ w1 + b1) @ w2 + b2
    return np.mean(logsumexp(scores, axis=1) - scores[np.arange(len(labels)), labels])


def mixture(weights, means, scales, points):
    apart = np.exp(scales) * (points[:, None, :] - means)
    terms = weights + np.sum(scales, axis=1) - 0.5 * np.sum(apart**2, axis=2)
    return np.sum(logsumexp(terms, axis=1)) - len(points) * logsumexp(weights)


def scalar_function(x):
    return np.sin(x) * x**2


def gaussian_process(log_length, log_scale, log_noise, x, y):
    n = len(x)
    d = (x[:, None] - x) / np.exp(log_length)
    kernel = np.exp(2.0 * log_scale - 0.5 * d**2) + np.exp(2.0 * log_noise) * np.eye(n)
    factor = np.linalg.cholesky(kernel)
    z = solve_triangular(factor, y, lower=True)
    return 0.5 * np.dot(z, z) + np.sum(np.log(np.diag(factor))) + 0.5 * n * math.log(2.0 * math.pi)


def simpson(a, lower, upper, tolerance):
    def height(x):
        return np.exp(-a * x * x) * math.sin(5.0 * x)

    def integral(lower, upper, left, middle, right, whole, tolerance):
        half = 0.5 * (lower + upper)
        left_middle, right_middle = height(0.5 * (lower + half)), height(0.5 * (half + upper))
        first = (half - lower) / 6.0 * (left + 4.0 * left_middle + middle)
        second = (upper - half) / 6.0 * (middle + 4.0 * right_middle + right)
        error = first + second - whole
        if abs(error) < 15.0 * tolerance:
            return first + second + error / 15.0
        one = integral(lower, half, left, left_middle, middle, first, 0.5 * tolerance)
        return one + integral(half, upper, middle, right_middle, right, second, 0.5 * tolerance)

    left, middle, right = height(lower), height(0.5 * (lower + upper)), height(upper)
    whole = (upper - lower) / 6.0 * (left + 4.0 * middle + right)
    return integral(lower, upper, left, middle, right, whole, tolerance)


def springs(height, stiffness, damping, h, steps):
    x, v = height, np.zeros_like(height)
    for _ in range(steps):
        pull = stiffness * (x[1:] - x[:-1] - 1.0)
        force = np.concatenate((pull, np.zeros(1))) - np.concatenate((np.zeros(1), pull)) - 9.81
        force = force + np.where(x < 0.0, -1000.0 * x - damping * v, 0.0)
        v = v + h * force
        x = x + h * v
    return np.sum(x**2)


def kepler(eccentricity, means):
    """All anomalies take as many steps of Newton's method as the slowest: a step more changes nothing."""
    angle = means
    while True:
        residual = angle - eccentricity * np.sin(angle) - means
        update = residual / (1.0 - eccentricity * np.cos(angle))
        angle = angle - update
        if np.all(np.abs(update) < 1e-12):
            return np.sum(np.sin(angle))


def lstm(weights, biases, ends, state, sequence):
    def sigmoid(x):
        return 0.5 * (1.0 + np.tanh(0.5 * x))

    hidden, cell = list(state[0]), list(state[1])
    scores = []
    for character in sequence[:-1]:
        signal = ends[0] * character
        for i in range(len(weights)):
            forget = sigmoid(weights[i, 0] * signal + biases[i, 0])
            write = sigmoid(weights[i, 1] * hidden[i] + biases[i, 1])
            read = sigmoid(weights[i, 2] * signal + biases[i, 2])
            change = np.tanh(weights[i, 3] * hidden[i] + biases[i, 3])
            cell[i] = forget * cell[i] + write * change
            hidden[i] = signal = read * np.tanh(cell[i])
        scores.append(ends[1] * signal + ends[2])
    scores = np.stack(scores)
    return -np.mean(sequence[1:] * (scores - logsumexp(scores, axis=1, keepdims=True)))


def bundle_adjustment(cameras, points, weights, observed, places):
    camera, point = cameras[places[:, 0]], points[places[:, 1]]
    apart = point - camera[:, 3:6]
    angle = np.sqrt(np.sum(camera[:, :3] ** 2, axis=1, keepdims=True))
    axis = camera[:, :3] / angle
    cosine, sine = np.cos(angle), np.sin(angle)
    along = np.sum(axis * apart, axis=1, keepdims=True)
    turned = cosine * apart + sine * np.cross(axis, apart) + (1.0 - cosine) * along * axis
    plane = turned[:, :2] / turned[:, 2:]
    square = np.sum(plane**2, axis=1, keepdims=True)
    scale = camera[:, 6:7] * (1.0 + camera[:, 9:10] * square + camera[:, 10:11] * square**2)
    seen = scale * plane + camera[:, 7:9]
    return np.sum((weights[:, None] * (seen - observed)) ** 2) + np.sum((1.0 - weights**2) ** 2)


PROGRAMS = {
    function.__name__: function
    for function in (
        american_option,
        bundle_adjustment,
        garch,
        gaussian_process,
        hidden_markov,
        kepler,
        lstm,
        mixture,
        n_body,
        perceptron,
        scalar_function,
        simpson,
        soft_dtw,
        springs,
        wave,
    )
}
"""By the name of the program's file; the two longest chains of scalars take half a minute and more a call."""
