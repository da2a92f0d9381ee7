"""Calls that LLVM's loop vectorizer may replace by calls of our functions of several lanes.

Each carries the attribute `vector-function-abi-variant`: the functions that may stand for several calls of it
at once (LLVM Language Reference, "Call Site Attributes"; the syntax of their names is that of the x86-64
Vector Function ABI).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import llvmlite.binding as llvm_binding
from llvmlite import ir

from difpy.runtime.emitted import Value, register, signature, types
from difpy.runtime.vector_math import kernels
from difpy.runtime.vector_math.lanes import FLOAT

llvm: Any = llvm_binding  # in parts untyped to mypy
PURE = ("nounwind", "willreturn", "readnone")


def register_kernel(function: Callable[..., Any], plain: Callable[..., float]) -> None:
    """Lets compiled code call a function; `plain` is the one that it calls where there is no kernel."""
    name = plain.__name__

    def result(x: Any) -> Any:
        return types.float64 if isinstance(x, (types.Float, types.Integer)) else None

    def emit(context: Any, builder: Any, sig: Any, arguments: Sequence[Value]) -> Value:
        x = context.cast(builder, arguments[0], sig.args[0], types.float64)
        if is_available(name):
            return _vectorizable_call(builder, name, x)
        return context.get_function(plain, signature(types.float64, types.float64))(builder, [x])

    register(function, result, emit)


@functools.cache
def is_available(name: str) -> bool:
    """Whether there are functions of several lanes here, and the LLVM and llvmlite at hand take them."""
    try:
        if not kernels.widths() or not llvm.address_of_symbol(name):
            return False
        module = ir.Module()
        module.triple = kernels.host()[0]
        caller = ir.Function(module, ir.FunctionType(FLOAT, [FLOAT]), "caller")
        builder = ir.IRBuilder(caller.append_basic_block())
        builder.ret(_vectorizable_call(builder, name, caller.args[0]))
        llvm.parse_assembly(str(module)).verify()
    except Exception:  # whatever it is, the C library's function does as well
        return False
    return True


def _vectorizable_call(builder: Any, name: str, x: Value) -> Value:
    module = builder.module
    if kernels.symbol(name, kernels.widths()[0]) not in module.globals:
        kernels.define(module, name)
    if kernels.prefers_whole_registers():
        _add(builder.function, '"prefer-vector-width"="512"')
    function = module.globals.get(name)
    if function is None:
        function = ir.Function(module, ir.FunctionType(FLOAT, [FLOAT]), name)
    call = builder.call(function, [x])
    for attribute in (*PURE, f'"vector-function-abi-variant"="{_variants(name)}"'):
        _add(call, attribute)
    return call


@functools.cache
def _variants(name: str) -> str:
    shapes = [(width, has_mask) for width in kernels.widths() for has_mask in (False, True)]
    return ",".join(
        f"_ZGV_LLVM_{'M' if has_mask else 'N'}{width}v_{name}({kernels.symbol(name, width, has_mask)})"
        for width, has_mask in shapes
    )


def _add(called: Any, attribute: str) -> None:
    """llvmlite's own `add` takes only the attributes that it knows."""
    set.add(called.attributes, attribute)
