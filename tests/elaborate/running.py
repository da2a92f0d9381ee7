"""Runs what elaboration makes of a function beside the function itself."""

from __future__ import annotations

import contextlib
import copy
import math
import sys

import numpy as np
from numba.core import types

from difpy import kinds
from difpy.backend.source import render
from difpy.elaborate import describe, elaboration
from difpy.program import Program, Tree
from tests.elaborate.grammar import verify


def program_of(function, *arguments) -> Program:
    return elaboration(function, [describe(a) for a in arguments]).program


def text_of(function, *arguments) -> str:
    return render(program_of(function, *arguments))


def leaves_of(tree: Tree, value) -> list:
    if tree.kind in ("leaf", "list"):
        return [value]
    if tree.kind not in ("tuple", "namedtuple"):
        return []
    return [leaf for child, v in zip(tree.children, value, strict=True) for leaf in leaves_of(child, v)]


def value_of(tree: Tree, leaves: list):
    match tree.kind:
        case "leaf":
            return leaves.pop(0)
        case "list" if not tree.children:
            return leaves.pop(0)
        case "list":
            columns = [value_of(child, leaves) for child in tree.children]
            rows = list(zip(*columns, strict=True))
            return [tree.constructor(*row) for row in rows] if tree.constructor else rows
        case "none":
            return None
        case "tuple":
            return tuple(value_of(child, leaves) for child in tree.children)
        case "namedtuple":
            return tree.constructor(*(value_of(child, leaves) for child in tree.children))
    return tree.value


def look_up(function, path, arguments):  # noqa: C901  one case a step
    value = function
    for kind, name in path:
        match kind:
            case "global":
                value = value.__globals__[name]
            case "closure":
                value = value.__closure__[value.__code__.co_freevars.index(name)].cell_contents
            case "default":
                import inspect

                value = inspect.signature(value).parameters[name].default
            case "self":
                value = value.__self__
            case "function":
                value = value.func if hasattr(value, "func") else value.__func__
            case "partial":
                value = value.args[int(name)] if name.isdigit() else value.keywords[name]
            case "attribute":
                value = getattr(value, name)
            case "item":
                value = value[int(name)] if name.isdigit() and not isinstance(value, dict) else value[name]
            case "argument":
                value = arguments[name]
            case _:
                raise AssertionError(kind)
    return value


@contextlib.contextmanager
def types_watched(program: Program):
    """Every variable must have the type that the program says, at every line."""

    def watch(frame, event, argument):
        function = program.functions.get(frame.f_code.co_name)
        if frame.f_code.co_filename != "<elaborated>" or function is None:
            return None
        for name, value in frame.f_locals.items():
            assert name in function.variables, f"{name} has no type"
            type_ = function.variables[name]
            assert is_of_type(value, type_), f"{name} is {value!r}, not {type_}\n{render(program)}"
        return watch

    sys.settrace(watch)
    try:
        yield
    finally:
        sys.settrace(None)


def is_of_type(value, type_) -> bool:
    if kinds.is_array(type_):
        if not isinstance(value, np.ndarray):
            return False
        layouts = {"C": value.flags.c_contiguous, "F": value.flags.f_contiguous, "A": True}
        same_kind = value.ndim == type_.ndim and str(value.dtype) == str(type_.dtype)
        return same_kind and (layouts[type_.layout] or value.size == 0)
    if kinds.is_list(type_):
        return isinstance(value, list) and all(is_of_type(v, type_.dtype) for v in value)
    if kinds.is_boolean(type_):
        return isinstance(value, (bool, np.bool_))
    if kinds.is_integer(type_):
        return isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if type_ == types.float32:
        return isinstance(value, np.float32)
    if kinds.is_float(type_):
        return isinstance(value, (float, np.float32))  # a Python float takes NumPy's float32 for its own
    return not kinds.is_complex(type_) or isinstance(value, complex)


def run_program(program: Program, function, arguments):
    text = render(program)
    names: dict = {}
    exec(compile(text, "<elaborated>", "exec"), names)
    given = dict(zip([name for name, _ in program.signature], arguments, strict=True))
    flat = [
        leaf for (_, tree), a in zip(program.signature, arguments, strict=True) for leaf in leaves_of(tree, a)
    ]
    flat += [look_up(function, c.path, given) for c in program.captures]
    with np.errstate(all="ignore"), types_watched(program):
        result = names[program.entry](*flat)
    count = len(program.functions[program.entry].results)
    leaves = list(result) if count > 1 else [result] if count else []
    return value_of(program.result, leaves)


def outcome(call):
    try:
        return ("value", call())
    except Exception as error:  # any exception of the user's function is an outcome
        return ("raises", type(error), str(error))


def same(a, b) -> bool:
    if isinstance(a, (tuple, list)) or isinstance(b, (tuple, list)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return np.shape(a) == np.shape(b) and np.array_equal(a, b, equal_nan=True)
    if isinstance(a, float) and isinstance(b, (float, int)) and math.isnan(a):
        return math.isnan(b)
    return a == b


def check(function, *arguments, text: str | None = None) -> Program:
    """The elaborated program must do what the function does, to its arguments too."""
    program = program_of(function, *arguments)
    verify(program)
    given = dict(zip([name for name, _ in program.signature], arguments, strict=True))
    captured = [look_up(function, c.path, given) for c in program.captures]
    saved = copy.deepcopy(captured)
    mine, theirs = copy.deepcopy(arguments), copy.deepcopy(arguments)
    with np.errstate(all="ignore"):
        expected = outcome(lambda: function(*theirs))
    for value, before in zip(captured, saved, strict=True):
        if isinstance(value, (np.ndarray, list)):
            value[:] = before
    found = outcome(lambda: run_program(program, function, mine))
    assert same(found, expected), f"{found} is not {expected}\n{render(program)}"
    assert all(map(same, mine, theirs)), f"arguments: {mine} is not {theirs}\n{render(program)}"
    if text is not None:
        assert render(program).strip() == text.strip()
    return program
