"""A copy of a user's function in which `math`, `numpy` and `float` know dual numbers.

The copy has the same code object; only what its global names, closure cells and defaults refer to
is replaced, in the functions that it calls as well.
"""

from __future__ import annotations

import builtins
import copy
import functools
import math
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.oracles import dual_numbers as dual
from tests.oracles import dual_numpy
from tests.oracles.dual_numbers import Dual, DualArray, has_dual, taking_tangents, tangent_of, value_of, wrap
from tests.oracles.memory import SharedCopies, is_plain_object, names_used
from tests.oracles.partials import BINARY, UNARY


class _TypeShim(type):
    """A shim of a number type: casts duals, is a dtype, and answers isinstance."""

    stands_for: type

    def __call__(cls, x: Any = 0.0) -> Any:
        if isinstance(x, DualArray) and x.size == 1:
            x = x.item()
        if isinstance(x, DualArray):
            return x.astype(cls.stands_for)
        return wrap(cls.stands_for(value_of(x)), tangent_of(x)) if isinstance(x, Dual) else cls.stands_for(x)

    def __instancecheck__(cls, x: Any) -> bool:
        return isinstance(value_of(x), cls.stands_for)

    def __eq__(cls, other: Any) -> bool:
        return other is cls or other is cls.stands_for

    def __hash__(cls) -> int:
        return hash(cls.stands_for)


def _type_shim(stands_for: type) -> type:
    return _TypeShim(stands_for.__name__, (), {"stands_for": stands_for})


FLOAT = _type_shim(float)
TYPES: dict[Any, Any] = {float: FLOAT, np.float64: _type_shim(np.float64), np.float32: _type_shim(np.float32)}


# --- math ------------------------------------------------------------------------------------------

_NUMPY_NAMES = {
    "acos": "arccos", "acosh": "arccosh", "asin": "arcsin", "asinh": "arcsinh", "atan": "arctan",
    "atanh": "arctanh", "atan2": "arctan2", "pow": "power", "gamma": "", "lgamma": "", "erf": "", "erfc": "",
}  # fmt: skip


def _ieee(name: str) -> Callable[..., Any]:
    """`math`'s function, with IEEE values where `math` raises: difpy's documented exception."""
    exact, fallback = getattr(math, name), getattr(np, _NUMPY_NAMES.get(name, name) or "nan", None)

    def function(*args: Any) -> Any:
        try:
            return exact(*args)
        except (ValueError, OverflowError, ZeroDivisionError):
            if not callable(fallback):
                raise
            with np.errstate(all="ignore"):
                return float(fallback(*[float(x) for x in args]))

    return function


def _math_log(x: Any, base: Any = None) -> Any:
    natural = dual.unary("log", x, _ieee("log"))
    if base is None:
        return natural
    return wrap(math.log(value_of(x), value_of(base)),
                tangent_of(natural / dual.unary("log", base, _ieee("log"))))  # fmt: skip


def _math_hypot(*coordinates: Any) -> Any:
    squares = functools.reduce(lambda total, x: total + x * x, coordinates, 0.0)
    return wrap(math.hypot(*[value_of(x) for x in coordinates]), tangent_of(squares**0.5))


def _math_dist(p: Any, q: Any) -> Any:
    return _math_hypot(*[a - b for a, b in zip(p, q, strict=True)])


def _math_prod(factors: Any, *, start: Any = 1) -> Any:
    return functools.reduce(lambda x, y: x * y, factors, start)


def _math_fsum(terms: Any) -> Any:
    terms = list(terms)
    return wrap(math.fsum(value_of(x) for x in terms), sum(tangent_of(x) for x in terms))


def _math_modf(x: Any) -> tuple[Any, Any]:
    fraction, whole = math.modf(value_of(x))
    return wrap(fraction, tangent_of(x)), whole


def _math_plain(name: str) -> Callable[..., Any]:
    return lambda *args, **kwargs: getattr(math, name)(*[value_of(x) for x in args], **kwargs)


MATH_SPECIAL: dict[str, Callable[..., Any]] = {
    "log": _math_log, "hypot": _math_hypot, "dist": _math_dist, "prod": _math_prod, "fsum": _math_fsum,
    "modf": _math_modf,
}  # fmt: skip


def math_function(name: str) -> Callable[..., Any]:
    if name in MATH_SPECIAL:
        special = MATH_SPECIAL[name]
        return lambda *args, **kwargs: special(*[_scalar(x) for x in args], **kwargs)
    if name in UNARY and name not in ("floor", "ceil", "trunc"):
        return lambda x: dual.unary(name, _scalar(x), _ieee(name))
    if name in BINARY or name == "remainder":
        return lambda x, y: _math_binary(name, _scalar(x), _scalar(y))
    return _math_plain(name)


def _math_binary(name: str, x: Any, y: Any) -> Any:
    if name == "remainder":  # x - n*y with n the nearest integer
        n = round(value_of(x) / value_of(y))
        return wrap(math.remainder(value_of(x), value_of(y)), tangent_of(x) - n * tangent_of(y))
    return dual.binary(name, x, y, _ieee(name))


def _scalar(x: Any) -> Any:
    """`math` takes arrays of one element for numbers."""
    return x.item() if isinstance(x, DualArray) and x.size == 1 else x


# --- modules and builtins ---------------------------------------------------------------------------


