# ruff: noqa: RUF005  programs as people write them
import numpy as np
import pytest

from tests.elaborate.running import check

X = np.array([0.5, 1.0, 2.0])


def grown(x):
    values = []
    other = values
    for i in range(4):
        other.append(i)
    values[0] = x
    values += [x, 2]
    values.insert(1, 5)
    return values, len(other), max(values), values.index(5), values.count(2)


def grown_by_a_helper(x):
    def fill(into, n):
        for i in range(n):
            into.append(x * i)

    xs = []
    fill(xs, 3)
    return xs[-1] + len(xs)


def ints_that_become_floats(n):
    values = [1, 2]
    values.append(n)
    values[1] = 0.5
    return values


def pairs(x):
    points = [(x, 1)]
    for i in range(3):
        points.append((x * i, i))
    points[1] = (x, 7)
    points.pop(0)
    last = points.pop()
    s = 0.0
    for a, k in points:
        s += a * k
    for i, (a, k) in enumerate(points):
        s += a * k * i
    return s, last, points[0], points, len(points)


def lists_of_arrays(x):
    rows = [x, x * 2]
    rows.append(np.ones(3))
    rows[0][1] = 10.0
    rows[1] += 1.0
    rows[2] = rows[0]
    s = 0.0
    for row in rows:
        s += np.sum(row)
        row[0] = s
    return rows, s


def lists_of_lists(x):
    table = []
    for i in range(3):
        table.append([])
        for j in range(i + 1):
            table[i].append(x * j)
    table[1][0] += 5.0
    table[2] += [x]
    row = table[2]
    row[0] = 3.0
    return table, sum(table[2]), len(table[0])


def slices(x):
    values = [x, 1.0, 2.0, 3.0]
    part = values[1:3]
    part[0] = 100.0
    whole = values[:]
    whole.reverse()
    copy = values.copy()
    copy.clear()
    return values, part, whole, len(copy), values[::-1][0]


def stack(x):
    items = [x]
    total = 0.0
    while items:
        top = items.pop()
        total += top
        if top < 3.0:
            items.append(top * 2)
            items.append(top + 1)
    return total


def recursion_with_a_list(x, n):
    def visit(k, found):
        if k == 0:
            found.append(x)
            return 1
        return visit(k - 1, found) + visit(k // 2, found)

    found = []
    count = visit(n, found)
    return count, found


def comprehensions(x, n):
    squares = [v * v for v in x if v > 0.6]
    table = [[i * j for j in range(3)] for i in range(n)]
    points = [(v, i) for i, v in enumerate(x)]
    return squares, table, points, sum(v for v in x), np.array([v * 2 for v in x]), any(v > 1 for v in x)


def arrays_of_lists(x):
    pairs = [(x, 1.0), (2.0, x)]
    values = [x, 2]
    values.append(3)
    a = np.array(pairs)
    b = np.array([[x, 1], [2, x]])
    c = np.array(((x, 1), (2, x)))
    d = np.array([a[0], b[1]])
    e = np.array(values)
    pairs.append((3.0, 4.0))
    f = np.array(pairs)
    g = np.concatenate([e, a[0], (1.0, 2.0)])
    return a, b, c, d, e, f, g


def argument_changed(values, x):
    values.append(x)
    values[0] *= 2
    return sum(values) + len(values)


def repeated(x, n):
    zeros = [0.0] * n
    zeros[1] = x
    more = zeros + [1.0, x]
    return zeros, more


def empty(n):
    values = []
    if n > 3:
        return values[0]
    return float(len(values))


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (grown, (0.7,)),
        (grown_by_a_helper, (0.7,)),
        (ints_that_become_floats, (3,)),
        (pairs, (0.7,)),
        (lists_of_arrays, (X,)),
        (lists_of_lists, (0.7,)),
        (slices, (0.7,)),
        (stack, (0.7,)),
        (recursion_with_a_list, (0.7, 4)),
        (comprehensions, (X, 2)),
        (comprehensions, (X, 0)),
        (arrays_of_lists, (0.7,)),
        (argument_changed, ([1.0, 2.0], 0.7)),
        (repeated, (0.7, 3)),
        (empty, (1,)),
        (empty, (4,)),
    ],
)
def test_lists(function, arguments):
    check(function, *arguments)


def lists_of_tuples_that_read_themselves(x):
    points = [(x, 1.0), (2.0, x), (3.0, 4.0)]
    points[0] = (points[1][1], points[0][0])
    points.append((points[-1][1], points[-1][0]))
    points.insert(len(points), points[0])
    points.pop(len(points) - 2)
    other = points
    points[len(other) - 1] = (other[0][1], other[0][0])
    points.extend(other)
    return points


def test_lists_of_tuples_that_read_themselves():
    check(lists_of_tuples_that_read_themselves, 0.7)
