"""argnums, keywords, defaults, and what is refused."""

import functools
import inspect

import numpy as np
import pytest

import difpy

jit = pytest.mark.parametrize("jit", [False, True])


def product(x, y, scale=2.0):
    return x * y * scale


@jit
@pytest.mark.parametrize(
    ("argnums", "gradient"),
    [
        (0, 10.0),
        (1, 6.0),
        ("y", 6.0),
        (-1, 15.0),
        ((0,), (10.0,)),
        ((1, 0), (6.0, 10.0)),
        ((0, "scale"), (10.0, 15.0)),
    ],
)
def test_argnums(argnums, gradient, jit):
    assert difpy.grad(product, argnums, jit=jit)(3.0, 5.0) == gradient
    assert difpy.value_and_grad(product, argnums, jit=jit)(3.0, 5.0) == (30.0, gradient)


@pytest.mark.parametrize(
    ("argnums", "exception", "text"),
    [
        (3, ValueError, "argnums=3: product(x, y, scale=2.0) has 3 parameters."),
        (-4, ValueError, "argnums=-4: product(x, y, scale=2.0) has 3 parameters."),
        ("z", ValueError, "argnums='z': product(x, y, scale=2.0) has no such parameter."),
        ((0, "x"), ValueError, "argnums=(0, 'x') names a parameter of product(x, y, scale=2.0) twice."),
        ((), ValueError, "argnums is empty: name at least one parameter of product(x, y, scale=2.0)."),
        (
            True,
            TypeError,
            "argnums=True: give a position or a name of a parameter of product(x, y, scale=2.0), "
            "or a tuple of those.",
        ),
        (
            1.5,
            TypeError,
            "argnums=1.5: give a position or a name of a parameter of product(x, y, scale=2.0), "
            "or a tuple of those.",
        ),
    ],
)
def test_wrong_argnums(argnums, exception, text):
    with pytest.raises(exception) as caught:
        difpy.grad(product, argnums)
    assert isinstance(caught.value, difpy.DifferentiationError)
    assert str(caught.value) == text


@jit
def test_keywords_and_defaults_at_the_call(jit):
    gradient = difpy.grad(product, ("x", "scale"), jit=jit)
    assert gradient(3.0, 5.0) == (10.0, 15.0)
    assert gradient(y=5.0, x=3.0) == (10.0, 15.0)
    assert gradient(3.0, scale=1.0, y=5.0) == (5.0, 15.0)


def test_wrong_call():
    gradient = difpy.grad(product)
    for call in (lambda: gradient(1.0), lambda: gradient(1.0, 2.0, z=3.0), lambda: gradient(1, 2, 3, 4)):
        with pytest.raises(TypeError) as caught:
            call()
        assert isinstance(caught.value, difpy.DifferentiationError)
    assert str(caught.value) == "product(x, y, scale=2.0): too many positional arguments."


@jit
def test_integers_are_promoted(jit):
    gradient = difpy.grad(product, (0, 1), jit=jit)(3, 5)
    assert gradient == (10.0, 6.0)
    assert all(type(g) is float for g in gradient)
    assert difpy.grad(lambda p: p[0] / p[1], jit=jit)((1, 2)) == (0.5, -0.25)


