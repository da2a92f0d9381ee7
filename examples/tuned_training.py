"""Learning rates and weight decay by gradient: a training loop that is itself differentiated.

The Nile's flow is fitted by bumps on every other year, by gradient descent with momentum, which calls
`difpy.grad`. How well the other years are predicted depends on the learning rate, the decay and the width of
the bumps; the derivatives with respect to these go through all steps of the training.
"""

import argparse
from pathlib import Path

import numpy as np
import scipy.optimize
from finite_differences import central_differences, print_comparison

import difpy

HERE = Path(__file__).parent
NAMES = ("log learning rate", "log decay", "log width (years)")
BUMPS = 12


def features(years, width):
    """(n, BUMPS) bumps of this width, evenly over the years."""
    centres = np.linspace(0.0, 99.0, BUMPS)
    scaled = (years.reshape(-1, 1) - centres) / width
    return np.exp(-0.5 * scaled**2)


def loss(weights, inputs, targets, decay):
    """The mean squared error, and the decay of the weights."""
    return np.mean((inputs @ weights - targets) ** 2) + decay * np.sum(weights**2)


def validation_error(log_settings, train, test, steps):
    """The mean squared error on `test` of weights that were trained on `train`; both are (n, 2)."""
    rate, decay, width = np.exp(log_settings)
    inputs = features(train[:, 0].copy(), width)
    targets = train[:, 1].copy()
    weights = np.zeros(BUMPS)
    velocity = np.zeros(BUMPS)
    for _ in range(steps):
        velocity = 0.9 * velocity - rate * difpy.grad(loss)(weights, inputs, targets, decay)
        weights = weights + velocity
    return np.mean((features(test[:, 0].copy(), width) @ weights - test[:, 1]) ** 2)


def main(steps=100):
    """Check the gradient, and tune the three settings."""
    table = np.loadtxt(HERE / "data" / "nile.csv", delimiter=",", skiprows=1)
    years, flow = table[:, 0] - table[0, 0], table[:, 1]
    data = np.stack((years, (flow - flow.mean()) / flow.std()), axis=1)
    train, test = data[::2].copy(), data[1::2].copy()
    value_and_gradient = difpy.value_and_grad(validation_error)

    settings = np.log(np.array([0.02, 0.001, 3.0]))
    print("The gradient at the start, against central finite differences:\n")
    differences = central_differences(lambda x: validation_error(x, train, test, steps), settings)
    first, gradient = value_and_gradient(settings, train, test, steps)
    print_comparison(NAMES, gradient, differences)

    result = scipy.optimize.minimize(
        value_and_gradient, settings, args=(train, test, steps), jac=True, method="BFGS", tol=1e-4
    )
    rate, decay, width = np.exp(result.x)
    print(f"\nIn {result.nit} iterations the error on the other years fell from {first:.4f} to ", end="")
    print(
        f"{result.fun:.4f},\nwith learning rate {rate:.4f}, decay {decay:.5f} and bumps of {width:.1f} years."
    )
    return first, result.fun


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Settings of a training loop, by gradient.")
    parser.add_argument("--steps", type=int, default=100, help="steps of gradient descent in the training")
    main(parser.parse_args().steps)
