"""Complex numbers in whole programs: inside of real functions, as arguments and as results."""

from __future__ import annotations

import cmath
import math
from typing import Any

import numba
import numpy as np
import pytest

import difpy
from difpy.pipeline import switched_off
from tests.oracles import complex_differences
from tests.oracles.complex_differences import check

RANDOM = np.random.default_rng(0)
REAL = RANDOM.normal(size=8)
COMPLEX = RANDOM.normal(size=8) + 1j * RANDOM.normal(size=8)
UNIT = 1j


def fft(x):
    """Radix 2, in place."""
    n = len(x)
    a = np.zeros(n, dtype=np.complex128)
    for i in range(n):
        reverse, rest, bit = 0, i, 1
        while bit < n:
            reverse = 2 * reverse + rest % 2
            rest //= 2
            bit *= 2
        a[reverse] = x[i]
    size = 2
    while size <= n:
        half = size // 2
        for start in range(0, n, size):
            for k in range(half):
                w = cmath.exp(-2j * math.pi * k / size)
                p = a[start + k]
                q = w * a[start + k + half]
                a[start + k] = p + q
                a[start + k + half] = p - q
        size *= 2
    return a


def weighted_power(x):
    a = fft(x)
    total = 0.0
    for k in range(len(a)):
        total += k * abs(a[k]) ** 2
    return total


def spectrum_by_loops(x):
    n = len(x)
    out = np.zeros(n, dtype=complex)
    for k in range(n):
        s = 0j
        for j in range(n):
            s += x[j] * np.exp(-2j * np.pi * j * k / n)
        out[k] = s
    return np.abs(out)


def circuit(r, coil, c, omega):
    to_coil = 1.0 / (1j * omega * coil)
    admittances = np.array([[1.0 / r + to_coil, -to_coil], [-to_coil, to_coil + 1j * omega * c]])
    v = np.linalg.solve(admittances, np.array([1.0 + 0j, 0j]))
    return abs(v[1])


def rotated_state(theta, n):
    psi = np.array([1.0 + 0j, 0j])
    c, s = math.cos(theta) + 0j, -1j * math.sin(theta)
    gate = np.array([[c, s], [s, c]])
    for _ in range(n):
        psi = gate @ psi
        psi[1] *= cmath.exp(0.3j * theta)
    return np.abs(psi[0]) ** 2 + np.vdot(psi, gate @ psi).real


def escape(x):
    n, z, c = 0, 0j, complex(x, 0.1)
    while abs(z) < 2.0 and n < 8:
        z = z * z + c
        n += 1
    return abs(z)


def branches(x):
    total = 0j
    for k in range(len(x)):
        if x[k] > 0:
            total += x[k] * UNIT
        else:
            total *= x[k]
        if total.imag > 0.5:
            total = total * total + k
    return total.real * total.imag


def real_into_complex(x, z):
    a = np.zeros((2, 3), np.complex128)
    a[0] = x[:3]
    a[1] = z
    a[0, 1] = 2.0
    a[0] *= z
    a[:, 2] += x[:2]
    a[1, 0] = x[0]
    return np.sum(a * a)


def in_place(z):
    z *= 2j
    z[0] = z[1] * z[2]
    z += 1.0
    total = 0.0
    for v in z:
        total += (v * v.conjugate()).real
    return total


def parts(z):
    r, i = z.real, z.imag
    return np.sum(r * i) + r[0] * i[1]


def lists_and_tuples(z):
    pair = (z, z * 2.0)
    values = [z, 1.0, z * z]
    for k in range(3):
        values.append(z * k)
    s = 0j
    for q in values:
        s += q * q
    return s * pair[1] * values.pop()


def of_list(zs):
    s = 0j
    for q in zs:
        s += q * q
    return s


def square_into(a, k):
    a[k] = a[k] * a[k + 1]
    return a[k] + 1


def calls(z):
    z = z.copy()
    s = 0j
    for k in range(2):
        s += square_into(z, k)
    return s


def recursion(z, n):
    return z if n == 0 else recursion(z * z + 0.1, n - 1)


def gathers(z, x):
    y = np.zeros(8, complex)
    i = np.array([0, 2, 2, 1, 3, 4, 5, 7])
    y[i] = z * x
    y[x > 0] = x[x > 0]
    return np.sum(y[i] * y)


