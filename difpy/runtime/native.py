"""A module of functions in LLVM's own language, for what Numba can't say: who owns memory, and for how long.

Numba's runtime manages such memory as memory of others (`manage_memory` in
numba/core/runtime/nrt_external.h): it calls a function of ours when the last array of it is gone.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import llvmlite.binding as llvm
from llvmlite import ir
from numba.core import cgutils as numba_cgutils
from numba.core.runtime import _nrt_python  # type: ignore[attr-defined]  # compiled

cgutils: Any = numba_cgutils  # untyped to mypy
nrt: Any = _nrt_python

MANAGE_MEMORY = 2
"""The place of the function in Numba's table of its runtime's functions."""

BYTE, WORD, NOTHING = ir.IntType(8), ir.IntType(64), ir.VoidType()
POINTER = BYTE.as_pointer()
Build = Callable[[ir.IRBuilder, ir.Function], None]


def word(value: int) -> ir.Constant:
    return ir.Constant(WORD, value)


class Native:
    """The module under construction, and its functions once it is compiled."""

    def __init__(self, name: str) -> None:
        self._module = ir.Module(name)
        self._engine: Any = None

    def variable(self, name: str, type_: Any) -> ir.GlobalVariable:
        """A variable of the process that is zero at first."""
        made = ir.GlobalVariable(self._module, type_, name)
        made.initializer = ir.Constant(type_, None)
        made.linkage = "internal"
        return made

    def declare(self, name: str, result: Any, arguments: list[Any]) -> ir.Function:
        """A function of the C library."""
        return ir.Function(self._module, ir.FunctionType(result, arguments), name)

    def define(self, name: str, result: Any, arguments: list[Any], build: Build) -> ir.Function:
        """A function whose instructions `build` writes."""
        function = self.declare(name, result, arguments)
        build(ir.IRBuilder(function.append_basic_block()), function)
        return function

    def compile(self) -> None:
        parsed = llvm.parse_assembly(str(self._module))
        machine = llvm.Target.from_default_triple().create_target_machine()
        self._engine = llvm.create_mcjit_compiler(parsed, machine)
        self._engine.finalize_object()

    def address(self, name: str) -> int:
        return int(self._engine.get_function_address(name))


def managed(builder: ir.IRBuilder, data: Any, release: ir.Function) -> Any:
    """Numba's record of memory at `data`, which `release` gets when nobody needs it."""
    get_table = ctypes.CFUNCTYPE(ctypes.POINTER(ctypes.c_void_p))(nrt.c_helpers["get_api"])
    manage = word(get_table()[MANAGE_MEMORY])
    manage_type = ir.FunctionType(POINTER, [POINTER, release.type]).as_pointer()
    return builder.call(builder.inttoptr(manage, manage_type), [data, release])
