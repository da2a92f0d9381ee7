"""The programs in PyTorch: eager, whole arrays at once where the mathematics allows it, float64."""

from __future__ import annotations

import math

import numpy as np
import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def call(function, argnums, arguments):
    given = list(arguments)
    for place, each in enumerate(arguments):
        if isinstance(each, np.ndarray) or place in argnums:
            given[place] = torch.tensor(each)
    moved = [given[place].requires_grad_() for place in argnums]

    def run():
        value = function(*given)
        return value.detach(), torch.autograd.grad(value, moved)

    return run


def lotka_volterra(x, y, a, b, c, d, h, steps):
    def slope(x, y):
        return a * x - b * x * y, d * x * y - c * y

    for _ in range(steps):
        k1x, k1y = slope(x, y)
        k2x, k2y = slope(x + 0.5 * h * k1x, y + 0.5 * h * k1y)
        k3x, k3y = slope(x + 0.5 * h * k2x, y + 0.5 * h * k2y)
        k4x, k4y = slope(x + h * k3x, y + h * k3y)
        x = x + h / 6.0 * (k1x + 2.0 * k2x + 2.0 * k3x + k4x)
        y = y + h / 6.0 * (k1y + 2.0 * k2y + 2.0 * k3y + k4y)
    return x * x + y * y


def garch(omega, alpha, beta, returns):
    variance = omega / (1.0 - alpha - beta)
    variances = []
    for shock in alpha * returns**2 + omega:
        variances.append(variance)
        variance = shock + beta * variance
    variances = torch.stack(variances)
    return 0.5 * torch.sum(torch.log(variances) + returns**2 / variances)


def hidden_markov(start, transition, emission, observed):
    alpha = start + emission[:, observed[0]]
    for o in observed[1:]:
        alpha = torch.logsumexp(alpha[:, None] + transition, 0) + emission[:, o]
    return torch.logsumexp(alpha, 0)


def soft_dtw(x, y, gamma):
    """Diagonal by diagonal, each as an array over rows."""
    n, m = len(x), len(y)
    rows = torch.arange(1, n + 1)
    far = torch.full((1,), 1e10)
    before, last = torch.cat((torch.zeros(1), far.expand(n))), far.expand(n + 1)
    for k in range(2, n + m + 1):
        columns = k - rows
        ways = torch.stack((before[:-1], last[:-1], last[1:]))
        apart = x - y[(columns - 1).clamp(0, m - 1)]
        new = apart**2 - gamma * torch.logsumexp(-ways / gamma, 0)
        new = torch.where((columns >= 1) & (columns <= m), new, far)
        before, last = last, torch.cat((far, new))
    return last[n]


def american_option(spot, volatility, rate, strike, years, steps):
    dt = years / steps
    up = torch.exp(volatility * math.sqrt(dt))
    probability = (torch.exp(rate * dt) - 1.0 / up) / (up - 1.0 / up)
    discount = torch.exp(-rate * dt)
    payoff = strike - spot * up ** torch.arange(-steps, steps + 1)
    value = payoff[::2].clamp(min=0.0)
    for step in range(steps - 1, -1, -1):
        hold = discount * (probability * value[1:] + (1.0 - probability) * value[:-1])
        value = torch.maximum(hold, payoff[steps - step : steps + step + 1 : 2])
    return value[0]


def wave(speed, start, steps):
    """Each buffer keeps its edge, as in the rotation of three."""
    before, now, after = start, start, torch.zeros_like(start)
    for _ in range(steps):
        inside = now[1:-1, 1:-1]
        bend = now[2:, 1:-1] + now[:-2, 1:-1] + now[1:-1, 2:] + now[1:-1, :-2] - 4.0 * inside
        new = after.clone()
        new[1:-1, 1:-1] = 2.0 * inside - before[1:-1, 1:-1] + speed[1:-1, 1:-1] * bend
        before, now, after = now, new, before
    return torch.sum(now**2)


def n_body(position, velocity, mass, h, steps):
    x, v = position, velocity
    for _ in range(steps):
        x = x + h * v
        apart = x[None, :, :] - x[:, None, :]
        square = torch.sum(apart**2, 2) + 0.01
        v = v + h * torch.sum((mass * square**-1.5)[:, :, None] * apart, 1)
    return 0.5 * torch.sum(mass[:, None] * v**2)


