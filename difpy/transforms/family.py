"""The compiled programs of a transform, shared by all functions with the same code.

A closure made anew over new data runs the code that was compiled for the last one: what it captures is
read at each call and passed in. What a program was made for besides types (a captured function, a
text) is its assumptions; a call where they don't hold runs another variant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numba.core.compiler_lock import global_compiler_lock

from difpy.elaborate.registered import listeners
from difpy.errors import NotSupportedYetError
from difpy.frontend import unwrap
from difpy.lower.recursion import LIMIT
from difpy.pipeline import switches_off
from difpy.program import Capture, Type
from difpy.transforms.aliases import check_lists
from difpy.transforms.build import Built, build, carried_types
from difpy.transforms.captures import Path, reader, unchanged
from difpy.transforms.compiling import compiled
from difpy.transforms.deep import on_deep_stack
from difpy.transforms.describe import form_of_type
from difpy.transforms.entry import entry_names
from difpy.transforms.forms import Form, carry, form_of, restore
from difpy.transforms.indexed import arguments_of
from difpy.transforms.one_state import draws
from difpy.transforms.request import Request, name_of, signature_of
from difpy.transforms.switch import MissingError, Switch

Primal = Callable[..., Any]
Captured = Callable[[], tuple[Any, ...]]
Snapshot = dict[Path, Any]
# Numba's own lock: a thread that compiles may come here, and one that comes here compiles.
_lock: Any = global_compiler_lock
_families: dict[Any, Family] = {}


@dataclass(eq=False)
class Variant:
    """Programs that read the same captured values, make the same assumptions, return the same form."""

    forms: tuple[Form, ...]
    captures: tuple[Capture, ...]
    capture_forms: tuple[Form, ...]
    assumptions: tuple[tuple[Path, Any], ...]
    result: Form
    switch: Any
    built: dict[tuple[Type, ...], Built] = field(default_factory=dict)

    def takes(self, built: Built, forms: tuple[Form, ...]) -> bool:
        """Whether a program can be called as those of this variant."""
        return (
            self.forms == forms
            and self.captures == built.captures
            and self.capture_forms == built.capture_forms
            and self.result == built.result
            and len(self.assumptions) == len(built.assumptions)
            and all(
                path == other_path and value is other
                for (path, value), (other_path, other) in zip(
                    self.assumptions, built.assumptions, strict=True
                )
            )
        )


class Interpreter:
    """Runs generated Python in CPython, for `jit=False`: the counterpart of a `Switch`."""

    def __init__(self, variant_built: dict[tuple[Type, ...], Built]) -> None:
        self.built = variant_built

    def __call__(self, *carried: Any) -> Any:
        """Floats go in as NumPy's, whose division by zero gives inf and nan, and come out as Python's."""
        found = self.built.get(carried_types(carried))
        if found is None:
            raise MissingError
        with np.errstate(all="ignore"):
            return _plain(found.call(*map(_numpy_floats, carried)))


def _numpy_floats(value: Any) -> Any:
    if isinstance(value, tuple):
        values = map(_numpy_floats, value)
        return type(value)(*values) if hasattr(value, "_fields") else tuple(values)
    return np.float64(value) if type(value) is float else value


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        values = map(_plain, value)
        return type(value)(*values) if hasattr(value, "_fields") else tuple(values)
    return value.item() if isinstance(value, np.generic) else value


@dataclass(eq=False)
class Family:
    """`primal` stands for all functions with its code where compiled code calls."""

    primal: Primal
    request: Request
    names: tuple[str, ...]
    variants: list[Variant] = field(default_factory=list)
    direct: Callable[..., Any] | None = None
    """A way in that reads nothing but its arguments: it serves every call whose types it knows. Programs that
    draw have none, as several runs of one may have to start from one state."""
    _inner: dict[Primal, Any] = field(default_factory=dict)

    def route(
        self, primal: Primal, args: Sequence[Any], snapshot: Snapshot | None = None
    ) -> tuple[Variant, Callable[..., Any]]:
        """How to call with arguments like these: the variant, and a function that takes arguments.

        A snapshot holds captured values that are not to be read anew, by their paths.
        """
        forms = tuple(map(form_of, args))
        carried = self.carried(args, forms)
        argtypes = carried_types(carried)
        with _lock:
            variant = self._find(primal, forms, argtypes) or self._add(primal, forms, argtypes)
        captured = reader(primal, variant.captures, self.known(forms))
        if snapshot is not None:
            values = tuple(snapshot.get(c.path, v) for c, v in zip(variant.captures, captured(), strict=True))
            call = self._with_structures(primal, variant, lambda: values)
        else:
            call = self._caller(primal, variant, captured)
        is_recursive = any(capture.path == LIMIT for capture in variant.captures)
        return variant, on_deep_stack(call) if is_recursive else call

    def carried(self, args: Sequence[Any], forms: Sequence[Form]) -> list[Any]:
        """The arguments as compiled code takes them."""
        return [carry(a, f, promote=p) for a, f, p in zip(args, forms, self.promoted, strict=True)]

    def known(self, forms: Sequence[Form]) -> dict[str, Any]:
        """The arguments that paths of captured values may start from."""
        return arguments_of(self.names, forms)

    @property
    def promoted(self) -> list[bool]:
        """For each parameter, whether integers in it become floats."""
        return [self.request.promotes and name in self.request.wrt for name in self.names]

    def _find(self, primal: Primal, forms: tuple[Form, ...], argtypes: tuple[Type, ...]) -> Variant | None:
        for variant in self.variants:
            if (
                variant.forms != forms
                or not unchanged(primal, variant.assumptions, self.known(variant.forms))()
            ):
                continue
            captured = reader(primal, variant.captures, self.known(variant.forms))()
            if tuple(map(form_of, captured)) != variant.capture_forms:
                continue
            carried = [carry(v, f) for v, f in zip(captured, variant.capture_forms, strict=True)]
            if argtypes + carried_types(carried) in variant.built:
                return variant
        return None

    def _add(self, primal: Primal, forms: tuple[Form, ...], argtypes: tuple[Type, ...]) -> Variant:
        built = build(primal, self.request, self.names, forms, argtypes)
        captured = reader(primal, built.captures, self.known(forms))()
        carried = [carry(v, f) for v, f in zip(captured, built.capture_forms, strict=True)]
        alltypes = argtypes + carried_types(carried)
        variant = next((v for v in self.variants if v.takes(built, forms)), None)
        if variant is None:
            variant = self._new_variant(built, forms)
            self.variants.append(variant)
        variant.built[alltypes] = built
        if self.request.jit:
            compiled(name_of(primal), lambda: variant.switch.compile(alltypes))
        return variant

    def _new_variant(self, built: Built, forms: tuple[Form, ...]) -> Variant:
        named = entry_names(self.names, built.captures)
        key = (forms, built.captures, built.capture_forms, built.assumptions, built.result)
        variant = Variant(*key, switch=None)
        if not self.request.jit:
            variant.switch = Interpreter(variant.built)
            return variant

        variant.switch = Switch(built.call.__name__, named, lambda argtypes: variant.built[argtypes].call)
        return variant

    def compiled_type(self, primal: Primal) -> Any:
        """Numba's type of the transform, for calls from compiled code."""
        if not self.request.jit:
            raise NotSupportedYetError("A gradient with jit=False cannot be called from compiled code.")
        if primal not in self._inner:
            name = f"{name_of(self.primal)}_{self.request.kind}"
            made = partial(self._compile_for_numba, primal)
            self._inner[primal] = Switch(name, self.names, made, self._defaults(primal))
        return self._inner[primal]._numba_type_

    def _defaults(self, primal: Primal) -> tuple[Any, ...]:
        """The defaults of the last parameters."""
        parameters = [signature_of(primal).parameters[name] for name in self.names]
        values = [p.default for p in parameters if p.default is not p.empty]
        return (
            tuple(values)
            if values == [p.default for p in parameters[len(parameters) - len(values) :]]
            else ()
        )

    def _compile_for_numba(self, primal: Primal, argtypes: tuple[Type, ...]) -> Any:
        forms = tuple(map(form_of_type, argtypes))
        with _lock:
            built = build(primal, self.request, self.names, forms, argtypes)
        if built.captures:
            names = ", ".join(f"`{capture.parameter}`" for capture in built.captures)
            raise NotSupportedYetError(
                f"difpy cannot call the gradient of `{name_of(primal)}` from compiled code yet: "
                f"it reads {names} from outside.\nPass these as arguments."
            )
        return built.call

    def _caller(self, primal: Primal, variant: Variant, captured: Captured) -> Callable[..., Any]:
        is_direct = all(form.is_direct for form in (*variant.forms, *variant.capture_forms))
        if not is_direct or not variant.result.is_direct:
            return self._with_structures(primal, variant, captured)
        switch: Callable[..., Any] = variant.switch
        if not variant.captures and not variant.assumptions:
            self.direct = None if draws(self) else switch
            return switch
        if not variant.assumptions:
            return lambda *args: switch(*args, *captured())
        holds = unchanged(primal, variant.assumptions, self.known(variant.forms))

        def call(*args: Any) -> Any:
            if not holds():
                raise MissingError
            return switch(*args, *captured())

        return call

    def _with_structures(self, primal: Primal, variant: Variant, captured: Captured) -> Callable[..., Any]:
        switch, forms, capture_forms = variant.switch, variant.forms, variant.capture_forms
        holds = unchanged(primal, variant.assumptions, self.known(variant.forms))
        has_lists = any(form.holds_lists for form in (*forms, *capture_forms))

        def call(*args: Any) -> Any:
            values = captured()
            if (
                tuple(map(form_of, args)) != forms
                or tuple(map(form_of, values)) != capture_forms
                or not holds()
            ):
                raise MissingError
            if has_lists and any(built.written for built in variant.built.values()):
                check_lists((*args, *values), name_of(primal))
            carried = [carry(v, f) for v, f in zip(values, capture_forms, strict=True)]
            return restore(switch(*self.carried(args, forms), *carried), variant.result)

        return call


def forget() -> None:
    """Programs that were made before a derivative rule was registered are out of date."""
    with _lock:
        _families.clear()


listeners.append(forget)


def family_of(primal: Primal, request: Request, names: tuple[str, ...]) -> Family:
    """The family of all functions with the code of this one."""
    unwrapped = unwrap(primal)
    bound = tuple((b.key, b.path) for b in unwrapped.bound)
    key = (unwrapped.function.__code__, bound, request, names, switches_off())
    with _lock:
        if key not in _families:
            _families[key] = Family(primal, request, names)
        return _families[key]
