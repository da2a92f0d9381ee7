"""`hvp` and `hessian`: second derivatives of a function that returns one float."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from difpy.errors import ArgumentTypeError
from difpy.transforms.derivative import Derivative
from difpy.transforms.family import family_of
from difpy.transforms.jacobian import only, positions, units
from difpy.transforms.pullback import called
from difpy.transforms.pushforward import bound, check_pairs, tangent_names
from difpy.transforms.request import Argnums, Request, name_of, options
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


def hessian(
    fun: Callable[..., Any],
    argnums: Argnums = 0,
    *,
    jit: bool = True,
    checks: bool = True,
    fastmath: bool | Iterable[str] = False,
    vector_math: bool = True,
) -> Derivative:
    """The Hessian of a function that returns one float, with respect to floats and arrays.

    A function of the same arguments. Of an array of shape s it is an array of shape s + s, of a float a
    float; for a tuple of argnums it is a tuple of tuples of such blocks. It takes a product with the Hessian
    for each element.

    >>> hessian(lambda x: x[0] ** 2 * x[1], jit=False)(np.array([2.0, 3.0])).tolist()
    [[6.0, 4.0], [4.0, 0.0]]
    """
    chosen: dict[str, Any] = {"jit": jit, "checks": checks, "fastmath": fastmath, "vector_math": vector_math}

    def computed(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        args, places = positions(fun, argnums, args, kwargs)
        rows = []
        for i in places:
            products = [hvp(fun, args, only(unit, i, args), **chosen) for unit in units(args[i])]
            rows.append(tuple(_block(products, i, j, args) for j in places))
        return tuple(rows) if isinstance(argnums, tuple) else rows[0][0]

    return Derivative(fun, "hessian", computed)


def _block(products: list[tuple[Any, ...]], i: int, j: int, args: tuple[Any, ...]) -> Any:
    """The derivatives with respect to two arguments, from the products with the units of the first."""
    shape = np.shape(args[i]) + np.shape(args[j])
    dtype = np.result_type(np.asarray(args[j]).dtype)
    block = np.array([product[j] for product in products], dtype=dtype).reshape(shape)
    return block if block.ndim else block.item()
