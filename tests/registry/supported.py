"""What the installed Numba takes in nopython mode, by the names that the registry uses.

The typing context knows every function that has a type: templates of Numba's own, overloads and ufuncs.
Helpers of Numba and of difpy itself are left out.
"""

from __future__ import annotations

import random
import weakref
from collections.abc import Iterator
from typing import Any

from numba.core import types
from numba.core.registry import cpu_target

from difpy.elaborate.primitives import canonical_name
from difpy.elaborate.refused import name_in_module

MODULES = {"builtins", "cmath", "functools", "heapq", "io", "math", "numpy", "operator", "random"}
"""Python's and NumPy's; everything else is a helper, or a function of a program that was compiled here."""
OWNERS = {types.Array: "", types.List: "list.", types.BaseTuple: "tuple.", types.Number: "number.",
          types.Float: "number.", types.Integer: "number."}  # fmt: skip
INTERNAL = {"", "resolve", "_zero_fill", "is_precise"}
"""Attributes that no program names."""


def supported() -> set[str]:
    """The functions, and the methods and attributes of arrays, numbers, lists and tuples."""
    cpu_target.target_context.refresh()
    context = cpu_target.typing_context
    context.refresh()
    known = (
        key() if isinstance(key, weakref.ref) else key for key in [*context._functions, *context._globals]
    )
    names = {name for value in known if callable(value) and (name := _name(value))}
    return names | set(_attributes(context))


def _name(value: Any) -> str | None:
    """The registry's name of a function, None for helpers."""
    module = (getattr(value, "__module__", None) or type(value).__module__).partition(".")[0]
    if module.removeprefix("_") not in MODULES or isinstance(value, types.Type):
        return None
    if isinstance(getattr(value, "__self__", None), random.Random):
        return f"random.{value.__name__}"
    # Numba knows the functions behind NumPy's dispatchers as well.
    return canonical_name(value) or name_in_module(value).replace("numpy.", "np.")


def _attributes(context: Any) -> Iterator[str]:
    for owner, prefix in OWNERS.items():
        for template in context._attributes[owner]:
            names = {name.removeprefix("resolve_") for name in dir(template) if name.startswith("resolve_")}
            for name in names | {getattr(template, "_attr", None) or ""}:
                if name not in INTERNAL and not name.startswith("__"):
                    yield f"{prefix}{name}" if prefix else f".{name}"
