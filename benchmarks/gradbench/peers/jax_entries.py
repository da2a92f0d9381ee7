"""The evals that the suite has in JAX: whole arrays, compiled by `jit`, in float64, and waited for."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.scipy.special import logsumexp

jax.config.update("jax_enable_x64", True)


def compiled(function, static=()):
    """An entry: of our arguments a call."""
    jitted = jax.jit(function, static_argnums=static)

    def entry(*arguments):
        given = [jnp.asarray(each) if isinstance(each, np.ndarray) else each for each in arguments]
        return lambda: jax.block_until_ready(jitted(*given))

    return entry


def eager(function):
    return lambda *arguments: lambda: jax.block_until_ready(function(*arguments))


def square(x):
    return x * x


def log_of_sum(x):
    greatest = jnp.max(x)
    return greatest + jnp.log(jnp.sum(jnp.exp(x - greatest)))


def half_squares(x, n):
    def rest(i):
        t = -1.0 + i * 2.0 / (n - 1)
        powers = jnp.cumprod(jnp.full(len(x), t).at[0].set(1.0))
        return jnp.sign(t) - powers @ x

    return 0.5 * jnp.sum(jax.vmap(rest)(jnp.arange(n)) ** 2)


def solution(x, steps):
    h = 2.0 / steps

    def velocity(y):
        return x * jnp.where(jnp.arange(len(x)) == 0, 1.0, jnp.roll(y, 1))

    def step(y, _):
        k1 = velocity(y)
        k2 = velocity(y + 0.5 * h * k1)
        k3 = velocity(y + 0.5 * h * k2)
        k4 = velocity(y + h * k3)
        return y + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4), None

    return lax.scan(step, jnp.zeros_like(x), length=steps)[0]


def cost(points, centroids):
    of_points, of_centroids = jnp.sum(points**2, 1), jnp.sum(centroids**2, 1)
    squares = of_centroids[:, None] + of_points - 2.0 * centroids @ points.T
    return jnp.sum(jnp.min(squares, axis=0))


def direction(points, centroids):
    slope, diagonal = jax.jvp(jax.grad(partial(cost, points)), (centroids,), (jnp.ones_like(centroids),))
    return slope / diagonal


def log_posterior(alpha, mu, q, l, x, gamma, m, constant):  # noqa: E741
    k, d = mu.shape
    columns, rows = np.triu_indices(d, 1)
    lower = jnp.zeros((k, d, d)).at[:, rows, columns].set(l)
    apart = x[:, None, :] - mu
    diagonals, logdets = jnp.exp(q), jnp.sum(q, axis=1)
    turned = diagonals * apart + jnp.einsum("kij,nkj->nki", lower, apart)
    terms = alpha + logdets - 0.5 * jnp.sum(turned**2, axis=2)
    prior = m * jnp.sum(logdets) - 0.5 * gamma**2 * (jnp.sum(diagonals**2) + jnp.sum(l**2))
    return constant - len(x) * logsumexp(alpha) + jnp.sum(logsumexp(terms, axis=1)) + prior


ENTRIES = {
    "hello": {"square": eager(square), "double": eager(jax.grad(square))},
    "lse": {"primal": compiled(log_of_sum), "gradient": compiled(jax.grad(log_of_sum))},
    "llsq": {
        "primal": compiled(half_squares, static=(1,)),
        "gradient": compiled(jax.grad(half_squares), static=(1,)),
    },
    "ode": {
        "primal": compiled(solution, static=(1,)),
        "gradient": compiled(jax.grad(lambda x, steps: solution(x, steps)[-1]), static=(1,)),
    },
    "kmeans": {"cost": compiled(cost), "dir": compiled(direction)},
    "gmm": {
        "objective": compiled(log_posterior),
        "jacobian": compiled(jax.grad(log_posterior, (0, 1, 2, 3))),
    },
}
