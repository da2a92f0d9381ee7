"""From argument types to compiled code, by Numba's own dispatch in C.

A `Switch` holds the compiled entries of one transform for any types of arguments. Types that it has not
seen reach `compile` from the user's compiled code, and raise `MissingError` where Python called.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from numba.core import errors
from numba.core import types as numba_types
from numba.core.dispatcher import _DispatcherBase
from numba.core.registry import CPUDispatcher
from numba.core.typing.typeof import Purpose, typeof

from difpy.program import Type

types_of: Any = typeof
types: Any = numba_types  # in parts untyped to mypy
signature_of_stub: Any = inspect.signature
Compile = Callable[[tuple[Type, ...]], Any]


class MissingError(Exception):
    """No compiled code takes arguments of these types."""


class Switch(CPUDispatcher):
    """`compile_entry` gives, for Numba's types of the arguments, the dispatcher of an entry."""

    def __init__(
        self, name: str, parameters: Sequence[str], compile_entry: Compile, defaults: tuple[Any, ...] = ()
    ) -> None:
        stub = _stub(name, parameters, defaults)
        super().__init__(stub, targetoptions={"nopython": True})
        # An int where a float was compiled for means something else, as does an array in another layout.
        signature = signature_of_stub(stub)
        _DispatcherBase.__init__(self, len(parameters), stub, signature, False, exact_match_required=True)
        self.compile_entry = compile_entry

    def _compile_for_args(self, *args: Any, **kws: Any) -> Any:
        argtypes = tuple(self.typeof_pyval(value) for value in args)
        found = self.overloads.get(argtypes)
        if found is None:
            raise MissingError
        return entry_point(found)

    def typeof_pyval(self, val: Any) -> Any:
        """Numba's type of a value, or its `pyobject` where it has none."""
        try:
            return types_of(val, Purpose.argument) or types.pyobject
        except (errors.NumbaError, ValueError, TypeError):
            return types.pyobject

    def compile(self, sig: Any) -> Any:
        """The entry point for arguments of these types."""
        argtypes = tuple(types.unliteral(type_) for type_ in (sig if isinstance(sig, tuple) else sig.args))
        if argtypes not in self.overloads:
            entry = self.compile_entry(argtypes)
            entry.compile(argtypes)
            self.add_overload(entry.overloads[argtypes])
        return entry_point(self.overloads[argtypes])


def entry_point(result: Any) -> Any:
    """Of what Numba compiled."""
    return result.entry_point


def _stub(name: str, parameters: Sequence[str], defaults: tuple[Any, ...]) -> Any:
    """A function with these parameters, for Numba to look at; nothing calls it."""
    namespace: dict[str, Any] = {}
    exec(f"def stub({', '.join(parameters)}): raise NotImplementedError", namespace)
    stub = namespace["stub"]
    stub.__name__ = stub.__qualname__ = name
    stub.__defaults__ = defaults or None
    return stub
