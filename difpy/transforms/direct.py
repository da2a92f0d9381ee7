"""A callable without a frame of Python's: a third of the time of a short gradient's call went there.

A call by position with the right number of arguments goes from C to the function at hand. Every other
call, and every exception, goes to a Python function, which has the whole of what a call means.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any

from llvmlite import ir

from difpy.runtime.native import POINTER, WORD, Native, word

Slow = Callable[["State", tuple[Any, ...], dict[str, Any] | None, BaseException | None], Any]


class State(list[Any]):
    """The function, how many arguments it takes or -1, the Python function, and what else that wants."""

    __slots__ = ("__weakref__",)


FUNCTION, ARITY, SLOW, KNOWN = range(4)
VARARGS_KEYWORDS = 3
ERROR_PARTS = 3


class _Method(ctypes.Structure):
    """`PyMethodDef`."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("function", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("doc", ctypes.c_char_p),
    )


def direct(state: State) -> Callable[..., Any]:
    """What calls `state[FUNCTION](*args)`, or `state[SLOW](state, args, kwargs, error)`.

    `kwargs` is None where there are none, `error` what the function raised. The list may change between
    calls.
    """
    new = ctypes.pythonapi.PyCFunction_NewEx
    new.restype, new.argtypes = ctypes.py_object, (ctypes.c_void_p, ctypes.py_object, ctypes.c_void_p)
    made: Callable[..., Any] = new(ctypes.addressof(_compiled()[1]), state, None)
    return made


@cache
def _compiled() -> tuple[Native, _Method]:
    """The machine code of all such callables, which lives as long as the process."""
    native = Native("difpy direct call")
    native.define("call", POINTER, [POINTER] * 3, _build)
    native.compile()
    return native, _Method(b"__call__", native.address("call"), VARARGS_KEYWORDS, None)


def _build(builder: ir.IRBuilder, function: ir.Function) -> None:
    state, args, kwargs = function.args
    null, none = ir.Constant(POINTER, None), builder.inttoptr(word(id(None)), POINTER)

    def item(position: int) -> Any:
        return _python(builder, "PyList_GetItem", POINTER, [state, word(position)])

    def go_slowly(kwargs: Any, error: Any) -> Any:
        arguments = [item(SLOW), state, args, kwargs, error, null]
        return _python(builder, "PyObject_CallFunctionObjArgs", POINTER, arguments, fixed=1)

    arity = _python(builder, "PyLong_AsSsize_t", WORD, [item(ARITY)])
    count = _python(builder, "PyTuple_Size", WORD, [args])
    fits = builder.icmp_signed("==", arity, count)
    without_keywords = builder.icmp_unsigned("==", kwargs, null)
    with builder.if_then(builder.not_(builder.and_(fits, without_keywords))):
        builder.ret(go_slowly(builder.select(without_keywords, none, kwargs), none))

    called = item(FUNCTION)
    _python(builder, "Py_IncRef", ir.VoidType(), [called])  # another call may put a new one in its place
    result = _python(builder, "PyObject_Call", POINTER, [called, args, null])
    _python(builder, "Py_DecRef", ir.VoidType(), [called])
    with builder.if_then(builder.icmp_unsigned("!=", result, null), likely=True):
        builder.ret(result)

    parts = [builder.alloca(POINTER) for _ in range(ERROR_PARTS)]
    _python(builder, "PyErr_Fetch", ir.VoidType(), parts)
    _python(builder, "PyErr_NormalizeException", ir.VoidType(), parts)
    type_, error, traceback = (builder.load(part) for part in parts)
    with builder.if_then(builder.icmp_unsigned("!=", traceback, null)):
        _python(builder, "PyException_SetTraceback", ir.IntType(32), [error, traceback])
    recovered = go_slowly(none, error)
    for part in (type_, error, traceback):
        _python(builder, "Py_DecRef", ir.VoidType(), [part])
    builder.ret(recovered)


def _python(
    builder: ir.IRBuilder, name: str, result: Any, arguments: list[Any], fixed: int | None = None
) -> Any:
    """Call a function of Python's C interface; those after the first `fixed` arguments are variadic."""
    address = ctypes.cast(getattr(ctypes.pythonapi, name), ctypes.c_void_p).value or 0
    types = [argument.type for argument in arguments]
    type_ = ir.FunctionType(result, types[:fixed], var_arg=fixed is not None)
    return builder.call(builder.inttoptr(word(address), type_.as_pointer()), arguments)
