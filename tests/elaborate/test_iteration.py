# ruff: noqa: B020, B905, C901, RUF007  programs as people write them
import numpy as np
import pytest

from tests.elaborate.running import check

X = np.array([0.5, 1.0, 2.0, -1.5])
A = np.arange(6.0).reshape(2, 3)


def ranges(n, k):
    s = []
    for i in range(n):
        s.append(i)
    for i in range(1, n, 2):
        s.append(i)
    for i in range(n, -1, -1):
        s.append(i)
    for i in range(n, 0, k):
        s.append(i)
    for i in reversed(range(n)):
        s.append(i)
    for i in reversed(range(1, n * 2, 3)):
        s.append(i)
    for i, j in zip(range(n), range(n, 0, -1)):
        s.append(i * j)
    for i, j in zip(range(1, n, 2), reversed(range(7))):
        s.append(i * j)
    for i, j in enumerate(range(n, 100, 20), n):
        s.append(i * j)
    for i, j in zip(range(n, 0, k), range(9)):
        s.append(i * j)
    return s


def rebound(x):
    s = 0.0
    for v in x:
        x = x * 2
        s += v * x[0]
    xs = [1.0, 2.0]
    for v in xs:
        xs = [v, v * 2, 3.0]
        s += v + len(xs)
    return s


def enumerates(x):
    s = 0.0
    for i, v in enumerate(x, 2):
        s += i * v
    for i, v in enumerate(x):
        i += 1
        s += i * v
    for pair in enumerate(x):
        s += pair[0] * pair[1]
    for i, v in enumerate(reversed(x)):
        s = s / 2 + i * v
    return s + i


def breaks(x):
    found = -1
    for i, v in enumerate(x):
        if v > 0.9:
            found = i
            break
    else:
        return -1.0
    for j in range(10):
        for k in range(j):
            if j * k > 20:
                break
            if k == 3:
                continue
            found += k
        else:
            found += 1
        if found > 30:
            return found + 0.5
    return found * 1.0


def counted_down(n):
    steps = range(n, 0, -2)
    s = len(steps)
    for i in steps:
        s = s * 3 + i
    return s


def while_true(x):
    n = 0
    while True:
        n += 1
        x = x * 0.5
        if x < 0.1:
            return x, n
        if n > 3:
            break
    return x * 2, n


def tuple_and_list(x):
    s = 0.0
    for weight, v in zip((1.0, 2.0, 3.0), [x, x * 2]):
        s += weight * v
    for weight, v in zip((1.0, 2.0), [x, x * 2, x * 3]):
        s += weight * v
    return s


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (ranges, (5, -2)),
        (ranges, (0, 1)),
        (ranges, (1, -1)),
        (rebound, (X,)),
        (enumerates, (X,)),
        (breaks, (X,)),
        (breaks, (-X[:3] * 0,)),
        (counted_down, (7,)),
        (counted_down, (0,)),
        (while_true, (0.7,)),
        (while_true, (70.0,)),
        (tuple_and_list, (0.7,)),
    ],
)
def test_loops(function, arguments):
    check(function, *arguments)


def test_loops_over_arrays():
    def program(x, a):
        s = 0.0
        for v in x:
            s += v
            x[0] = s
        for row in a:
            row[1] = s
            for v in row:
                s = s * 0.5 + v
        for i, v in enumerate(x):
            s += i * v
        for i, (u, v) in enumerate(zip(x, x[1:])):
            s += i * u * v
        for v in reversed(x):
            s = s * 0.5 + v
        for column in a.T:
            s += column[0]
        for u, row in zip(x, a):
            s += u * row[0]
        return s

    check(program, X, A)
    check(program, X[::-1], np.asfortranarray(A))


def test_a_list_that_grows_while_it_is_run_over_is_refused():
    from difpy.errors import DifferentiationError

    def program(x):
        xs = [x]
        for v in xs:
            if v < 3:
                xs.append(v * 2)
        return xs[-1]

    with pytest.raises(DifferentiationError, match="changes its length"):
        check(program, 1.0)


def test_bounds_that_last_stay_in_the_loop():
    def program(x, n, a):
        s = 0.0
        for i in range(len(x) - 1):
            for j in range(i + 1, len(x), 2):
                s += x[i] * x[j]
        for i in range(a.shape[0]):
            for j in range(min(n // 2, x.size), -1, -1):
                s += a[i, 0] + x[j]
        return s

    text = """
def program(x, n, a):
    s = 0.0
    for i in range(len(x) - 1):
        for j in range(i + 1, len(x), 2):
            s += x[i] * x[j]
    for i in range(a.shape[0]):
        for j in range(min(n // 2, x.size), -1, -1):
            s += a[i, 0] + x[j]
    return s
"""
    check(program, X, 5, A, text=text)


def bounds_that_change(x, n):
    xs = [x, x]
    y = np.array(xs)
    s = 0.0
    for i in range(n):
        n = n - 1
        s += i * n
    for i in range(len(xs) - 1):
        xs.append(s)
        s += i
    for i in range(len(y)):
        y = y[i:]
        s += i
    for i in range(i + 3):
        s += i
    k = [2]
    for i in range(k[0]):
        k[0] += 1
        s += i
    a = np.arange(3)
    for i in range(a[2]):
        a[2] = 5
        s += i
    for i in range(int(s)):
        s -= i
    for i in range(round(abs(x))):
        s += i
    return s, len(xs), len(y)


def test_bounds_that_change_are_evaluated_once():
    check(bounds_that_change, 2.5, 4)
