"""Running generated code in CPython with the conventions of compiled code.

There, float division by zero and `math` outside of its domain raise; here they give inf and nan, as
NumPy's floats do. The text and its lines stay as they are.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any

import numpy as np

PLAIN = "plain float"
"""The name, in the module, of the function that makes a NumPy float print as Python's."""
NUMPY_NAMES = {
    "acos": "arccos",
    "acosh": "arccosh",
    "asin": "arcsin",
    "asinh": "arcsinh",
    "atan": "arctan",
    "atan2": "arctan2",
    "atanh": "arctanh",
    "pow": "float_power",
}


def compile_for_cpython(text: str, filename: str, namespace: dict[str, Any]) -> Any:
    """The code of a text whose float literals are NumPy's floats."""
    tree = ast.fix_missing_locations(_NumpyFloats(namespace).visit(ast.parse(text)))
    namespace.update({"float": np.float64, "complex": _complex, PLAIN: _plain})
    return compile(tree, filename, "exec", dont_inherit=True)


class _NumpyFloats(ast.NodeTransformer):
    """Float literals become global variables, because only Python's own types can be literals."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace = namespace

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        value = node.value
        if not isinstance(value, (float, complex)):
            return node
        name = f"literal {value!r}"
        self.namespace[name] = np.float64(value) if isinstance(value, float) else np.complex128(value)
        return ast.copy_location(ast.Name(name, ast.Load()), node)

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.expr:
        self.generic_visit(node)
        node.value = ast.copy_location(ast.Call(ast.Name(PLAIN, ast.Load()), [node.value], []), node.value)
        return node


def _complex(*parts: Any) -> Any:
    return np.complex128(complex(*parts))


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, np.float64) else value


class IeeeMath:
    """The module `math` with IEEE values where it raises.

    >>> with np.errstate(all="ignore"):
    ...     [float(IeeeMath().log(0.0)), float(IeeeMath().sqrt(-1.0)), float(IeeeMath().exp(1000.0))]
    [-inf, nan, inf]
    """

    def __getattr__(self, name: str) -> Any:
        found = getattr(math, name)
        value = _ieee(name, found) if callable(found) else np.float64(found)
        setattr(self, name, value)
        return value


def _ieee(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    fallback = getattr(np, NUMPY_NAMES.get(name, name), None) or _OWN.get(name)

    def with_ieee_values(*arguments: Any) -> Any:
        try:
            result = function(*arguments)
        except (ValueError, OverflowError):
            if fallback is None or not any(isinstance(a, (float, np.floating)) for a in arguments):
                raise
            if name in ("floor", "ceil", "trunc"):
                raise  # an integer of nan or inf
            result = fallback(*arguments) if name != "log" or len(arguments) == 1 else _log(*arguments)
        return np.float64(result) if isinstance(result, float) else result

    return with_ieee_values


def _log(x: float, base: float) -> Any:
    return np.divide(np.log(x), np.log(base))


def _gamma(x: float) -> float:
    """Where `math.gamma` raises: at its poles, and where it overflows."""
    if x == 0:
        return math.copysign(math.inf, x)
    return math.nan if x < 0 else math.inf


_OWN: dict[str, Callable[..., Any]] = {"gamma": _gamma, "lgamma": lambda x: math.inf}
