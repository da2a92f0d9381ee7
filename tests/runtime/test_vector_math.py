"""Accuracy, special values, vectorized loops, other processes, other machines."""

import math
import os
import re
import subprocess
import sys
from pathlib import Path

import mpmath
import numpy as np
import pytest
from numba import njit

import difpy
from difpy.runtime.vector_math import is_available

INF, NAN, TINY, LARGEST = math.inf, math.nan, 5e-324, 1.7976931348623157e308
UNARY = ["cos", "erf", "exp", "log", "sin", "tanh"]
ULPS = 2.0
"""What is promised; the largest errors found are 1.1."""
SPECIAL = {
    "exp": [
        (0.0, 1.0), (-0.0, 1.0), (INF, INF), (-INF, 0.0), (NAN, NAN), (TINY, 1.0), (710.0, INF),
        (709.782712893384, 1.7976931348622732e308), (709.7827128933841, INF), (1e308, INF),
        (-745.1332191019411, TINY), (-745.1332191019412, 0.0), (-746.0, 0.0), (-1e308, 0.0),
    ],
    "log": [
        (0.0, -INF), (-0.0, -INF), (1.0, 0.0), (INF, INF), (-1.0, NAN), (-INF, NAN), (NAN, NAN),
        (-TINY, NAN), (TINY, -744.4400719213812), (LARGEST, 709.782712893384),
    ],
    "sin": [(0.0, 0.0), (-0.0, -0.0), (INF, NAN), (-INF, NAN), (NAN, NAN), (TINY, TINY), (-TINY, -TINY)],
    "cos": [(0.0, 1.0), (-0.0, 1.0), (INF, NAN), (-INF, NAN), (NAN, NAN), (TINY, 1.0)],
    "tanh": [
        (0.0, 0.0), (-0.0, -0.0), (INF, 1.0), (-INF, -1.0), (NAN, NAN), (TINY, TINY), (-TINY, -TINY),
        (1e308, 1.0), (-20.0, -1.0), (1e-310, 1e-310),
    ],
    "erf": [
        (0.0, 0.0), (-0.0, -0.0), (INF, 1.0), (-INF, -1.0), (NAN, NAN), (TINY, TINY), (6.0, 1.0),
        (-1e308, -1.0), (-TINY, -TINY),
    ],
}  # fmt: skip
CLASSES = [(-1074, -1022), (-1022, -60), (-60, -20), (-20, -4), (-4, 0), (0, 3), (3, 6), (6, 10), (10, 1023)]
"""Ranges of the binary exponent of |x|."""
LOOPS = {}
needs_kernels = pytest.mark.skipif(not is_available("exp"), reason="this machine calls the C library")


def loop(name):
    """A compiled loop around a function."""
    if name not in LOOPS:
        function = getattr(difpy, name)

        @njit
        def of_each(y, x):
            for i in range(x.size):
                y[i] = function(x[i])

        LOOPS[name] = of_each
    return LOOPS[name]


def in_loop(name, x):
    """The values, from whole vectors only: the array is filled up, and starts where the loop does."""
    filled = np.append(np.array(x, float), np.full(-len(x) % 64, x[-1]))
    y = np.empty_like(filled)
    loop(name)(y, filled)
    return y[: len(x)]


def ulps_from(value, exact):
    if not mpmath.isfinite(exact) or abs(exact) > mpmath.mpf(LARGEST) * (1 + mpmath.mpf(2) ** -54):
        return 0.0 if math.isinf(value) and (value > 0) == (exact > 0) else INF
    return float(abs(value - exact) / math.ulp(float(exact))) if math.isfinite(value) else INF


def exactly(name, x):
    """In 120 bits, where the value is not certain to be at an end of its range."""
    x = mpmath.mpf(x)
    if name == "exp" and abs(x) > 800:
        return mpmath.inf if x > 0 else mpmath.mpf(0)
    if name in ("tanh", "erf") and abs(x) > 60:
        return mpmath.sign(x)
    return getattr(mpmath, name)(x)


def same(a, b):
    """Equal, the sign of zero included."""
    if math.isnan(b):
        return math.isnan(a)
    return a == b and math.copysign(1, a) == math.copysign(1, b)


