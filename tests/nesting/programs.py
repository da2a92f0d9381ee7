"""Functions that take derivatives, each named after what is hard about it.

In CPython these call gradients with `jit=False`, so that differences of them are cheap.
"""

from __future__ import annotations

import cmath
import functools
import math
from typing import Any, NamedTuple

import numpy as np

import difpy

Case = tuple[Any, tuple[Any, ...]]
CASES: list[Case] = []
RANDOM = np.random.default_rng(3)


def case(*args: Any) -> Any:
    """Add a function with these arguments to the cases."""

    def add(function: Any) -> Any:
        CASES.append((function, args))
        return function

    return add


def normal(*shape: int) -> Any:
    return RANDOM.normal(size=shape)


def energy(x):
    return x**3 * math.sin(x)


energy_gradient = difpy.grad(energy, jit=False)


def residuals(w, x, y):
    total = 0.0
    for i in range(x.size):
        r = math.tanh(w[0] * x[i] + w[1]) - y[i]
        total += r * r
    return total


@case(1.2)
def sum_of_gradients_in_a_loop(x):
    total = 0.0
    for i in range(3):
        total = total + difpy.grad(energy, jit=False)(x + i)
    return total


@case(0.7)
def a_gradient_found_as_a_global(x):
    return energy_gradient(x) * x + energy_gradient(2.0 * x)


@case(1.1)
def perturbations_do_not_mix(x):
    def inner(y):
        return x * x * y

    return x * difpy.grad(inner, jit=False)(x)


@case(0.9)
def three_levels(x):
    def outer(y):
        def inner(z):
            return x * y * math.exp(y * z)

        return difpy.grad(inner, jit=False)(x * y)

    return difpy.grad(outer, jit=False)(x)


@case(0.1, normal(2), normal(5), normal(5))
def gradient_descent(rate, w, x, y):
    for _ in range(3):
        w = w - rate * difpy.grad(residuals, jit=False)(w, x, y)
    return residuals(w, x, y)


@case(0.1, normal(2), normal(5), normal(5))
def gradient_descent_in_place(rate, start, x, y):
    w = start.copy()
    for _ in range(3):
        value, slope = difpy.value_and_grad(residuals, jit=False)(w, x, y)
        for k in range(w.size):
            w[k] -= rate * slope[k] / (1.0 + value)
    return np.sum(w * w)


@case(0.5, 2.0)
def newton_until_converged(x, a):
    def f(z):
        return z**4 - a * z * z + z

    slope = difpy.grad(f, jit=False)
    for _ in range(50):
        value, curvature = difpy.value_and_grad(slope, jit=False)(x)
        x = x - value / curvature
        if abs(value) < 1e-14:
            break
    return x


@case(normal(3), normal(4, 3))
def all_arguments_of_several(w, x):
    def loss(v, u):
        return np.sum((u @ v) ** 2) + np.sum(v**3)

    value, (first, second) = difpy.value_and_grad(loss, (0, 1), jit=False)(w, x)
    return value * np.sum(first * w) + np.sum(second**2)


@case(normal(3))
def aux_is_differentiated_too(x):
    def loss(v):
        inner = v * v
        return np.sum(inner * v), inner

    slope, aux = difpy.grad(loss, has_aux=True, jit=False)(x)
    return np.sum(slope * aux)


@case(normal(3))
def value_with_aux(x):
    def loss(v):
        return np.sum(v**3), v[0] * v[1]

    (value, aux), slope = difpy.value_and_grad(loss, has_aux=True, jit=False)(x)
    return value * aux + np.sum(slope**2)


@case(normal(3), 1.3)
def a_pullback_called_twice(x, a):
    def f(v, s):
        return v * v * s, np.sum(v) * s

    (first, second), pullback = difpy.vjp(f, x, a, jit=False)
    given, s_bar = pullback((first, second))
    other, _ = pullback((x, 1.0))
    return np.sum(given * other) + s_bar * second


@case(normal(3))
def a_pullback_after_its_argument_changed(x):
    v = x.copy()
    value, pullback = difpy.vjp(lambda u: np.sum(u**3), v, jit=False)
    v[0] = 5.0
    (given,) = pullback(value)
    return np.sum(given) + v[1]


@case(0.7, 1.2)
def a_pullback_after_numbers_changed(x, a):
    def f(u, v):
        return u * v * a

    _, pullback = difpy.vjp(f, x, a, jit=False)
    x = x + 1.0
    a = a * 3.0
    first, second = pullback(x)
    return first * second


@case(normal(3), normal(3))
def along_a_direction(x, d):
    def f(v):
        return v[0] * v * np.exp(v[1])

    value, tangent = difpy.jvp(f, (x,), (d,), jit=False)
    return np.sum(value * tangent)


@case(normal(3), normal(3))
def a_curvature(x, d):
    def f(v, scale):
        return scale * np.sum(v**4) + v[0] * v[1] * v[2]

    product, none = difpy.hvp(f, (x, 2), (d, None), jit=False)
    assert none is None
    return np.sum(product * d)


