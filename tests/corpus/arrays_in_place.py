"""Arrays written element by element and by slices, where the next statement reads what was there."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3, 0.8])
A = np.array([[0.5, 1.5, -0.3], [0.2, 0.9, 0.4]])


def weighted(x):
    s = 0.0
    for i in range(len(x)):
        s += (i + 1.5) * x[i] * x[i]
    return s


def sweep_forward(v, p):
    for i in range(1, len(v)):
        v[i] = p * v[i - 1] + v[i] * v[i]
    return weighted(v)


case(sweep_forward, X, 0.7)


def sweep_backward(v, p):
    for i in range(len(v) - 2, -1, -1):
        v[i] = p * v[i + 1] * v[i]
    return weighted(v)


case(sweep_backward, X, 0.7)


def sweep_that_reads_what_the_next_iteration_overwrites(v, p, q):
    for i in range(len(v) - 1):
        v[i] = p * v[i + 1] + q * v[i]
    return weighted(v)


case(sweep_that_reads_what_the_next_iteration_overwrites, X, 0.7, 0.4)


def repeated_sweeps_as_in_a_binomial_tree(v, p, q):
    for step in range(len(v) - 1, 0, -1):
        for i in range(step):
            v[i] = p * v[i + 1] + q * v[i]
            if v[i] < 0.4:
                v[i] = 0.4 + 0.1 * v[i] * v[i]
    return v[0]


case(repeated_sweeps_as_in_a_binomial_tree, X, 0.7, 0.4)


def every_augmented_store(a, x):
    a[0] += x
    a[1] -= x * a[0]
    a[2] *= a[1]
    a[3] /= x
    a[4] **= 2
    a[0] *= a[0]
    a[1] += a[1]
    return weighted(a)


case(every_augmented_store, X, 0.7)


def in_place_function_of_itself(a):
    for i in range(len(a)):
        a[i] = math.sin(a[i]) * a[i]
    return weighted(a)


case(in_place_function_of_itself, X)


def swap_elements(a):
    a[0], a[1] = a[1], a[0] * a[1]
    a[2], a[0] = a[0], a[2]
    return weighted(a)


case(swap_elements, X)


def reverse_by_swaps(a):
    n = len(a)
    for i in range(n // 2):
        a[i], a[n - 1 - i] = a[n - 1 - i], a[i]
    return weighted(a)


case(reverse_by_swaps, X)


def bubble_sort(a):
    n = len(a)
    for i in range(n):
        for j in range(n - 1 - i):
            if a[j] > a[j + 1]:
                a[j], a[j + 1] = a[j + 1], a[j]
    return weighted(a)


case(bubble_sort, X)


def overwrite_with_constant(a):
    s = a[0] * a[1]
    a[0] = 1.0
    a[1] = 2
    return s + a[0] * a[2] + a[1]


case(overwrite_with_constant, X)


def written_twice_at_one_index(a, x):
    a[2] = x * a[2]
    a[2] = a[2] * a[2]
    a[-3] += x
    return a[2] * a[1]


case(written_twice_at_one_index, X, 0.7)


def negative_indices(a):
    a[-1] = a[-2] * a[0]
    a[-2] += a[-1] * a[-5]
    return a[-1] * a[-2] + a[3] * a[4]


case(negative_indices, X)


def index_from_data(a, idx):
    for k in range(len(idx)):
        i = idx[k]
        a[i] = a[i] * a[(i + 1) % len(a)]
    return weighted(a)


case(index_from_data, X, np.array([1, 3, 1, 4]))


def histogram_with_soft_weights(x):
    h = np.zeros(3)
    for i in range(len(x)):
        k = int(abs(x[i]))
        h[k] += x[i] * x[i]
    return h[0] * h[1] + h[2] ** 2


case(histogram_with_soft_weights, X + 0.13)


def prefix_products(x):
    y = np.ones(len(x) + 1)
    for i in range(len(x)):
        y[i + 1] = y[i] * x[i]
    return np.sum(y)


case(prefix_products, X)


def prefix_sum_in_place(x):
    for i in range(1, len(x)):
        x[i] += x[i - 1]
    return weighted(x)


case(prefix_sum_in_place, X)


def slice_store(a):
    a[1:3] = a[3:5] * a[0]
    a[:2] = 0.5
    return weighted(a)


case(slice_store, X)


def overlapping_slices_shift_right(a, c):
    a[1:] = a[:-1] * c
    return weighted(a)


case(overlapping_slices_shift_right, X, 0.7)


def overlapping_slices_shift_left(a, c):
    for k in range(3):
        a[:-1] = a[1:] * c + a[:-1] * a[1:]
    return weighted(a)


case(overlapping_slices_shift_left, X, 0.7)


def reversed_onto_itself(a):
    a[:] += a[::-1]
    a[::-1] = a * a[0]
    return weighted(a)


case(reversed_onto_itself, X)


def strided_slices(a):
    a[::2] = a[::2] * 2.0 + a[-1::-2]
    a[1::2] *= a[0:4:2]
    a[::-2] -= 1.0
    return weighted(a)


case(strided_slices, X)


def slice_with_variable_bounds(a, i, j):
    a[i:j] = a[i:j] ** 2 + a[j]
    a[i : i + 2] += a[j - 1]
    return weighted(a)


case(slice_with_variable_bounds, X, 1, 3)
case(slice_with_variable_bounds, X, 2, 2, id="empty_slice")


def whole_array_augmented(a, b):
    a += b
    a *= b
    a -= a * 0.3
    a /= 1.0 + b * b
    a **= 2
    return weighted(a)


case(whole_array_augmented, X, X[::-1].copy())


def whole_array_augmented_by_scalar(a, c):
    a *= c
    a += c * c
    a -= c
    a /= c
    return weighted(a)


case(whole_array_augmented_by_scalar, X, 0.7)


def broadcast_store(a, row, c):
    a[:, :] = row
    a[0] = c
    a[1, :2] += row[1] * c
    a[:, 2] *= row[0]
    return np.sum(a * a)


case(broadcast_store, A, np.array([0.3, 0.7, 1.1]), 0.9)


def row_store(a):
    a[1] = a[0] * a[1]
    a[0] = a[1]
    a[0, 1] = a[1, 2] * a[0, 0]
    return np.sum(a * a * a)


case(row_store, A)


def chained_subscript_store(a):
    a[0][1] = a[1][0] * a[0][1]
    a[1][0] += a[0][1]
    a[0][1:] *= a[1][1]
    return np.sum(a * a)


case(chained_subscript_store, A)


def matrix_product_by_loops(a, b):
    c = np.zeros((2, 2))
    for i in range(2):
        for j in range(2):
            for k in range(3):
                c[i, j] += a[i, k] * b[k, j]
    return c[0, 0] * c[1, 1] - c[0, 1] * c[1, 0]


case(matrix_product_by_loops, A, A.T * 0.7 + 0.1)


def cholesky_in_place(a):
    n = a.shape[0]
    for j in range(n):
        for k in range(j):
            for i in range(j, n):
                a[i, j] -= a[i, k] * a[j, k]
        pivot = math.sqrt(a[j, j])
        for i in range(j, n):
            a[i, j] /= pivot
    s = 0.0
    for i in range(n):
        s += math.log(a[i, i]) + a[i, 0]
    return s


case(cholesky_in_place, np.array([[2.0, 0.3, 0.1], [0.3, 1.5, 0.4], [0.1, 0.4, 1.2]]))


def gaussian_elimination(a, b):
    n = len(b)
    for k in range(n):
        for i in range(k + 1, n):
            f = a[i, k] / a[k, k]
            for j in range(k, n):
                a[i, j] -= f * a[k, j]
            b[i] -= f * b[k]
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            b[i] -= a[i, j] * b[j]
        b[i] = b[i] / a[i, i]
    return b[0] + b[1] * b[2]


case(
    gaussian_elimination,
    np.array([[2.0, 0.3, 0.1], [0.3, 1.5, 0.4], [0.1, 0.4, 1.2]]),
    np.array([0.5, 1.0, -0.3]),
)


def mass_spring_steps(x, v, k):
    n = len(x)
    for step in range(3):
        for i in range(n - 1):
            force = k * (x[i + 1] - x[i] - 1.0)
            v[i] += 0.1 * force
            v[i + 1] -= 0.1 * force
        for i in range(n):
            x[i] += 0.1 * v[i]
            if x[i] < 0.0:
                x[i] = -x[i]
                v[i] = -0.5 * v[i]
    return weighted(x)


case(mass_spring_steps, np.array([0.2, 1.3, 2.1]), np.array([-3.0, 0.4, 0.1]), 1.7)


def diffusion_in_place(u, c):
    for step in range(3):
        left = u[0]
        for i in range(1, len(u) - 1):
            here = u[i]
            u[i] = here + c * (left - 2.0 * here + u[i + 1])
            left = here
    return weighted(u)


case(diffusion_in_place, X, 0.2)


def edit_distance_table(a, b):
    n, m = len(a), len(b)
    d = np.zeros((n + 1, m + 1))
    for i in range(1, n + 1):
        d[i, 0] = d[i - 1, 0] + 0.7
    for j in range(1, m + 1):
        d[0, j] = d[0, j - 1] + 0.6
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            d[i, j] = min(
                d[i - 1, j] + 0.71, d[i, j - 1] + 0.63, d[i - 1, j - 1] + (a[i - 1] - b[j - 1]) ** 2
            )
    return d[n, m]


case(edit_distance_table, X[:3], X[1:])


def element_depends_on_scalar_read_from_it(a):
    t = a[1]
    a[1] = t * t * a[0]
    t = t * a[1]
    a[0] = t
    return a[0] * a[1] * t


case(element_depends_on_scalar_read_from_it, X)


def integer_array_as_workspace(x):
    order = np.zeros(len(x), np.int64)
    for i in range(len(x)):
        rank = 0
        for j in range(len(x)):
            if x[j] < x[i]:
                rank += 1
        order[rank] = i
    s = 0.0
    for k in range(len(x)):
        s += (k + 1) * x[order[k]] ** 2
    return s


case(integer_array_as_workspace, X)


def boolean_array_as_workspace(x):
    used = np.zeros(len(x), np.bool_)
    s = 0.0
    for k in range(3):
        best = -1
        for i in range(len(x)):
            if not used[i] and (best < 0 or x[i] > x[best]):
                best = i
        used[best] = True
        s = s * 0.5 + x[best] * x[best]
    return s


case(boolean_array_as_workspace, X)


def store_on_data_dependent_index(x, y):
    table = np.zeros(6)
    for i in range(len(x)):
        table[int(3.0 + x[i])] = y * x[i]
    return weighted(table)


case(store_on_data_dependent_index, X + 0.13, 0.7)


def three_dimensions(a):
    for i in range(2):
        a[i, :, 0] = a[i, 0] * a[1 - i, 1, 1]
        a[i, 1] += a[i, 0, ::-1]
    return np.sum(a * a)


case(three_dimensions, np.array([[[0.5, 1.0], [0.2, 0.3]], [[1.5, -1.0], [0.7, -0.4]]]))


def zero_length_array(x, y):
    for i in range(len(x)):
        x[i] = x[i] * y
    x *= y
    return np.sum(x) + y * y


case(zero_length_array, np.zeros(0), 0.7)


def zero_dimensional_array(x):
    y = x * x
    return float(y * 2.0 + x[()])


case(zero_dimensional_array, np.array(0.7))


def zero_dimensional_array_in_place(x):
    x[...] = x * x
    x += 1.0
    x[()] = x[()] * 3.0
    return float(x * x)


case(zero_dimensional_array_in_place, np.array(0.7))
