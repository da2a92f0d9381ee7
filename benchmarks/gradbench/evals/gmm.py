"""`gmm`: the logarithm of the posterior of a Gaussian mixture with a Wishart prior, and its gradient."""

from __future__ import annotations

import math

import numba
import numpy as np
import scipy.special

import difpy
from benchmarks.gradbench.eval import Eval, Function


@numba.njit
def logsumexp(terms):
    greatest, total = terms[0], 0.0
    for term in terms:
        greatest = max(greatest, term)
    for term in terms:
        total += math.exp(term - greatest)
    return greatest + math.log(total)


@numba.njit
def log_posterior(alpha, mu, q, l, x, gamma, m, constant):  # noqa: E741  the suite's name
    """alpha: (k,) weights; mu: (k, d) means; x: (n, d) points.

    q: (k, d) logarithms of the diagonals of triangular factors of the precisions; l: (k, d (d - 1) / 2) what
    is below, column by column.
    """
    k, d = mu.shape
    n = len(x)
    terms = np.empty((n, k))
    total = constant - n * logsumexp(alpha)
    for j in range(k):
        factor = np.zeros((d, d))
        place = 0
        for c in range(d):
            factor[c, c] = math.exp(q[j, c])
            for r in range(c + 1, d):
                factor[r, c] = l[j, place]
                place += 1
        turned = (x - mu[j]) @ factor.T
        logdet = np.sum(q[j])
        terms[:, j] = alpha[j] + logdet - 0.5 * np.sum(turned * turned, axis=1)
        total += m * logdet - 0.5 * gamma * gamma * np.sum(factor * factor)
    for i in range(n):
        total += logsumexp(terms[i])
    return total


def inputs(size):
    rng = np.random.default_rng(7)
    n = 1000 if size == "full" else 4
    for d, k in ((2, 5), (10, 25), (20, 50), (64, 100)) if size == "full" else ((2, 1), (3, 2)):
        yield (
            f"d={d}, k={k}, n={n}",
            {
                "d": d,
                "k": k,
                "n": n,
                "x": rng.normal(size=(n, d)).tolist(),
                "m": 0 if size == "full" else 2,
                "gamma": 1.0,
                "alpha": rng.normal(size=k).tolist(),
                "mu": rng.uniform(size=(k, d)).tolist(),
                "q": rng.normal(size=(k, d)).tolist(),
                "l": rng.normal(size=(k, d * (d - 1) // 2)).tolist(),
            },
        )


def read(given):
    """`constant` is what depends on nothing that is differentiated."""
    n, d, k, gamma, m = (given[name] for name in ("n", "d", "k", "gamma", "m"))
    freedom = d + m + 1
    wishart = freedom * d * math.log(gamma / math.sqrt(2.0)) - scipy.special.multigammaln(0.5 * freedom, d)
    constant = k * wishart - 0.5 * n * d * math.log(2.0 * math.pi)
    parts = (
        np.array(given[name]).reshape(shape) for name, shape in (("alpha", k), ("mu", (k, d)), ("q", (k, d)))
    )
    return *parts, np.array(given["l"]).reshape(k, -1), np.array(given["x"]), float(gamma), m, float(constant)


def factors(q, l):  # noqa: E741
    """The triangular factors, (k, d, d), and the rows and columns of what `l` has."""
    k, d = q.shape
    columns, rows = np.triu_indices(d, 1)
    made = np.zeros((k, d, d))
    made[:, np.arange(d), np.arange(d)] = np.exp(q)
    made[:, rows, columns] = l
    return made, rows, columns


def logs(alpha, mu, q, made, x):
    """Of the terms of each point, (n, k)."""
    squares = [np.sum(((x - mean) @ factor.T) ** 2, axis=1) for mean, factor in zip(mu, made, strict=True)]
    return alpha + np.sum(q, axis=1) - 0.5 * np.array(squares).T


def value(alpha, mu, q, l, x, gamma, m, constant):  # noqa: E741
    made, _, _ = factors(q, l)
    points = scipy.special.logsumexp(logs(alpha, mu, q, made, x), axis=1)
    prior = m * np.sum(q) - 0.5 * gamma**2 * np.sum(made**2)
    return constant - len(x) * scipy.special.logsumexp(alpha) + np.sum(points) + prior


def bars(alpha, mu, q, l, x, gamma, m, _constant):  # noqa: E741
    """By hand: each point is shared among the components."""
    made, rows, columns = factors(q, l)
    shares = scipy.special.softmax(logs(alpha, mu, q, made, x), axis=1)
    alpha_bar = np.sum(shares, axis=0) - len(x) * scipy.special.softmax(alpha)
    mu_bar, q_bar, l_bar = np.empty_like(mu), np.empty_like(q), np.empty_like(l)
    for j, (mean, factor) in enumerate(zip(mu, made, strict=True)):
        apart = x - mean
        turned = shares[:, j, None] * (apart @ factor.T)
        mu_bar[j] = np.sum(turned, axis=0) @ factor
        factor_bar = -turned.T @ apart - gamma**2 * factor
        q_bar[j] = np.sum(shares[:, j]) + m + np.diag(factor_bar) * np.diag(factor)
        l_bar[j] = factor_bar[rows, columns]
    return alpha_bar, mu_bar, q_bar, l_bar


def write(results):
    return {name: result.tolist() for name, result in zip(("alpha", "mu", "q", "l"), results, strict=True)}


def made(**options):
    return Eval(
        read=read,
        functions={
            "objective": Function(log_posterior, value),
            "jacobian": Function(difpy.grad(log_posterior, (0, 1, 2, 3), **options), bars, write),
        },
        inputs=inputs,
    )
