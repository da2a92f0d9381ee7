"""Central finite differences, beside which every example prints its gradient."""

import numpy as np


def central_differences(function, point, step=1e-6):
    """The gradient of a scalar function of one array, from two evaluations a coordinate."""
    gradient = np.empty(point.size)
    for k in range(point.size):
        distance = step * max(1.0, abs(point[k]))
        ahead, behind = point.copy(), point.copy()
        ahead[k] += distance
        behind[k] -= distance
        gradient[k] = (function(ahead) - function(behind)) / (2.0 * distance)
    return gradient


def print_comparison(names, gradient, differences):
    """One line a parameter: its name, the gradient, the finite difference, how far they are apart."""
    print(f"{'d/d':<24}{'difpy':>18}{'differences':>18}{'apart':>10}")
    for name, exact, approximate in zip(names, gradient, differences, strict=True):
        print(f"{name:<24}{exact:>18.9g}{approximate:>18.9g}{abs(exact - approximate):>10.1e}")
