"""The states of the generators that programs draw from: NumPy's global one, and Numba's in this thread.

A transform that runs a program several times (a pullback behind its value, the columns of a Jacobian) has
each run start from the same state, so that every draw is made once.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import _helperlib as numba_helperlib

helperlib: Any = numba_helperlib  # untyped to mypy


class _State(ctypes.Structure):
    """`rnd_state_t` of Numba's `_random.h`."""

    _fields_ = (
        ("index", ctypes.c_int),
        ("mt", ctypes.c_uint * 624),
        ("has_gauss", ctypes.c_int),
        ("gauss", ctypes.c_double),
        ("is_initialized", ctypes.c_int),
    )


@dataclass(frozen=True)
class Generators:
    """Both states at one time; they are of one generator, the Mersenne Twister."""

    numpy: Any
    numba: bytes


def generators() -> Generators:
    """The states now."""
    held = _State.from_address(helperlib.rnd_get_np_state_ptr())
    return Generators(np.random.get_state(), bytes(held))


def put(states: Generators) -> None:
    """Go on from these states."""
    np.random.set_state(states.numpy)
    ctypes.memmove(helperlib.rnd_get_np_state_ptr(), states.numba, ctypes.sizeof(_State))


def alike(states: Generators) -> Generators:
    """The states with Numba's generator where NumPy's is, so that both draw the same."""
    _, keys, index, has_gauss, gauss = states.numpy
    made = _State(int(index), (ctypes.c_uint * 624)(*map(int, keys)), int(has_gauss), float(gauss), 1)
    return Generators(states.numpy, bytes(made))


@contextlib.contextmanager
def again(states: Generators) -> Iterator[None]:
    """What runs inside starts from these states; behind it all is as if it had not run."""
    before = generators()
    put(states)
    try:
        yield
    finally:
        put(before)
