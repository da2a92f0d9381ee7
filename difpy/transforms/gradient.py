"""What `grad` and `value_and_grad` return: a callable with the signature of its primal."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from types import MethodType
from typing import Any
from weakref import WeakValueDictionary

from difpy.elaborate.registered import listeners
from difpy.elaborate.shapes import DerivativeOf, Shape
from difpy.errors import ArgumentValueError
from difpy.runtime.sharing import SharedMemoryError
from difpy.transforms.aliases import sharing_of, unshared, with_memory
from difpy.transforms.as_function import as_function
from difpy.transforms.direct import FUNCTION, KNOWN, State, direct
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


class Asked:
    """The primal of a gradient, and what is wanted of it: all that a call needs to know."""

    def __init__(
        self, kind: str, primal: Callable[..., Any], argnums: Argnums, has_aux: bool, options: Options
    ) -> None:
        self.primal, self.argnums = primal, argnums
        self.signature = signature_of(primal)
        self.bound = bound_keywords(primal)
        self.names = tuple(name for name in self.signature.parameters if name not in self.bound)
        wrt = resolve_argnums(self.signature, argnums, name_of(primal), self.bound)
        self.request = Request(kind, wrt, isinstance(argnums, tuple), has_aux, options)

    @property
    def family(self) -> Family:
        """The compiled programs, shared by all functions with the primal's code.

        Not a cached property: before Python 3.12 these hold a lock, and Numba's compiler holds another.
        """
        return family_of(self.primal, self.request, self.names)

    @property
    def arity(self) -> int:
        """The number of arguments of a call by position that needs no binding, or -1."""
        by_position = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        plain = all(self.signature.parameters[name].kind in by_position for name in self.names)
        return len(self.names) if plain else -1

    def arguments(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        """The values of all parameters, in order."""
        return bind(self.signature, name_of(self.primal), args, kwargs, self.names)

    def of(self, primal: Callable[..., Any], argnums: Argnums | None = None) -> Gradient:
        """The same transform of another function."""
        chosen = self.argnums if argnums is None else argnums
        return Gradient(self.request.kind, primal, chosen, self.request.has_aux, self.request.options)

    def with_shared_memory(self, args: tuple[Any, ...]) -> Any:
        """The result for arguments that overlap where the primal writes."""
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


class Gradient:
    """The gradient of `primal`, or its value and gradient. It takes arguments as the primal takes them.

    It compiles for the types of its arguments when it is first called with them.
    """

    # A slot may hold what Python looks for in the type: so that a call needs no frame of a method.
    __slots__ = ("__call__", "__dict__", "__weakref__", "_state")

    __call__: Callable[..., Any]
    primal: Callable[..., Any]

    def __init__(
        self, kind: str, primal: Callable[..., Any], argnums: Argnums, has_aux: bool, options: Options
    ) -> None:
        asked = Asked(kind, primal, argnums, has_aux, options)
        wrap(self, primal)
        self.primal = primal
        self.argnums = argnums
        self.__signature__ = asked.signature
        self.names = asked.names
        self.request = asked.request
        self._state = State((_unprepared, asked.arity, _call_slowly, asked))
        self.__call__ = direct(self._state)
        _states[id(self._state)] = self._state

    def prepare(self, *args: Any, **kwargs: Any) -> None:
        """Compile for arguments of these types; nothing is computed."""
        asked = self._state[KNOWN]
        args = asked.arguments(args, kwargs)
        _, self._state[FUNCTION] = self.family.route(self.primal, args)

    @property
    def family(self) -> Family:
        """The compiled programs, shared by all functions with the primal's code."""
        family: Family = self._state[KNOWN].family
        return family

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
        asked: Asked = self._state[KNOWN]
        return asked.of(bound, argnums if isinstance(self.argnums, tuple) else argnums[0])

    def __reduce__(self) -> Any:
        """By its qualified name where that leads here, else as the transform of its primal."""
        name = str(getattr(self, "__qualname__", ""))
        if _by_name(self.__module__, name) is self:
            return name
        options = (self.request.kind, self.primal, self.argnums, self.request.has_aux, self.request.options)
        return _unpickled, (options, sources(self.primal))

    def __repr__(self) -> str:
        return f"<difpy.{self.request.kind} of {name_of(self.primal)}{self.__signature__}>"


# Not the gradients: their `__call__` may be in use without them.
_states: WeakValueDictionary[int, State] = WeakValueDictionary()


def _forget() -> None:
    """When a derivative rule is registered, gradients find their programs anew."""
    for state in list(_states.values()):
        state[FUNCTION] = _unprepared


listeners.append(_forget)


def _unpickled(options: tuple[Any, ...], carried: Sources) -> Gradient:
    attach_sources(options[1], carried)
    return Gradient(*options)


def _call_slowly(
    state: State, args: tuple[Any, ...], kwargs: dict[str, Any] | None, error: BaseException | None
) -> Any:
    """A call that is not by position, or that raised an error: `direct` leaves them to Python."""
    asked: Asked = state[KNOWN]
    if error is None:
        kwargs = kwargs or {}
        if kwargs.keys() & asked.bound:
            return asked.of(functools.partial(asked.primal, **kwargs))(*args)
        args = asked.arguments(args, kwargs)
    try:
        if error is not None:
            raise error
        return state[FUNCTION](*args)
    except MissingError:
        pass  # handled below, so that what follows has no context
    except SharedMemoryError:
        return asked.with_shared_memory(args)
    except Exception as raised:
        explain(raised, asked.family, asked.primal, args)
        raise
    finally:
        error = None  # its traceback has this frame
    _, state[FUNCTION] = asked.family.route(asked.primal, args)
    try:
        return state[FUNCTION](*args)
    except SharedMemoryError:
        return asked.with_shared_memory(args)
    except Exception as raised:
        explain(raised, asked.family, asked.primal, args)
        raise


def _unprepared(*args: Any) -> Any:
    raise MissingError


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