def chosen(x, z):
    return abs((z if x > 0 else x * 1.0) * 2)


def becomes_complex(x):
    t = 0.0
    for k in range(3):
        t = t + x * k * (1j if k > 1 else 1.0)
    return abs(t)


PROGRAMS = [
    (weighted_power, (REAL,)), (weighted_power, (COMPLEX,)), (fft, (COMPLEX[:4],)),
    (spectrum_by_loops, (REAL[:5],)), (spectrum_by_loops, (COMPLEX[:3],)), (circuit, (1.2, 0.5, 0.3, 2.0)),
    (rotated_state, (0.4, 3)), (escape, (0.4,)), (branches, (REAL,)), (real_into_complex, (REAL, 0.3 + 1j)),
    (in_place, (COMPLEX,)), (parts, (COMPLEX,)), (lists_and_tuples, (0.4 - 0.3j,)),
    (of_list, ([1j, 2.0 + 1j, 0.5 + 0j],)), (calls, (COMPLEX,)), (recursion, (0.3 + 0.2j, 3)),
    (gathers, (COMPLEX, REAL)), (chosen, (0.3, 1 + 1j)), (chosen, (-0.3, 1 + 1j)), (becomes_complex, (0.4,)),
]  # fmt: skip
each_program = pytest.mark.parametrize(
    ("function", "args"),
    [pytest.param(*program, id=f"{program[0].__name__}-{k}") for k, program in enumerate(PROGRAMS)],
)


@each_program
def test_program(function: Any, args: Any) -> None:
    check(function, *args, jit=False)


@each_program
@pytest.mark.parametrize("passes", [("activity",), ("recorded",), ("simplify",)], ids=str)
def test_program_without(function: Any, args: Any, passes: Any) -> None:
    with switched_off(*passes):
        check(function, *args, jit=False)


@pytest.mark.parametrize(
    "function", [weighted_power, circuit, rotated_state, in_place, gathers, lists_and_tuples]
)
def test_program_compiled(function: Any) -> None:
    check(function, *next(args for each, args in PROGRAMS if each is function))


def second_of_arrays(x):
    z = np.exp(1j * x) * (1 + x) + x**2
    w = z * z / (2.0 + z)
    return np.sum(np.abs(w) ** 2) + np.sum(w.real * w.imag)


def second_of_numbers(x):
    z, t = complex(x[0], 2 * x[1]), 0j
    for _ in range(3):
        t = t * z + cmath.exp(z)
    return abs(t) + t.real * t.imag


def second_of_solve(x):
    a = np.array([[1.0 + 1j * x[0], x[1] + 0j], [0.3j * x[0], 2.0 + 0j]])
    v = np.linalg.solve(a, np.array([1.0 + 0j, 1j]))
    return np.sum(np.abs(v) ** 2) + np.vdot(v, a @ v).real


@pytest.mark.parametrize("function", [second_of_arrays, second_of_numbers, second_of_solve])
def test_second_derivatives_inside(function: Any) -> None:
    """Of real functions of real arguments, by differences of the gradient."""
    x, step = np.array([0.3, 0.7]), 1e-5
    gradient = difpy.grad(function, jit=False)
    rows = [(gradient(x + step * e) - gradient(x - step * e)) / (2 * step) for e in np.eye(2)]
    np.testing.assert_allclose(difpy.hessian(function, jit=False)(x), rows, rtol=1e-6, atol=1e-7)


OF_FLOATS = [
    (function, args)
    for function, args in PROGRAMS
    if not any(map(np.iscomplexobj, args)) and isinstance(function(*args), float)
]


@pytest.mark.parametrize(
    ("function", "args"), OF_FLOATS, ids=[function.__name__ for function, _ in OF_FLOATS]
)
def test_second_derivatives_of_program(function: Any, args: Any) -> None:
    """The Hessian's product with a direction, by differences of the gradient."""
    along = complex_differences.random_like(args, np.random.default_rng(3))
    argnums = tuple(i for i, tangent in enumerate(along) if tangent is not None)
    gradient = difpy.grad(function, argnums, jit=False)
    small = 1e-5
    ends = [gradient(*complex_differences.moved(args, along, h)) for h in (small, -small)]
    products = difpy.hvp(function, args, along, jit=False)
    for k, i in enumerate(argnums):
        expected = (ends[0][k] - ends[1][k]) / (2 * small)
        np.testing.assert_allclose(products[i], expected, rtol=1e-6, atol=1e-6)