def perceptron(w1, b1, w2, b2, images, labels):
    scores = torch.tanh(images @ w1 + b1) @ w2 + b2
    return torch.nn.functional.cross_entropy(scores, labels)


def mixture(weights, means, scales, points):
    apart = torch.exp(scales) * (points[:, None, :] - means)
    terms = weights + torch.sum(scales, 1) - 0.5 * torch.sum(apart**2, 2)
    return torch.sum(torch.logsumexp(terms, 1)) - len(points) * torch.logsumexp(weights, 0)


def scalar_function(x):
    return torch.sin(x) * x**2


def gaussian_process(log_length, log_scale, log_noise, x, y):
    n = len(x)
    d = (x[:, None] - x) / torch.exp(log_length)
    kernel = torch.exp(2.0 * log_scale - 0.5 * d**2) + torch.exp(2.0 * log_noise) * torch.eye(n)
    factor = torch.linalg.cholesky(kernel)
    z = torch.linalg.solve_triangular(factor, y[:, None], upper=False)
    return (
        0.5 * torch.sum(z**2) + torch.sum(torch.log(torch.diag(factor))) + 0.5 * n * math.log(2.0 * math.pi)
    )


def simpson(a, lower, upper, tolerance):
    def height(x):
        return torch.exp(-a * x * x) * math.sin(5.0 * x)

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
    x, v = height, torch.zeros_like(height)
    for _ in range(steps):
        pull = stiffness * (x[1:] - x[:-1] - 1.0)
        force = torch.nn.functional.pad(pull, (0, 1)) - torch.nn.functional.pad(pull, (1, 0)) - 9.81
        force = force + torch.where(x < 0.0, -1000.0 * x - damping * v, 0.0)
        v = v + h * force
        x = x + h * v
    return torch.sum(x**2)


def kepler(eccentricity, means):
    """All anomalies take as many steps of Newton's method as the slowest: a step more changes nothing."""
    angle = means
    while True:
        residual = angle - eccentricity * torch.sin(angle) - means
        update = residual / (1.0 - eccentricity * torch.cos(angle))
        angle = angle - update
        if torch.all(torch.abs(update) < 1e-12):
            return torch.sum(torch.sin(angle))


def lstm(weights, biases, ends, state, sequence):
    hidden, cell = list(state[0]), list(state[1])
    scores = []
    for signal in ends[0] * sequence[:-1]:
        for i in range(len(weights)):
            first = torch.sigmoid(weights[i, 0::2] * signal + biases[i, 0::2])
            write = torch.sigmoid(weights[i, 1] * hidden[i] + biases[i, 1])
            change = torch.tanh(weights[i, 3] * hidden[i] + biases[i, 3])
            cell[i] = first[0] * cell[i] + write * change
            hidden[i] = signal = first[1] * torch.tanh(cell[i])
        scores.append(ends[1] * signal + ends[2])
    return -torch.mean(sequence[1:] * torch.log_softmax(torch.stack(scores), 1))


def bundle_adjustment(cameras, points, weights, observed, places):
    camera, point = cameras[places[:, 0]], points[places[:, 1]]
    apart = point - camera[:, 3:6]
    angle = torch.linalg.norm(camera[:, :3], dim=1, keepdim=True)
    axis = camera[:, :3] / angle
    cosine, sine = torch.cos(angle), torch.sin(angle)
    along = torch.sum(axis * apart, 1, keepdim=True)
    turned = cosine * apart + sine * torch.linalg.cross(axis, apart) + (1.0 - cosine) * along * axis
    plane = turned[:, :2] / turned[:, 2:]
    square = torch.sum(plane**2, 1, keepdim=True)
    scale = camera[:, 6:7] * (1.0 + camera[:, 9:10] * square + camera[:, 10:11] * square**2)
    seen = scale * plane + camera[:, 7:9]
    return torch.sum((weights[:, None] * (seen - observed)) ** 2) + torch.sum((1.0 - weights**2) ** 2)


PROGRAMS = {
    function.__name__: function
    for function in (
        american_option,
        bundle_adjustment,
        garch,
        gaussian_process,
        hidden_markov,
        kepler,
        lotka_volterra,
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
"""By the name of the program's file; a million steps of the recurrence take a minute a call."""
