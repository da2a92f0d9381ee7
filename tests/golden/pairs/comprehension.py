"""A list comprehension is a loop that appends."""

import numpy as np


def polynomial(x, coefficients):
    terms = [c * x**k for k, c in enumerate(coefficients)]
    return sum(terms) * terms[1]


arguments = (0.7, np.array([1.0, -0.5, 2.0]))
argnums = (0, 1)


# What difpy generates:

import numpy as np
import difpy


def polynomial_adjoint(x, coefficients, result_bar):
    """The value of polynomial and its gradient with respect to x and coefficients."""
    # terms = [c * x**k for k, c in enumerate(coefficients)]
    terms = []
    terms_bar = []
    power_value_stack = np.empty(len(coefficients))
    for k in range(len(coefficients)):
        c = coefficients[k]
        power_value = x ** k
        power_value_stack[k] = power_value
        terms.append(c * power_value)
        terms_bar.append(0.0)
    # return sum(terms) * terms[1]
    sum_value = sum(terms)
    result = sum_value * terms[1]

    # Reverse sweep
    x_bar = 0.0
    coefficients_bar = np.zeros_like(coefficients)
    # return sum(terms) * terms[1]
    sum_value_bar = terms[1] * result_bar
    terms_bar[1] += sum_value * result_bar
    for k_2 in range(len(terms_bar)):
        terms_bar[k_2] += sum_value_bar
    # terms = [c * x**k for k, c in enumerate(coefficients)]
    for k in reversed(range(len(coefficients))):
        c = coefficients[k]
        power_value = power_value_stack[k]
        element_bar = terms_bar.pop()
        power_value_bar = c * element_bar
        if power_value_bar != 0.0:
            x_bar += difpy.power_base(x, k, power_value) * power_value_bar
        coefficients_bar[k] += power_value * element_bar
    return result, x_bar, coefficients_bar


# And in forward mode:

import difpy


def polynomial_tangent(x, coefficients, x_dot, coefficients_dot):
    """The value of polynomial and its tangent, given that of x and coefficients."""
    # terms = [c * x**k for k, c in enumerate(coefficients)]
    terms = []
    terms_dot = difpy.zeros_like(terms)
    for k in range(len(coefficients)):
        c = coefficients[k]
        terms_dot.append(x ** k * coefficients_dot[k]
                + c * (difpy.power_base(x, k, x ** k) * x_dot if x_dot != 0.0 else 0.0))
        terms.append(c * x ** k)
    # return sum(terms) * terms[1]
    sum_value = sum(terms)
    result = sum_value * terms[1]
    result_dot = terms[1] * sum(terms_dot) + sum_value * terms_dot[1]
    return result, result_dot