# --- arguments, results, cotangents ------------------------------------------------------------


def mixed(z):
    return (z * z.conjugate()).real * z.imag


def square(z):
    return z * z


def test_gradient_is_that_of_jax() -> None:
    """df/dx - i df/dy: of |z|^2 y at 1 + 2i these are 4 and 13."""
    gradient = difpy.grad(mixed, jit=False)(1 + 2j)
    assert gradient == 4 - 13j
    assert difpy.grad(mixed)(1 + 2j) == 4 - 13j
    value, pullback = difpy.vjp(square, 2 + 1j, jit=False)
    assert (value, pullback(1.0)) == (3 + 4j, (4 + 2j,))
    assert difpy.jvp(square, (2 + 1j,), (1j,), jit=False) == (3 + 4j, -2 + 4j)


def test_single_precision() -> None:
    z = np.array([1 + 2j, -1j], np.complex64)
    for jit in (False, True):
        gradient = difpy.grad(lambda z: np.sum(np.abs(z) ** 2), jit=jit)(z)
        assert gradient.dtype == np.complex64
        np.testing.assert_allclose(gradient, 2.0 * np.conj(z), rtol=1e-6)


def test_inside_of_compiled_code() -> None:
    gradient = difpy.grad(mixed)

    @numba.njit
    def descend(z):
        return z - 0.1 * gradient(z)

    assert descend(1 + 2j) == 1 + 2j - 0.1 * (4 - 13j)


def test_zero_cotangents_stay_zero() -> None:
    def masked(z):
        return np.sum(np.where(np.abs(z) > 0.5, np.log(z), 0.0)).real

    np.testing.assert_array_equal(difpy.grad(masked, jit=False)(np.array([0j, 2j])), [0.0, -0.5j])
    assert difpy.grad(lambda z: (0.0 * cmath.log(z)).imag, jit=False)(1j) == 0.0
    assert difpy.grad(lambda z: abs(z), jit=False)(0j) == 0.0
    assert difpy.grad(lambda z: np.abs(z), jit=False)(0j) == 0.0
    np.testing.assert_array_equal(
        difpy.grad(lambda z: np.linalg.norm(z), jit=False)(np.zeros(2, complex)), [0, 0]
    )


def test_real_programs_stay_real_beside_complex_ones() -> None:
    """Helpers of complex numbers have loops of their own."""
    difpy.grad(lambda z: np.sum(np.abs(z / 2.0) ** 2), jit=False)(COMPLEX)
    gradient = difpy.grad(lambda x: np.sum(np.abs(x) / x**2), jit=False)(REAL)
    assert gradient.dtype == np.float64


def test_jacobians() -> None:
    x, z = np.array([0.1, 0.2]), np.array([1j, 2.0])
    expected = np.diag(1j * np.exp(1j * x))
    for transform in (difpy.jacobian, difpy.jacfwd):
        np.testing.assert_allclose(transform(lambda x: np.exp(1j * x), jit=False)(x), expected)
    for transform in (difpy.jacobian, difpy.jacrev):
        np.testing.assert_allclose(transform(lambda z: np.abs(z), jit=False)(z), [[-1j, 0], [0, 1]])


def test_check_grads() -> None:
    for function, z in ((mixed, 2 + 1j), (square, COMPLEX), (in_place, COMPLEX)):
        difpy.check_grads(function, (z,), jit=False)

    def stopped(z):
        return difpy.stop_gradient(z).real + z.imag

    with pytest.raises(AssertionError, match="is wrong"):
        difpy.check_grads(stopped, (1 + 1j,), jit=False)


def test_part_that_is_seen_through() -> None:
    """A real part shares the array's memory, in forward mode too."""

    def seen(z):
        r = z.real
        z[0] = 3.0
        return np.sum(r * r)

    z, dz = np.array([1 + 2j, 2 - 1j]), np.array([5j, 2 + 1j])
    assert difpy.jvp(seen, (z,), (dz,), jit=False) == (13.0, 8.0)
    with pytest.raises(difpy.DifferentiationError, match="a view of an array that is written in place"):
        difpy.grad(seen, jit=False)(z)


