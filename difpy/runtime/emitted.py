"""Callable objects for which compiled code gets instructions of our own in place of a call.

What they raise is raised out of line, in functions that nothing inlines: Numba's instructions for an
exception with run-time values in its text are many, and have no place where that is only a possibility.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from llvmlite import ir
from numba.core import cgutils as numba_cgutils
from numba.core import types as numba_types
from numba.core.typing import templates as numba_templates
from numba.extending import lower_builtin as numba_lower_builtin

templates: Any = numba_templates
lower_builtin: Any = numba_lower_builtin
signature = templates.signature
types: Any = numba_types  # in parts untyped to mypy
cgutils: Any = numba_cgutils
Value = Any
"""A value of LLVM."""
Typed = tuple[Value, Any]
"""A value and its Numba type."""


def register(handle: Any, result: Callable[..., Any], emit: Callable[..., Value]) -> None:
    """Tell Numba what a call of an object gives.

    `result(*argument_types)` is its type, or None where the arguments don't fit;
    `emit(context, builder, signature, arguments)` writes the instructions.
    """

    def generic(self: Any, args: Any, kws: Any) -> Any:
        type_ = result(*args)
        return None if type_ is None else signature(type_, *args)

    members = {"key": handle, "generic": generic}
    template: Any = type(f"{handle.__name__}_template", (templates.AbstractTemplate,), members)
    templates.infer(template)
    templates.infer_global(handle, types.Function(template))
    lower_builtin(handle, types.VarArg(types.Any))(emit)


def raise_out_of_line(
    context: Any, builder: Any, exception: type, layout: str, file: str, line: Typed, values: Sequence[Typed]
) -> None:
    """Leave the function under construction with an exception of `raised`, its values in its layout."""
    numbers, kinds = zip(line, *values, strict=True)
    function = _function(context, builder.module, exception, layout, file, kinds)
    no_result = cgutils.get_null_value(function.args[0].type)
    error = builder.function.args[1]
    builder.ret(builder.call(function, [no_result, error, *numbers]))


def _function(
    context: Any, module: Any, exception: type, layout: str, file: str, kinds: tuple[Any, ...]
) -> Any:
    """The function that raises, one of each kind in a module."""
    what = "\0".join([exception.__name__, layout, file, *map(str, kinds)])
    name = f"difpy.raise.{hashlib.sha256(what.encode()).hexdigest()[:16]}"
    found = module.globals.get(name)
    if found is not None:
        return found
    convention = context.call_conv
    function = ir.Function(module, convention.get_function_type(types.none, kinds), name)
    function.linkage = "internal"
    function.attributes.add("cold")
    function.attributes.add("noinline")
    line, *values = function.args[2:]
    inside = ir.IRBuilder(function.append_basic_block())
    convention.return_dynamic_user_exc(inside, exception, (layout, file, line, *values), kinds)
    return function
