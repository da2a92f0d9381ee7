"""Array code whose reverse sweep becomes loops over elements: what broadcasts, and what shares memory."""
# ruff: noqa  programs as people write them

import numpy as np

from tests.corpus.registry import case

X = np.array([0.45, 1.25, 0.85, 0.95])
ROW = np.array([[1.1, 0.4, 0.7]])
COLUMN = np.array([[0.6], [1.3], [0.9], [0.2]])
TABLE = np.array([[0.5, 1.5, 0.3], [0.2, 0.9, 0.4], [1.4, 0.6, 1.0], [0.7, 0.8, 1.2]])


def kept_mean_of_spread_rows(row, column):
    mean = np.sum(row * column, axis=0, keepdims=True) / len(column)
    return np.sum((row - mean * column) ** 2)


case(kept_mean_of_spread_rows, ROW, COLUMN)
case(kept_mean_of_spread_rows, TABLE, COLUMN)
case(kept_mean_of_spread_rows, ROW, np.array([[0.7]]))


def length_of_a_difference(x, y):
    difference = x - y
    length = np.sqrt(np.sum(difference**2))
    if length == 0.0:
        return length
    return length + np.sum(np.exp(-difference / length))


case(length_of_a_difference, X, X[:1] - 2.0)
case(length_of_a_difference, X[:1], X + 2.0)


def neighbours_in_one_array(x):
    y = np.sin(x)
    left, right = y[:-1], y[1:]
    right += left * left
    left *= np.cos(right)
    return np.sum(y * y) * np.sum(left / (1.0 + right * right))


case(neighbours_in_one_array, X)


def roots_behind_a_mask(table, x):
    roots = np.where(table > x[:, None], np.sqrt(table - x[:, None] + 1.0), table * 0.5)
    return np.sum(roots * table.T[0][:, None]) + np.sum(np.maximum(roots, 0.9) * roots)


case(roots_behind_a_mask, TABLE, X)


def helpers_with_vectors(table, x):
    total = 0.0
    for i in range(len(table)):
        total += similarity(table[i], table[i - 1]) * x[i]
    return total


def similarity(a, b):
    scale = np.sqrt(np.sum(a * a)) * np.sqrt(np.sum(b * b))
    return np.sum(a / scale * b) + np.sum(np.tanh(a - b))


case(helpers_with_vectors, TABLE, X)


def terms_below_what_they_are_spread_to(x, row):
    y = 2.0 * x
    y[None, :] += (x + row) / (2.0 + np.abs(y))
    z = np.arctan2(np.sin(y) * x, 1.5 + np.abs(row))
    return np.sum(z * np.exp(y * x)[:2, None]) + np.sum(np.maximum(y * x, row))


case(terms_below_what_they_are_spread_to, ROW[0], ROW + 0.2)
case(terms_below_what_they_are_spread_to, ROW[0], ROW[:, :1] + 0.2)