def refused_store(z):
    z.real[1] = 2.0
    return np.sum(z).real


def ordered(z):
    return 1.0 if z > 1j else z.real


ERRORS = {
    "needs a function that returns one real float; `square` returns a complex number": lambda: difpy.grad(
        square, jit=False
    )(1j),
    "the cotangent must be real like the value": lambda: difpy.vjp(mixed, 1j, jit=False)[1](1j),
    "must be real like the argument": lambda: difpy.jvp(becomes_complex, (1.0,), (1j,), jit=False),
    "square returns complex numbers": lambda: difpy.jacrev(square, jit=False)(1j),
    "An argument of square is complex: a Jacobian": lambda: difpy.jacfwd(square, jit=False)(1j),
    "difpy.hvp takes real arguments": lambda: difpy.hvp(mixed, (1j,), (1j,), jit=False),
    "takes real arguments": lambda: difpy.hessian(mixed, jit=False)(1j),
    "the real or the imaginary part of an array is written into": lambda: difpy.grad(
        refused_store, jit=False
    )(COMPLEX),
    "complex numbers have no order": lambda: difpy.grad(ordered, jit=False)(1j),
    "`float` takes no complex numbers": lambda: difpy.grad(lambda z: float(z), jit=False)(1j),
    "`max` of complex numbers": lambda: difpy.grad(lambda z: max(z, 1j).real, jit=False)(1j),
}


@pytest.mark.parametrize("words", ERRORS)
def test_refused(words: str) -> None:
    with pytest.raises((difpy.DifferentiationError, TypeError), match=words):
        ERRORS[words]()


def test_oracle_sees_wrong_parts() -> None:
    """Differences in all directions: a conjugate in place of the number is found."""
    tangent = complex_differences.random_like(1j, np.random.default_rng(3))
    right = complex_differences.difference(square, (2 + 1j,), (tangent,), 1.0)
    assert abs(complex_differences.paired(4 + 2j, tangent) - right) < 1e-8
    assert abs(complex_differences.paired(4 - 2j, tangent) - right) > 1e-2


def test_derivative_inside_of_a_function() -> None:
    """Of a real function of a complex number: second derivatives in both modes."""

    def slope(x):
        return abs(difpy.grad(mixed)(complex(x, 2.0 * x)))

    def by_hand(x):
        return abs(4.0 * x * x - 13j * x * x)

    expected = (by_hand(0.7 + 1e-6) - by_hand(0.7 - 1e-6)) / 2e-6
    np.testing.assert_allclose(difpy.grad(slope, jit=False)(0.7), expected, rtol=1e-7)
    np.testing.assert_allclose(difpy.jvp(slope, (0.7,), (1.0,), jit=False)[1], expected, rtol=1e-7)


def test_rule_of_the_users_own() -> None:
    @difpy.custom_vjp
    def squared(z):
        return z * z

    squared.defvjp(lambda z: (z * z, z), lambda z, seed: (2 * z * seed,))

    def used(x):
        return abs(squared(complex(x, 1.0)) + x)

    expected = difpy.grad(lambda x: abs(complex(x, 1.0) ** 2 + x), jit=False)(0.7)
    np.testing.assert_allclose(difpy.grad(used, jit=False)(0.7), expected)


def response(r, c, n):
    total = 0.0
    for k in range(n):
        z = r + 1.0 / complex(0.0, (k + 1) * c)
        total += abs(z) * z.imag
    return total


RESPONSE = """\
    for k in range(n):
        z = r + 1.0 / complex(0.0, (k + 1) * c)
        # total += abs(z) * z.imag
        z_bar = (
            np.conj(difpy.complex_ratio(z, abs(z))) * np.imag(z) * total_bar
            - 1.0j * abs(z) * total_bar
        )
        # z = r + 1.0 / complex(0.0, (k + 1) * c)
        r_bar += np.real(z_bar)
"""


def test_adjoint_reads_as_by_hand() -> None:
    """The real part is taken where a real operand gets its cotangent."""
    check(response, 1.5, 0.3, 4, jit=False)
    assert RESPONSE in difpy.source(response, 1.5, 0.3, 4, argnums=(0, 1))
