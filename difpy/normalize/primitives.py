"""Which calls stay inside expressions, and which become statements because of what they may do.

A primitive without effects stays: `np.sin(x)`, `len(x)`, `x.sum()`. Every other call is a statement
of its own: the user's functions, list methods, random draws, printing.
"""

from __future__ import annotations

import types
from typing import Any

import gast
import numpy as np

from difpy.frontend import Local, Parameter, Scope, Static, is_dispatcher
from difpy.normalize.build import Node

PRIMITIVE_PACKAGES = {"numpy", "math", "cmath", "operator", "scipy", "difpy"}
EFFECTFUL_BUILTINS = {"print", "input", "next", "setattr", "delattr", "exec", "eval", "open", "breakpoint"}
WRITING_FUNCTIONS = {"at", "copyto", "fill_diagonal", "place", "put", "put_along_axis", "putmask", "shuffle"}
ARRAY_METHODS = """all any argmax argmin argpartition argsort astype choose clip conj conjugate copy cumprod
    cumsum diagonal dot flatten item max mean min nonzero prod ravel repeat reshape round searchsorted
    squeeze std sum swapaxes take tolist trace transpose var view"""
OTHER_METHODS = """bit_length count endswith format index is_integer join lower replace split startswith strip
    upper _asdict _replace"""
PURE_METHODS = frozenset([*ARRAY_METHODS.split(), *OTHER_METHODS.split()])


def is_effect_free(call: Node, scope: Scope) -> bool:
    """Whether a call is of a primitive that neither writes nor draws nor prints."""
    if any(keyword.arg == "out" for keyword in call.keywords):
        return False
    meaning = scope.resolve(call.func)
    if isinstance(meaning, Static):
        return is_effect_free_function(meaning.value)
    if isinstance(call.func, gast.Attribute):
        return call.func.attr in PURE_METHODS and not is_own_object(call.func.value, scope)
    return False


def is_own_object(node: Node, scope: Scope) -> bool:
    """Whether this is the object of a method, whose methods are the user's whatever their names."""
    return isinstance(node, gast.Name) and node.id == "self" and isinstance(scope.resolve(node), Parameter)


def is_effect_free_function(function: Any) -> bool:
    """Whether a known value is a primitive that neither writes nor draws nor prints."""
    if isinstance(function, np.ufunc):
        return True
    if is_dispatcher(function) or isinstance(function, types.MethodType):
        return False
    module = getattr(function, "__module__", None) or ""
    name = getattr(function, "__name__", "")
    if isinstance(function, type):
        return module == "builtins" or is_primitive_module(module) or issubclass(function, tuple | Exception)
    if isinstance(function, types.BuiltinFunctionType):
        owner = function.__self__
        if owner is not None and not isinstance(owner, types.ModuleType):
            return name in PURE_METHODS  # a method of an array, list or random generator
        if module == "builtins":
            return name not in EFFECTFUL_BUILTINS
    return is_primitive_module(module) and name not in WRITING_FUNCTIONS


def is_primitive_module(module: str) -> bool:
    """Whether difpy has rules for functions of a module, and their calls have no effects."""
    return module.partition(".")[0] in PRIMITIVE_PACKAGES and not module.startswith("numpy.random")


def callee_name(call: Node) -> str:
    """The last name of what is called: `g` for `g(x)`, `energy` for `self.energy()`."""
    if isinstance(call.func, gast.Name):
        return str(call.func.id)
    if isinstance(call.func, gast.Attribute):
        return str(call.func.attr)
    return "call"


def is_function_of_the_tree(call: Node, scope: Scope) -> bool:
    """Whether what is called is a variable: a nested function or a parameter."""
    return isinstance(scope.resolve(call.func), Local | Parameter)
