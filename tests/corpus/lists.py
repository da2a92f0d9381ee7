"""Lists: append, pop, insert, index assignment, of scalars, of arrays, of tuples."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3])


def appended_in_a_loop(x):
    values = []
    for i in range(4):
        values.append(x * i + 1.0)
    s = 1.0
    for i in range(len(values)):
        s = s * values[i]
    return s


case(appended_in_a_loop, 0.7)


def history_read_back(x):
    history = [x]
    for i in range(4):
        history.append(math.sin(history[-1]) + 0.3 * history[i // 2])
    return history[-1] * history[1]


case(history_read_back, 0.7)


def display_and_index_assignment(x):
    values = [x, 2.0, x * x]
    values[1] = values[0] * values[2]
    values[0] += values[1]
    values[-1] *= values[0]
    return values[0] * values[1] + values[2]


case(display_and_index_assignment, 0.7)


def pop_from_the_end(x):
    stack = [x, x * x, 3.0 * x]
    s = 1.0
    while stack:
        s = s * 0.5 + stack.pop() * s
    return s


case(pop_from_the_end, 0.7)


def push_and_pop_interleaved(x):
    stack = [x]
    s = 0.0
    for i in range(5):
        top = stack.pop()
        s += top * top
        stack.append(top * 0.9)
        if i % 2 == 0:
            stack.append(s)
    return s + len(stack) * stack[0] + stack[-1]


case(push_and_pop_interleaved, 0.7)


def pop_and_insert_at_an_index(x):
    values = [x, 2.0 * x, 3.0 * x]
    first = values.pop(0)
    values.insert(1, first * first)
    values.insert(0, 5.0)
    middle = values.pop(2)
    return values[0] * values[1] + values[2] * middle


case(pop_and_insert_at_an_index, 0.7)


def list_argument(values):
    s = 0.0
    for v in values:
        s = s * 0.5 + v * v
    return s * values[0]


case(list_argument, [0.7, 1.3, 0.4])
case(list_argument, [0.7], id="list_of_one")


def list_multiplied_and_added(x):
    zeros = [0.0] * 3
    zeros[1] = x
    both = zeros + [x * x]
    both[0] = both[1] * both[3]
    return both[0] + both[3] * both[1] + len(both)


case(list_multiplied_and_added, 0.7)


def table_of_sub_problems(x, n):
    best = [0.0] * (n + 1)
    for i in range(1, n + 1):
        value = -1e9
        for k in range(1, i + 1):
            candidate = best[i - k] + math.sin(x * k) * k
            if candidate > value:
                value = candidate
        best[i] = value
    return best[n]


case(table_of_sub_problems, 0.61, 5)


def list_of_arrays(x):
    rows = [x, x * x]
    rows.append(rows[0] * rows[1])
    rows[1][0] = rows[2][1]
    rows[0] = rows[2] + 1.0
    s = 0.0
    for row in rows:
        s += np.sum(row * row)
    return s


case(list_of_arrays, X)


def list_of_arrays_argument(rows):
    rows[0][1] = rows[1][0] * rows[0][0]
    s = 0.0
    for i in range(len(rows)):
        s += np.sum(rows[i] ** 2) * (i + 1)
    return s


case(list_of_arrays_argument, [np.array([0.5, 1.5]), np.array([0.3, -0.7]), np.array([1.1, 0.9])])


def list_of_tuples(x):
    pairs = [(x, 1.0), (x * x, 2.0)]
    pairs.append((pairs[0][0] * pairs[1][1], x))
    s = 0.0
    for a, b in pairs:
        s += a * b
    pairs[0] = (s, x)
    return pairs[0][0] * pairs[0][1]


case(list_of_tuples, 0.7)


def list_of_lists(x):
    table = [[x, 1.0], [2.0, x * x]]
    table[0][1] = table[1][1] * 3.0
    table.append([table[0][1], x])
    s = 0.0
    for row in table:
        for v in row:
            s = s * 0.7 + v * x
    return s


case(list_of_lists, 0.7)


def alias_of_a_list(x):
    a = [x, 2.0]
    b = a
    b.append(x * x)
    a[0] = b[2] * 3.0
    return b[0] * a[1] + a[2]


case(alias_of_a_list, 0.7)


def list_passed_to_a_helper(x):
    def extend_by_squares(values, n):
        for i in range(n):
            values.append(values[i] * values[i])

    values = [x, 2.0 * x]
    extend_by_squares(values, 3)
    extend_by_squares(values, 1)
    return values[-1] + values[2] * values[3] + values[4]


case(list_passed_to_a_helper, 0.7)


def list_returned_by_a_helper(x):
    def powers(v, n):
        result = [1.0]
        for i in range(n):
            result.append(result[-1] * v)
        return result

    p = powers(x, 3)
    q = powers(p[2], 2)
    return p[3] * q[1] + q[2]


case(list_returned_by_a_helper, 0.7)


def copies_and_slices_of_a_list(x):
    a = [x, 2.0 * x, 3.0]
    b = a[:]
    c = a.copy()
    d = a[1:]
    a[0] = 10.0
    b[1] = a[0] * x
    d[0] = x * x
    return a[0] * b[0] + b[1] * c[1] + d[0] * d[1]


case(copies_and_slices_of_a_list, 0.7)


def reversed_and_extended(x):
    a = [x, 2.0 * x, 3.0]
    a.reverse()
    a.extend([x * x, 1.0])
    a += [x]
    return a[0] * a[1] + a[2] * a[3] + a[5]


case(reversed_and_extended, 0.7)


def cleared_and_refilled(x):
    values = []
    s = 0.0
    for i in range(3):
        values.clear()
        for j in range(i + 1):
            values.append(x * (j + 1.0) + s)
        s += values[-1] * values[0]
    return s


case(cleared_and_refilled, 0.5)


def fresh_list_in_each_iteration(x):
    s = x
    for i in range(3):
        parts = []
        for j in range(3):
            parts.append(s * j + x)
        s = parts[0] * 0.5 + parts[1] * parts[2] * 0.1
    return s


case(fresh_list_in_each_iteration, 0.7)


def swap_of_list_elements(x):
    a = [x, 2.0, x * x]
    a[0], a[2] = a[2], a[0]
    a[1], a[0] = a[0] * a[1], a[1]
    return a[0] * x + a[1] * 2.0 + a[2] * 3.0


case(swap_of_list_elements, 0.7)


def sum_min_max_of_a_list(x):
    a = [x, 2.0 * x, x * x]
    return sum(a) * max(a) + min(a) * len(a)


case(sum_min_max_of_a_list, 0.7)


def array_from_a_list(x):
    values = []
    for i in range(3):
        values.append(x * (i + 1.0))
    a = np.array(values)
    a[0] = a[1] * a[2]
    return np.sum(a * a) + values[0]


case(array_from_a_list, 0.7)


def list_of_integers_as_indices(x):
    order = [2, 0, 3]
    order.append(1)
    s = 0.0
    for k in order:
        s = s * 0.5 + x[k] * x[k]
    return s


case(list_of_integers_as_indices, X)


def worklist_of_integers(x):
    pending = [0]
    s = 1.0
    while len(pending) > 0:
        i = pending.pop()
        s = s * 0.9 + x[i] * s
        if 2 * i + 1 < len(x):
            pending.append(2 * i + 1)
        if 2 * i + 2 < len(x):
            pending.append(2 * i + 2)
    return s


case(worklist_of_integers, X)


def list_unpacked(values):
    a, b, c = values
    first, *rest = values
    return a * b + c * first + rest[0] * rest[1]


case(list_unpacked, [0.7, 1.3, 0.4])


def list_bound_on_a_branch(x, flag):
    if flag:
        values = [x, 2.0]
    else:
        values = [1.0]
        values.append(x * x)
    values[0] = values[0] * values[1]
    return values[0] + values[1] * x


case(list_bound_on_a_branch, 0.7, True)
case(list_bound_on_a_branch, 0.7, False, id="list_bound_on_the_other_branch")


def membership_and_lookup(x):
    codes = [3, 1, 2]
    s = x
    if 2 in codes:
        s = s * x
    return s * codes.index(2) if 5 not in codes else s


case(membership_and_lookup, 0.7)


def list_of_arrays_rotated(x):
    levels = [x, x * 2.0, x * x]
    for i in range(4):
        last = levels.pop()
        last[0] = last[0] * levels[0][1]
        levels.insert(0, last)
    return np.sum(levels[0] * levels[1]) + levels[2][0]


case(list_of_arrays_rotated, X * 0.7)


def arrays_inserted_at_the_end_and_before(x, y):
    xs = [x * 1.0]
    xs.append(y * 2.0)
    xs[0] *= xs[1]
    xs.insert(2, x * y)
    xs[2] *= xs[0]
    xs.insert(-1, x * x)
    xs[0] *= xs[2]
    return np.sum(xs[0] * xs[1]) + np.sum(xs[2] * xs[3])


case(arrays_inserted_at_the_end_and_before, X, X[::-1] + 1.0)


def arrays_popped_counting_from_the_end(x, y, k):
    xs = [x * 1.0, y * 2.0, x * y]
    xs[0] *= xs[1]
    xs[1] *= x
    a = xs.pop(k)
    a *= xs[0]
    b = xs.pop(k)
    return np.sum(xs[0] * a * b)


case(arrays_popped_counting_from_the_end, X, X[::-1] + 1.0, -1)
case(arrays_popped_counting_from_the_end, X, X[::-1] + 1.0, -2)


def popped_second_to_last(x):
    xs = [x, x * x, x * 3.0, x**3]
    a = xs.pop(-2)
    xs.append(a * xs[0])
    b = xs.pop(-3)
    return xs[0] * 2.0 + xs[1] * a + xs[2] * b


case(popped_second_to_last, 0.7)


def helper_with_a_list_of_its_own(x, y):
    stack = [y for _ in range(3)]
    return x if y > 2.0 else stack[0] * stack[2]


def list_of_a_helper_called_in_a_while(x, y):
    z = 0.0
    while z < 1.0:
        z += helper_with_a_list_of_its_own(x, y)
    return z * x


case(list_of_a_helper_called_in_a_while, 0.3, 0.7)


def constant_popped_into_what_varied(x):
    weights = [1.5, 2.0, 0.5]
    y = x * x
    total = y * y
    for _ in range(2):
        y = weights.pop()
        total += y * y * x
        y = y * x
        total += y * y
    return total


case(constant_popped_into_what_varied, 3.0)
