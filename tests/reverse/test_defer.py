"""Recursive functions: what the replay takes first was put on last."""

from difpy.program import Assign, If, Invoke, Restore, Save, statements
from tests.reverse.sweeps import raw


def power(x, n):
    if n == 0:
        return 1.0
    half = power(x, n // 2)
    y = half * half
    if n % 2 == 0:
        return y
    return y * x


def order_of(function, kinds):
    return [type(s).__name__ for s in statements(function.body) if isinstance(s, kinds)]


def test_values_are_put_on_after_the_inner_call():
    forward = raw(power, 1.1, 5, wrt=("x",)).functions["power_forward"]
    assert order_of(forward, (Save, Invoke)) == ["Invoke", "Save"]
    assert isinstance(forward.body[-2], Save), "at the end of the body"


def test_values_are_taken_before_the_inner_reverse_call():
    reverse = raw(power, 1.1, 5, wrt=("x",)).functions["power_reverse"]
    assert order_of(reverse, (Restore, Invoke)) == ["Restore", "Invoke"]


def test_elements_are_saved_where_they_are_overwritten():
    """Between the calls, as they are put back between the reversed calls."""

    def fill(a, n):
        if n > 0:
            a[n] = a[n] * a[n - 1]
            fill(a, n - 1)
            a[n - 1] = a[n] * 2.0

    def f(x, n):
        a = [x, x, x, x]
        fill(a, n)
        return a[0]

    forward = raw(f, 1.1, 3, wrt=("x",)).functions["fill_forward"]
    assert order_of(forward, (Save, Invoke)) == ["Save", "Invoke", "Save"]


def test_a_loop_that_may_be_left_puts_values_on_at_each_exit():
    def descend(x, n):
        total = 0.0
        for k in range(3):
            if k >= n:
                break
            part = descend(x, n - 1)
            total = total + part * part
        return total + x

    def f(x, n):
        return descend(x, n)

    forward = raw(f, 1.1, 2, wrt=("x",)).functions["descend_forward"]
    branch = next(s for s in statements(forward.body) if isinstance(s, If) and s.otherwise != ())
    assert any(isinstance(s, Save) for s in branch.then)
    assert any(isinstance(s, Save) for s in branch.otherwise)


def test_a_loop_that_does_not_call_back_records_in_place():
    def f(x, n):
        for _ in range(n):
            y = x * x
            x = y + 1.0
        return x

    adjoint = raw(f, 1.1, 2, wrt=("x",)).functions["f_adjoint"]
    assert not any(isinstance(s, Assign) and s.target.endswith("_kept") for s in statements(adjoint.body))
