"""Robertson's chemical kinetics, whose three rates are eleven orders of magnitude apart.

    A -> B  (0.04)      B + B -> C + B  (3e7)      B + C -> A + C  (1e4)

Only implicit steps get anywhere. Each is solved by Newton's method, and differentiated as the root of its
equation, not through the iterations that found it: `difpy.custom_root`. Then the two slow rates are found
again from concentrations at a few times.
"""

import argparse

import numpy as np
import scipy.optimize
from finite_differences import central_differences, print_comparison

import difpy

RATES = np.array([0.04, 3e7, 1e4])
NAMES = ("log rate of A -> B", "log rate of B + B", "log rate of B + C")
TIMES = 40.0 * 10.0 ** np.arange(-4.0, 3.0)


def flow(y, rates):
    """How fast the three concentrations y: (3,) change."""
    first = rates[0] * y[0]
    second = rates[1] * y[1] * y[1]
    third = rates[2] * y[1] * y[2]
    return np.array([third - first, first - second - third, second])


def step_residual(after, before, rates, dt):
    """Zero for a step of backward Euler."""
    return after - before - dt * flow(after, rates)


@difpy.custom_root(step_residual)
def step(after, before, rates, dt):
    """One step, by Newton's method from the first guess `after`."""
    for _ in range(50):
        residual = after - before - dt * flow(after, rates)
        jacobian = np.array(
            [
                [1.0 + dt * rates[0], -dt * rates[2] * after[2], -dt * rates[2] * after[1]],
                [
                    -dt * rates[0],
                    1.0 + dt * (2.0 * rates[1] * after[1] + rates[2] * after[2]),
                    dt * rates[2] * after[1],
                ],
                [0.0, -2.0 * dt * rates[1] * after[1], 1.0],
            ]
        )
        change = np.linalg.solve(jacobian, residual)
        after = after - change
        if np.max(np.abs(change)) < 1e-13:
            break
    return after


def concentrations(log_rates, times, steps):
    """At each time, (n, 3), from A alone: `steps` steps of growing size up to the first, and between two."""
    rates = np.exp(log_rates)
    y = np.array([1.0, 0.0, 0.0])
    found = np.empty((times.size, 3))
    begin = 0.0
    for i in range(times.size):
        for k in range(steps):
            dt = (times[i] - begin) * (2 * k + 1) / steps**2
            y = step(y, y, rates, dt)
        begin = times[i]
        found[i] = y
    return found


def misfit(log_rates, times, observed, steps):
    """The squared difference from observed concentrations, each relative to its largest."""
    total = 0.0
    found = concentrations(log_rates, times, steps)
    for j in range(3):
        total += np.sum((found[:, j] - observed[:, j]) ** 2) / np.max(observed[:, j]) ** 2
    return total


def main(steps=40):
    """Check the gradient, and find the rates again."""
    observed = concentrations(np.log(RATES), TIMES, steps)
    print(f"Concentrations at t = {TIMES[4]:g}:", " ".join(f"{c:.6g}" for c in observed[4]))

    start = np.log(RATES * np.array([1.5, 0.6, 1.3]))
    value_and_gradient = difpy.value_and_grad(misfit)
    print("\nThe gradient at the start, against central finite differences:\n")
    differences = central_differences(lambda x: misfit(x, TIMES, observed, steps), start)
    print_comparison(NAMES, value_and_gradient(start, TIMES, observed, steps)[1], differences)

    result = scipy.optimize.minimize(
        value_and_gradient, start, args=(TIMES, observed, steps), jac=True, method="BFGS", tol=1e-10
    )
    found = np.exp(result.x)
    print(f"\nFound in {result.nit} iterations:", " ".join(f"{rate:.6g}" for rate in found))
    return observed[4], found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The rates of Robertson's chemical kinetics.")
    parser.add_argument("--steps", type=int, default=40, help="implicit steps between two times")
    main(parser.parse_args().steps)
