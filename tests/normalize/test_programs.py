"""Programs with everything nasty about control flow and the order of evaluation.

PYTEST_DONT_REWRITE: the texts of assertions are compared.
"""

# ruff: noqa: B007, B008, RUF015, RUF059, SIM108  the programs are odd on purpose

import numpy as np
import pytest

from tests.normalize.harness import assert_same_after_every_pass
from tests.normalize.helpers import fails, pure, t, w

XS = [3, 1, 2, 5]
NUMBERS = [(n, list(XS)) for n in (-1, 0, 1, 2, 3, 4, 7)]


def nested_jumps(n, xs):
    total = 0
    for i in range(5):
        if i == n:
            continue
        j = 0
        while j < 4:
            j += 1
            if j == n - 1:
                continue
            if i + j == n + 2:
                break
            for x in xs:
                if x == n and j == 3:
                    return total, i, j
                if x > i:
                    break
                total += x
            else:
                total += 100
        else:
            total += 1000
            if i == 3:
                break
    else:
        return "else", total
    return total


def break_inside_branch(n, xs):
    y = 0
    for x in xs:
        if x > 1:
            if x == n:
                break
            y += 1
        else:
            if n == 0:
                continue
            y += 10
        y += 100
    return y


def everything_in_one_branch(n, xs):
    y = 0
    for x in xs:
        if x > 1:
            if x == n:
                break
            if x == n - 1:
                continue
            if x == n - 2:
                return -y
            y += 1
        y += 100
        while y > 150:
            y -= 3
            if y % 7 == n:
                return y
            if y % 5 == n:
                break
        else:
            y += 2
        y += 1
    return y


def return_in_loop_else(n, xs):
    for x in xs:
        if x == n:
            break
    else:
        if n > 3:
            return "not found"
        n = 10
    return n


def while_else(n, xs):
    while n < 4:
        n += 1
        if n == 2:
            break
    else:
        n = 100
    return n


def early_returns(n, xs):
    if n < 0:
        return -1
    elif n == 0:
        t(n)
    else:
        if n == 1:
            return t(1)
        elif n == 2:
            raise ValueError("two")
        if n == 3:
            t("three")
        else:
            return
        t("after")
    return t(n) + 1


def returns_nothing(n, xs):
    for x in xs:
        if x == n:
            return
        xs[0] += 1
    if n == 4:
        return
    xs[1] = 7


def returns_in_endless_loop(n, xs):
    k = 0
    while True:
        k += 1
        for x in xs:
            if x + k > n + 4:
                return x, k
        if k == 3:
            return "three"


def loop_after_loop(n, xs):
    for x in xs:
        if x == n:
            return "first"
    for x in xs:
        if x == n - 1:
            return "second"
    while n > 0:
        n -= 1
        if n == 2:
            return "third"
    if n == 0:
        return "fourth"


def dead_code(n, xs):
    while n > 0:
        n -= 1
        if n == 1:
            break
            n = 100
        continue
        n = 200
    return n
    return -n


def short_circuit(n, xs):
    if n > 0 and t(n) and (n > 2 or not t(n - 1)) and t(n + 1) > 2:
        y = 1
    else:
        y = 2
    if n > 1 and t(n):
        y += 10
    z = (n and t(n)) or t(n + 7)
    z2 = t(0) or (xs[0] and w(xs, n)) or t(5)
    return y, z, z2, not (t(n) and t(0)), (t(n) if n else t(2)) + (t(1) if t(n) else 0)


def chained_comparison(n, xs):
    a = 0 < t(n) < t(3)
    b = xs[0] < w(xs, n) <= t(4) < t(100)
    if t(1) < n < t(3) and n:
        return a, b
    return b, a, 0 < n < 3


def order_of_reads(n, xs):
    a = xs[0] + w(xs, n) * xs[0]
    b = [xs[0], w(xs, 1), xs[0]]
    c = pure(xs[0]) + w(xs, 2) + pure(n)
    d = xs[0] * 2 + pure(n) + w(xs, 1)
    xs[w(xs, 0)] = xs[0] + w(xs, 3)
    xs[t(0)] += w(xs, 5)
    xs[t(1)] += t(5)
    n += w(xs, n)
    return a, b, c, d, n


def pops(n, xs):
    y = xs[-1] + xs.pop() * xs[-1]
    xs.append(t(n))
    return y + xs.pop(0), xs


def arrays_in_place(n, xs):
    a = np.array([1.0, 2.0, 3.0])
    b = np.ones((2, 2))

    def change(v, k):
        v += k
        return k

    y = a * 2 + change(a, n)
    b[0] += change(b, n)
    b[t(1)], b[0, 0] = b[0], change(b, 2)
    return y, a, b


def chained_targets(n, xs):
    a = xs[t(0)] = b = t(n)
    i = xs[i] = 2 if n > 1 else 0
    xs[1] = c = xs[0] = n * 2
    (p, q) = r = (n, n + 1)
    return a, b, i, c, p, q, r


def swaps(n, xs):
    i, j = 0, 1
    xs[i], xs[j] = xs[j], xs[i]
    i, xs[i] = 2, i
    xs[t(0)], k = t(k0 := 3), xs[t(0)]
    n, xs[3] = xs[3], n
    a, b = t(n), t(n + 1)
    a, b = b, a + t(b)
    return i, xs, k, k0, n, a, b


