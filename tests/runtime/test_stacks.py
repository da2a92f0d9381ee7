"""Memory that is reserved for stacks of unknown length."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from pathlib import Path

import numba
import numpy as np
import pytest

import difpy
from difpy.runtime import memory
from difpy.runtime.regions import IS_POSSIBLE, KEPT, machine_memory
from difpy.runtime.stacks import note_used, reserve

pytestmark = pytest.mark.skipif(not IS_POSSIBLE, reason="memory is reserved on some systems only")


@numba.njit(nogil=True)
def filled(count, value):
    a = reserve(np.float64)
    for i in range(count):
        a[i] = value + i
    note_used(a, count)
    return a


@numba.njit
def of_types():
    a, b = reserve(np.int64), reserve(np.bool_)
    a[3] = -7
    b[5] = True
    return len(a), len(b), a[3], b[5]


@pytest.fixture(autouse=True)
def no_freed_regions():
    gc.collect()
    memory.give_back()
    yield
    memory.give_back()


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def test_there_is_room_for_all_that_memory_could_hold():
    values, truths, number, truth = of_types()
    assert machine_memory() // 64 < values <= machine_memory() // 8
    assert truths // 8 in (values, values - 1, values + 1)
    assert (number, truth) == (-7, True)


def test_a_freed_region_is_used_again():
    address = filled(10, 1.0).ctypes.data
    again = filled(10, 2.0)
    assert again.ctypes.data == address
    assert list(again[:3]) == [2.0, 3.0, 4.0]


def test_regions_in_use_are_apart():
    arrays = [filled(1000, float(k)) for k in range(40)]
    for k, a in enumerate(arrays):
        assert (a[0], a[999]) == (k, k + 999.0)


def test_pages_beyond_what_is_kept_go_back():
    before = resident_bytes()
    array = filled(8 * KEPT // 8, 1.0)
    assert resident_bytes() - before > 7 * KEPT
    del array
    assert resident_bytes() - before < 2 * KEPT


def test_threads_have_regions_of_their_own():
    filled(1, 0.0)
    sums = {}

    def work(k):
        for _ in range(50):
            a = filled(2000, float(k))
            sums[k] = a[:2000].sum()

    threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sums == {k: 2000.0 * k + 1999 * 1000 for k in range(8)}


FULL = """
import resource
from pathlib import Path
import difpy

def halvings(x, n):
    k = 0
    while k < n:
        x = x * x + 0.1
        k += 1
    return x

gradient = difpy.grad(halvings)
assert gradient(0.3, 10) > 0.0
difpy.runtime.memory.give_back()
size = int(Path("/proc/self/statm").read_text().split()[0]) * 4096
resource.setrlimit(resource.RLIMIT_AS, (size + (40 << 20), resource.RLIM_INFINITY))
assert gradient(0.3, 1000) >= 0.0
try:
    gradient(0.3, 10_000_000)
except MemoryError as error:
    print(error)
    import traceback
    print(traceback.format_exc())
assert gradient(0.3, 1000) >= 0.0
"""


def test_a_system_that_grants_less_and_a_stack_that_is_full(tmp_path):
    script = tmp_path / "full.py"
    script.write_text(FULL)
    run = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    first, trace = run.stdout.split("\n", 1)
    words = "the gradient would have to record more than 4194288 values of this line"
    assert first == f"{words}, for which there is no memory"
    assert "x = x * x + 0.1" in trace or "while k < n" in trace


def test_interpreted_code_has_lists():
    assert difpy.note_used([], 3) == 3
    with pytest.raises(NotImplementedError, match="compiled code"):
        reserve(np.float64)
