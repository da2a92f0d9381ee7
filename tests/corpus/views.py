"""Views share their base's memory: rows, slices, transposes, views of views."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3, 0.8, 1.1])
A = np.array([[0.5, 1.5, -0.3], [0.2, 0.9, 0.4]])


def weighted(x):
    s = 0.0
    for i in range(len(x)):
        s += (i + 1.5) * x[i] * x[i]
    return s


def write_through_a_slice(a):
    middle = a[1:4]
    middle[0] = middle[1] * a[0]
    a[2] = middle[0] * a[3]
    middle[2] += a[2]
    return weighted(a)


case(write_through_a_slice, X)


def read_through_a_view_after_the_base_changed(a):
    tail = a[2:]
    a[3] = a[3] * a[3]
    s = tail[1]
    a[3] = 1.0
    return s * tail[1] + tail[0]


case(read_through_a_view_after_the_base_changed, X)


def view_of_a_view(a):
    b = a[1:]
    c = b[1:]
    d = c[::-1]
    d[0] = d[1] * a[0]
    c *= b[:-1]
    b[0] = d[3]
    return weighted(a)


case(view_of_a_view, X)


def rows_as_variables(a):
    first = a[0]
    second = a[1]
    second *= first
    first[0] = second[1] * first[2]
    return np.sum(a * a)


case(rows_as_variables, A)


def row_in_a_loop(a):
    for i in range(len(a)):
        row = a[i]
        for j in range(1, len(row)):
            row[j] = row[j] * row[j - 1]
    return np.sum(a * a)


case(row_in_a_loop, A)


def column_view(a):
    column = a[:, 1]
    column[0] = column[1] * a[0, 0]
    column += a[:, 2]
    return np.sum(a * a)


case(column_view, A)


def transpose_view(a):
    b = a.T
    b[0, 1] = a[0, 0] * a[1, 2]
    b[2] = b[0] * b[1]
    a[1] *= 2.0
    return np.sum(b[:, 0] * b[:, 1])


case(transpose_view, A)


def reshape_view(x):
    m = x.reshape(2, 3)
    m[0, 1] = m[1, 0] * x[0]
    x[4] = m[0, 1] * 2.0
    flat = m.reshape(6)
    flat[0] = flat[4] * flat[5]
    return weighted(x)


case(reshape_view, X)


def ravel_view(a):
    flat = a.ravel()
    flat[1] = flat[0] * flat[5]
    return np.sum(a * a)


case(ravel_view, A)


def flatten_is_a_copy(a):
    flat = a.flatten()
    flat[1] = flat[0] * flat[5]
    a[0, 0] = 2.0
    return np.sum(a * a) + np.sum(flat * flat)


case(flatten_is_a_copy, A)


def copy_is_not_a_view(a):
    b = a.copy()
    b[0] = a[1] * 3.0
    a[2] = b[0] * b[1]
    c = np.copy(a[1:3])
    c *= a[1:3]
    return weighted(a) + weighted(b) + weighted(c)


case(copy_is_not_a_view, X)


def view_rebound_in_a_loop(a):
    window = a[0:2]
    for i in range(1, 5):
        window[1] = window[0] * window[1]
        window = a[i : i + 2]
    return weighted(a) + window[0]


case(view_rebound_in_a_loop, X)


def view_of_one_or_another_array(a, b, n):
    view = a[1:]
    if n > 0:
        view = b[:-1]
    view[0] = view[1] * view[2]
    view *= 2.0
    return weighted(a) + 0.5 * weighted(b)


case(view_of_one_or_another_array, X, X * 0.5, 1)
case(view_of_one_or_another_array, X, X * 0.5, 0, id="view_of_the_first_array")


def shrinking_view(a):
    rest = a
    s = 0.0
    while len(rest) > 1:
        rest[1] = rest[0] * rest[1]
        s += rest[1]
        rest = rest[1:]
    return s * rest[0]


case(shrinking_view, X)


def reversed_view_written(a):
    r = a[::-1]
    for i in range(1, len(r)):
        r[i] = r[i] + 0.5 * r[i - 1] * a[0]
    return weighted(a)


case(reversed_view_written, X)


def strided_view_written(a):
    even = a[::2]
    odd = a[1::2]
    even *= odd
    odd += even[0]
    even[1:] = even[:-1] * odd[1]
    return weighted(a)


case(strided_view_written, X)


def view_kept_while_the_name_is_rebound(a):
    v = a[:3]
    a = a * 2.0
    v[0] = v[1] * a[0]
    return weighted(a) + weighted(v)


case(view_kept_while_the_name_is_rebound, X)


def view_of_a_temporary(x):
    v = (x * x)[1:4]
    v[0] = v[1] * v[2]
    return weighted(v)


case(view_of_a_temporary, X)


def view_of_a_local_buffer(x):
    buffer = np.zeros((2, 3))
    left = buffer[:, :2]
    left[0] = x[:2] * x[1]
    left[1, 1] = x[3] * left[0, 0]
    buffer[1] += buffer[0]
    return np.sum(buffer * buffer)


case(view_of_a_local_buffer, X)


def diagonal_through_a_strided_view(a):
    n = a.shape[0]
    flat = a.reshape(n * n)
    diagonal = flat[:: n + 1]
    diagonal *= a[0]
    return np.sum(a * a) + diagonal[1]


case(diagonal_through_a_strided_view, np.array([[0.5, 1.5, -0.3], [0.2, 0.9, 0.4], [0.1, -0.6, 1.2]]))


def newaxis_view(x):
    column = x[:3, np.newaxis]
    column[1] = column[0] * column[2]
    table = column * x[None, 3:]
    return np.sum(table * table)


case(newaxis_view, X)


def view_with_ellipsis(a):
    last = a[..., -1]
    last[0] = last[1] * a[0, 0]
    everything = a[...]
    everything *= 1.5
    return np.sum(a * a)


case(view_with_ellipsis, A)


def view_as_the_result_of_a_helper(x):
    def tail(v, k):
        return v[k:]

    t = tail(x, 2)
    t[0] = t[1] * x[0]
    u = tail(t, 1)
    u *= 2.0
    return weighted(x)


case(view_as_the_result_of_a_helper, X)


def non_contiguous_input(a):
    s = 0.0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            a[i, j] = a[i, j] * a[i, 0]
            s += a[i, j] * math.sin(a[i, j])
    return s


case(non_contiguous_input, np.arange(1.0, 13.0).reshape(3, 4)[::2, ::3] * 0.1)
case(non_contiguous_input, np.asfortranarray(A), id="fortran_order_input")
case(non_contiguous_input, A.T, id="transposed_input")
case(non_contiguous_input, A[::-1, ::-1], id="negative_stride_input")


def fortran_order_whole_array(a, b):
    c = a * b + a.T @ a
    c[0] *= a[1]
    return np.sum(c * c)


case(fortran_order_whole_array, np.asfortranarray(A[:, :2]), np.ascontiguousarray(A[:, 1:]))


def non_contiguous_vector(x):
    y = x * x
    x *= y
    return weighted(x) + np.sum(y)


case(non_contiguous_vector, X[::2])
case(non_contiguous_vector, X[::-1], id="reversed_vector")


def gathered_behind_an_ellipsis(x, index):
    y = x[..., index]
    x[..., index, :] = x[..., index, :] * 2.0
    return np.sum(y * y * np.arange(y.size).reshape(y.shape)) + np.sum(x**3)


case(gathered_behind_an_ellipsis, np.arange(18.0).reshape(2, 3, 3) / 9 - 1.05, np.array([2, 0, 2]))


def flat_array_made_from_one_in_another_order(x):
    y = np.transpose(x, (1, 0, 2)) * 2.0
    z = y.reshape(-1)
    w = (x[:, ::2] * 1.5).ravel()
    return np.sum(z * z * np.arange(z.size)) + np.sum(w**3)


case(flat_array_made_from_one_in_another_order, np.arange(24.0).reshape(2, 3, 4) / 9 - 1.05)
case(
    flat_array_made_from_one_in_another_order,
    np.asfortranarray(np.arange(48.0).reshape(2, 6, 4) / 9 - 1.05)[:, ::2],
    id="flat_array_made_from_one_with_gaps",
)


def list_of_rows_in_fortran_order(m, a):
    total = 0.0
    for k in range(2):
        rows = [m[-2], a]
        m[0, k] = rows[-1] @ a + rows[0][k] ** 2
        total += rows[0][1]
    return total * m[0, 1]


case(
    list_of_rows_in_fortran_order,
    np.asfortranarray([[0.5, -0.3, 1.2], [0.7, 0.1, -0.4]]),
    np.array([0.9, 0.2, -0.6]),
)
