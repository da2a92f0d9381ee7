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
) -> tuple[Any, Any]:
    """The value of a function, and its tangent: the derivative in the direction of `tangents`.

    `primals` are the arguments by position, and `tangents` as many, each of the structure, shape and dtype of
    its argument. None stands for a tangent of zero, and is the one of an integer. The tangent has the
    structure of the value, None for integers in it. `jit`, `checks` and `fastmath` are as in `grad`.

    One call costs about as much as two or three of the function, whatever it returns: cheaper than the
    gradient of each result where there are more results than arguments.

    >>> jvp(lambda x, y: (x * y, x + y), (2.0, 3.0), (1.0, 10.0), jit=False)
    ((6.0, 5.0), (23.0, 11.0))
    """
    signature, bound = signature_of(fun), bound_keywords(fun)
    names = tuple(name for name in signature.parameters if name not in bound)
    check_sequence("primals", primals)
    check_sequence("tangents", tangents)
    if len(primals) != len(tangents):
        raise ArgumentTypeError(
            f"difpy.jvp takes a tangent for each primal: got {len(primals)} primals and {len(tangents)} "
            "tangents.\nGive None for an argument that does not vary."
        )
    args = bind(signature, name_of(fun), tuple(primals), {}, names)
    given = {
        name: matched(tangent, primal, f"tangents[{i}]", "the argument")
        for i, (name, primal, tangent) in enumerate(zip(names, primals, tangents, strict=False))
        if tangent is not None and any(True for _ in floats(primal))
    }
    request = Request("jvp", tuple(given), options=options(jit=jit, checks=checks, fastmath=fastmath))
    family = family_of(fun, request, (*names, *tangent_names(names, given)))
    value, tangent = called(family, fun, (*args, *given.values()), {})
    return value, tangent


def check_sequence(name: str, values: Any) -> None:
    if not isinstance(values, (tuple, list)):
        raise ArgumentTypeError(
            f"difpy.jvp takes its {name} as a tuple; got {values!r} of type {type(values).__name__}."
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