def nested_targets(n, xs):
    (a, b), c = (xs[0], n), 3
    d, (e, [f, xs[0]]) = n, (1, (2, 3))
    for (p, q), r in [((1, 2), 3), ((4, 5), 6)]:
        a += p * q * r
    for xs[1] in range(2):
        b += xs[1]
    for i, (x, *rest) in enumerate([(1, 2, 3), (4,)]):
        c += i + x + len(rest)
    return a, b, c, d, e, f


def starred(n, xs):
    first, *rest = xs
    *init, last = rest
    a, *middle, b = (1, 2, 3, n)
    p, *q = t(1), t(n)
    x, *xs = xs
    if n == 3:
        u, v, *tail = xs[:1]
    return first, rest, init, last, a, middle, b, p, q, x, xs


def comprehensions(n, xs):
    i = 100
    a = [i * x for i, x in enumerate(xs) if x > 1 if i]
    b = [[i + j for j in range(i)] for i in range(n)]
    c = [y for x in xs for y in range(x) if y % 2 if t(y) != n]
    d = [i for i in [i for i in xs]] + [t(x) for x in xs[:2]]
    e = [z for x in xs if (z := x + n) > 3]
    f = [(lambda: i)() for i in range(2)]
    g = t(n) + len([t(x) for x in xs if x]) + xs[0]
    xs = [x for x in xs if x != n]
    return a, b, c, d, e, f, g, xs, i


def reductions(n, xs):
    a = sum(x * x for x in xs if x > n)
    b = sum((t(x) for x in xs), t(n))
    c = min(x + n for x in xs) - max((t(x) for x in xs if x > 1), default=t(-1))
    d = any(t(x) > n for x in xs if x > 1)
    e = all(t(x) < n for x in xs)
    f = any(x + y == n + 3 for x in xs if x for y in xs[t(0) :] if t(y))
    g = all(t(x) < y + n for x in xs for y in xs)
    h = sum([t(x) for x in xs]) + any([t(x) > 2 for x in xs])
    k = n > 2 and sum(t(x) for x in xs)
    a = sum(x for x in xs) + a
    return a, b, c, d, e, f, g, h, k, sorted(t(-x) for x in xs), tuple(x for x in xs), list(x for x in xs)


def extreme_of_nothing(n, xs):
    return min(x for x in xs if x > n) + max(t(x) for x in xs if x < n)


def walruses(n, xs):
    while (half := n // 2) > 1 and t(half):
        n = half
    if (a := t(n)) > 1 or (b := t(2)) > 1:
        b = a
    x = n
    c = x + (x := t(5)) * x + (x := 7)
    total = sum((last := y) for y in xs)
    d = (e := [y for y in xs])[0]
    n += (n := 3)
    return half, a, b, c, x, total, last, d, e, n


def while_tests(n, xs):
    k = 0
    while (n < 6 and t(k) < 4 and k < 3) or t(k) < 1:
        k += 1
        if k == 2:
            continue
        n += 1
    while k < 9 and pure(k) < 12 and k != 5 and t(k):
        k += 1
    while t(xs.pop()) > 1:
        k += 1
    else:
        k += 100
    while not (t(k) > 105 and t(n)):
        k += 1
        n = 7
    return n, k


def raises(n, xs):
    assert n >= 0, f"negative: {t(n)}"
    assert n != 1
    if n == 2:
        raise ZeroDivisionError
    if n == 3:
        raise ValueError("three", t(3)) from None
    for x in xs:
        if x == 5:
            y = fails(x - n)
    return y


def unbound(n, xs):
    if n > 0:
        y = 1
    for k in range(n - 2):
        pass
    return y + k


def nested_functions(n, xs):
    def helper(x, k=t(2)):
        if x > k:
            return x
        return t(x) + [y for y in xs][0]

    add = lambda x: x + t(n)  # noqa: E731
    twice = lambda f, x: f(f(x))  # noqa: E731
    n = 5
    return helper(n) + add(1), twice(add, helper(1)), (lambda z: t(z) + n)(3)


def deletions(n, xs):
    y = xs[0]
    del xs[t(1)]
    z = n
    del z
    for x in xs:
        k = x + 1
        y += k
        del k
    return y


def keywords_and_strings(n, xs):
    def area(width, height=2, *, scale=1):
        return t(width) * height * scale

    text = f"{t(n):>5} {xs[0]!r} {w(xs, 1)}"
    return area(t(1), scale=t(n)), area(height=t(3), width=t(4)), text, -t(n), (t(1), t(2))[t(0)]


def annotations(n: int, xs: "list[int]") -> int:
    """Docstring."""
    y: int = t(n)
    z: int
    if y > 3 or t(y):
        pass
    else:
        z = 2
    for z in range(3):
        pass
    ...
    return z


PROGRAMS = [
    value
    for value in list(globals().values())
    if callable(value) and getattr(value, "__module__", "") == __name__
]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda f: f.__name__)
def test_every_pass_keeps_the_meaning(program):
    assert_same_after_every_pass(program, *NUMBERS)


SELF = 3.0


class Model:
    def __init__(self, rate):
        self.rate = rate

    def energy(self, x):
        self.rate += 1
        return self.rate * x

    def total(self, xs):
        return self.rate + self.energy(xs[0]) + self.rate


def test_a_method_may_write_into_its_object():
    def run(n, xs):
        return Model.total(Model(n), xs)

    assert_same_after_every_pass(run, *NUMBERS)
    assert "self_rate = self.rate\n" in assert_same_after_every_pass(Model.total)
