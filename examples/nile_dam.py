"""When did the Nile's flow change? A step in 100 years of flow, fitted by Newton's method with `difpy.hvp`.

The flow scatters with heavy tails (Student's t), so the likelihood is not convex and its curvature matters:
scipy's trust-region Newton-CG asks for products of the Hessian with vectors, which cost as much as a few
gradients. The first dam at Aswan was begun in 1899.
"""

import argparse
import math
from pathlib import Path

import numpy as np
import scipy.optimize
from finite_differences import central_differences, print_comparison

import difpy

HERE = Path(__file__).parent
NAMES = ("level before", "level after", "year of the change", "log width", "log scatter")
UNITS = np.array([100.0, 100.0, 10.0, 1.0, 1.0])
"""Flow in 1e10 m^3 and time in decades, so that all parameters are of the same size."""


def negative_log_likelihood(parameters, years, flow):
    """Of a smooth step with Student-t noise of four degrees of freedom, up to a constant.

    parameters: (5,) in the units above
    years, flow: (n,) the observations, years counted from 1871
    """
    width = math.exp(parameters[3])
    scatter = 100.0 * math.exp(parameters[4])
    total = 0.0
    for i in range(len(years)):
        share = 1.0 / (1.0 + math.exp(-(years[i] - 10.0 * parameters[2]) / width))
        level = 100.0 * (parameters[0] * (1.0 - share) + parameters[1] * share)
        z = (flow[i] - level) / scatter
        total += 2.5 * math.log1p(z * z / 4.0) + parameters[4]
    return total + 0.5 * parameters[3] ** 2  # a width of about a year


def main():
    """Check gradient and curvature, and fit."""
    table = np.loadtxt(HERE / "data" / "nile.csv", delimiter=",", skiprows=1)
    years, flow = table[:, 0] - table[0, 0], table[:, 1].copy()
    start = np.array([11.0, 9.0, 4.0, 1.0, 0.0])
    value_and_gradient = difpy.value_and_grad(negative_log_likelihood)

    def curvature(point, vector):
        return difpy.hvp(negative_log_likelihood, (point, years, flow), (vector, None, None))[0]

    print("The gradient at the start, against central finite differences:\n")
    differences = central_differences(lambda x: negative_log_likelihood(x, years, flow), start)
    print_comparison(NAMES, value_and_gradient(start, years, flow)[1], differences)

    print("\nThe Hessian times the gradient, against differences of the gradient:\n")
    along = value_and_gradient(start, years, flow)[1]
    along = along / np.max(np.abs(along))
    ends = [value_and_gradient(start + h * along, years, flow)[1] for h in (1e-5, -1e-5)]
    print_comparison(NAMES, curvature(start, along), (ends[0] - ends[1]) / 2e-5)

    result = scipy.optimize.minimize(
        lambda x: value_and_gradient(x, years, flow), start, jac=True, hessp=curvature, method="trust-ncg"
    )
    before, after, change, width, scatter = result.x
    print(f"\nFitted in {result.nit} iterations: the flow fell from {100 * before:.0f} to {100 * after:.0f}")
    print(f"around {1871 + 10 * change:.1f}, within {math.exp(width):.1f} years, and scatters by ", end="")
    print(f"{100 * math.exp(scatter):.0f}.")
    return 1871 + 10 * change, 100 * before, 100 * after


if __name__ == "__main__":
    argparse.ArgumentParser(description="When the Nile's flow changed.").parse_args()
    main()
