"""The programs in JAX: loops are `scan`, unrolled where that is faster; whole arrays at once; float64."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.scipy.linalg import solve_triangular
from jax.scipy.special import logsumexp

jax.config.update("jax_enable_x64", True)


def call(function, argnums, arguments):
    """Integers are counts of steps and sizes: they are compiled in."""
    static = tuple(place for place, each in enumerate(arguments) if isinstance(each, int))
    compiled = jax.jit(jax.value_and_grad(function, argnums), static_argnums=static)
    given = [jnp.asarray(each) if isinstance(each, np.ndarray) else each for each in arguments]
    return lambda: jax.block_until_ready(compiled(*given))


def recurrence(x, r, steps):
    def step(x, _):
        x = r * x * (1.0 - x)
        return x, x

    return jnp.sum(lax.scan(step, x, length=steps, unroll=8)[1])


def lotka_volterra(x, y, a, b, c, d, h, steps):
    def slope(z):
        x, y = z
        return jnp.array([a * x - b * x * y, d * x * y - c * y])

    def step(z, _):
        k1 = slope(z)
        k2 = slope(z + 0.5 * h * k1)
        k3 = slope(z + 0.5 * h * k2)
        k4 = slope(z + h * k3)
        return z + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4), None

    z, _ = lax.scan(step, jnp.array([x, y]), length=steps, unroll=4)
    return jnp.sum(z**2)


def garch(omega, alpha, beta, returns):
    def step(variance, r):
        return omega + alpha * r * r + beta * variance, variance

    _, variances = lax.scan(step, omega / (1.0 - alpha - beta), returns)
    return 0.5 * jnp.sum(jnp.log(variances) + returns**2 / variances)


def hidden_markov(start, transition, emission, observed):
    def step(alpha, o):
        return logsumexp(alpha[:, None] + transition, axis=0) + emission[:, o], None

    alpha, _ = lax.scan(step, start + emission[:, observed[0]], observed[1:])
    return logsumexp(alpha)


def soft_dtw(x, y, gamma):
    """Diagonal by diagonal, each as an array over rows."""
    n, m = len(x), len(y)
    rows = jnp.arange(n + 1)

    def step(carry, k):
        before, last = carry
        ways = jnp.stack((before[:-1], last[:-1], last[1:]))
        columns = k - rows[1:]
        apart = x - y[jnp.clip(columns - 1, 0, m - 1)]
        new = apart**2 - gamma * logsumexp(-ways / gamma, axis=0)
        new = jnp.where((columns >= 1) & (columns <= m), new, 1e10)
        return (last, jnp.concatenate((jnp.array([1e10]), new))), None

    far = jnp.full(n + 1, 1e10)
    (_, last), _ = lax.scan(step, (far.at[0].set(0.0), far), jnp.arange(2, n + m + 1))
    return last[n]


def american_option(spot, volatility, rate, strike, years, steps):
    dt = years / steps
    up = jnp.exp(volatility * jnp.sqrt(dt))
    probability = (jnp.exp(rate * dt) - 1.0 / up) / (up - 1.0 / up)
    discount = jnp.exp(-rate * dt)
    lowest = spot * up ** -jnp.arange(steps + 1.0)
    ladder = up ** (2.0 * jnp.arange(steps + 1))

    def level(value, low):
        above = jnp.append(value[1:], 0.0)
        hold = discount * (probability * above + (1.0 - probability) * value)
        return jnp.maximum(hold, strike - low * ladder), None

    last = jnp.maximum(strike - lowest[-1] * ladder, 0.0)
    value, _ = lax.scan(level, last, lowest[:-1], reverse=True)
    return value[0]


def wave(speed, start, steps):
    """Each buffer keeps its edge, as in the rotation of three."""

    def step(carry, _):
        before, now, after = carry
        bend = now[2:, 1:-1] + now[:-2, 1:-1] + now[1:-1, 2:] + now[1:-1, :-2] - 4.0 * now[1:-1, 1:-1]
        inner = 2.0 * now[1:-1, 1:-1] - before[1:-1, 1:-1] + speed[1:-1, 1:-1] * bend
        return (now, after.at[1:-1, 1:-1].set(inner), before), None

    (_, now, _), _ = lax.scan(step, (start, start, jnp.zeros_like(start)), length=steps)
    return jnp.sum(now**2)


def n_body(position, velocity, mass, h, steps):
    def step(carry, _):
        x, v = carry
        x = x + h * v
        apart = x[None, :, :] - x[:, None, :]
        square = jnp.sum(apart**2, axis=2) + 0.01
        force = jnp.einsum("j,ij,ijk->ik", mass, square**-1.5, apart)
        return (x, v + h * force), None

    (_, v), _ = lax.scan(step, (position, velocity), length=steps)
    return 0.5 * jnp.sum(mass[:, None] * v**2)


def perceptron(w1, b1, w2, b2, images, labels):
    scores = jnp.tanh(images @ w1 + b1) @ w2 + b2
    return jnp.mean(logsumexp(scores, axis=1) - scores[jnp.arange(len(labels)), labels])


def mixture(weights, means, scales, points):
    apart = jnp.exp(scales) * (points[:, None, :] - means)
    terms = weights + jnp.sum(scales, axis=1) - 0.5 * jnp.sum(apart**2, axis=2)
    return jnp.sum(logsumexp(terms, axis=1)) - len(points) * logsumexp(weights)


def scalar_function(x):
    return jnp.sin(x) * x**2


def gaussian_process(log_length, log_scale, log_noise, x, y):
    n = len(x)
    d = (x[:, None] - x) / jnp.exp(log_length)
    kernel = jnp.exp(2.0 * log_scale - 0.5 * d**2) + jnp.exp(2.0 * log_noise) * jnp.eye(n)
    factor = jnp.linalg.cholesky(kernel)
    z = solve_triangular(factor, y, lower=True)
    return 0.5 * z @ z + jnp.sum(jnp.log(jnp.diag(factor))) + 0.5 * n * jnp.log(2.0 * jnp.pi)


def springs(height, stiffness, damping, h, steps):
    def step(carry, _):
        x, v = carry
        pull = stiffness * (x[1:] - x[:-1] - 1.0)
        force = jnp.pad(pull, (0, 1)) - jnp.pad(pull, (1, 0)) - 9.81
        force += jnp.where(x < 0.0, -1000.0 * x - damping * v, 0.0)
        v = v + h * force
        return (x + h * v, v), None

    (x, _), _ = lax.scan(step, (height, jnp.zeros_like(height)), length=steps)
    return jnp.sum(x**2)


def kepler(eccentricity, means):
    """JAX does not differentiate a loop until convergence: one more step has the derivative."""

    def newton(angle, eccentricity, means):
        update = (angle - eccentricity * jnp.sin(angle) - means) / (1.0 - eccentricity * jnp.cos(angle))
        return angle - update, update

    def trip(carry):
        return newton(carry[0], fixed_eccentricity, fixed_means)

    fixed_eccentricity, fixed_means = lax.stop_gradient((eccentricity, means))
    begin = (fixed_means, jnp.ones_like(means))
    angle, _ = lax.while_loop(lambda carry: jnp.any(jnp.abs(carry[1]) >= 1e-12), trip, begin)
    return jnp.sum(jnp.sin(newton(lax.stop_gradient(angle), eccentricity, means)[0]))


def lstm(weights, biases, ends, state, sequence):
    def step(carry, pair):
        hidden, cell = carry
        signal, goal = ends[0] * pair[0], pair[1]
        hiddens, cells = [], []
        for i in range(len(weights)):
            forget = jax.nn.sigmoid(weights[i, 0] * signal + biases[i, 0])
            write = jax.nn.sigmoid(weights[i, 1] * hidden[i] + biases[i, 1])
            read = jax.nn.sigmoid(weights[i, 2] * signal + biases[i, 2])
            change = jnp.tanh(weights[i, 3] * hidden[i] + biases[i, 3])
            cells.append(forget * cell[i] + write * change)
            signal = read * jnp.tanh(cells[-1])
            hiddens.append(signal)
        scores = ends[1] * signal + ends[2]
        return (jnp.stack(hiddens), jnp.stack(cells)), jnp.sum(goal * (scores - logsumexp(scores)))

    _, parts = lax.scan(step, (state[0], state[1]), (sequence[:-1], sequence[1:]))
    return -jnp.mean(parts) / sequence.shape[1]


def bundle_adjustment(cameras, points, weights, observed, places):
    def rotate(rotation, point):
        angle = jnp.sqrt(jnp.sum(rotation**2))
        axis = rotation / angle
        cosine, sine = jnp.cos(angle), jnp.sin(angle)
        return cosine * point + sine * jnp.cross(axis, point) + (1.0 - cosine) * jnp.dot(axis, point) * axis

    def project(camera, point):
        apart = rotate(camera[:3], point - camera[3:6])
        plane = apart[:2] / apart[2]
        square = jnp.sum(plane**2)
        scale = camera[6] * (1.0 + camera[9] * square + camera[10] * square**2)
        return scale * plane + camera[7:9]

    seen = jax.vmap(project)(cameras[places[:, 0]], points[places[:, 1]])
    return jnp.sum((weights[:, None] * (seen - observed)) ** 2) + jnp.sum((1.0 - weights**2) ** 2)


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
        recurrence,
        scalar_function,
        soft_dtw,
        springs,
        wave,
    )
}
"""By the name of the program's file; Simpson's recursion decides by traced values, which JAX refuses."""
