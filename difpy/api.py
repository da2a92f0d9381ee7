"""The transforms that users call."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, overload

from difpy.transforms.checking import check_grads as check_grads
from difpy.transforms.checkpoint import checkpoint as checkpoint
from difpy.transforms.checkpoint import checkpointed as checkpointed
from difpy.transforms.custom import custom_jvp as custom_jvp
from difpy.transforms.custom import custom_root as custom_root
from difpy.transforms.custom import custom_vjp as custom_vjp
from difpy.transforms.custom import fixed_point as fixed_point
from difpy.transforms.custom import register_rule as register_rule
from difpy.transforms.display import explain as explain
from difpy.transforms.display import show as show
from difpy.transforms.display import source as source
from difpy.transforms.gradient import Gradient
from difpy.transforms.jacobian import hessian as hessian
from difpy.transforms.jacobian import jacfwd as jacfwd
from difpy.transforms.jacobian import jacobian as jacobian
from difpy.transforms.jacobian import jacrev as jacrev
from difpy.transforms.pullback import vjp as vjp
from difpy.transforms.pushforward import jvp as jvp
from difpy.transforms.request import Argnums, Options, options
from difpy.transforms.second_order import hvp as hvp
from difpy.transforms.vmap import vmap as vmap

Function = Callable[..., Any]
Fastmath = bool | Iterable[str]


@overload
def grad(
    fun: Function,
    argnums: Argnums = 0,
    *,
    has_aux: bool = False,
    jit: bool = True,
    checks: bool = True,
    fastmath: Fastmath = False,
    vector_math: bool = True,
) -> Gradient: ...
@overload
def grad(
    fun: None = None,
    argnums: Argnums = 0,
    *,
    has_aux: bool = False,
    jit: bool = True,
    checks: bool = True,
    fastmath: Fastmath = False,
    vector_math: bool = True,
) -> Callable[[Function], Gradient]: ...
def grad(
    fun: Any = None,
    argnums: Argnums = 0,
    *,
    has_aux: bool = False,
    jit: bool = True,
    checks: bool = True,
    fastmath: Fastmath = False,
    vector_math: bool = True,
) -> Any:
    """The gradient of a function that returns one float.

    `argnums` says with respect to which parameters, by position, name, or a tuple of those, which gives
    a tuple of gradients. With `has_aux` the function returns `(value, aux)`, and its gradient
    `(gradient, aux)`. With `jit=False` the generated Python runs in CPython, without Numba.

    With `checks=False` compiled code takes it that every index is in range, as Numba's own does: an index
    that isn't reads or writes memory of others. `fastmath=True` lets the compiler reorder sums and products,
    divide by multiplying with the reciprocal, fuse operations, approximate functions and ignore the sign of
    zeros; a set of "reassoc", "arcp", "contract", "afn" and "nsz" lets it do some of that. That no number is
    infinite or NaN cannot be assumed: ArgumentValueError. With `vector_math=False` every exp, log, sin, cos,
    tanh and erf is the C library's; otherwise loops may compute several at a time, each within 2 ulp.

    >>> def parabola(x): return x * x
    >>> grad(parabola, jit=False)(3.0)
    6.0
    """
    chosen = options(jit=jit, checks=checks, fastmath=fastmath, vector_math=vector_math)
    return _transform("grad", fun, argnums, has_aux, chosen)


@overload
def value_and_grad(
    fun: Function,
    argnums: Argnums = 0,
    *,
    has_aux: bool = False,
    jit: bool = True,
    checks: bool = True,
    fastmath: Fastmath = False,
    vector_math: bool = True,
) -> Gradient: ...
@overload
def value_and_grad(
    fun: None = None,
    argnums: Argnums = 0,
    *,
    has_aux: bool = False,
    jit: bool = True,
    checks: bool = True,
    fastmath: Fastmath = False,
    vector_math: bool = True,
) -> Callable[[Function], Gradient]: ...
def value_and_grad(
    fun: Any = None,
    argnums: Argnums = 0,
    *,
    has_aux: bool = False,
    jit: bool = True,
    checks: bool = True,
    fastmath: Fastmath = False,
    vector_math: bool = True,
) -> Any:
    """The value of a function and its gradient, as `grad` gives it.

    With `has_aux` this is `((value, aux), gradient)`.

    >>> def parabola(x): return x * x
    >>> value_and_grad(parabola, jit=False)(3.0)
    (9.0, 6.0)
    """
    chosen = options(jit=jit, checks=checks, fastmath=fastmath, vector_math=vector_math)
    return _transform("value_and_grad", fun, argnums, has_aux, chosen)


def compile(fun: Function, *example_args: Any) -> Gradient:  # noqa: A001  what it does
    """A gradient, compiled for arguments of these types before it is needed; nothing is computed.

    `fun` is what `grad` or `value_and_grad` returned, and comes back; of any other function it is the value
    and gradient with respect to the first parameter. Raises what a first call would: a
    `DifferentiationError` for what is not differentiable.

    >>> def parabola(x): return x * x
    >>> compile(grad(parabola, jit=False), 3.0)(5.0)
    10.0
    """
    gradient: Gradient = fun if isinstance(fun, Gradient) else value_and_grad(fun)
    gradient.prepare(*example_args)
    return gradient


def _transform(kind: str, fun: Any, argnums: Argnums, has_aux: bool, chosen: Options) -> Any:
    if fun is None:
        return lambda function: Gradient(kind, function, argnums, has_aux, chosen)
    return Gradient(kind, fun, argnums, has_aux, chosen)
