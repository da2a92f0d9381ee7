"""The functions of several lanes, written into the module that calls them.

For `exp` there are `difpy_exp_n4`, of 4 lanes, and `difpy_exp_m4`, of 4 lanes and a mask, and so on for each
width that the vectorizer may choose on this processor. A module that has its own needs nothing at hand when
Numba takes it from its cache.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core.registry import cpu_target as numba_cpu_target

from difpy.runtime.vector_math import error_function, exponential, logarithm, trigonometric
from difpy.runtime.vector_math.lanes import BIT, FLOAT, Lane, Lanes

cpu_target: Any = numba_cpu_target  # in parts untyped to mypy
KERNELS: dict[str, Callable[..., Lane]] = {
    "cos": trigonometric.cos,
    "erf": error_function.erf,
    "exp": exponential.exp,
    "log": logarithm.log,
    "sin": trigonometric.sin,
    "tanh": exponential.tanh,
}
"""By the names that the C library has for them."""
WITH_WIDE_UNITS = frozenset({"emeraldrapids", "graniterapids", "sapphirerapids", "znver4", "znver5"})
"""Processors that compute with registers of 512 bits at no lower clock. LLVM takes half of the register on
most, as the first ones that had it slowed down."""


# --- the processor -----------------------------------------------------------------------------


@functools.cache
def host() -> tuple[str, str, str]:
    """Triple, processor and features that Numba compiles for."""
    triple, processor, features = cpu_target.target_context.codegen().magic_tuple()
    return triple, processor, features


def has(feature: str) -> bool:
    return f"+{feature}" in host()[2].split(",")


@functools.cache
def prefers_whole_registers() -> bool:
    """Whether loops that call the functions should compute with 512 bits."""
    return bool(widths()) and widths()[-1] == 8 and host()[1] in WITH_WIDE_UNITS


@functools.cache
def widths() -> tuple[int, ...]:
    """Numbers of lanes for which there are functions: none where the formulas have not been tried."""
    if not host()[0].startswith("x86_64") or not (has("avx2") and has("fma")):
        return ()
    return (4, 8) if has("avx512f") and has("avx512vl") else (2, 4)


# --- the functions -----------------------------------------------------------------------------


def symbol(name: str, width: int, has_mask: bool = False) -> str:
    return f"difpy_{name}_{'m' if has_mask else 'n'}{width}"


def define(module: ir.Module, name: str) -> None:
    """Write a function into a module, in all its widths."""
    for width in widths():
        _define_masked(module, name, width, _define_plain(module, name, width))


def _define_plain(module: ir.Module, name: str, width: int) -> Any:
    lanes = Lanes(ir.IRBuilder(), width, has_scaling=widths()[-1] == 8)
    several = lanes.type(FLOAT)
    type_ = ir.FunctionType(several, [several])
    function = _started(module, type_, symbol(name, width), lanes)
    lanes.builder.ret(KERNELS[name](lanes, Lane(lanes, function.args[0], FLOAT)).value)
    return function


def _define_masked(module: ir.Module, name: str, width: int, plain: Any) -> None:
    """Lanes that are off compute the function of 1, which costs no call of the library."""
    lanes = Lanes(ir.IRBuilder(), width, has_scaling=False)
    several = lanes.type(FLOAT)
    type_ = ir.FunctionType(several, [several, lanes.type(BIT)])
    function = _started(module, type_, symbol(name, width, has_mask=True), lanes)
    x, is_on = function.args
    inside = lanes.select(Lane(lanes, is_on, BIT), Lane(lanes, x, FLOAT), 1.0)
    lanes.builder.ret(lanes.builder.call(plain, [inside.value]))


def _started(module: ir.Module, type_: Any, name: str, lanes: Lanes) -> Any:
    """A function whose first block is where `lanes` writes.

    LLVM keeps weak functions, though nothing calls these before the loops are vectorized, and takes one of
    several that are the same.
    """
    function = ir.Function(module, type_, name)
    function.linkage = "weak_odr"
    function.attributes.add("nounwind")
    function.attributes.add("noinline")
    lanes.builder = ir.IRBuilder(function.append_basic_block())
    return function
