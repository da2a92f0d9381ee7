"""Arrays of memory that is kept between calls."""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
import threading

import numba
import numpy as np
import pytest

import difpy
from difpy.runtime import memory
from difpy.runtime.pool import CAP, SMALLEST

LARGE = 4 * SMALLEST // 8  # elements


@numba.njit(nogil=True)
def filled(n, value):
    a = difpy.buffer(n, np.float64)
    a[:] = value
    return a


@numba.njit
def of_types(n):
    return difpy.buffer((n, 3), np.int64), difpy.buffer((n, 2, 2), np.bool_), difpy.buffer((0,), np.float64)


@numba.njit
def fails_half_way(n):
    a = difpy.buffer(n, np.float64)
    a[0] = 1.0
    if n > 0:
        raise ValueError("half-way")
    return a


@pytest.fixture(autouse=True)
def empty_pool():
    gc.collect()
    memory.give_back()
    yield
    memory.give_back()


def test_shapes_and_types():
    whole, truths, nothing = of_types(4)
    assert (whole.shape, whole.dtype) == ((4, 3), np.int64)
    assert (truths.shape, truths.dtype) == ((4, 2, 2), np.bool_)
    assert nothing.shape == (0,)
    assert whole.flags.c_contiguous
    assert truths.flags.c_contiguous


def test_interpreted():
    assert difpy.buffer((2, 3), np.float64).shape == (2, 3)


def test_a_freed_block_is_kept_and_used_again():
    assert memory.kept_bytes() == 0
    address = filled(LARGE, 1.0).ctypes.data
    kept = memory.kept_bytes()
    assert kept >= 8 * LARGE
    again = filled(LARGE, 2.0)
    assert again.ctypes.data == address
    assert memory.kept_bytes() == 0
    assert np.all(again == 2.0)
    del again
    assert memory.kept_bytes() == kept
    memory.give_back()
    assert memory.kept_bytes() == 0


def test_arrays_in_use_are_apart():
    arrays = [filled(LARGE, float(k)) for k in range(40)]
    assert all(np.all(a == k) for k, a in enumerate(arrays))
    assert all(a.ctypes.data % 64 == 0 for a in arrays)


def test_small_blocks_are_not_kept():
    filled(10, 1.0)
    assert memory.kept_bytes() == 0


def test_no_more_is_kept_than_the_cap():
    arrays = [filled(CAP // 8 // 4, 1.0) for _ in range(3)]
    arrays.append(filled(CAP // 8, 1.0))
    del arrays
    assert memory.kept_bytes() <= CAP


def test_pages_are_not_paid_for_again():
    filled(1 << 20, 1.0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(5):
        filled(1 << 20, 1.0)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before < 1024  # two thousand pages a call


def test_a_call_that_raises():
    with pytest.raises(ValueError, match="half-way"):
        fails_half_way(LARGE)
    assert np.all(filled(LARGE, 3.0) == 3.0)


def test_several_threads():
    filled(LARGE, 0.0)
    wrong = []

    def work(value):
        for n in range(LARGE, LARGE + 200):
            a = filled(n, value)
            if not np.all(a == value):
                wrong.append(n)

    threads = [threading.Thread(target=work, args=(float(k),)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_negative_lengths():
    for length in (-3, -(1 << 62)):
        with pytest.raises(ValueError, match="negative dimensions are not allowed"):
            filled(length, 1.0)


def test_a_forked_child_has_a_pool_of_its_own():
    filled(LARGE, 1.0)
    child = os.fork()
    if child == 0:
        is_right = bool(np.all(filled(LARGE, 2.0) == 2.0))
        os._exit(0 if is_right else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert np.all(filled(LARGE, 3.0) == 3.0)


def test_arrays_that_outlive_the_interpreter():
    script = """
import numba, numpy as np, sys, difpy
@numba.njit
def filled(n):
    a = difpy.buffer(n, np.float64)
    a[:] = 1.0
    return a
sys.kept = filled(1 << 20)
np.kept = filled(1 << 20)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_too_large():
    with pytest.raises(ValueError, match="array is too big"):
        filled(1 << 62, 1.0)
    with pytest.raises(MemoryError):
        filled(1 << 57, 1.0)
    with pytest.raises(MemoryError):
        filled((1 << 60) - 1, 1.0)


def test_blocks_above_the_cap_are_not_kept():
    filled(CAP // 8, 1.0)
    assert memory.kept_bytes() == 0


@numba.njit
def counts(n):
    return difpy.count(n), difpy.count(-n), difpy.count(0)


def test_a_negative_count_is_zero():
    assert counts(3) == (3, 0, 0)
    assert difpy.count(-2) == 0
