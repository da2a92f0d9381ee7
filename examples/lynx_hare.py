"""Fits the Lotka-Volterra equations to the lynx and hare pelts of the Hudson's Bay Company, 1900 to 1920.

Hares grow at rate `alpha` and are eaten at rate `beta`; lynx die out at rate `gamma` and grow on hares
at rate `delta`:

    d hare / dt = (alpha - beta * lynx) * hare
    d lynx / dt = (delta * hare - gamma) * lynx

The four rates and the two populations of 1900 are free. The loss is a plain loop over scalars, and
`difpy.value_and_grad` gives its exact gradient to `scipy.optimize.minimize`.
"""

import argparse
import math
import timeit
from pathlib import Path

import numba
import numpy as np
import scipy.integrate
import scipy.optimize
from finite_differences import central_differences, print_comparison

import difpy

HERE = Path(__file__).parent
NAMES = ("hare in 1900", "lynx in 1900", "alpha", "beta", "gamma", "delta")
# Posterior means of B. Carpenter, "Predator-Prey Population Dynamics" (Stan case study, 2018).
PUBLISHED = (34.0, 5.9, 0.55, 0.028, 0.80, 0.024)
# Read off the data: the pelts of 1900; peaks ten years apart, so sqrt(alpha * gamma) is about 2 pi / 10; and
# the means over a cycle, alpha / beta for lynx (20) and gamma / delta for hare (34).
START = np.log(np.array([30.0, 4.0, 0.6, 0.6 / 20, 0.6, 0.6 / 34]))


def loss(log_parameters, hare_pelts, lynx_pelts, steps_a_year):
    """Half the sum of the squared log-ratios between the model and the pelts.

    log_parameters: (6,) logarithms of the parameters in the order of NAMES, which keeps them positive
    hare_pelts, lynx_pelts: (n,) one number a year
    """
    hare = math.exp(log_parameters[0])
    lynx = math.exp(log_parameters[1])
    alpha = math.exp(log_parameters[2])
    beta = math.exp(log_parameters[3])
    gamma = math.exp(log_parameters[4])
    delta = math.exp(log_parameters[5])
    h = 1.0 / steps_a_year
    total = 0.0
    for year in range(len(hare_pelts)):
        hare_error = math.log(hare / hare_pelts[year])
        lynx_error = math.log(lynx / lynx_pelts[year])
        total += hare_error**2 + lynx_error**2
        for _ in range(steps_a_year):
            hare_1 = (alpha - beta * lynx) * hare
            lynx_1 = (delta * hare - gamma) * lynx
            hare_mid = hare + h / 2 * hare_1
            lynx_mid = lynx + h / 2 * lynx_1
            hare_2 = (alpha - beta * lynx_mid) * hare_mid
            lynx_2 = (delta * hare_mid - gamma) * lynx_mid
            hare_mid_2 = hare + h / 2 * hare_2
            lynx_mid_2 = lynx + h / 2 * lynx_2
            hare_3 = (alpha - beta * lynx_mid_2) * hare_mid_2
            lynx_3 = (delta * hare_mid_2 - gamma) * lynx_mid_2
            hare_end = hare + h * hare_3
            lynx_end = lynx + h * lynx_3
            hare_4 = (alpha - beta * lynx_end) * hare_end
            lynx_4 = (delta * hare_end - gamma) * lynx_end
            hare += h / 6 * (hare_1 + 2 * hare_2 + 2 * hare_3 + hare_4)
            lynx += h / 6 * (lynx_1 + 2 * lynx_2 + 2 * lynx_3 + lynx_4)
    return total / 2


def load_pelts():
    """The years, and the hare and lynx pelts of each, in thousands."""
    table = np.loadtxt(HERE / "data" / "hudson_bay_pelts.csv", delimiter=",", skiprows=1)
    return table[:, 0], table[:, 2].copy(), table[:, 1].copy()


def fit(value_and_gradient, hare_pelts, lynx_pelts, steps_a_year, report=print):
    """The parameters' logarithms at the smallest loss, with a line of report every few iterations."""
    iterations = 0

    def progress(intermediate_result):
        nonlocal iterations
        iterations += 1
        if iterations % 5 == 1:
            report(f"  iteration {iterations:3d}   loss {intermediate_result.fun:10.6f}")

    result = scipy.optimize.minimize(
        value_and_gradient,
        START,
        args=(hare_pelts, lynx_pelts, steps_a_year),
        jac=True,
        method="BFGS",
        callback=progress,
    )
    report(f"  {result.nit} iterations, {result.nfev} gradients, loss {result.fun:.6f}")
    return result.x


