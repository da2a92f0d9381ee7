"""Derivatives that a program cannot take: the whole text of each refusal."""

import numpy as np
import pytest

import difpy


def prints(x):
    def f(y):
        print(y)  # noqa: T201
        return y * y

    return difpy.grad(f)(x)


def own(x):
    return difpy.grad(own)(x) * x if x > 1.0 else x


def sometimes(x):
    def f(y):
        return y * y

    return x + sum(difpy.grad(f)(x) if k > 1 else x for k in range(3))


def which(x, k):
    def f(y, z):
        return y * z

    return difpy.grad(f, argnums=k)(x, x)


def of_integers(x):
    def f(k):
        return np.sum(k) * x

    return np.sum(difpy.grad(f)(np.arange(3)))


def of_an_array(x):
    def f(y):
        return y * np.ones(2)

    return np.sum(difpy.grad(f)(x))


def no_such_parameter(x):
    def f(y):
        return y * y

    return difpy.grad(f, argnums=1)(x)


def of_another_structure(x):
    def f(y):
        return y * y, y

    _, pullback = difpy.vjp(f, x)
    return pullback(1.0)[0]


def uneven(x):
    def f(y):
        return y * y

    return difpy.jvp(f, (x,), (1.0, 2.0))[1]


REFUSED = [
    (prints, (2.0,), "`f` prints, and may be run again.", "Print outside of it."),
    (own, (2.0,), "it takes a derivative of itself.", "Take that of another function."),
    (which, (2.0, 1), "what `argnums` is must be known.", "Write a number, a name, or a tuple of those."),
    (
        of_integers,
        (2.0,),
        "it is taken with respect to an integer array of 1 dimension.",
        "Pass floats, or arrays of floats.",
    ),
    (
        of_an_array,
        (2.0,),
        "difpy.grad needs a function that returns one real float; it returns a float array of 1 dimension.",
        "Return a float on every path.",
    ),
    (no_such_parameter, (2.0,), "argnums=1 is no parameter of (y).", "Name one of them."),
    (
        of_another_structure,
        (2.0,),
        "a float is given as a tangent or cotangent of the result, which is a tuple of 2.",
        "Give it the same structure.",
    ),
    (uneven, (2.0,), "there is not one tangent for each primal.", "Give as many."),
]


@pytest.mark.parametrize(
    ("function", "args", "why", "instead"), REFUSED, ids=[r[0].__name__ for r in REFUSED]
)
def test_what_is_refused(function, args, why, instead):
    with pytest.raises(difpy.DifferentiationError) as error:
        difpy.grad(function, jit=False)(*args)
    first, *_, last = str(error.value).splitlines()
    assert first.partition(": difpy cannot differentiate ")[2].endswith(why)
    assert first.startswith("tests/nesting/test_refusals.py:")
    assert last == instead


def test_a_derivative_on_one_path_of_an_expression():
    assert difpy.grad(sometimes, jit=False)(2.0) == 5.0
