"""The canonical names of the functions of NumPy, math and Python, whatever they were imported as."""

from __future__ import annotations

import builtins
import cmath
import math
import operator
import sys
from functools import cache
from typing import Any

import numpy as np

MODULES: dict[str, Any] = {
    "np": np,
    "np.linalg": np.linalg,
    "np.random": np.random,
    "np.fft": np.fft,
    "math": math,
    "cmath": cmath,
    "operator": operator,
}
SECOND_NAMES = frozenset([
    "absolute", "amax", "amin", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "pow",
    "concat", "permute_dims", "bitwise_invert", "bitwise_left_shift", "bitwise_right_shift",
    "bitwise_not", "conjugate", "true_divide", "remainder", "double", "single", "half", "intc", "uintc",
    "longlong", "ulonglong", "int_", "long", "ulong", "uint", "intp", "uintp", "bool", "float_",
    "complex_", "cdouble", "csingle", "longdouble", "clongdouble", "matrix_transpose", "vecdot",
    "bytes_", "str_", "object_", "void",
])  # fmt: skip
"""Names that NumPy has beside the usual ones: the usual ones are canonical."""
BUILTINS = [
    "abs", "all", "any", "bool", "complex", "divmod", "enumerate", "float", "int", "len", "list", "max",
    "min", "pow", "print", "range", "reversed", "round", "sorted", "str", "sum", "tuple", "zip",
    "isinstance", "slice",
]  # fmt: skip
DTYPES: dict[Any, str] = {float: "np.float64", int: "np.int64", bool: "np.bool_", complex: "np.complex128"}


@cache
def _names() -> dict[int, str]:
    names: dict[int, str] = {id(getattr(builtins, name)): name for name in BUILTINS}
    for prefix, module in MODULES.items():
        held = vars(module)  # `dir` also tells of submodules that NumPy would import now
        for name in sorted(held, key=lambda n: (n in SECOND_NAMES, len(n), n)):
            value = held[name]
            if not name.startswith("_") and callable(value):
                names.setdefault(id(value), f"{prefix}.{name}")
    return names


def canonical_name(value: Any) -> str | None:
    """`np.sin` for NumPy's sine; None for what is no primitive.

    >>> canonical_name(np.absolute)
    'np.abs'
    """
    try:
        name = _names().get(id(value))
    except TypeError:
        return None
    if name is not None:
        return name
    module, own = getattr(value, "__module__", None) or "", getattr(value, "__name__", "")
    if module.split(".")[0] == "difpy" and callable(value) and not isinstance(value, type):
        is_ours = getattr(sys.modules.get(module), own, None) is value
        return f"difpy.{own}" if is_ours else None
    return None


def constant_name(module: Any, name: str, value: Any) -> str | None:
    """`np.pi` for a number that a module of mathematics has."""
    if isinstance(value, bool) or not isinstance(value, float):
        return None
    prefix = next((p for p, m in MODULES.items() if m is module), None)
    if module is cmath:
        prefix = "math"
    return prefix and f"{prefix}.{name}"


def function_of(name: str) -> Any:
    """The function of a canonical name."""
    prefix, _, last = name.rpartition(".")
    return getattr(MODULES[prefix] if prefix else builtins, last)


def dtype_of(value: Any) -> str | None:
    """The canonical name of a dtype: `np.float64` for float, "float64", np.float64, np.dtype(float)."""
    if value in DTYPES:
        return DTYPES[value]
    try:
        dtype = np.dtype(value)
    except TypeError:
        return None
    if dtype.kind not in "biufc":
        return None
    return "np.bool_" if dtype == np.bool_ else f"np.{dtype.name}"
