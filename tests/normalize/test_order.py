"""Variables for what was evaluated before a call: only where the call could make a difference."""

# ruff: noqa: E501  messages and programs are quoted as they are

import numpy as np
import pytest

from difpy.errors import DifferentiationError
from difpy.frontend import read
from difpy.normalize import normalize
from tests.frontend.sources import define, message


def norm(v):
    total = 0.0
    work = np.zeros(len(v))
    for i in range(len(v)):
        work[i] = v[i] * v[i]
        total += work[i]
    return total


def checked(v):
    if len(v) == 0:
        raise ValueError("empty")
    return v[0]


def scale(v):
    v *= 2.0
    return v[0]


def scale_by_helper(v):
    return scale(v) + 1.0


def even(n):
    return n == 0 or odd(n - 1)


def odd(n):
    return n != 0 and even(n - 1)


def body(function):
    lines = normalize(read(function)).text().splitlines()[1:]
    return [line.strip() for line in lines]


def test_nothing_is_kept_before_a_call_that_writes_nothing():
    def f(x, i):
        return x[i] * 2 + norm(x) + even(i)

    assert body(f) == [
        "norm_value = norm(x)",
        "even_value = even(i)",
        "return x[i] * 2 + norm_value + even_value",
    ]


def test_what_reads_memory_is_kept_before_a_call_that_writes():
    def f(x, i, a):
        return x[i] + a * scale_by_helper(x)

    assert body(f) == [
        "x_i = x[i]",
        "scale_by_helper_value = scale_by_helper(x)",
        "return x_i + a * scale_by_helper_value",
    ]


def test_what_may_fail_is_kept_before_a_call_that_raises():
    def f(x, i, a):
        return x[i] + (a - 1) * checked(x)

    assert body(f) == ["x_i = x[i]", "checked_value = checked(x)", "return x_i + (a - 1) * checked_value"]


def test_random_draws_are_statements_in_their_order():
    def f(x):
        return x[0] + np.random.normal() * np.random.rand()

    assert body(f) == [
        "x_item = x[0]",
        "normal_value = np.random.normal()",
        "rand_value = np.random.rand()",
        "return x_item + normal_value * rand_value",
    ]


def test_primitives_stay_whole():
    def f(x, xs: list):
        y = np.sin(x) * x.sum() + np.linalg.norm(x[1:], axis=0) - float(len(xs))
        xs.append(max(y, 0.0))
        return y

    assert body(f) == [
        "y = np.sin(x) * x.sum() + np.linalg.norm(x[1:], axis=0) - float(len(xs))",
        "xs.append(max(y, 0.0))",
        "return y",
    ]


def test_names_of_variables_never_collide():
    def f(norm_value, norm_value_2):
        return norm(norm_value) + norm_value_2

    assert body(f)[0] == "norm_value_3 = norm(norm_value)"


def test_a_hidden_builtin_is_refused():
    f = define(
        """
        def f(xs, len):
            first, *rest = xs
            return first
        """
    )
    with pytest.raises(DifferentiationError) as caught:
        normalize(read(f))
    assert message(caught.value) == (
        "heat.py:2: difpy cannot differentiate `first, *rest = xs` yet: its meaning needs the builtin `len`, "
        "and here that name is something else.\n"
        "     2 |     first, *rest = xs\n"
        "       |     ^^^^^^^^^^^^^^^^^\n"
        "Give your `len` another name."
    )


REFUSED = {
    "generator": (
        """
        def f(x):
            g = (x * i for i in range(3))
            return sum(g)
        """,
        """
        heat.py:2: difpy cannot differentiate a generator expression yet: only `sum`, `min`, `max`, `any`, `all`, `list`, `sorted` and `tuple` take one here.
             2 |     g = (x * i for i in range(3))
               |         ^^^^^^^^^^^^^^^^^^^^^^^^^
        Use a list: [... for ...].
        """,
    ),
    "key": (
        """
        def f(xs):
            return max((x * x for x in xs), key=abs)
        """,
        """
        heat.py:2: difpy cannot differentiate `key=` of a reduction yet: it is not in its language.
             2 |     return max((x * x for x in xs), key=abs)
               |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        Write the loop out, with the comparison that you mean.
        """,
    ),
    "del": (
        """
        def f(x):
            y = x
            del x
            return y * x
        """,
        """
        heat.py:3: difpy cannot differentiate `del x` yet: `x` is read again in the function, and would have no value there.
             3 |     del x
               |     ^^^^^
        Leave the `del` out.
        """,
    ),
    "del slice": (
        """
        def f(xs):
            del xs[1:]
            return xs[0]
        """,
        """
        heat.py:2: difpy cannot differentiate `del xs[1:]` yet: only a name or one item of a list can go.
             2 |     del xs[1:]
               |     ^^^^^^^^^^
        Assign the elements that stay to a new variable.
        """,
    ),
    "declared": (
        """
        def f(x):
            y: float
            return x * y
        """,
        """
        heat.py:3: difpy cannot differentiate `y` yet: it is declared but never assigned.
             3 |     return x * y
               |                ^
        Assign it first.
        """,
    ),
    "dead": (
        """
        def f(x):
            return x * y
            y = 2
        """,
        """
        heat.py:2: difpy cannot differentiate `y`: only code that can never run assigns `y`.
             2 |     return x * y
               |                ^
        Take out the code after the jump.
        """,
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_with_the_whole_text(kind):
    text, wanted = REFUSED[kind]
    with pytest.raises(DifferentiationError) as caught:
        normalize(read(define(text)))
    lines = wanted.strip("\n").splitlines()
    assert message(caught.value) == "\n".join(line[8:] for line in lines).strip()


def test_what_only_the_call_could_change_is_marked_to_be_put_back():
    def f(g, x, i):
        return 2 * x + g(x[i]) * x[i] + checked(x)

    kept = [s for s in normalize(read(f)).tree.body if hasattr(s, "is_kept_for_call")]
    assert [(s.targets[0].id, s.is_kept_for_call) for s in kept] == [("product", True), ("term", True)]
