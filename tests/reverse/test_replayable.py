"""What a reverse iteration computes again, and what it takes from a stack."""

import numpy as np

from difpy.reverse.replayable import is_dear
from tests.analysis.programs import body_of, statement_of
from tests.reverse.sweeps import live, raw, saved, simplified

VECTOR = np.ones(4)


def test_scalars_computed_from_carried_values_are_replayed():
    def f(x, n):
        for _ in range(n):
            y = x * x
            x = y * y
        return x

    assert saved(live(f, 1.1, 3)) == {"x"}


def test_reads_of_memory_that_stays_are_replayed():
    def f(a, x):
        for i in range(4):
            y = a[i] * x
            x = y * y
        return x

    assert saved(live(f, VECTOR, 1.1)) == {"x"}


def test_reads_of_memory_that_the_iteration_overwrites_are_recorded():
    def f(a, x):
        for i in range(4):
            y = a[i]
            a[i] = 2.0
            x = y * x
        return x

    assert "y" in saved(live(f, VECTOR, 1.1))


def test_reads_after_the_last_write_are_replayed():
    def f(a, x):
        for i in range(4):
            a[i] = 2.0 * a[i]
            y = a[i]
            x = y * x
        return x

    assert "y" not in saved(live(f, VECTOR, 1.1))


def test_a_test_of_what_its_branches_overwrite_is_recorded():
    def f(a, x):
        for i in range(4):
            if a[i] > 0.5:
                a[i] = x
            else:
                a[i] = 2.0 * a[i]
        return a[0]

    assert "took_then" in saved(live(f, VECTOR, 1.1))


def test_a_test_of_memory_that_stays_is_not():
    def f(a, x):
        for i in range(4):
            if a[i] > 0.5:
                x = x * x
        return x

    assert saved(live(f, VECTOR, 1.1)) == {"x"}


def test_views_are_replayed_and_new_arrays_are_not():
    def f(a, n):
        x = 1.0
        for i in range(n):
            part = a[i:]
            new = 2.0 * part
            x = x * part[0] * new[0]
        return x

    assert saved(raw(f, VECTOR, 2)) >= {"x", "new"}
    assert "part" not in saved(raw(f, VECTOR, 2))


def test_results_of_calls_and_inner_loops_are_recorded():
    def g(x):
        return x * x

    def f(x, n):
        for _ in range(n):
            y = g(x)
            z = 1.0
            for _ in range(2):
                z = z + y
            x = y * z
        return x

    assert saved(live(f, 1.1, 2)) == {"x", "y", "z"}


def test_what_is_dear_to_compute_is_recorded():
    def f(x, k):
        y = np.exp(x) + 1.0
        z = x * x / 3.0
        w = x**k
        v = x**3
        return y + z + w + v

    body = body_of(f, 1.0, 3)
    assert is_dear(statement_of(body, "y =").value)
    assert not is_dear(statement_of(body, "z =").value)
    assert is_dear(statement_of(body, "w =").value)
    assert not is_dear(statement_of(body, "v =").value)


def test_the_replay_comes_before_the_reverse_of_the_body():
    def f(x, n):
        for i in range(n):
            y = x + i
            x = y * y
        return x

    lines = [line.strip() for line in simplified(f, 1.1, 3).splitlines()]
    reverse = lines[lines.index("for i in reversed(range(n)):") :]
    assert reverse[1:4] == ["x = x_stack[i]", "y = x + i", "x_bar = 2.0 * y * x_bar"]
