"""The memory of recorded values, compiled when difpy is imported: the pool of blocks, and the regions."""

from __future__ import annotations

import ctypes

import llvmlite.binding as llvm

from difpy.runtime.native import Native
from difpy.runtime.pool import ALLOCATE as ALLOCATE
from difpy.runtime.pool import Pool
from difpy.runtime.regions import IS_POSSIBLE, RESERVE, Regions

_native = Native("difpy.memory")
Pool(_native)
if IS_POSSIBLE:
    Regions(_native)
_native.compile()
llvm.add_symbol(ALLOCATE, _native.address(ALLOCATE))
if IS_POSSIBLE:
    llvm.add_symbol(RESERVE, _native.address(RESERVE))
ctypes.pythonapi.Py_IncRef(ctypes.py_object(_native))  # arrays may be freed when all else is, at exit

kept_bytes = ctypes.CFUNCTYPE(ctypes.c_uint64)(_native.address("kept_bytes"))
"""Bytes of freed blocks in the pool."""


def give_back() -> None:
    """Gives all freed memory back to the system."""
    ctypes.CFUNCTYPE(None)(_native.address("give_back"))()
    if IS_POSSIBLE:
        ctypes.CFUNCTYPE(None)(_native.address("give_regions_back"))()
