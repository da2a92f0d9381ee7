"""`vjp`: the value of a function now, and products with its transposed Jacobian later."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from difpy.errors import ArgumentValueError
from difpy.runtime.generators import Generators, again
from difpy.runtime.sharing import overlaps_itself
from difpy.transforms.captures import read
from difpy.transforms.failures import explain
from difpy.transforms.family import Snapshot, family_of
from difpy.transforms.forms import form_of
from difpy.transforms.one_state import start
from difpy.transforms.request import (
    Options,
    Request,
    bind,
    bound_keywords,
    name_of,
    options,
    signature_of,
)
from difpy.transforms.seeds import matched
from difpy.transforms.switch import MissingError

COTANGENT = "cotangent"


class Pullback:
    """From a cotangent of the value to one cotangent for each primal; None for one without derivative.

    It works on copies of what it was made from, and can be called again and again.
    """

    def __init__(
        self,
        primal: Callable[..., Any],
        names: tuple[str, ...],
        wrt: tuple[str, ...],
        args: tuple[Any, ...],
        value: Any,
        snapshot: Snapshot,
        options: Options,
        states: Generators | None,
    ) -> None:
        self.primal = primal
        self.args = args
        self.value = value
        self.snapshot = snapshot
        self.states = states
        """Where the generators were before the value was computed, if the program draws."""
        cotangent = COTANGENT
        while cotangent in names:
            cotangent += "_"
        self.family = family_of(
            primal, Request("pullback", wrt, is_tuple=True, options=options), (*names, cotangent)
        )

    def __call__(self, cotangent: Any) -> tuple[Any, ...]:
        """A cotangent has the structure of the value."""
        args = (*self.args, matched(cotangent, self.value, "the cotangent", "the value"))
        with again(self.states) if self.states is not None else contextlib.nullcontext():
            return tuple(called(self.family, self.primal, args, self.snapshot))

    def __repr__(self) -> str:
        return f"<pullback of {self.primal!r}>"


def vjp(
    fun: Callable[..., Any],
    *primals: Any,
    jit: bool = True,
    checks: bool = True,
    fastmath: bool | Iterable[str] = False,
    vector_math: bool = True,
) -> tuple[Any, Pullback]:
    """The value of a function, and its pullback: from cotangents of the results to those of the primals.

    The function may return any structure of floats and arrays, and a cotangent has the same structure.
    `jit`, `checks`, `fastmath` and `vector_math` are as in `grad`.

    >>> value, pullback = vjp(lambda x, y: (x * y, x + y), 2.0, 3.0, jit=False)
    >>> value, pullback((1.0, 10.0))
    ((6.0, 5.0), (13.0, 12.0))
    """
    signature = signature_of(fun)
    bound = bound_keywords(fun)
    names = tuple(name for name in signature.parameters if name not in bound)
    args = bind(signature, name_of(fun), primals, {}, names)
    wrt = names[: len(primals)]
    chosen = options(jit=jit, checks=checks, fastmath=fastmath, vector_math=vector_math)
    family = family_of(fun, Request("value", wrt, options=chosen), names)
    saved = tuple(map(private, args))
    variant, _ = family.route(fun, saved)
    known = family.known(variant.forms)
    captured = {c.path: read(fun, c.path, known) for c in variant.captures}
    if any(built.written for built in variant.built.values()):
        check_apart([*args, *captured.values()], name_of(fun))
    snapshot = {path: private(value) for path, value in captured.items()}
    states = start(family)
    value = called(family, fun, tuple(map(private, args)), {path: private(v) for path, v in snapshot.items()})
    return value, Pullback(fun, names, wrt, saved, private(value), snapshot, chosen, states)


def called(family: Any, primal: Any, args: tuple[Any, ...], snapshot: Snapshot) -> Any:
    """What a compiled program gives, with captured values as they were."""
    try:
        if family.direct is not None and all(form_of(arg).is_direct for arg in args):
            return family.direct(*args)
    except MissingError:
        pass  # handled below
    except Exception as error:
        explain(error, family, primal, args, snapshot)
        raise
    _, call = family.route(primal, args, snapshot or None)
    start(family)
    try:
        return call(*args)
    except MissingError:
        raise AssertionError("a program was compiled for other arguments") from None
    except Exception as error:
        explain(error, family, primal, args, snapshot)
        raise


def check_apart(values: Sequence[Any], function: str) -> None:
    """Refuse arrays that overlap, for a function that writes into what it is given."""
    arrays = [leaf for value in values for leaf in arrays_in(value)]
    if any(overlaps_itself(array) for array in arrays):
        raise ArgumentValueError(
            f"An array that {function} is given has several elements in one place, and it writes into what "
            "it is given: not supported yet.\nPass a copy of it."
        )
    if any(np.may_share_memory(a, b) for i, a in enumerate(arrays) for b in arrays[:i]):
        raise ArgumentValueError(
            f"Two arrays that {function} is given share memory, and it writes into what it is given: "
            "not supported yet in vjp.\nPass a copy of one of them."
        )


def arrays_in(value: Any) -> Iterator[Any]:
    """The arrays of a structure."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from arrays_in(part)


def private(value: Any) -> Any:
    """A copy that shares no memory with the value."""
    if isinstance(value, np.ndarray):
        return np.array(value)
    if isinstance(value, tuple):
        values = map(private, value)
        return type(value)(*values) if hasattr(value, "_fields") else tuple(values)
    return list(map(private, value)) if isinstance(value, list) else value