def trajectory(log_parameters, years, steps_a_year):
    """Times, hares and lynx of the fitted model, for the plot. Plain NumPy: nothing is differentiated."""
    hare, lynx, alpha, beta, gamma, delta = np.exp(log_parameters)
    model = scipy.integrate.solve_ivp(
        lambda _, y: [(alpha - beta * y[1]) * y[0], (delta * y[0] - gamma) * y[1]],
        (years[0], years[-1]),
        (hare, lynx),
        t_eval=np.linspace(years[0], years[-1], steps_a_year * (len(years) - 1) + 1),
        rtol=1e-8,
    )
    return model.t, model.y[0], model.y[1]


def save_plot(path, years, hare_pelts, lynx_pelts, log_parameters):
    """Draw data and fit into a file."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    times, hares, lynxes = trajectory(log_parameters, years, 20)
    figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
    for name, pelts, model, colour in (
        ("hare", hare_pelts, hares, "tab:blue"),
        ("lynx", lynx_pelts, lynxes, "tab:red"),
    ):
        axes.plot(years, pelts, "o", color=colour, label=f"{name}, pelts")
        axes.plot(times, model, color=colour, label=f"{name}, fit")
    axes.set(xlabel="year", ylabel="thousands", title="Lotka-Volterra fit to Hudson's Bay Company pelts")
    axes.set_xticks(years[::4])
    axes.set_ylim(0.0, 95.0)
    axes.legend(ncols=4, loc="upper center", frameon=False)
    figure.savefig(path, dpi=120)
    plt.close(figure)


def seconds(call):
    """The time of one call: the smallest mean of five runs."""
    timer = timeit.Timer(call)
    calls, _ = timer.autorange()
    return min(timer.repeat(5, calls)) / calls


def print_timing(value_and_gradient, point, arguments):
    """The time of a value and gradient beside that of the loss and of finite differences, all compiled."""
    compiled = numba.njit(loss)
    compiled(point, *arguments)
    primal = seconds(lambda: compiled(point, *arguments))
    gradient = seconds(lambda: value_and_gradient(point, *arguments))
    differences = seconds(lambda: central_differences(lambda x: compiled(x, *arguments), point))
    for name, time in (
        ("the loss, compiled by Numba", primal),
        ("value and gradient, difpy", gradient),
        ("finite differences of the compiled loss", differences),
    ):
        print(f"  {name:<42}{1e6 * time:9.1f} us {time / primal:7.1f} times the loss")


def main(plot_path, steps_a_year):
    """Fit, compare, time, and show the adjoint and the plot."""
    years, hare_pelts, lynx_pelts = load_pelts()
    arguments = (hare_pelts, lynx_pelts, steps_a_year)
    value_and_gradient = difpy.value_and_grad(loss)

    print("The adjoint that difpy generated:\n")
    print(difpy.source(loss, START, *arguments))

    print("The gradient at the start, against central finite differences:\n")
    differences = central_differences(lambda x: loss(x, *arguments), START)
    print_comparison([f"log {name}" for name in NAMES], value_and_gradient(START, *arguments)[1], differences)

    print("\nFitting:\n")
    log_parameters = fit(value_and_gradient, *arguments)

    print(f"\n{'':<16}{'fitted':>10}{'published':>12}")
    for name, fitted, published in zip(NAMES, np.exp(log_parameters), PUBLISHED, strict=True):
        print(f"{name:<16}{fitted:>10.4g}{published:>12.4g}")
    print("(published: posterior means of Carpenter 2018, a Bayesian fit with priors; see data/README.md)")

    print("\nTime of one call:\n")
    print_timing(value_and_gradient, log_parameters, arguments)

    save_plot(plot_path, years, hare_pelts, lynx_pelts, log_parameters)
    print(f"\nPlot of data and fit: {plot_path}")
    return log_parameters


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Fit the Lotka-Volterra equations to real pelts.")
    parser.add_argument("--plot", type=Path, default=HERE / "lynx_hare.png", help="where the plot goes")
    parser.add_argument("--steps-a-year", type=int, default=50, help="Runge-Kutta steps a year")
    options = parser.parse_args()
    main(options.plot, options.steps_a_year)
