"""What a program depends on of the user's values, as a text: the same text, the same program.

A function is described by its code, the text of its file, and whatever its names lead to now: globals,
cells, defaults, attributes, and so on through every function reached. Of data only the types count, which
are read anew at each call; of a default its value too. That is more than the compiler looks at: two texts
may differ for nothing, but one text never stands for two programs. Objects are numbered, since it matters
which names lead to one object. Of what cannot be described there is no text.
"""

from __future__ import annotations

import builtins
import functools
import hashlib
import sys
from abc import ABCMeta
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import (
    CodeType,
    EllipsisType,
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodType,
    ModuleType,
)
from typing import Any

import numpy as np
from numba import typeof as numba_typeof
from numba.core import types as numba_types

from difpy.elaborate.primitives import canonical_name
from difpy.elaborate.registered import is_custom, rule_of
from difpy.elaborate.shapes import NOTHING
from difpy.elaborate.specialised import is_gradient
from difpy.frontend import is_dispatcher
from difpy.frontend.module import fingerprint, source_lines
from difpy.frontend.source import columns_of
from difpy.program import Type
from difpy.transforms.forms import NUMBERS, Form

types: Any = numba_types  # in parts untyped to mypy
typeof: Any = numba_typeof
MOST_FUNCTIONS = 200
"""To describe more takes longer than to compile."""
HEAP_TYPE = 1 << 9
"""Python's flag of the classes that a `class` statement makes."""
ALWAYS = frozenset({"__call__"})
"""An attribute that no name of a program needs to tell."""


class UndescribedError(Exception):
    """There is no text for this."""


def described(values: Iterable[Any], forms: Iterable[Form], carried: Iterable[Type]) -> str | None:
    """The text for these values, and for arguments of these forms and types."""
    values, forms, carried = list(values), list(forms), list(carried)
    names = ALWAYS
    try:
        while True:
            found = Description(names)
            texts = [*map(found.value, values), *map(found.form, forms), *map(type_text, carried)]
            if found.names <= names:
                return "\n".join(texts)
            names |= found.names  # of functions that were met after the objects whose attributes they read
    except Exception:  # whatever the user's objects do when they are looked at
        return None


def type_text(type_: Type) -> str:
    """Of a type of Numba's that says all by its name, and the same in every process."""
    if isinstance(type_, types.BaseTuple):
        return f"{type_}({','.join(map(type_text, type_.types))})"
    if isinstance(type_, types.Array):
        return f"{type_} {type_text(type_.dtype)}"
    if isinstance(type_, (types.Number, types.Boolean, types.NoneType, types.IntegerLiteral)):
        return str(type_)
    raise UndescribedError