@case(1.3)
def inside_recursion(x):
    def descend(z, n):
        if n == 0:
            return z
        return descend(z - 0.1 * difpy.grad(energy, jit=False)(z), n - 1)

    return descend(x, 3)


@case(normal(4))
def of_a_function_that_writes_into_its_argument(x):
    def scan(v):
        for i in range(1, v.size):
            v[i] = v[i] * v[i - 1] + math.sin(v[i - 1])
        return v[v.size - 1]

    slope = difpy.grad(scan, jit=False)(x)
    return np.sum(slope * x)


@case(1.7)
def of_a_function_that_loops_until(x):
    def root(a):
        z = a
        while abs(z * z - a) > 1e-13:
            z = 0.5 * (z + a / z)
        return z

    return difpy.grad(root, jit=False)(x) * x


@case(1.5)
def of_recursion(x):
    def power(z, n):
        return 1.0 if n == 0 else z * power(z, n - 1)

    return difpy.grad(power, jit=False)(x, 4)


def step(function, x):
    return x - 0.1 * difpy.grad(function, jit=False)(x)


@case(0.8)
def of_a_function_given_as_an_argument(x):
    return step(energy, step(lambda z: z * z * x, x))


@case(0.8, 1.4)
def by_name_and_default(x, a):
    def f(y, scale=2.0, *, power=3):
        return scale * y**power

    by_name = difpy.grad(f, "scale", jit=False)(x, scale=a)
    return by_name + difpy.grad(f, argnums=-2, jit=False)(x, a, power=2) + difpy.grad(f, jit=False)(x * a)


@case(1.4)
def an_int_is_a_float_where_it_is_differentiated(x):
    def f(y, n):
        return x * y**n

    return difpy.grad(f, jit=False)(3, 2) * x


@case(normal(2), normal(3, 2), normal(3))
def a_tuple_of_parameters(x, w, b):
    def loss(params):
        (w_inner, b_inner), scale = params
        hidden = np.tanh(w_inner @ x + b_inner)
        return scale * np.sum(hidden**2)

    params = ((w, b), 1.5)
    for _ in range(2):
        (w_bar, b_bar), scale_bar = difpy.grad(loss, jit=False)(params)
        (w_old, b_old), scale = params
        params = ((w_old - 0.1 * w_bar, b_old - 0.1 * b_bar), scale - 0.1 * scale_bar)
    return loss(params)


class Point(NamedTuple):
    x: float
    y: float


@case(1.2, 0.4)
def a_namedtuple(x, y):
    def height(p):
        return p.x**2 * p.y + math.sin(p.y)

    slope = difpy.grad(height, jit=False)(Point(x, y))
    return slope.x * slope.y


@case(normal(3))
def a_list(x):
    def f(values, scale):
        total = 0.0
        for v in values:
            total += scale * v**3
        return total

    slopes = difpy.grad(f, jit=False)([x[0], x[1] * x[2]], x[2])
    return slopes[0] * slopes[1]


@case(normal(4, 3))
def of_views(x):
    def f(v):
        return v[0] * v[1] ** 2 + np.sum(v)

    columns = difpy.grad(f, jit=False)(x[:, 0])
    rows = difpy.grad(f, jit=False)(x[1, ::-1])
    return np.sum(columns**2) + np.sum(rows) + np.sum(difpy.grad(lambda m: np.sum(m**3), jit=False)(x.T))


@case(0.6)
def on_one_path(x):
    y = x
    if x > 0.5:
        y = difpy.grad(energy, jit=False)(x)
    return y * y


class Spring:
    def __init__(self, stiffness):
        self.stiffness = stiffness

    def energy(self, q, rest):
        return 0.5 * self.stiffness * (q - rest) ** 2 + q**4


SPRING = Spring(3.0)


@case(0.6)
def of_a_method_and_a_partial(q):
    force = difpy.grad(SPRING.energy, jit=False)
    other = difpy.grad(functools.partial(SPRING.energy, rest=0.1), jit=False)
    return force(q, 0.3) * other(q * q)


@case(normal(2), normal(2))
def physics_with_forces_from_an_energy(q, p):
    def hamiltonian(q_, p_):
        return 0.5 * np.sum(p_ * p_) + np.sum(q_**4) + q_[0] * q_[1]

    for _ in range(4):
        p = p - 0.05 * difpy.grad(hamiltonian, 0, jit=False)(q, p)
        q = q + 0.1 * difpy.grad(hamiltonian, 1, jit=False)(q, p)
    return hamiltonian(q, p)


@case(1.1)
def in_a_test(x):
    z = x
    while difpy.grad(energy, jit=False)(z) > 0.5:
        z = z * 0.8
    return z * z


@case(0.7, 1.3)
def complex_numbers_inside(x, y):
    def f(a):
        z = cmath.exp(complex(0.0, a)) * complex(a, x)
        return (z * z).real

    return difpy.grad(f, jit=False)(y) * x


@case(0.4)
def only_a_constant_part_varies(x):
    def f(y):
        return y**3

    return x * difpy.grad(f, jit=False)(2.0)


