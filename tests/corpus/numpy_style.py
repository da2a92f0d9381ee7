"""NumPy-style code beside scalar code: broadcasting, reductions, fancy indexing, methods."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3])
Y = np.array([1.1, 0.4, -0.7, 0.9])
A = np.array([[0.5, 1.5, -0.3], [0.2, 0.9, 0.4]])
B = np.array([[1.1, 0.2], [-0.6, 0.8], [0.3, 1.7]])
W = np.array([1.0, 2.0, 3.5])


def elementwise_functions(x):
    return np.sum(np.sin(x) * np.exp(-x * x) + np.sqrt(np.abs(x)) - np.tanh(x) / (1.0 + x**2))


case(elementwise_functions, X)


def broadcasting_row_and_column(a, row, column):
    b = a * row + column[:, np.newaxis] - 0.5
    return np.sum(b * b * a)


case(broadcasting_row_and_column, A, W, np.array([0.3, 0.7]))


def broadcasting_scalar_and_array(x, c):
    return np.sum(c * x + x / c - c) + np.sum((x + c) ** 2)


case(broadcasting_scalar_and_array, X, 0.7)


def broadcasting_size_one(a):
    column = a[:, :1]
    return np.sum(column * a) + np.sum(a[:1] - a)


case(broadcasting_size_one, A)


def outer_product_by_broadcasting(x, y):
    table = x[:, None] * y[None, :] + x[None, :]
    return np.sum(np.sin(table))


case(outer_product_by_broadcasting, X, Y)


def reductions_with_axis(a):
    rows = np.sum(a, axis=0)
    columns = a.sum(axis=1)
    return np.sum(rows * rows) + columns[0] * columns[1] + np.sum(np.sum(a, axis=-1) ** 2)


case(reductions_with_axis, A)


def means_and_variances(x, a):
    return np.mean(x) * np.var(x) + np.std(x) + np.mean(a, axis=0)[1] * a.mean()


case(means_and_variances, X, A)


def extremes(x, a):
    return np.max(x) * np.min(x) + a.max() - np.min(a) ** 2


case(extremes, X, A)


def arg_extremes(x):
    i = np.argmax(x)
    j = x.argmin()
    return x[i] * x[j] * (i + 2 * j + 1)


case(arg_extremes, X)


def product_and_cumulative_sum(x):
    return np.prod(x) + np.sum(np.cumsum(x) ** 2) + x.prod()


case(product_and_cumulative_sum, X)


def matrix_products(a, b, x):
    c = a @ b
    v = c @ x
    return np.sum(c * c.T) + v @ x + np.dot(a[0], b[:, 1]) + np.dot(v, x)


case(matrix_products, A, B, np.array([0.3, 0.7]))


def vector_times_matrix(x, a):
    return np.sum((x @ a) ** 2) + np.sum(np.dot(x, a) * a[0])


case(vector_times_matrix, np.array([0.3, 0.7]), A)


def methods(x, a):
    y = x.copy()
    m = a.reshape(3, 2)
    t = m.T
    return y.sum() * x.mean() + np.sum(t @ m) + a.ravel().dot(a.flatten()) + a.transpose()[0, 1] + x.max()


case(methods, X, A)


def reshape_with_minus_one(x):
    m = x.reshape(-1, 2) * x.reshape((2, -1))
    return np.sum(m[0] * m[1])


case(reshape_with_minus_one, X)


def where_and_clip(x):
    y = np.where(x > 0.0, x * x, -3.0 * x)
    z = np.clip(x, -1.0, 1.0)
    return np.sum(y * z) + np.sum(np.where(x > 1.0, 5.0, x))


case(where_and_clip, X)


def maximum_and_minimum(x, y):
    return np.sum(np.maximum(x, y) * np.minimum(x, 0.4) + np.maximum(x, 0.0))


case(maximum_and_minimum, X, Y)


def integer_array_read(x, idx):
    y = x[idx]
    return np.sum(y * y * np.arange(1.0, len(idx) + 1.0))


case(integer_array_read, X, np.array([2, 0, 2, 3, -1]))


def integer_array_store(x, idx):
    y = np.zeros(5)
    y[idx] = x * x
    x[idx[:2]] = 7.0 * x[idx[1]]
    return np.sum(y * y) + np.sum(x * x)


case(integer_array_store, X, np.array([2, 0, 3, 1]))


def integer_array_augmented(x, idx):
    x[idx] += x[0]
    x[idx] *= 2.0
    return np.sum(x * x)


case(integer_array_augmented, X, np.array([2, 1]))


def boolean_mask_read(x):
    y = x[x > 0.0]
    return np.sum(y * y) * len(y)


case(boolean_mask_read, X)


def boolean_mask_store(x):
    mask = x < 0.0
    x[mask] = 0.1
    y = x * x
    y[~mask] *= 2.0
    y[y > 1.0] = y[y > 1.0] * x[0]
    return np.sum(y)


case(boolean_mask_store, X)


def mask_of_a_matrix(a):
    a[a < 0.3] = 0.0
    return np.sum(a[a > 0.45] ** 2) + np.sum(a)


case(mask_of_a_matrix, A)


def newaxis_and_ellipsis(a, x):
    b = a[..., np.newaxis] * x
    return np.sum(b[0, ..., 1] ** 2) + np.sum(b[..., 0])


case(newaxis_and_ellipsis, A, np.array([0.3, 0.7]))


def slices_of_every_kind(a):
    return (
        np.sum(a[:, 1:] * a[:, :-1])
        + np.sum(a[::-1, ::2] * a[:, 1:])
        + np.sum(a[-1] * a[0])
        + a[1, -2] * a[-2, 0]
    )


case(slices_of_every_kind, A)


def concatenate_and_stack(x, y):
    z = np.concatenate((x, y * 2.0))
    s = np.stack((x, y))
    h = np.hstack((x[:2], y[2:]))
    v = np.vstack((x, x * y))
    return np.sum(z * z) + np.sum(s[0] * s[1]) + h[0] * h[3] + np.sum(v[0] * v[1])


case(concatenate_and_stack, X, Y)


def loops_and_arrays_mixed(x, a):
    s = 0.0
    for i in range(2):
        row = a[i] * x[i]
        s += np.sum(row * row)
        for j in range(3):
            a[i, j] = row[j] * s
    return s + np.sum(a)


case(loops_and_arrays_mixed, X, A)


def scalar_functions_of_elements(x):
    s = 0.0
    for i in range(len(x)):
        s += np.sin(x[i]) + np.exp(x[i]) * np.sqrt(x[i] ** 2 + 1.0) + np.maximum(x[i], 0.1) + np.abs(x[i])
    return s


case(scalar_functions_of_elements, X)


def numpy_functions_of_scalars(x, y):
    return (
        np.sin(x)
        + np.hypot(x, y)
        + np.arctan2(x, y)
        + np.power(x, y)
        + np.log1p(x)
        + np.square(x)
        + np.sign(x) * y
    )


case(numpy_functions_of_scalars, 0.7, 0.4)


def linear_algebra(a, b):
    x = np.linalg.solve(a, b)
    return np.sum(x * x) + np.linalg.det(a) + np.sum(np.linalg.inv(a)) + np.linalg.norm(b)


case(linear_algebra, np.array([[2.0, 0.3], [0.5, 1.5]]), np.array([0.7, 0.4]))


def softmax_cross_entropy(logits, k):
    shifted = logits - np.max(logits)
    p = np.exp(shifted) / np.sum(np.exp(shifted))
    return -np.log(p[k])


case(softmax_cross_entropy, X, 1)


def two_layer_network(x, a, b):
    hidden = np.tanh(a @ x[:3])
    out = hidden @ b[:2] + x[:2]
    return np.sum(out**2)


case(two_layer_network, X, A, B)


def pairwise_distances(points):
    s = 0.0
    for i in range(len(points)):
        for j in range(i):
            d = points[i] - points[j]
            s += 1.0 / np.sqrt(np.sum(d * d) + 0.1)
    return s


case(pairwise_distances, B)


def comparison_arrays(x, y):
    larger = x > y
    return np.sum(larger * x) + np.sum((x < 0) * y * y) + np.sum(x[larger & (x > 0)])


case(comparison_arrays, X, Y)


def any_all_and_counts(x):
    s = np.sum(x * x)
    if np.any(x < 0) and not np.all(x > 0):
        s = s * np.sum(x > 0)
    return s


case(any_all_and_counts, X)


def empty_reductions(x):
    y = x[:0]
    return np.sum(y) + np.prod(y) * x[0]


case(empty_reductions, X)


def eye_diag_trace(a):
    b = a @ a.T + np.eye(2)
    return np.trace(b) * b[0, 1] + np.sum(np.diag(b) ** 2)


case(eye_diag_trace, A)


def linspace_and_arange(x):
    t = np.linspace(0.0, 1.0, 5)
    k = np.arange(5)
    return np.sum(np.sin(t * x) * k) + np.sum(t[k[1:3]] * x)


case(linspace_and_arange, 0.7)


def outer_and_vdot(x, y):
    return np.sum(np.outer(x, y) ** 2) + np.vdot(x, y)


case(outer_and_vdot, X, Y)


def zero_dimensional_input(x, a):
    return np.sum(x * a) + float(x) ** 2


case(zero_dimensional_input, np.array(0.7), X)


def negative_and_reflected_operators(x):
    return (
        np.sum(1.0 - x)
        + np.sum(2.0 / (3.0 + x))
        + np.sum(-(x**2))
        + np.sum(2.0**x)
        + np.sum(x % 0.7)
        + np.sum(+x)
    )


case(negative_and_reflected_operators, X)


def sorted_array(x):
    y = np.sort(x)
    return y[0] + 2.0 * y[1] * y[2] + y[3] ** 2


case(sorted_array, X)


def order_by_argsort(x, y):
    order = np.argsort(x)
    s = 0.0
    for k in range(len(order)):
        s = s * 0.5 + y[order[k]] * x[order[k]]
    return s


case(order_by_argsort, X, Y)


def flip_and_roll(x):
    return np.sum(np.flip(x) * x * x) + np.sum(np.roll(x, 1) * x)


case(flip_and_roll, X)


def diff_and_interp(x):
    d = np.diff(x)
    return np.sum(d * d) + np.interp(0.3, np.array([0.0, 0.5, 1.0, 2.0]), x)


case(diff_and_interp, X)


def mean_of_axis_keeps_shape(a):
    centred = a - np.mean(a, axis=0)
    return np.sum(centred**2 * a) + np.sum(np.max(a, axis=1))


case(mean_of_axis_keeps_shape, A)


def three_dimensional(x):
    t = x.reshape(2, 1, 2) * x.reshape(1, 2, 2)
    return np.sum(t[:, 0] * t[0]) + np.sum(t.sum(axis=1) ** 2)


case(three_dimensional, X)


def transpose_of_three_dimensions(x):
    t = np.transpose(x, (2, 0, 1))
    t[0] *= t[1]
    return np.sum(t[0, 1] * x[0, :, 0])


case(transpose_of_three_dimensions, np.arange(1.0, 9.0).reshape(2, 2, 2) * 0.2)


def cross_products(r, p):
    h = r[0] * np.cross(r, p)
    return np.sum((p + np.cross(r, p)) ** 2) + h[0] * h[1]


case(cross_products, np.array([0.1, 0.2, 0.3]), np.array([0.4, 0.5, 0.6]))


def cross_products_of_rows(rows, p):
    moved = rows + np.cross(rows, p)
    return np.sum(moved[:, 0] * moved[:, 2])


case(cross_products_of_rows, np.array([[0.1, 0.2, 0.3], [0.7, -0.2, 0.4]]), np.array([0.4, 0.5, 0.6]))