class Description:
    """One walk; `wanted` are the names of the attributes that count."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self.wanted = sorted(wanted)
        self.names: set[str] = set()
        self._numbers: dict[int, int] = {}
        self._objects: list[Any] = []  # so that no other object gets an address that was met
        self._functions = 0

    def form(self, form: Form) -> str:
        """Of an argument."""
        children = ",".join(map(self.form, form.children))
        value = self.value(form.value.value) if form.value else ""
        return f"{form.kind}{form.rank}({children};{self.value(form.constructor)};{value})"

    def value(self, value: Any) -> str:
        """Of a value that a function may find."""
        if value is None or isinstance(value, str):
            return repr(value)
        if isinstance(value, (*NUMBERS, np.ndarray)):
            return type_text(typeof(value))
        if isinstance(value, tuple):
            return f"tuple {self._class_of(value)}({','.join(map(self.value, value))})"
        if isinstance(value, list):
            return self._list(value)
        name = canonical_name(value)
        return f"primitive {name}" if name is not None and _is_public(value, name) else self._numbered(value)

    def _numbered(self, value: Any) -> str:
        """An object by its number, and when it is met first with what it holds."""
        if id(value) in self._numbers:
            return f"#{self._numbers[id(value)]}"
        number = self._numbers[id(value)] = len(self._objects)
        self._objects.append(value)
        return f"#{number}={self._object(value)}"

    def _object(self, value: Any) -> str:
        rule = rule_of(value)
        if rule is None:
            return self._itself(value)
        own = "custom" if is_custom(value) else self._itself(value)
        parts = map(self.value, (rule.fun, rule.jvp, rule.fwd, rule.bwd, rule.root))
        return f"{own} with {rule.nondiff}({','.join(parts)})"

    def _itself(self, value: Any) -> str:
        if isinstance(value, FunctionType):
            return self._function(value)
        if is_dispatcher(value):
            return f"dispatcher {self.value(value.py_func)}({','.join(self._held(vars(value)))})"
        if isinstance(value, MethodType):
            return f"method {self.value(value.__func__)} {self.value(value.__self__)}"
        if isinstance(value, functools.partial):
            parts = [self.value(value.func), self.value(value.args), *self._held(vars(value))]
            parts += (f"{name}={self.value(each)}" for name, each in value.keywords.items())
            return f"partial({';'.join(parts)})"
        if isinstance(value, ModuleType):
            return self._module(value)
        if isinstance(value, (np.dtype, bytes, range, EllipsisType)) or value is functools.partial:
            return repr(value)
        if isinstance(value, dict):
            return f"{type(value).__qualname__}{{{','.join(self._held(value))}}}"
        if is_gradient(value):
            held = ",".join(self._held(vars(value)))
            return f"transform {value.in_program(NOTHING)!r} {self.value(value.primal)}({held})"
        return self._class(value) if isinstance(value, type) else self._instance(value)

    def _list(self, values: list[Any]) -> str:
        """A list's length does not count, and which elements are alike does not either."""
        plain = {type(value): value for value in values}
        if not all(issubclass(kind, NUMBERS) for kind in plain):
            return f"list({','.join(dict.fromkeys(map(self.value, values)))})"
        return f"list({','.join(sorted(map(self.value, plain.values())))})"

    def _held(self, attributes: Mapping[str, Any]) -> Iterator[str]:
        """Those that count."""
        return (f"{name}={self.value(attributes[name])}" for name in self.wanted if name in attributes)

    # --- functions -------------------------------------------------------------------------------

    def _function(self, function: FunctionType) -> str:
        self._functions += 1
        if self._functions > MOST_FUNCTIONS or "__signature__" in vars(function):
            raise UndescribedError
        code = function.__code__
        names = dict.fromkeys(names_of(code))
        self.names |= names.keys()
        self.names |= set(texts_of(code))
        keywords = function.__kwdefaults__ or {}
        parts = [
            f"{function.__module__} {function.__name__} {function.__qualname__} {code.co_flags}",
            f"{code.co_filename} {code.co_firstlineno} {text_of_file(function)}",
            repr((fingerprint(code), columns_of(code))),
            *map(self._default, function.__defaults__ or ()),
            *(f"{name}={self._default(value)}" for name, value in keywords.items()),
            *map(self._cell, function.__closure__ or ()),
            self._number(function.__globals__),
            *(f"{name}={self._global(function, name)}" for name in names),
            *self._held(vars(function)),
        ]
        return f"function({';'.join(parts)})"

    def _default(self, value: Any) -> str:
        """A number that is a default is a constant of the program."""
        if isinstance(value, NUMBERS):
            return f"{type(value).__name__} {value!r} {self.value(value)}"
        return self.value(value)

    def _cell(self, cell: Any) -> str:
        try:
            return f"cell {self._number(cell)} {self.value(cell.cell_contents)}"
        except ValueError:
            return "empty cell"

    def _number(self, place: Any) -> str:
        """Of a place that values are kept in, which two functions may share."""
        number = self._numbers.setdefault(id(place), len(self._objects))
        if number == len(self._objects):
            self._objects.append(place)
        return f"@{number}"

    def _global(self, function: FunctionType, name: str) -> str:
        if name in function.__globals__:
            return self.value(function.__globals__[name])
        available = function.__globals__.get("__builtins__", builtins)
        available = available if isinstance(available, dict) else vars(available)
        return f"builtin {self.value(available[name])}" if name in available else "unbound"

    # --- modules, classes, objects ---------------------------------------------------------------

    def _module(self, module: ModuleType) -> str:
        held = vars(module)
        if "__getattr__" in held and module.__name__ != "numpy":
            raise UndescribedError
        return f"module {module.__name__}({','.join(self._held(held))})"

    def _class_of(self, value: Any) -> str:
        return "" if type(value) is tuple else self.value(type(value))

    def _class(self, class_: type) -> str:
        if type(class_) not in (type, ABCMeta):
            raise UndescribedError
        parts = [f"{class_.__module__}.{class_.__qualname__}"]
        for each in class_.__mro__:
            if each.__flags__ & HEAP_TYPE:
                parts.append(self._own_attributes(each))
            else:
                parts.append(each.__qualname__)
        if hasattr(class_, "_fields"):
            defaults = getattr(class_, "_field_defaults", {})
            parts += [repr(class_._fields), *(f"{n}={self._default(v)}" for n, v in defaults.items())]
        return f"class({';'.join(parts)})"

    def _own_attributes(self, class_: type) -> str:
        held = vars(class_)
        if "__getattr__" in held or "__getattribute__" in held:
            raise UndescribedError
        return ",".join(f"{name}={self._class_attribute(held[name])}" for name in self.wanted if name in held)

    def _class_attribute(self, value: Any) -> str:
        if isinstance(value, (staticmethod, classmethod)):
            return f"{type(value).__name__} {self.value(value.__func__)}"
        if isinstance(value, (MemberDescriptorType, GetSetDescriptorType)):
            return "slot"
        if type(value).__name__ == "_tuplegetter":
            return "field"
        is_known = isinstance(value, FunctionType) or is_dispatcher(value) or is_gradient(value)
        if hasattr(type(value), "__get__") and not is_known:
            raise UndescribedError  # a property: what it gives is told by running it
        return self.value(value)

    def _instance(self, value: Any) -> str:
        class_ = type(value)
        if class_.__module__.partition(".")[0] == "difpy" or isinstance(value, (set, frozenset, slice)):
            raise UndescribedError
        held = getattr(value, "__dict__", {})
        found = {name: held[name] for name in self.wanted if name in held}
        for name in self.wanted:
            slot = next((vars(c)[name] for c in class_.__mro__ if name in vars(c)), None)
            if isinstance(slot, (MemberDescriptorType, GetSetDescriptorType)) and hasattr(value, name):
                found.setdefault(name, getattr(value, name))
        parts = [*self._held(found)]
        if not class_.__flags__ & HEAP_TYPE:
            parts += [str(getattr(value, name, "")) for name in ("__module__", "__name__", "__qualname__")]
            parts += [str(type(getattr(value, "__self__", None)))]
        return f"object {self.value(class_)}({','.join(parts)})"


def _is_public(value: Any, name: str) -> bool:
    """Whether a function called `difpy.name` is that one, and not one that difpy made of the user's."""
    package, _, last = name.rpartition(".")
    return package != "difpy" or getattr(sys.modules["difpy"], last, None) is value


def names_of(code: CodeType) -> Iterator[str]:
    """The names of globals and attributes in a code, and in those inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_of(constant)


def texts_of(code: CodeType) -> Iterator[str]:
    """The constants that may be keys of dictionaries."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from texts_of(constant)
        elif isinstance(constant, str):
            yield constant


def text_of_file(function: FunctionType) -> str:
    """A digest of the text of a function's file, as it is now."""
    name = function.__code__.co_filename
    lines = source_lines(name, function.__globals__)
    # The cells of a notebook are in files that are named by the process, and exist nowhere.
    if not lines or not (name.startswith("<") or Path(name).exists()):
        raise UndescribedError
    return _digest(lines)


@functools.lru_cache(maxsize=64)
def _digest(lines: tuple[str, ...]) -> str:
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
