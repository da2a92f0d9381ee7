"""Fits an epidemic model to a school's influenza, through an ODE solver that chooses its own steps.

The SIR equations (susceptible, infected, removed) are integrated by the Bogacki-Shampine pair of orders
3 and 2: a step whose error estimate is above the tolerance is rejected and tried again with a smaller
one, so how often the `while` runs is known only while it runs.

The gradient is that of the program as it ran, step sizes included. Where a change of the parameters
would accept a step that was rejected, the computed loss has a jump of the size of the tolerance, and no
derivative there means more than the one on either side.
"""

import argparse
from pathlib import Path

import numpy as np
import scipy.optimize
from finite_differences import central_differences, print_comparison

import difpy

HERE = Path(__file__).parent
BOYS = 763.0
NAMES = ("transmission (1/day)", "recovery (1/day)")


def misfit(rates, in_bed, tolerance):
    """The mean squared error of the boys in bed, in boys squared.

    rates: (2,) how fast one ill boy infects others while all are susceptible, and how fast he recovers
    in_bed: (n,) boys in bed on days 1 to n; one boy is ill on day 0
    tolerance: the error, in boys, that one step may make
    """
    transmission, recovery = rates
    susceptible = BOYS - 1.0
    ill = 1.0
    h = 0.1
    total = 0.0
    for day in range(len(in_bed)):
        left = 1.0
        while left > 1e-12:
            last = h >= left
            step = left if last else h
            infections = transmission * susceptible * ill / BOYS
            ds_1 = -infections
            di_1 = infections - recovery * ill

            s_2 = susceptible + step / 2 * ds_1
            i_2 = ill + step / 2 * di_1
            infections = transmission * s_2 * i_2 / BOYS
            ds_2 = -infections
            di_2 = infections - recovery * i_2

            s_3 = susceptible + 3 * step / 4 * ds_2
            i_3 = ill + 3 * step / 4 * di_2
            infections = transmission * s_3 * i_3 / BOYS
            ds_3 = -infections
            di_3 = infections - recovery * i_3

            s_new = susceptible + step * (2 * ds_1 + 3 * ds_2 + 4 * ds_3) / 9
            i_new = ill + step * (2 * di_1 + 3 * di_2 + 4 * di_3) / 9
            infections = transmission * s_new * i_new / BOYS
            ds_4 = -infections
            di_4 = infections - recovery * i_new

            error_s = step * abs(-5 * ds_1 / 72 + ds_2 / 12 + ds_3 / 9 - ds_4 / 8)
            error_i = step * abs(-5 * di_1 / 72 + di_2 / 12 + di_3 / 9 - di_4 / 8)
            error = max(error_s, error_i, 1e-30)
            h = step * min(2.0, max(0.2, 0.9 * (tolerance / error) ** (1 / 3)))
            if error > tolerance:
                continue
            susceptible = s_new
            ill = i_new
            left = 0.0 if last else left - step
        total += (ill - in_bed[day]) ** 2
    return total / len(in_bed)


def main(tolerance=1e-4):
    """Check the gradient, fit the two rates, and print what they mean."""
    in_bed = np.loadtxt(HERE / "data" / "school_influenza.csv", delimiter=",", skiprows=1)[:, 1].copy()
    start = np.array([2.0, 0.5])
    value_and_gradient = difpy.value_and_grad(misfit)

    print("The gradient at the start, against central finite differences:\n")
    differences = central_differences(lambda rates: misfit(rates, in_bed, tolerance), start)
    print_comparison(NAMES, value_and_gradient(start, in_bed, tolerance)[1], differences)

    result = scipy.optimize.minimize(
        value_and_gradient, start, args=(in_bed, tolerance), jac=True, method="L-BFGS-B"
    )
    transmission, recovery = result.x
    print(f"\nFitted in {result.nit} iterations, root mean squared error {result.fun**0.5:.1f} boys:")
    print(f"  transmission {transmission:.3f} a day, recovery {recovery:.3f} a day")
    print(f"  one boy infects {transmission / recovery:.2f} others, and is in bed {1 / recovery:.1f} days")
    print("(Murray 1989: transmission 1.66 a day, recovery 0.44 a day)")
    return result.x


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Fit the SIR equations to a school's influenza.")
    parser.add_argument("--tolerance", type=float, default=1e-4, help="error of one step, in boys")
    main(parser.parse_args().tolerance)
