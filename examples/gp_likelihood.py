"""Gaussian-process regression of the Nile's flow, with a Cholesky factorization written by hand.

The marginal likelihood of a Gaussian process needs `log det K` and `y' K^-1 y`. Both come from the
factor L of K = L L', here three nested loops that overwrite K in place: the textbook algorithm, which
reads what it has just written.
"""

import argparse
import math
from pathlib import Path

import numpy as np
import scipy.optimize
from finite_differences import central_differences, print_comparison

import difpy

HERE = Path(__file__).parent
NAMES = ("log amplitude", "log length (years)", "log noise")


def cholesky_in_place(a):
    """Overwrite the lower triangle of the symmetric a: (n, n) with its Cholesky factor."""
    n = a.shape[0]
    for j in range(n):
        for k in range(j):
            a[j, j] -= a[j, k] * a[j, k]
        a[j, j] = math.sqrt(a[j, j])
        for i in range(j + 1, n):
            for k in range(j):
                a[i, j] -= a[i, k] * a[j, k]
            a[i, j] /= a[j, j]


def negative_log_likelihood(log_parameters, times, values):
    """Of a Gaussian process with a Matern 3/2 kernel and independent noise.

    log_parameters: (3,) logarithms of amplitude, length scale and noise
    times, values: (n,) the observations, with mean zero
    """
    amplitude = math.exp(log_parameters[0])
    length = math.exp(log_parameters[1])
    noise = math.exp(log_parameters[2])
    n = len(times)
    factor = np.empty((n, n))
    for i in range(n):
        for j in range(i + 1):
            distance = math.sqrt(3.0) * abs(times[i] - times[j]) / length
            factor[i, j] = amplitude**2 * (1.0 + distance) * math.exp(-distance)
        factor[i, i] += noise**2
    cholesky_in_place(factor)

    total = 0.5 * n * math.log(2.0 * math.pi)
    white = np.empty(n)
    for i in range(n):
        rest = values[i]
        for k in range(i):
            rest -= factor[i, k] * white[k]
        white[i] = rest / factor[i, i]
        total += 0.5 * white[i] ** 2 + math.log(factor[i, i])
    return total


def main(years=100):
    """Check the gradient, and fit the three parameters of the kernel."""
    table = np.loadtxt(HERE / "data" / "nile.csv", delimiter=",", skiprows=1)[:years]
    times, flow = table[:, 0].copy(), table[:, 1].copy()
    values = flow - flow.mean()
    start = np.log(np.array([100.0, 10.0, 100.0]))
    value_and_gradient = difpy.value_and_grad(negative_log_likelihood)

    print("The gradient at the start, against central finite differences:\n")
    differences = central_differences(lambda x: negative_log_likelihood(x, times, values), start)
    print_comparison(NAMES, value_and_gradient(start, times, values)[1], differences)

    result = scipy.optimize.minimize(value_and_gradient, start, args=(times, values), jac=True, method="BFGS")
    amplitude, length, noise = np.exp(result.x)
    print(f"\nFitted in {result.nit} iterations, log-likelihood {-result.fun:.2f}:")
    print(
        f"  the flow wanders by {amplitude:.0f} over {length:.0f} years, and scatters by {noise:.0f} a year"
    )
    return result.x


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Gaussian-process regression of the Nile's flow.")
    parser.add_argument("--years", type=int, default=100, help="how many of the 100 years to use")
    main(parser.parse_args().years)
