"""The likelihood of a Gaussian process, its Cholesky factorization written by hand, in place."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.program import Program


def gaussian_process(log_length, log_scale, log_noise, x, y):
    n = len(x)
    length, scale, noise = math.exp(log_length), math.exp(log_scale), math.exp(log_noise)
    k_matrix = np.empty((n, n))
    for i in range(n):
        for j in range(i + 1):
            d = (x[i] - x[j]) / length
            k_matrix[i, j] = scale * scale * math.exp(-0.5 * d * d)
        k_matrix[i, i] += noise * noise
    for j in range(n):
        for k in range(j):
            k_matrix[j, j] -= k_matrix[j, k] * k_matrix[j, k]
        k_matrix[j, j] = math.sqrt(k_matrix[j, j])
        for i in range(j + 1, n):
            for k in range(j):
                k_matrix[i, j] -= k_matrix[i, k] * k_matrix[j, k]
            k_matrix[i, j] /= k_matrix[j, j]
    z = np.empty(n)
    total = 0.5 * n * math.log(2.0 * math.pi)
    for i in range(n):
        rest = y[i]
        for j in range(i):
            rest -= k_matrix[i, j] * z[j]
        z[i] = rest / k_matrix[i, i]
        total += 0.5 * z[i] * z[i] + math.log(k_matrix[i, i])
    return total


def by_hand(log_length, log_scale, log_noise, x, y):
    """The factor is all that the reverse of a factorization in place needs."""
    n = len(x)
    length, scale, noise = math.exp(log_length), math.exp(log_scale), math.exp(log_noise)
    kernel, factor = np.empty((n, n)), np.empty((n, n))
    for i in range(n):
        for j in range(i + 1):
            d = (x[i] - x[j]) / length
            kernel[i, j] = scale * scale * math.exp(-0.5 * d * d)
            factor[i, j] = kernel[i, j]
        factor[i, i] += noise * noise
    for j in range(n):
        own = factor[j, j]
        for k in range(j):
            own -= factor[j, k] * factor[j, k]
        own = math.sqrt(own)
        factor[j, j] = own
        for i in range(j + 1, n):
            rest = factor[i, j]
            for k in range(j):
                rest -= factor[i, k] * factor[j, k]
            factor[i, j] = rest / own
    z = np.empty(n)
    total = 0.5 * n * math.log(2.0 * math.pi)
    for i in range(n):
        rest = y[i]
        for j in range(i):
            rest -= factor[i, j] * z[j]
        z[i] = rest / factor[i, i]
        total += 0.5 * z[i] * z[i] + math.log(factor[i, i])
    factor_bar, z_bar = np.zeros((n, n)), np.zeros(n)
    for i in range(n - 1, -1, -1):
        rest_bar = (z[i] + z_bar[i]) / factor[i, i]
        factor_bar[i, i] += 1.0 / factor[i, i] - z[i] * rest_bar
        for j in range(i):
            factor_bar[i, j] -= z[j] * rest_bar
            z_bar[j] -= factor[i, j] * rest_bar
    for j in range(n - 1, -1, -1):
        own_bar = factor_bar[j, j]
        for i in range(n - 1, j, -1):
            rest_bar = factor_bar[i, j] / factor[j, j]
            own_bar -= factor[i, j] * rest_bar
            factor_bar[i, j] = rest_bar
            for k in range(j):
                factor_bar[i, k] -= factor[j, k] * rest_bar
                factor_bar[j, k] -= factor[i, k] * rest_bar
        own_bar = 0.5 * own_bar / factor[j, j]
        factor_bar[j, j] = own_bar
        for k in range(j):
            factor_bar[j, k] -= 2.0 * factor[j, k] * own_bar
    length_bar = scale_bar = noise_bar = 0.0
    for i in range(n):
        noise_bar += 2.0 * noise * factor_bar[i, i]
        for j in range(i + 1):
            scale_bar += 2.0 * kernel[i, j] * factor_bar[i, j]
            d = (x[i] - x[j]) / length
            length_bar += d * d * kernel[i, j] * factor_bar[i, j]
    return total, length_bar, scale_bar, noise * noise_bar


def arguments(size):
    n = 100 if size == "full" else 6
    rng = np.random.default_rng(6)
    x = np.sort(rng.uniform(0.0, 5.0, n))
    return 0.1, 0.2, -1.0, x, np.sin(x) + 0.1 * rng.normal(size=n)


PROGRAM = Program("Gaussian process", gaussian_process, arguments, (0, 1, 2), by_hand)
