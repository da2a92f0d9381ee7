"""How gradients are called: closures, threads, pickles, compiled code, time."""

import os
import pickle
import subprocess
import sys
import threading
import timeit
import weakref
from pathlib import Path

import cloudpickle
import numba
import numpy as np
import pytest

import difpy
from difpy.transforms.direct import FUNCTION, State, direct
from difpy.transforms.gradient import _call_slowly
from difpy.transforms.switch import Switch

jit = pytest.mark.parametrize("jit", [False, True])


def cubed(x):
    return x**3


cubed_gradient = difpy.grad(cubed)


@difpy.grad(argnums=("x", "y"))
def decorated(x, y=2.0):
    return x * x * y


def scaled_by(w):
    return lambda x: w * x * x


@jit
def test_closures_share_their_programs(jit):
    gradients = [difpy.grad(scaled_by(w), jit=jit) for w in (1.0, 2.0, 3)]
    assert [gradient(5.0) for gradient in gradients] == [10.0, 20.0, 30.0]
    assert len({id(gradient.family) for gradient in gradients}) == 1
    built = [built for variant in gradients[0].family.variants for built in variant.built.values()]
    assert len(built) == 2  # for floats and for ints


@jit
def test_captured_values_are_read_at_each_call(jit):
    w, shifts = 2.0, np.array([1.0, 2.0])

    def shifted(x):
        return w * x * shifts[1]

    gradient = difpy.grad(shifted, jit=jit)
    assert gradient(1.0) == 4.0
    w = 3.0
    assert gradient(1.0) == 6.0
    shifts[1] = 5.0
    assert gradient(1.0) == 15.0
    shifts = np.array([1.0, 10.0])
    assert gradient(1.0) == 30.0


@jit
def test_captured_functions(jit):
    def composed(f):
        return lambda x: f(x) * 2.0

    assert difpy.grad(composed(lambda x: x * x), jit=jit)(3.0) == 12.0
    assert difpy.grad(composed(lambda x: x * x * x), jit=jit)(3.0) == 54.0
    assert difpy.grad(composed(scaled_by(5.0)), jit=jit)(3.0) == 60.0
    assert difpy.grad(composed(scaled_by(6.0)), jit=jit)(3.0) == 72.0


RATE = 2.0


def with_global(x):
    return RATE * x


@jit
def test_globals_are_read_at_each_call(jit, monkeypatch):
    gradient = difpy.grad(with_global, jit=jit)
    assert gradient(1.0) == 2.0
    monkeypatch.setattr(sys.modules[__name__], "RATE", 5.0)
    assert gradient(1.0) == 5.0
    monkeypatch.setattr(sys.modules[__name__], "RATE", 7)
    assert gradient(1.0) == 7.0


def inner(x):
    return x * x


def calls_inner(x):
    return inner(x) * 2.0


@jit
def test_helpers_that_are_replaced(jit, monkeypatch):
    gradient = difpy.grad(calls_inner, jit=jit)
    assert gradient(3.0) == 12.0
    monkeypatch.setattr(sys.modules[__name__], "inner", cubed)
    assert gradient(3.0) == 54.0


def test_pickled_by_name():
    assert pickle.loads(pickle.dumps(decorated)) is decorated
    assert pickle.loads(pickle.dumps(cubed_gradient))(2.0) == 12.0


def test_pickled_by_cloudpickle():
    assert cloudpickle.loads(cloudpickle.dumps(difpy.grad(scaled_by(4.0))))(1.0) == 8.0


PICKLING = """
import pickle, sys
import cloudpickle, difpy

def helper(x):
    return x * x

def made(w):
    return difpy.grad(lambda x: w * helper(x), jit=False)

sys.stdout.buffer.write(cloudpickle.dumps(made(3.0)))
"""