class NumpyShim:
    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix

    def __getattr__(self, name: str) -> Any:
        whole = self._prefix + name
        real = dual_numpy._numpy(whole)
        if isinstance(real, types.ModuleType):
            return NumpyShim(whole + ".")
        if real in TYPES:
            return TYPES[real]
        if isinstance(real, type) or not callable(real):
            return real
        return dual_numpy.rule(whole)


class MathShim:
    def __getattr__(self, name: str) -> Any:
        real = getattr(math, name)
        return math_function(name) if callable(real) else real


class DifpyShim:
    """What of difpy may occur in a primal: these leave the value as it is."""

    @staticmethod
    def stop_gradient(x: Any) -> Any:
        return wrap(value_of(x), np.zeros(np.shape(value_of(x)))) if has_dual(x) else x

    @staticmethod
    def checkpoint(function: Any) -> Any:
        return function


def _functions(module: types.ModuleType) -> dict[str, Any]:
    return {
        name: member
        for name, member in vars(module).items()
        if not name.startswith("_") and callable(member) and not isinstance(member, type)
    }


_FUNCTIONS: dict[Any, Callable[..., Any]] = (
    {function: math_function(name) for name, function in _functions(math).items()}
    | {function: dual_numpy.rule(name) for name, function in _functions(np).items()}
    | {function: dual_numpy.rule("linalg." + name) for name, function in _functions(np.linalg).items()}
)

_BUILTINS = vars(builtins) | {"float": FLOAT}


class Converter:
    """Turns one function with everything it reaches, and its arguments, into their dual counterparts."""

    def __init__(self) -> None:
        self._converted: dict[int, Any] = {}
        self._keep_alive: list[Any] = []
        self._copies = SharedCopies()

    def __call__(self, x: Any) -> Any:
        if id(x) not in self._converted:
            self._keep_alive.append(x)
            self._convert(x)
        return self._converted[id(x)]

    def _convert(self, x: Any) -> None:
        key = id(x)
        if isinstance(x, types.FunctionType) and not _is_numpys(x):
            self._function(x)
        elif isinstance(x, list):
            self._converted[key] = new = []
            new.extend(self(item) for item in x)
        elif isinstance(x, dict):
            self._converted[key] = {k: self(v) for k, v in x.items()}
        elif is_plain_object(x) and not isinstance(x, (np.ndarray, np.generic)) and not hasattr(x, "primal"):
            self._converted[key] = new = copy.copy(x)
            for name, attribute in vars(x).items():
                vars(new)[name] = self(attribute)
        else:
            self._converted[key] = self._simple(x)

    def _simple(self, x: Any) -> Any:
        if isinstance(x, np.ndarray):
            value, tangent = self._copies.copy(x)
            return taking_tangents(value) if tangent is None else DualArray(value, tangent)
        if isinstance(x, tuple):
            items = [self(item) for item in x]
            return type(x)(*items) if hasattr(x, "_fields") else tuple(items)
        if isinstance(x, types.ModuleType):
            return self._module(x)
        if isinstance(x, type):
            return TYPES.get(x, x)
        if isinstance(x, types.MethodType):
            return types.MethodType(self(x.__func__), self(x.__self__))
        if isinstance(x, functools.partial):
            return functools.partial(
                self(x.func), *map(self, x.args), **{k: self(v) for k, v in x.keywords.items()}
            )
        if callable(x):
            return self._callable(x)
        return x

    def _callable(self, x: Any) -> Any:
        for primal in ("py_func", "primal"):  # numba's dispatchers, difpy's gradients
            if hasattr(x, primal):
                return self(getattr(x, primal))
        try:
            return _FUNCTIONS.get(x, x)
        except TypeError:  # not hashable
            return x

    def _module(self, module: types.ModuleType) -> Any:
        if module is np:
            return NumpyShim()
        if module is np.linalg:
            return NumpyShim("linalg.")
        if module is math:
            return MathShim()
        if module.__name__ == "difpy":
            return DifpyShim()
        return _ModuleView(module, self)

    def _function(self, function: types.FunctionType) -> None:
        namespace: dict[str, Any] = {"__builtins__": _BUILTINS, "__name__": function.__module__}
        cells = tuple(types.CellType() for _ in function.__closure__ or ())
        new = types.FunctionType(function.__code__, namespace, function.__name__, None, cells or None)
        self._converted[id(function)] = new  # before anything that may refer back to it
        for name in names_used(function.__code__):
            if name in function.__globals__:
                namespace[name] = self(function.__globals__[name])
        for cell, old in zip(cells, function.__closure__ or (), strict=True):
            try:
                cell.cell_contents = self(old.cell_contents)
            except ValueError:  # not bound yet
                continue
        new.__defaults__ = self(function.__defaults__)
        new.__kwdefaults__ = self(function.__kwdefaults__)


class _ModuleView:
    """A module of the user's, whose functions and arrays are converted when they are asked for."""

    def __init__(self, module: types.ModuleType, convert: Converter) -> None:
        self._module = module
        self._convert = convert

    def __getattr__(self, name: str) -> Any:
        return self._convert(getattr(self._module, name))


def _is_numpys(function: types.FunctionType) -> bool:
    return (function.__module__ or "").split(".")[0] == "numpy" or function in _FUNCTIONS
