"""Runs what elaboration makes of a function beside the function itself."""

from __future__ import annotations

import copy
import math

import numpy as np

import difpy  # noqa: F401  the package must load before its parts
from difpy.backend.source import render
from difpy.elaborate import describe, elaboration
from difpy.program import Program, Tree


def program_of(function, *arguments) -> Program:
    return elaboration(function, [describe(a) for a in arguments]).program


def text_of(function, *arguments) -> str:
    return render(program_of(function, *arguments))


def leaves_of(tree: Tree, value) -> list:
    if tree.kind in ("leaf", "list"):
        return [value]
    return [
        leaf for child, v in zip(tree.children, value or (), strict=False) for leaf in leaves_of(child, v)
    ]


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


def look_up(function, path, arguments):
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


def run_program(program: Program, function, arguments):
    text = render(program)
    names: dict = {}
    exec(compile(text, "<elaborated>", "exec"), names)
    given = dict(zip([name for name, _ in program.signature], arguments, strict=True))
    flat = [
        leaf for (_, tree), a in zip(program.signature, arguments, strict=True) for leaf in leaves_of(tree, a)
    ]
    flat += [look_up(function, c.path, given) for c in program.captures]
    with np.errstate(all="ignore"):
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
    mine, theirs = copy.deepcopy(arguments), copy.deepcopy(arguments)
    with np.errstate(all="ignore"):
        expected = outcome(lambda: function(*theirs))
    found = outcome(lambda: run_program(program, function, mine))
    assert same(found, expected), f"{found} is not {expected}\n{render(program)}"
    assert all(map(same, mine, theirs)), f"arguments: {mine} is not {theirs}\n{render(program)}"
    if text is not None:
        assert render(program).strip() == text.strip()
    return program
