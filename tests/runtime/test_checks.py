"""Checks raise alike in CPython, in compiled code, and in code that came from Numba's cache."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numba
import numpy as np
import pytest

import difpy
from difpy.runtime.checks import check
from difpy.runtime.raised import position_of

index = check("index", "a.py")
other_file = check("index", "b.py")
indices = check("indices", "a.py")
mask = check("mask", "a.py")
number = check("number", "a.py")
finite = check("finite", "a.py")
divisor = check("divisor", "a.py")
NAN, INF = float("nan"), float("inf")


def raised(function, *arguments):
    with pytest.raises(Exception) as caught:
        function(*arguments)
    return type(caught.value), caught.value.args, position_of(caught.value)


def integer(x):
    return int(number(finite(x, 3), 4))


def quotient(n):
    return 7 // divisor(n, 5)


def element(a, i):
    return a[index(i, a.shape[0], 0, 7)]


def elements(a, k):
    return a[indices(k, a.shape[0], 0, 8)]


def masked(a, m):
    return a[mask(m, m.shape[0], a.shape[0], 0, 9)]


THREE = np.arange(3.0)
BAD = [
    (element, THREE, 3),
    (element, THREE, -4),
    (element, THREE, 2**62),
    (element, THREE, np.uint8(200)),
    (element, THREE[:0], 0),
    (elements, THREE, np.array([0, 3, -9])),
    (elements, THREE[:0], np.array([0])),
    (masked, THREE, np.array([True, False])),
    (integer, NAN),
    (integer, INF),
    (integer, -INF),
    (integer, np.float32(INF)),
    (quotient, 0),
    (quotient, False),
]
GOOD = [
    (element, THREE, 2),
    (element, THREE, -3),
    (element, THREE, np.uint8(1)),
    (elements, THREE, np.array([-3, 2])),
    (elements, THREE, np.array([[0, 1], [2, 0]])),
    (elements, THREE[:0], np.array([], dtype=np.int64)),
    (masked, THREE, np.array([True, False, True])),
    (integer, -2.5),
    (quotient, -2),
]


@pytest.mark.parametrize(("function", "arguments"), [(f, a) for f, *a in BAD])
def test_compiled_code_raises_what_cpython_raises(function, arguments):
    expected = raised(function, *arguments)
    assert raised(numba.njit(function), *arguments) == expected
    assert expected[2][0] == "a.py"


@pytest.mark.parametrize(("function", "arguments"), [(f, a) for f, *a in GOOD])
def test_compiled_code_gives_the_value_back(function, arguments):
    np.testing.assert_array_equal(numba.njit(function)(*arguments), function(*arguments))


def test_an_unsigned_index_too_large_for_a_signed_one():
    exception, _, _ = raised(numba.njit(element), THREE, np.uint64(2**64 - 1))
    assert exception is IndexError


def test_two_files_in_one_function():
    @numba.njit
    def both(a, i, j):
        return a[index(i, 3, 0, 1)] + a[other_file(j, 3, 0, 2)]

    assert raised(both, THREE, 5, 5)[2] == ("a.py", 1)
    assert raised(both, THREE, 0, 5)[2] == ("b.py", 2)


def test_an_array_that_is_checked_stays_alive():
    function = numba.njit(masked)
    m = np.array([True, True, False])
    references = sys.getrefcount(m)
    for _ in range(10):
        function(THREE, m)
    assert sys.getrefcount(m) == references


PROGRAM = """
    import numba, numpy as np
    from difpy.runtime.checks import check
    from difpy.runtime.raised import position_of

    check_index = check("index", "a.py")

    @numba.njit(cache=True)
    def element(a, i):
        return a[check_index(i, a.shape[0], 0, 7)]

    try:
        element(np.ones(3), 3)
    except IndexError as error:
        print(error, *position_of(error), sum(element.stats.cache_hits.values()))
"""


def test_code_from_the_cache(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(PROGRAM), encoding="utf-8")
    folder = str(Path(difpy.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": folder, "NUMBA_CACHE_DIR": str(tmp_path)}
    for hits in (0, 1):
        done = subprocess.run(
            [sys.executable, str(path)], capture_output=True, text=True, check=True, env=environment
        )
        assert done.stdout == f"index 3 is out of bounds for axis 0 with size 3 a.py 7 {hits}\n"