@jit
def test_integers_elsewhere_stay_integers(jit):
    def power(x, n):
        return x ** (n // 2)

    assert difpy.grad(power, jit=jit)(3.0, 5) == 6.0


def test_an_integer_after_a_float_is_another_program():
    def halves(x, n):
        return x * (n / 2) if n // 2 * 2 == n else x

    gradient = difpy.grad(halves)
    assert gradient(1.0, 2.0) == 1.0
    assert gradient(1.0, 5) == 1.0
    with pytest.raises(TypeError):
        gradient(True, 5)


@jit
@pytest.mark.parametrize(
    ("argument", "text"),
    [
        (True, "The argument `x` is a bool: a gradient needs floats.\nLeave `x` out of argnums."),
        (
            np.arange(3),
            "The argument `x` is an array of integers (int64): a gradient needs floats.\n"
            "Pass `x.astype(float)`, or leave `x` out of argnums.",
        ),
        ("a", "The argument `x` is a str: a gradient needs floats.\nLeave `x` out of argnums."),
    ],
)
def test_arguments_without_derivative(argument, text, jit):
    def anything(x):
        return 1.0

    with pytest.raises(TypeError) as caught:
        difpy.grad(anything, jit=jit)(argument)
    assert isinstance(caught.value, difpy.DifferentiationError)
    assert str(caught.value) == text


def returns_array(x):
    return x * np.ones(1)


def returns_int(x):
    return int(x)


def returns_none(x):
    if x > 100.0:
        return x


def returns_pair(x):
    return x, x


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (
            returns_array,
            "difpy.grad needs a function that returns one real float; "
            "`returns_array` returns a float array of 1 dimension.\n"
            "Use difpy.vjp, which takes a cotangent for it.",
        ),
        (
            returns_int,
            "difpy.grad needs a function that returns one real float; `returns_int` returns an int.\n"
            "Return a float on every path.",
        ),
        (
            returns_pair,
            "difpy.grad needs a function that returns one real float; `returns_pair` returns a tuple of 2.\n"
            "Use difpy.vjp, which takes a cotangent for it.",
        ),
    ],
)
def test_results_that_are_not_one_float(function, text):
    with pytest.raises(TypeError) as caught:
        difpy.grad(function)(1.0)
    assert isinstance(caught.value, difpy.DifferentiationError)
    assert str(caught.value) == text


def test_none_on_some_path():
    with pytest.raises(difpy.DifferentiationError):
        difpy.grad(returns_none)(1.0)


def test_what_is_no_function():
    with pytest.raises(TypeError, match=r"difpy needs a function, and got 3\.0 of type float"):
        difpy.grad(3.0)


def test_metadata():
    @difpy.grad
    def documented(x, y=1.0):
        """Of the primal."""
        return x * y

    assert documented.__name__ == "documented"
    assert documented.__doc__ == "Of the primal."
    assert inspect.signature(documented) == inspect.signature(documented.primal)
    assert documented.primal(3.0) == 3.0
    assert repr(documented) == "<difpy.grad of documented(x, y=1.0)>"


def test_decorator_with_arguments():
    @difpy.value_and_grad(argnums=("y",), jit=False)
    def scaled(x, y=2.0):
        return x * y

    assert scaled(3.0) == (6.0, (3.0,))


@jit
def test_none_as_default(jit):
    def weighted(x, w=None):
        if w is None:
            return x * x
        return x * w

    gradient = difpy.grad(weighted, jit=jit)
    assert (gradient(3.0), gradient(3.0, 5.0), gradient(3.0, None)) == (6.0, 5.0, 6.0)


@jit
def test_partial(jit):
    bound = functools.partial(product, scale=10.0)
    gradient = difpy.grad(bound, (0, 1), jit=jit)
    assert gradient(3.0, 5.0) == (50.0, 30.0)
    assert gradient(3.0, 5.0, scale=1.0) == (5.0, 3.0)
    assert difpy.grad(functools.partial(product, 3.0), jit=jit)(5.0) == 6.0
    with pytest.raises(ValueError, match="no such parameter"):
        difpy.grad(bound, "scale")


@jit
def test_function_as_argument(jit):
    def apply(x, f):
        return f(x) * 2.0

    gradient = difpy.grad(apply, jit=jit)
    assert gradient(3.0, lambda x: x * x) == 12.0
    assert gradient(3.0, lambda x: x * x * x) == 54.0


@jit
def test_text_as_argument(jit):
    def chosen(x, kind):
        return x * x if kind == "square" else 3.0 * x

    gradient = difpy.grad(chosen, jit=jit)
    assert (gradient(5.0, "square"), gradient(5.0, "line"), gradient(5.0, "square")) == (10.0, 3.0, 10.0)


@jit
def test_methods(jit):
    class Spring:
        def __init__(self, stiffness):
            self.stiffness = stiffness

        def energy(self, x):
            return self.stiffness * x * x / 2.0

        force = difpy.grad(energy, argnums="x", jit=jit)

    spring = Spring(4.0)
    gradient = difpy.grad(spring.energy, jit=jit)
    assert (gradient(3.0), spring.force(3.0)) == (12.0, 12.0)
    spring.stiffness = 5.0
    assert (gradient(3.0), spring.force(3.0)) == (15.0, 15.0)
