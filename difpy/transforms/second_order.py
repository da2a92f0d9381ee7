"""`hvp`: the product of a Hessian with a vector."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from difpy.errors import ArgumentTypeError
from difpy.transforms.family import family_of
from difpy.transforms.pullback import called
from difpy.transforms.pushforward import bound, check_pairs, tangent_names
from difpy.transforms.request import Request, name_of, options
from difpy.transforms.seeds import floats, matched, zeros


def hvp(
    fun: Callable[..., Any],
    primals: Sequence[Any],
    vectors: Sequence[Any],
    *,
    jit: bool = True,
    checks: bool = True,
    fastmath: bool | Iterable[str] = False,
    vector_math: bool = True,
) -> tuple[Any, ...]:
    """The product of the Hessian of a function that returns one float with a vector.

    `primals` are the arguments by position, and `vectors` as many: the parts of the vector, each of the
    structure, shape and dtype of its argument; None stands for zeros. The product has a part for each primal,
    None for integers. `jit`, `checks`, `fastmath` and `vector_math` are as in `grad`.

    It is the gradient of the tangent (Pearlmutter, "Fast exact multiplication by the Hessian", 1994), and
    costs a small multiple of the gradient, whatever the number of arguments.

    >>> hvp(lambda x, y: x * x * y, (2.0, 3.0), (1.0, 0.0), jit=False)
    (6.0, 4.0)
    """
    check_pairs("hvp", primals, vectors, "vector")
    names, args = bound(fun, primals)
    check_real("hvp", args, fun)
    given = {
        name: zeros(primal) if vector is None else matched(vector, primal, f"vectors[{i}]", "the argument")
        for i, (name, primal, vector) in enumerate(zip(names, primals, vectors, strict=False))
        if any(True for _ in floats(primal))
    }
    chosen = options(jit=jit, checks=checks, fastmath=fastmath, vector_math=vector_math)
    request = Request("hvp", tuple(given), is_tuple=True, options=chosen)
    family = family_of(fun, request, (*names, *tangent_names(names, given)))
    products = iter(called(family, fun, (*args, *given.values()), {}))
    return tuple(next(products) if name in given else None for name in names[: len(primals)])


def check_real(transform: str, args: Iterable[Any], fun: Callable[..., Any]) -> None:
    """Refuses complex arguments: a Hessian of those would need a convention of its own."""
    if any(np.iscomplexobj(leaf) for arg in args for leaf in floats(arg)):
        raise ArgumentTypeError(
            f"An argument of {name_of(fun)} is complex: difpy.{transform} takes real arguments.\n"
            "Pass the real and the imaginary part as two arguments."
        )