def test_cloudpickle_carries_the_source(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(PICKLING)
    environment = {**os.environ, "PYTHONPATH": str(Path(difpy.__file__).parents[1])}
    command = [sys.executable, script]
    pickled = subprocess.run(command, env=environment, capture_output=True, check=True).stdout
    script.unlink()
    assert pickle.loads(pickled)(2.0) == 12.0


def test_threads():
    gradient = difpy.grad(lambda x: x * x * 7.0)
    results = []

    def call(i):
        results.append(gradient(float(i) if i % 2 else np.float32(i)))

    threads = [threading.Thread(target=call, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [14.0 * i for i in range(8)]


def test_threads_that_compile_from_both_sides():
    """Gradients compile inside of Numba's compiler, and call it."""
    gradients = [difpy.grad(lambda x: x * x * 3.0), difpy.grad(lambda x: x * x * 5.0)]

    def from_compiled(gradient):
        return numba.njit(lambda x: gradient(x))

    functions = [*gradients, *map(from_compiled, gradients)]
    arguments = [(function, value) for function in functions for value in (1.0, 2)]
    results = []
    threads = [
        threading.Thread(target=lambda f=f, x=x: results.append(f(x)), daemon=True) for f, x in arguments
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120.0)
    assert sorted(results) == [6.0, 6.0, 10.0, 10.0, 12.0, 12.0, 20.0, 20.0]


@numba.njit
def descend(x, steps):
    for _ in range(steps):
        x -= 0.1 * cubed_gradient(x)
    return x


@numba.njit
def sum_of_gradients(x):
    x_bar, y_bar = decorated(x)
    return x_bar + y_bar


@numba.njit
def applied(f, x):
    return f(x)


captured_gradient = difpy.grad(scaled_by(4.0))


@numba.njit
def calls_captured(x):
    return captured_gradient(x)


def test_inside_compiled_code():
    expected = 1.0
    for _ in range(10):
        expected -= 0.3 * expected**2
    assert descend(1.0, 10) == pytest.approx(expected, rel=1e-14)
    assert sum_of_gradients(3.0) == 21.0
    assert applied(cubed_gradient, 2.0) == 12.0


def test_captured_values_inside_compiled_code():
    with pytest.raises(difpy.DifferentiationError, match="it reads `w` from outside"):
        calls_captured(1.0)


@numba.njit(fastmath=True)
def jitted(x):
    return x * x


@jit
def test_compiled_functions_are_read(jit):
    assert difpy.grad(jitted, jit=jit)(3.0) == 6.0
    assert difpy.grad(lambda x: jitted(x) * x, jit=jit)(2.0) == 12.0


def test_decorated_recursive_function():
    @difpy.grad
    def power(x, n):
        return 1.0 if n == 0 else x * power(x, n - 1)

    assert power(2.0, 5) == 80.0


def test_time_of_a_call():
    """What a call costs beside the call of a compiled primal."""
    compiled = numba.njit(cubed)
    cubed_gradient(2.0)
    compiled(2.0)
    assert type(cubed_gradient._state[FUNCTION]) is Switch
    timers = [timeit.Timer("f(2.0)", globals={"f": f}) for f in (cubed_gradient, compiled)]
    # Short turns, because the machine may be busy.
    turns = [[timer.timeit(2000) / 2000 for timer in timers] for _ in range(40)]
    gradient, primal = map(min, zip(*turns, strict=True))
    assert gradient < 1e-6 or gradient < 5 * primal


def test_a_gradient_that_nobody_refers_to_is_gone_without_the_collector():
    gradient = difpy.grad(lambda x: x * 2.0, jit=False)
    assert gradient(1.0) == 2.0
    call = gradient.__call__
    reference = weakref.ref(gradient)
    del gradient
    assert reference() is None
    assert call(x=3) == 2.0


def test_an_exception_that_is_no_error_comes_through():
    def interrupted(x):
        raise KeyboardInterrupt("by hand")

    state = State((interrupted, 1, _call_slowly, None))
    with pytest.raises(KeyboardInterrupt, match="by hand"):
        direct(state)(1.0)
