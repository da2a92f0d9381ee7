"""Functions that programs of the corpus call from another module."""
# ruff: noqa  programs as people write them

import math
from math import sin

RATE = 0.3
TABLE = [0.5, 1.0, 1.5]


def logistic(x):
    return 1.0 / (1.0 + math.exp(-x))


def damped_sine(x, damping=RATE):
    return sin(x) * math.exp(-damping * x)


def scaled_in_place(row, factor, *, offset=0.0):
    for i in range(len(row)):
        row[i] = row[i] * factor + offset


def calls_another(x):
    return logistic(x) + damped_sine(x, 0.1)
