"""Source text -> module -> CPython or Numba."""

from __future__ import annotations

import functools
import hashlib
import linecache
import sys
import threading
from collections.abc import Mapping, Set
from importlib.metadata import version
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import numba
import numpy as np

from difpy import runtime
from difpy.backend.folder import cache_folder, write_once
from difpy.backend.interpreted import IeeeMath, compile_for_cpython

OPTIONS: dict[str, Any] = {"error_model": "numpy", "nogil": True}
"""Division by zero gives inf and nan, as the conventions say; generated code shares nothing."""

_lock = threading.RLock()
_modules: dict[str, ModuleType] = {}


def load(
    text: str,
    name: str,
    names: Mapping[str, Any] | None = None,
    *,
    jit: bool = True,
    fastmath: Set[str] = frozenset(),
) -> ModuleType:
    """The module of a generated file; the same text gives the same module.

    `name` is the function that Python calls: where Numba compiles, the others are for it alone. `names` are
    objects that the text refers to but can't import, such as the user's namedtuples; `fastmath` is what Numba
    may do with floating-point numbers.
    """
    names = names or {}
    stem = f"{name}_{_digest(text, names, fastmath)}"
    key = stem if jit else f"{stem}_python"
    with _lock:
        module = _modules.get(key)
        if module is None or any(getattr(module, n) is not value for n, value in names.items()):
            module = _modules[key] = _execute(text, stem, key, names, jit)
            if jit:
                _compile(module, name, fastmath, cache=_is_cached(module, names))
    return module


def _execute(text: str, stem: str, key: str, names: Mapping[str, Any], jit: bool) -> ModuleType:
    filename = _file(text, stem)
    module = ModuleType(f"difpy_generated.{key}")
    module.__file__ = filename
    module.__dict__.update(names)
    # Numba finds a recursive function through its module.
    sys.modules[module.__name__] = module
    if jit:
        exec(compile(text, filename, "exec", dont_inherit=True), module.__dict__)
    else:
        exec(compile_for_cpython(text, filename, module.__dict__), module.__dict__)
        module.__dict__["math"] = IeeeMath()
    return module


def _is_cached(module: ModuleType, names: Mapping[str, Any]) -> bool:
    """Whether what is compiled of a module may be kept on disk."""
    return Path(str(module.__file__)).exists() and not names and not _call_each_other(module)


def _file(text: str, stem: str) -> str:
    folder = cache_folder()
    if folder is not None:
        path = folder / f"{stem}.py"
        try:
            write_once(path, text)
        except OSError:
            pass  # the disk is full: the file is needed for the cache and the debugger only
        else:
            return str(path)
    filename = f"<difpy {stem}>"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    return filename


def _call_each_other(module: ModuleType) -> bool:
    """Whether two functions call each other, in however many steps: what Numba's cache gives back of such
    functions crashes (seen with numba 0.68)."""
    functions = {n: f for n, f in vars(module).items() if isinstance(f, FunctionType)}
    called = {n: set(f.__code__.co_names) & functions.keys() - {n} for n, f in functions.items()}

    def reach(name: str) -> set[str]:
        found: set[str] = set()
        todo = [*called[name]]
        while todo:
            each = todo.pop()
            if each not in found:
                found.add(each)
                todo += called[each]
        return found

    return any(name in reach(name) for name in functions)


def _compile(module: ModuleType, entry: str, fastmath: Set[str], *, cache: bool) -> None:
    """Replace the module's functions by Numba's, which compile when they are called."""
    options = OPTIONS | ({"fastmath": set(fastmath)} if fastmath else {})
    for name, function in list(vars(module).items()):
        if isinstance(function, FunctionType) and function.__module__ == module.__name__:
            setattr(module, name, _jitted(function, options, is_called=name == entry, cache=cache))


def _jitted(function: FunctionType, options: dict[str, Any], *, is_called: bool, cache: bool) -> Any:
    """`is_called`: from Python; without the ways in from there a function compiles faster."""
    options = options | {"no_cfunc_wrapper": True, "no_cpython_wrapper": not is_called}
    try:
        return numba.njit(cache=cache, **options)(function)
    except RuntimeError:  # Numba found no place for its cache
        return numba.njit(**options)(function)


def _digest(text: str, names: Mapping[str, Any], fastmath: Set[str]) -> str:
    """Of the text and of everything that its meaning depends on."""
    classes = sorted(f"{n}={getattr(v, '__module__', '')}.{v!r}" for n, v in names.items())
    parts = [text, *classes, *sorted(fastmath), *_environment()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@functools.cache
def _environment() -> tuple[str, ...]:
    folder = Path(str(runtime.__file__)).parent
    sources = tuple(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py")))
    return (sys.version, np.__version__, numba.__version__, version("numba"), *sources)
