"""What `grad` and `value_and_grad` return: a callable with the signature of its primal."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from types import MethodType
from typing import Any
from weakref import WeakSet

from difpy.elaborate.registered import listeners
from difpy.elaborate.shapes import DerivativeOf, Shape
from difpy.errors import ArgumentValueError
from difpy.runtime.sharing import SharedMemoryError
from difpy.transforms.aliases import sharing_of, unshared, with_memory
from difpy.transforms.as_function import as_function
from difpy.transforms.failures import explain
from difpy.transforms.family import Family, family_of
from difpy.transforms.pickling import Sources, attach_sources, sources
from difpy.transforms.request import (
    Argnums,
    Options,
    Request,
    bind,
    bound_keywords,
    name_of,
    resolve_argnums,
    signature_of,
    wrap,
)
from difpy.transforms.switch import MissingError


class Gradient:
    """The gradient of `primal`, or its value and gradient.

    It compiles for the types of its arguments when it is first called with them.
    """

    # What each call reads lies in slots: that takes a third off the time of a call.
    __slots__ = ("__dict__", "__weakref__", "_arity", "_call")

    primal: Callable[..., Any]

    def __init__(
        self, kind: str, primal: Callable[..., Any], argnums: Argnums, has_aux: bool, options: Options
    ) -> None:
        signature = signature_of(primal)
        wrap(self, primal)
        self.primal = primal
        self.argnums = argnums
        self.__signature__ = signature
        bound = bound_keywords(primal)
        self.names = tuple(name for name in signature.parameters if name not in bound)
        wrt = resolve_argnums(signature, argnums, name_of(primal), bound)
        self.request = Request(kind, wrt, isinstance(argnums, tuple), has_aux, options)
        self._arity = _arity(signature, self.names)
        self._call: Callable[..., Any] = _unprepared
        _all.add(self)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Arguments as the primal takes them."""
        if kwargs or len(args) != self._arity:
            if kwargs.keys() & bound_keywords(self.primal):
                return self._with(functools.partial(self.primal, **kwargs))(*args)
            args = bind(self.__signature__, name_of(self.primal), args, kwargs, self.names)
        try:
            return self._call(*args)
        except MissingError:
            pass  # handled below, so that what follows has no context
        except SharedMemoryError:
            return self._with_shared_memory(args)
        except Exception as error:
            explain(error, self.family, self.primal, args)
            raise
        _, self._call = self.family.route(self.primal, args)
        try:
            return self._call(*args)
        except SharedMemoryError:
            return self._with_shared_memory(args)
        except Exception as error:
            explain(error, self.family, self.primal, args)
            raise

    def prepare(self, *args: Any, **kwargs: Any) -> None:
        """Compile for arguments of these types; nothing is computed."""
        args = bind(self.__signature__, name_of(self.primal), args, kwargs, self.names)
        _, self._call = self.family.route(self.primal, args)

    @property
    def family(self) -> Family:
        """The compiled programs, shared by all functions with the primal's code.

        Not a cached property: before Python 3.12 these hold a lock, and Numba's compiler holds another.
        """
        return family_of(self.primal, self.request, self.names)

    @functools.cached_property
    def as_function(self) -> Any:
        """A Python function that does the same; what is differentiated when this is."""
        request = self.request
        argnums = request.wrt if request.is_tuple else request.wrt[0]
        aux: dict[str, Any] = {"has_aux": True} if request.has_aux else {}
        return as_function(request.kind, self.primal, argnums=argnums, **aux)

    def in_program(self, function: Shape) -> Shape:
        """The shape of this in a program, given that of the primal."""
        request = self.request
        return DerivativeOf(function, request.kind, request.wrt, request.is_tuple, request.has_aux)

    def _with_shared_memory(self, args: tuple[Any, ...]) -> Any:
        """The same for arguments that overlap where the primal writes."""
        request = self.request
        sharing = sharing_of(self.names, args, request.wrt, name_of(self.primal))
        wrt = tuple(sharing.name if name in sharing.members else name for name in request.wrt)
        shared = with_memory(self.primal, self.names, sharing)
        others = [arg for name, arg in zip(self.names, args, strict=True) if name not in sharing.members]
        gradient = Gradient("value_and_grad", shared, wrt, request.has_aux, request.options)
        value, parts = gradient(*sharing.arguments(), *others)
        pairs = zip(parts, request.wrt, strict=True)
        parts = tuple(unshared(p, n, sharing) if n in sharing.members else p for p, n in pairs)
        result = parts if request.is_tuple else parts[0]
        if request.kind == "value_and_grad":
            return value, result
        return (result, value[1]) if request.has_aux else result

    @property
    def _numba_type_(self) -> Any:
        """Numba's type of a function that is compiled when it is called, as `@njit` functions have."""
        return self.family.compiled_type(self.primal)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        """As a method: the gradient of the bound method."""
        if instance is None:
            return self
        argnums = tuple(_without_self(a) for a in _as_tuple(self.argnums))
        bound = MethodType(self.primal, instance)
        return self._with(bound, argnums if isinstance(self.argnums, tuple) else argnums[0])

    def _with(self, primal: Callable[..., Any], argnums: Argnums | None = None) -> Gradient:
        """The same transform of another function."""
        chosen = self.argnums if argnums is None else argnums
        return Gradient(self.request.kind, primal, chosen, self.request.has_aux, self.request.options)

    def __reduce__(self) -> Any:
        """By its qualified name where that leads here, else as the transform of its primal."""
        name = str(getattr(self, "__qualname__", ""))
        if _by_name(self.__module__, name) is self:
            return name
        options = (self.request.kind, self.primal, self.argnums, self.request.has_aux, self.request.options)
        return _unpickled, (options, sources(self.primal))

    def __repr__(self) -> str:
        return f"<difpy.{self.request.kind} of {name_of(self.primal)}{self.__signature__}>"


_all: WeakSet[Gradient] = WeakSet()


def _forget() -> None:
    """When a derivative rule is registered, gradients find their programs anew."""
    for gradient in list(_all):
        gradient._call = _unprepared


listeners.append(_forget)


def _unpickled(options: tuple[Any, ...], carried: Sources) -> Gradient:
    attach_sources(options[1], carried)
    return Gradient(*options)


def _unprepared(*args: Any) -> Any:
    raise MissingError


def _arity(signature: inspect.Signature, names: tuple[str, ...]) -> int:
    """The number of arguments of a call by position that needs no binding, or -1."""
    by_position = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    plain = all(signature.parameters[name].kind in by_position for name in names)
    return len(names) if plain else -1


def _as_tuple(argnums: Argnums) -> tuple[Any, ...]:
    return argnums if isinstance(argnums, tuple) else (argnums,)


def _without_self(argnum: Any) -> Any:
    if isinstance(argnum, str) or argnum < 0:
        return argnum
    if argnum == 0:
        raise ArgumentValueError("argnums=0 is the object of a method; count from there, or give a name.")
    return argnum - 1


def _by_name(module: str | None, qualname: str) -> Any:
    value: Any = sys.modules.get(module or "")
    for name in qualname.split("."):
        value = getattr(value, name, None)
    return value
