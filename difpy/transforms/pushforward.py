"""`jvp`: the value of a function, and the product of its Jacobian with tangents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from difpy.errors import ArgumentTypeError
from difpy.transforms.family import family_of
from difpy.transforms.pullback import called
from difpy.transforms.request import Request, bind, bound_keywords, name_of, options, signature_of
from difpy.transforms.seeds import floats, matched


def jvp(
    fun: Callable[..., Any],
    primals: Sequence[Any],
    tangents: Sequence[Any],
    *,
    jit: bool = True,
    checks: bool = True,
    fastmath: bool | Iterable[str] = False,
    vector_math: bool = True,
) -> tuple[Any, Any]:
    """The value of a function, and its tangent: the derivative in the direction of `tangents`.

    `primals` are the arguments by position, and `tangents` as many, each of the structure, shape and dtype of
    its argument. None stands for a tangent of zero, and is the one of an integer. The tangent has the
    structure of the value, None for integers in it. `jit`, `checks`, `fastmath` and `vector_math` are as in
    `grad`.

    One call costs about as much as two or three of the function, whatever it returns: cheaper than the
    gradient of each result where there are more results than arguments.

    >>> jvp(lambda x, y: (x * y, x + y), (2.0, 3.0), (1.0, 10.0), jit=False)
    ((6.0, 5.0), (23.0, 11.0))
    """
    check_pairs("jvp", primals, tangents, "tangent")
    names, args = bound(fun, primals)
    given = {
        name: matched(tangent, primal, f"tangents[{i}]", "the argument")
        for i, (name, primal, tangent) in enumerate(zip(names, primals, tangents, strict=False))
        if tangent is not None and any(True for _ in floats(primal))
    }
    chosen = options(jit=jit, checks=checks, fastmath=fastmath, vector_math=vector_math)
    request = Request("jvp", tuple(given), options=chosen)
    family = family_of(fun, request, (*names, *tangent_names(names, given)))
    value, tangent = called(family, fun, (*args, *given.values()), {})
    return value, tangent


def bound(fun: Callable[..., Any], primals: Sequence[Any]) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    """The names of all parameters, and their values, defaults filled in."""
    signature, by_partial = signature_of(fun), bound_keywords(fun)
    names = tuple(name for name in signature.parameters if name not in by_partial)
    return names, bind(signature, name_of(fun), tuple(primals), {}, names)


def check_pairs(transform: str, primals: Any, others: Any, word: str) -> None:
    """Refuses what is no pair of tuples of one length."""
    for name, values in (("primals", primals), (f"{word}s", others)):
        if not isinstance(values, (tuple, list)):
            raise ArgumentTypeError(
                f"difpy.{transform} takes its {name} as a tuple; "
                f"got {values!r} of type {type(values).__name__}."
            )
    if len(primals) != len(others):
        raise ArgumentTypeError(
            f"difpy.{transform} takes a {word} for each primal: got {len(primals)} primals and {len(others)} "
            f"{word}s.\nGive None for an argument that does not vary."
        )


def tangent_names(names: Sequence[str], varied: Iterable[str]) -> list[str]:
    """The names of the parameters that hold tangents."""
    taken = set(names)
    found = []
    for name in varied:
        dot = f"{name}_dot"
        while dot in taken:
            dot += "_"
        taken.add(dot)
        found.append(dot)
    return found