EACH = {
    "cos": njit(lambda x: difpy.each_cos(x)),
    "exp": njit(lambda x: difpy.each_exp(x)),
    "log": njit(lambda x: difpy.each_log(x)),
    "sin": njit(lambda x: difpy.each_sin(x)),
    "tanh": njit(lambda x: difpy.each_tanh(x)),
}


# --- values ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", UNARY)
def test_accuracy(name):
    rng = np.random.default_rng(7)
    points = [np.exp2(rng.uniform(low, high, 40)) for low, high in CLASSES]
    if name in ("sin", "cos"):
        k = np.floor(np.exp2(rng.uniform(0, 19.2, 40))).astype(np.longdouble)
        points.append((k * np.longdouble("1.57079632679489661923")).astype(float))
    x = np.concatenate(points)
    if name != "log":
        x[::2] *= -1.0
    with mpmath.workprec(120):
        for xi, yi in zip(x.tolist(), in_loop(name, x).tolist(), strict=True):
            assert ulps_from(yi, exactly(name, xi)) <= ULPS, xi


@pytest.mark.parametrize("name", UNARY)
def test_special_values(name):
    function = getattr(difpy, name)
    x = [xi for xi, _ in SPECIAL[name]]
    alone = njit(lambda v: function(v))
    for (xi, wanted), several in zip(SPECIAL[name], in_loop(name, x), strict=True):
        assert same(several, wanted), ("several at a time", xi)
        assert same(alone(xi), wanted), ("alone", xi)
        found = function(xi)
        assert same(found, wanted) or abs(found - wanted) <= 2 * math.ulp(wanted), ("CPython", xi)


def test_large_arguments_beside_small_ones():
    x = [1e22, 0.5, -3e5, 1e300, 2.0, 999999.9, 1000000.1, 3.0]
    for name in ("sin", "cos"):
        wanted = [getattr(math, name)(v) for v in x]
        np.testing.assert_allclose(in_loop(name, x), wanted, rtol=3e-16)


@pytest.mark.parametrize("n", [0, 1, 3, 4, 5, 16, 17, 100])
def test_lengths(n):
    x = np.linspace(-3, 3, n)
    y = np.empty_like(x)
    loop("exp")(y, x)
    np.testing.assert_allclose(y, np.exp(x), rtol=5e-16)


def test_integers_and_float32():
    compiled = njit(lambda k, x: difpy.exp(k) + difpy.sin(x))
    assert compiled(2, np.float32(0.5)) == pytest.approx(math.exp(2.0) + math.sin(0.5))


# --- in the machine ----------------------------------------------------------------------------


def called(compiled):
    """The functions of several lanes that compiled code calls."""
    text = "".join(compiled.inspect_asm().values())
    return set(re.findall(r"(?:call|jmp|movabs)\w*\s.*(difpy_[a-z]+_[nm]\d)", text))


@needs_kernels
@pytest.mark.parametrize("name", UNARY)
def test_loops_are_vectorized(name):
    x = np.ones(8)
    loop(name)(x, x)
    assert any(each.startswith(f"difpy_{name}_n") for each in called(loop(name)))


@needs_kernels
def test_branches_are_vectorized_by_masks():
    @njit
    def exp_of_positive(x, y):
        for i in range(x.size):
            if x[i] > 0.0:
                y[i] = difpy.exp(x[i])

    x = np.linspace(-2, 2, 1001)
    y = np.zeros_like(x)
    exp_of_positive(x, y)
    np.testing.assert_allclose(y, np.where(x > 0, np.exp(x), 0), rtol=5e-16)
    assert any(name.startswith("difpy_exp_m") for name in called(exp_of_positive))