@case(1.3)
def a_derivative_of_a_derivative_that_closes_over(x):
    def f(y):
        return x * y**3

    return (
        difpy.grad(difpy.grad(f, jit=False), jit=False)(x)
        + difpy.jvp(difpy.grad(f, jit=False), (x,), (x,), jit=False)[1]
    )


@case(np.array([1.0, 2.0]), np.array([0.3, -0.2]))
def a_solver_of_conjugate_gradients(a, b):
    def f(v):
        return 0.5 * (a[0] * v[0] ** 2 + a[1] * v[1] ** 2) + 0.1 * v[0] * v[1]

    x = np.zeros(2)
    r = b.copy()
    p = r.copy()
    for _ in range(2):
        (hp,) = difpy.hvp(f, (x,), (p,), jit=False)
        alpha = (r @ r) / (p @ hp)
        x = x + alpha * p
        fresh = r - alpha * hp
        p = fresh + (fresh @ fresh) / (r @ r) * p
        r = fresh
    return np.sum(x * x)


def half_squared_error(w, x, y):
    r = math.tanh(w[0] * x + w[1]) - y
    return 0.5 * r * r


@case(normal(2), normal(4), normal(4))
def over_a_batch(w, x, y):
    errors = difpy.vmap(half_squared_error, in_axes=(None, 0, 0), jit=False)(w, x, y)
    return np.sum(errors**2) + errors[1]


@case(normal(2), normal(4), normal(4))
def gradients_of_each_example(w, x, y):
    slopes = difpy.vmap(difpy.grad(half_squared_error), in_axes=(None, 0, 0), jit=False)(w, x, y)
    return np.sum(slopes**3)


@case(np.array([2.0, 3.0, 50.0]))
def over_a_loop_that_ends_sooner_for_some(a):
    def root(value):
        z = value
        steps = 0
        while abs(z * z - value) > 1e-12:
            z = 0.5 * (z + value / z)
            steps += 1
        return z, steps

    roots, steps = difpy.vmap(root, jit=False)(a)
    return np.sum(roots * roots * roots) * steps[0]


@case(normal(3, 4), 1.3)
def over_columns_into_columns(x, a):
    def scan(v, scale):
        for i in range(1, v.size):
            v[i] = scale * v[i] * v[i - 1]
        return v, scale * v[1]

    scanned, seconds = difpy.vmap(scan, in_axes=(1, None), out_axes=(-1, 0), jit=False)(x, a)
    return np.sum(scanned * x) + np.sum(seconds**2)


@case(normal(3), normal(2))
def over_a_batch_of_batches(x, y):
    table = difpy.vmap(
        lambda a: difpy.vmap(lambda b: math.sin(a * b) * a, jit=False)(y), out_axes=1, jit=False
    )(x)
    return np.sum(table**2) + table[1, 2]


@case(normal(4), normal(4))
def over_structures(x, y):
    def height(p, scale):
        return Point(p.x * p.y, scale * math.sin(p.y))

    out = difpy.vmap(height, in_axes=(Point(0, 0), None), jit=False)(Point(x, y), x[0])
    return np.sum(out.x * out.y)


@case(normal(3), 0.7)
def a_jacobian_by_each_mode(x, a):
    def f(v, scale):
        return scale * v[0] * v * np.exp(v[1]), v[2] * scale**2

    total = 0.0
    for mode in (difpy.jacfwd, difpy.jacrev, difpy.jacobian):
        (by_v, by_scale), (last_by_v, last_by_scale) = mode(f, (0, 1), jit=False)(x, a)
        total += np.sum(by_v**2) + np.sum(by_scale * last_by_v) + last_by_scale**2
    return total


@case(normal(3))
def a_jacobian_of_a_jacobian(x):
    def f(v):
        return v[0] * v**2

    second = difpy.jacobian(difpy.jacobian(f, jit=False), jit=False)(x)
    return np.sum(second**2) + np.sum(second[0, 1] * x)


@case(np.array([0.9, 1.2]), 2.0)
def newton_with_a_hessian(x, a):
    def f(v):
        return 0.5 * a * np.sum(v**2) + np.sum(v**4) + 0.3 * v[0] * v[1] - v[0]

    for _ in range(3):
        x = x - np.linalg.solve(difpy.hessian(f, jit=False)(x), difpy.grad(f, jit=False)(x))
    return np.sum(x * x * x)


@case(normal(2), 0.6)
def blocks_of_a_hessian(x, a):
    def f(v, scale, n):
        return scale**n * v[0] ** 2 * v[1] + scale * v[1] ** 3

    (xx, xa), (ax, aa) = difpy.hessian(f, (0, 1), jit=False)(x, a, 3)
    return np.sum(xx**2) + np.sum(xa * ax) + aa * aa


@case(normal(3, 2))
def hessians_of_each_example(x):
    def f(v):
        return math.exp(v[0]) * v[1] ** 3

    return np.sum(difpy.vmap(difpy.hessian(f), jit=False)(x) ** 2)
