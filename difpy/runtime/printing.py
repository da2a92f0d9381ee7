"""`print` in compiled code: the values go to Python, which formats them as it does."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils as numba_cgutils
from numba.core import types
from numba.extending import intrinsic, overload

cgutils: Any = numba_cgutils  # untyped to mypy


def printed(template: str, values: tuple[Any, ...]) -> None:
    """Print the values in a format string.

    >>> printed("x is {:.3f} in step {}", (0.5, 3))
    x is 0.500 in step 3
    """
    print(template.format(*values))  # noqa: T201  this is what it is for


@intrinsic
def _call_python(typing_context: Any, template: Any, values: Any) -> Any:
    """A call of `printed` in Python, with the global lock held."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        python = context.get_python_api(builder)
        environment = context.get_env_manager(builder)
        state = python.gil_ensure()
        boxed = []
        for type_, value in zip(signature.args, arguments, strict=True):
            context.nrt.incref(builder, type_, value)
            boxed.append(python.from_native_value(type_, value, environment))
        module = python.import_module(context.insert_const_string(builder.module, __name__))
        function = python.object_getattr_string(module, "printed")
        result = python.call_function_objargs(function, boxed)
        for reference in (*boxed, module, function):
            python.decref(reference)
        failed = cgutils.is_null(builder, result)
        with builder.if_else(failed) as (then, otherwise):
            with then:
                python.err_clear()  # a closed stdout must not leave an exception behind
            with otherwise:
                python.decref(result)
        python.gil_release(state)
        return ir.Constant(context.get_value_type(types.none), None)

    return types.none(template, values), generate


call_python: Any = _call_python  # an intrinsic, whose type mypy takes wrongly


@overload(printed)
def _printed(template: Any, values: Any) -> Any:
    def implementation(template: Any, values: Any) -> None:
        call_python(template, values)

    return implementation