@pytest.mark.parametrize("name", ["cos", "exp", "log", "sin", "tanh"])
@pytest.mark.parametrize(
    "x",
    [
        np.linspace(0.1, 3.0, 40),
        np.linspace(0.1, 3.0, 40)[::-3],
        np.linspace(0.1, 3.0, 42).reshape(3, 2, 7),
        np.linspace(0.1, 3.0, 42).reshape(6, 7).T,
        np.linspace(0.1, 3.0, 42).reshape(6, 7)[:, ::2],
        np.array(0.5),
        np.empty((0, 3)),
        np.linspace(0.1, 3.0, 5, dtype=np.float32),
        np.linspace(0.1, 3.0, 5) + 1j,
        np.arange(1, 4),
    ],
    ids=[
        "vector",
        "strided",
        "three axes",
        "transposed",
        "columns",
        "scalar",
        "empty",
        "float32",
        "complex",
        "int",
    ],
)
def test_arrays(name, x):
    """Shape, dtype and values as NumPy's, in compiled code and in CPython."""
    each = EACH[name]
    wanted = getattr(np, name)(x)
    x.flags.writeable = False
    for found in (each(x), getattr(difpy, f"each_{name}")(x)):
        assert (np.shape(found), np.asarray(found).dtype) == (wanted.shape, wanted.dtype)
        np.testing.assert_allclose(found, wanted, rtol=1e-6 if x.dtype == np.float32 else 5e-16)


# --- other processes and machines --------------------------------------------------------------


def run(tmp_path, text, **environment):
    script = tmp_path / "script.py"
    script.write_text(text)
    done = subprocess.run(
        [sys.executable, script],
        env=os.environ | {"DIFPY_CACHE_DIR": str(tmp_path / "difpy")} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


CACHED = """
import numpy as np, difpy
from numba import njit

@njit
def inner(x):
    return difpy.tanh(x)

@njit(cache=True)
def f(a, y):
    for i in range(a.size):
        y[i] = inner(a[i])

a = np.linspace(-2, 2, 99)
y = a.copy()
f(a, y)
assert abs(y - np.tanh(a)).max() < 1e-15
print(sum(f.stats.cache_hits.values()))
"""


def test_code_from_numbas_cache(tmp_path):
    """Whole, in a process where nothing else has called such a function."""
    environment = {"NUMBA_CACHE_DIR": str(tmp_path / "numba")}
    assert run(tmp_path, CACHED, **environment) == "0"
    assert run(tmp_path, CACHED, **environment) == "1"


COMPARED = """
import math, re
import numpy as np, difpy
from numba import njit
from difpy.runtime.vector_math import calls, kernels

{setup}

x = np.linspace(0.1, 3.0, 128)
y = np.empty_like(x)
for name in ("cos", "erf", "exp", "log", "sin", "tanh"):
    function = getattr(difpy, name)

    @njit
    def loop(x, y):
        for i in range(x.size):
            y[i] = function(x[i])

    loop(x, y)
    in_library = [getattr(math, name)(v) for v in x]
    assert np.allclose(y, in_library, rtol=1e-15, atol=0.0), name
    found = set(re.findall("_[nm][0-9]", str(loop.inspect_asm().values())))
    print(*sorted(found) or ["as the library" if y.tolist() == in_library else "neither"], sep=",")
"""


@needs_kernels
@pytest.mark.parametrize(
    ("processor", "features", "lanes"),
    [
        ("haswell", "+avx,+avx2,+fma", "_m2,_m4,_n2,_n4"),
        ("generic", "", "as the library"),
        ("sandybridge", "+avx", "as the library"),
    ],
)
def test_other_processors(tmp_path, processor, features, lanes):
    text = COMPARED.format(setup="")
    found = run(tmp_path, text, NUMBA_CPU_NAME=processor, NUMBA_CPU_FEATURES=features)
    assert found.splitlines() == [lanes] * 6


@needs_kernels
def test_values_with_four_lanes():
    """The tests of values, as a processor with AVX2 and no more would run them."""
    environment = {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": "+avx,+avx2,+fma"}
    chosen = ["-k", "accuracy or special_values or large_arguments"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__, *chosen],
        cwd=Path(__file__).parents[2],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "13 passed" in done.stdout


@pytest.mark.parametrize(
    "setup",
    [
        "kernels.host = lambda: ('aarch64-unknown-linux-gnu', 'generic', '+neon')",
        "kernels.define = lambda module, name: 1 / 0",
        "kernels.KERNELS.clear()",
        "calls.PURE = ('no such attribute',)",
        "calls.llvm = None",
    ],
)
def test_where_there_is_nothing_of_ours_the_library_is_called(tmp_path, setup):
    """Another machine, or a Numba to come in which something of this is not as it was."""
    assert run(tmp_path, COMPARED.format(setup=setup)).splitlines() == ["as the library"] * 6
