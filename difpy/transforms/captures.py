"""Captured values, read anew at each call from the function that the user passed in."""

from __future__ import annotations

import builtins
import functools
from collections.abc import Callable, Mapping, Sequence
from types import CodeType
from typing import Any

from difpy.elaborate.registered import rule_of
from difpy.elaborate.shapes import NOTHING
from difpy.frontend import unwrap
from difpy.program import Capture
from difpy.transforms.deep import recursion_limit
from difpy.transforms.forms import NUMBERS

Path = tuple[tuple[str, str], ...]


def read(root: Any, path: Path, arguments: Mapping[str, Any]) -> Any:
    """The value at the end of a path, now. `arguments` holds those that paths may start from."""
    value = root
    for kind, name in path:
        value = arguments[name] if kind == "argument" else _step(value, kind, name)
    return value


def _step(value: Any, kind: str, name: str) -> Any:
    if kind in ("global", "closure", "default"):
        return _of_function(_plain(value), kind, name)
    match kind:
        case "recursion limit":
            return recursion_limit()
        case "builtin":
            return getattr(builtins, name)
        case "self":
            return value.__self__
        case "function":
            return value.__func__ if hasattr(value, "__func__") else value.func
        case "partial":
            return value.args[int(name)] if name.isdigit() else value.keywords[name]
        case "attribute":
            return getattr(value, name)
        case "rule":
            return getattr(rule_of(value), name)
        case "item":
            return value[int(name)] if isinstance(value, (tuple, list)) else value[name]
    raise AssertionError(kind)


def _of_function(function: Any, kind: str, name: str) -> Any:
    if kind == "global":
        return function.__globals__[name]
    if kind == "closure":
        return function.__closure__[function.__code__.co_freevars.index(name)].cell_contents
    return _default(function, name)


def _plain(value: Any) -> Any:
    """The function itself, behind a dispatcher or a transform of difpy."""
    if hasattr(value, "__code__") and hasattr(value, "__globals__"):
        return value
    return unwrap(getattr(value, "primal", value)).function


def _default(function: Any, name: str) -> Any:
    if function.__kwdefaults__ and name in function.__kwdefaults__:
        return function.__kwdefaults__[name]
    code = function.__code__
    position = code.co_varnames[: code.co_argcount].index(name)
    return function.__defaults__[position - code.co_argcount]


def unchanged(
    root: Any, assumptions: Sequence[tuple[Path, Any]], arguments: Mapping[str, Any]
) -> Callable[[], bool]:
    """A function that says whether what a program was made for is still so."""
    if not assumptions:
        return lambda: True
    paths = [path for path, _ in assumptions]
    then = tuple(value for _, value in assumptions)
    now = _reader_of(root, paths, arguments)

    def holds() -> bool:
        try:
            return all(map(_same, now(), then))
        except (AttributeError, KeyError, IndexError, ValueError):
            return False

    return holds


def _same(now: Any, then: Any) -> bool:
    if now is then:
        return True
    if hasattr(now, "__code__") and hasattr(then, "__code__"):
        return now.__code__ is then.__code__ and _constants(now) == _constants(then)
    if hasattr(now, "in_program") and hasattr(then, "in_program"):
        return now.in_program(NOTHING) == then.in_program(NOTHING) and _same(now.primal, then.primal)
    return isinstance(now, (str, bool)) and type(now) is type(then) and now == then


def _constants(function: Any) -> list[str]:
    """The numbers that are defaults: those of a function that a program calls are constants of it."""
    defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
    return [repr(value) if isinstance(value, NUMBERS) else "" for value in defaults]


def reader(
    root: Any, captures: Sequence[Capture], arguments: Mapping[str, Any]
) -> Callable[[], tuple[Any, ...]]:
    """A function that reads the captured values; fast for variables of closures and globals."""
    return _reader_of(root, [capture.path for capture in captures], arguments)


def _reader_of(
    root: Any, paths: Sequence[Path], arguments: Mapping[str, Any]
) -> Callable[[], tuple[Any, ...]]:
    values: dict[str, Any] = {
        "read": read,
        "root": root,
        "limit": recursion_limit,
        "arguments": arguments,
    }
    parts = [_expression(root, path, values, i) for i, path in enumerate(paths)]
    made: Callable[[], tuple[Any, ...]] = eval(_code("".join(f"{part}, " for part in parts)), values)
    return made


@functools.lru_cache(maxsize=1024)
def _code(parts: str) -> CodeType:
    return compile(f"lambda: ({parts})", "<difpy captured values>", "eval")


def _expression(root: Any, path: Path, values: dict[str, Any], i: int) -> str:
    """Python text that reads one captured value."""
    if not path:
        return "root"
    (kind, name), *rest = path
    if kind == "recursion limit":
        return "limit()"
    function = root if hasattr(root, "__code__") else None
    if function is not None and all(step == "attribute" for step, _ in rest):
        attributes = "".join(f".{step}" for _, step in rest)
        if kind == "closure":
            values[f"cell_{i}"] = function.__closure__[function.__code__.co_freevars.index(name)]
            return f"cell_{i}.cell_contents{attributes}"
        if kind == "global" and name in function.__globals__:
            values["names"] = function.__globals__
            return f"names[{name!r}]{attributes}"
    values[f"path_{i}"] = path
    return f"read(root, path_{i}, arguments)"
