"""What a transform asks for, and of which parameters."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from types import FunctionType
from typing import Any, TypeAlias

from difpy.errors import ArgumentTypeError, ArgumentValueError

Argnums: TypeAlias = "int | str | tuple[int | str, ...]"


FREEDOMS = frozenset({"nsz", "arcp", "contract", "afn", "reassoc"})
"""What `fastmath` may allow, in LLVM's words: to ignore the sign of zeros, multiply by reciprocals, fuse
multiplications and additions, approximate functions, and add and multiply in another order."""


@dataclass(frozen=True)
class Options:
    """How a program is run.

    jit: whether Numba compiles it; checks: whether indices out of range raise in compiled code;
    fastmath: what Numba may do with floating-point numbers beyond IEEE 754;
    vector_math: whether loops may compute elementary functions several at a time.
    """

    jit: bool = True
    checks: bool = True
    fastmath: frozenset[str] = frozenset()
    vector_math: bool = True


def options(*, jit: bool, checks: bool, fastmath: bool | Iterable[str], vector_math: bool) -> Options:
    """The options of a transform, as its caller gives them."""
    if isinstance(fastmath, bool):
        return Options(jit, checks, FREEDOMS if fastmath else frozenset(), vector_math)
    chosen = frozenset(fastmath)
    if chosen & {"nnan", "ninf", "fast"}:
        raise ArgumentValueError(
            f"fastmath={sorted(chosen)!r} would take it that no number is infinite or NaN: gradients rely on "
            f"both, at the edge of a domain and behind a mask.\nChoose from {', '.join(sorted(FREEDOMS))}."
        )
    if not chosen <= FREEDOMS:
        raise ArgumentValueError(
            f"fastmath={sorted(chosen)!r}: there is no {', '.join(sorted(chosen - FREEDOMS))}.\n"
            f"Choose from {', '.join(sorted(FREEDOMS))}."
        )
    return Options(jit, checks, chosen, vector_math)


@dataclass(frozen=True)
class Request:
    """`wrt`: the parameters to differentiate with respect to; `is_tuple`: whether the result is one.

    kind: "grad", "value_and_grad", "value" (the primal), "pullback" (takes a cotangent too), "jvp" or
    "hvp" (take a tangent for each parameter of `wrt` too).
    """

    kind: str
    wrt: tuple[str, ...]
    is_tuple: bool = False
    has_aux: bool = False
    options: Options = Options()

    def arguments(self, names: Sequence[str]) -> Sequence[str]:
        """The primal's parameters among those of the entry: all but the cotangent and the tangents."""
        count = {"pullback": 1, "jvp": len(self.wrt), "hvp": len(self.wrt)}.get(self.kind, 0)
        return names[: len(names) - count]

    @property
    def jit(self) -> bool:
        return self.options.jit

    @property
    def wants_float(self) -> bool:
        """Whether the function must return one real float."""
        return self.kind in ("grad", "value_and_grad", "hvp")

    @property
    def promotes(self) -> bool:
        """Whether an int among the arguments of interest is taken as a float."""
        return self.kind in ("grad", "value_and_grad")


def without_jit(request: Request) -> Request:
    """The same asked of CPython."""
    return replace(request, options=replace(request.options, jit=False))


def signature_of(function: Callable[..., Any]) -> inspect.Signature:
    """The signature of the primal, which its gradient has too."""
    if not callable(function):
        raise ArgumentTypeError(
            f"difpy needs a function, and got {function!r} of type {type(function).__name__}."
        )
    try:
        return inspect.signature(function)
    except ValueError:
        raise ArgumentTypeError(
            f"difpy cannot differentiate `{name_of(function)}` yet: it has no Python source.\n"
            "Wrap it in a Python function and differentiate that one."
        ) from None


def name_of(function: Any) -> str:
    """The name of a function, for messages."""
    while isinstance(function, functools.partial):
        function = function.func
    return str(getattr(function, "__name__", repr(function)))


def wrap(wrapper: Any, function: Callable[..., Any]) -> None:
    """Give a transform of a function its name, its documentation and its attributes; a transform's own
    attributes are not those of a transform of it."""
    updated = ("__dict__",) if isinstance(function, FunctionType) else ()
    functools.update_wrapper(wrapper, function, updated=updated)


def resolve_argnums(
    signature: inspect.Signature, argnums: Argnums, name: str, bound: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The names of the parameters that `argnums` means; those that a partial has bound are none."""
    names = tuple(n for n in signature.parameters if n not in bound)
    chosen = argnums if isinstance(argnums, tuple) else (argnums,)
    if not chosen:
        raise ArgumentValueError(f"argnums is empty: name at least one parameter of {name}{signature}.")
    wrt = tuple(_parameter(each, names, f"{name}{signature}") for each in chosen)
    if len(set(wrt)) < len(wrt):
        raise ArgumentValueError(f"argnums={argnums!r} names a parameter of {name}{signature} twice.")
    return wrt


def _parameter(argnum: Any, names: tuple[str, ...], function: str) -> str:
    if isinstance(argnum, str):
        if argnum not in names:
            raise ArgumentValueError(f"argnums={argnum!r}: {function} has no such parameter.")
        return argnum
    if isinstance(argnum, bool) or not hasattr(argnum, "__index__"):
        raise ArgumentTypeError(
            f"argnums={argnum!r}: give a position or a name of a parameter of {function}, "
            "or a tuple of those."
        )
    position = argnum.__index__()
    if not -len(names) <= position < len(names):
        raise ArgumentValueError(f"argnums={argnum!r}: {function} has {_count(len(names))}.")
    return str(names[position])


def _count(parameters: int) -> str:
    return f"{parameters or 'no'} parameter{'s' * (parameters != 1)}"


def bound_keywords(function: Any) -> frozenset[str]:
    """The parameters whose values a partial holds by keyword."""
    names: set[str] = set()
    while isinstance(function, functools.partial):
        names |= set(function.keywords)
        function = function.func
    return frozenset(names)


def bind(
    signature: inspect.Signature,
    name: str,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    names: tuple[str, ...],
) -> tuple[Any, ...]:
    """The values of the parameters called `names`, in order, defaults filled in."""
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError as error:
        raise ArgumentTypeError(f"{name}{signature}: {error}.") from None
    bound.apply_defaults()
    return tuple(bound.arguments[each] for each in names)
