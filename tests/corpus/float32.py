"""Single precision: dtypes of gradients and of what is in between."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3], np.float32)
A = np.array([[0.5, 1.5, -0.3], [0.2, 0.9, 0.4]], np.float32)


def sum_of_squares(x):
    s = 0.0
    for i in range(len(x)):
        s += x[i] * x[i]
    return s


case(sum_of_squares, X)


def sweep(x, p):
    for i in range(1, len(x)):
        x[i] = x[i] * p + x[i - 1] * x[i]
    return float(np.sum(x * x))


case(sweep, X, 0.7)


def whole_arrays(x):
    y = np.sin(x) * x + np.float32(2.0)
    y *= x
    return float(np.sum(y))


case(whole_arrays, X)


def single_and_double_mixed(x, y):
    z = x * y
    x[0] = z[1] * y[2]
    return float(np.sum(z) + x[0] * 2.0)


case(single_and_double_mixed, X, X.astype(np.float64) * 0.5 + 1.0)


def astype_there_and_back(x):
    y = x.astype(np.float64)
    y[0] = y[1] * y[2]
    z = (y * 3.0).astype(np.float32)
    return float(np.sum(z * z))


case(astype_there_and_back, X)


def zeros_of_single_precision(x):
    y = np.zeros(len(x), dtype=np.float32)
    z = np.zeros_like(x)
    for i in range(len(x)):
        y[i] = x[i] * x[i - 1]
        z[i] = y[i] * x[0]
    return float(np.sum(y) * z[1] + z[2])


case(zeros_of_single_precision, X)


def matrix_of_single_precision(a):
    b = a @ a.T
    return float(b[0, 1] * b[1, 1] + np.sum(a[:, 1]))


case(matrix_of_single_precision, A)


def double_program_with_single_constants(x):
    return x * float(np.float32(0.1)) + math.sin(x)


case(double_program_with_single_constants, 0.7)
