"""Dear parts of expressions that outer loops leave alone, or only seem to."""

from __future__ import annotations

import math

import numpy as np

from tests.corpus.registry import case, raising

A = np.array([0.5, -1.2, 0.8, 1.5])
B = np.array([0.2, -0.1, 0.3])
M = np.array([[0.3, 0.7, -0.4], [0.9, -0.2, 0.6]])


def scaled_distances(points, scales, centers):
    total = 0.0
    for i in range(len(points)):
        best = -10.0
        for k in range(len(centers)):
            s = 0.0
            for c in range(centers.shape[1]):
                s -= (math.exp(scales[k, c]) * (points[i] - centers[k, c])) ** 2
            best = max(best, s)
        total += best
    return total


case(scaled_distances, A, 0.3 * M, M)


def part_of_a_scalar(a, k):
    total = 0.0
    for i in range(len(a)):
        total += a[i] * math.exp(-k) + math.tanh(k) * a[i] ** 2
    return total


case(part_of_a_scalar, A, 0.7)
case(part_of_a_scalar, A[:0], 0.7, id="part_of_a_scalar_in_a_loop_that_does_not_run")


def two_parts_of_one_angle(a, b):
    total = 0.0
    for i in range(len(a)):
        for j in range(len(b)):
            total += a[i] * math.sin(b[j]) + math.cos(b[j]) * a[i] ** 2
    return total


case(two_parts_of_one_angle, A, B)


def part_in_a_part(a, b):
    total = 0.0
    for i in range(len(a)):
        for j in range(len(b)):
            total += a[i] * math.exp(math.sin(b[j]) * 0.5) * math.sin(b[j])
    return total


case(part_in_a_part, A, B)


def part_that_the_loop_changes(a, b):
    total = 0.0
    for i in range(len(a)):
        for j in range(len(b)):
            total += a[i] * math.exp(b[j])
        b[i % len(b)] = 0.5 * a[i]
    return total


case(part_that_the_loop_changes, A, B)


def part_that_a_view_changes(a, b):
    row = b[1:]
    total = 0.0
    for i in range(len(a)):
        for j in range(len(b)):
            total += a[i] * math.exp(b[j])
        row[0] = 0.5 * a[i]
    return total


case(part_that_a_view_changes, A, B)


def part_of_a_triangle(a, b):
    total = 0.0
    for i in range(len(a)):
        for j in range(i):
            for k in range(len(b)):
                total += a[i] * math.exp(0.3 * a[j]) * math.cos(b[k]) * math.sin(b[k] * a[j])
    return total


case(part_of_a_triangle, A, B)


def part_on_a_branch(a, b):
    total = 0.0
    for i in range(len(a)):
        for j in range(len(b)):
            if a[i] > 0.0:
                total += a[i] * math.exp(b[j])
    return total


case(part_on_a_branch, A, B)


def part_in_a_loop_left_early(a, b):
    total = 0.0
    for i in range(len(a)):
        for j in range(len(b)):
            total += a[i] * math.exp(b[j])
            if total > 1.0:
                break
    return total


case(part_in_a_loop_left_early, A, B)


def part_in_a_while_loop(a, b):
    total = 0.0
    i = 0
    while i < len(a):
        for k in range(2):
            for j in range(len(b)):
                total += a[i] * math.exp(b[j] + a[i]) * (k + 1)
        i += 1
    return total


case(part_in_a_while_loop, A, B)


def loop_variable_after_the_loop(a, b):
    j = 1
    for i in range(len(a)):
        for j in range(len(b) - 1):
            b[2] += a[i] * math.exp(0.1 * a[j])
    return b[2] * b[j]


case(loop_variable_after_the_loop, A, B)
case(loop_variable_after_the_loop, A[:0], B, id="loop_variable_of_a_loop_that_does_not_run")


def strides_and_starts(a, b):
    total = 0.0
    for i in range(1, len(a), 2):
        for j in range(len(b) - 1, 0, -1):
            for k in range(0, 3, 2):
                total += a[i] * math.exp(b[j]) * math.sin(b[k])
    return total


case(strides_and_starts, A, B)


def elements_missing(a, b, n):
    total = 0.0
    for i in range(len(a)):
        for j in range(n):
            total += a[i] * math.exp(b[j])
    return total


case(elements_missing, A[:0], B, 5, id="elements_missing_in_a_loop_that_does_not_run")
raising(elements_missing, A, B, 5, exception=IndexError)


def element_missing(a, b, n):
    total = 0.0
    for i in range(len(a)):
        total += a[i] * math.exp(b[n])
    return total


case(element_missing, A, B, 2)
case(element_missing, A[:0], B, 3, id="element_missing_in_a_loop_that_does_not_run")
raising(element_missing, A, B, 3, exception=IndexError)


def part_in_a_helper(a, b):
    total = 0.0
    for step in range(2):
        total += weighted(a, b) * (step + 1)
    return total


def weighted(a, b):
    total = 0.0
    for i in range(len(a)):
        for j in range(len(b)):
            total += a[i] * math.exp(b[j])
    return total


case(part_in_a_helper, A, B)
