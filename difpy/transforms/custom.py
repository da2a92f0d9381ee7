"""`custom_vjp`, `custom_jvp` and `register_rule`: derivative rules of the user's own."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from difpy.elaborate.registered import DerivativeRule, register
from difpy.errors import ArgumentTypeError, ArgumentValueError
from difpy.transforms.as_function import as_function
from difpy.transforms.request import name_of, signature_of, wrap

Function = Callable[..., Any]


class _Custom:
    """A function that is called as it is, and differentiated by a rule."""

    transform = ""

    def __init__(self, fun: Function, nondiff_argnums: Iterable[int] = ()) -> None:
        self.__signature__ = signature_of(fun)
        wrap(self, fun)
        self.fun = fun
        count = len(self.__signature__.parameters)
        self.nondiff_argnums = tuple(_position(i, count, name_of(fun)) for i in nondiff_argnums)
        self.derivative_rule: DerivativeRule | None = None

    @functools.cached_property
    def as_function(self) -> Any:
        """A Python function that calls this one; what is differentiated when this is."""
        return as_function("", self)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.fun(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<difpy.{self.transform} {name_of(self.fun)}{self.__signature__}>"


def _position(argnum: int, count: int, name: str) -> int:
    if not -count <= argnum < count:
        raise ArgumentValueError(f"nondiff_argnums names {argnum}: {name} has {count} parameters.")
    return argnum % count


class custom_vjp(_Custom):  # noqa: N801  used like a function, as in JAX
    """A function whose pullback is given, instead of being derived from its body.

    `fwd` takes the function's arguments and returns its value and what the pullback needs; `bwd` takes the
    arguments at `nondiff_argnums`, what `fwd` has kept and the cotangent of the value, and returns a tuple of
    the cotangents of the other arguments, None for zero. Both are programs of the language, or functions that
    Numba compiles. The protocol is JAX's.

    Tangents come from `bwd` too, which must be linear in the cotangent. Second derivatives differentiate the
    rule, so it must be the derivative of what the function computes.

    >>> @custom_vjp
    ... def cube(x):
    ...     return x**3
    >>> cube.defvjp(lambda x: (x**3, x), lambda x, seed: (3.0 * x * x * seed,))
    >>> cube(2.0)
    8.0
    """

    transform = "custom_vjp"

    def defvjp(self, fwd: Function, bwd: Function) -> None:
        """Say what the rule is."""
        for each in (fwd, bwd):
            _check_function(each)
        self.derivative_rule = DerivativeRule(self.fun, self.nondiff_argnums, fwd=fwd, bwd=bwd)


class custom_jvp(_Custom):  # noqa: N801  used like a function, as in JAX
    """A function whose tangent is given, instead of being derived from its body.

    The rule takes the arguments at `nondiff_argnums`, the tuple of the others and the tuple of their
    tangents, and returns the value and its tangent, which must be linear in the tangents. The protocol is
    JAX's; tangents of integers are None.

    >>> @custom_jvp
    ... def cube(x):
    ...     return x**3
    >>> @cube.defjvp
    ... def cube_jvp(primals, tangents):
    ...     return primals[0]**3, 3.0 * primals[0]**2 * tangents[0]
    >>> cube(2.0)
    8.0
    """

    transform = "custom_jvp"

    def defjvp(self, jvp: Function) -> Function:
        """Say what the rule is; comes back, so it can be a decorator."""
        _check_function(jvp)
        self.derivative_rule = DerivativeRule(self.fun, self.nondiff_argnums, jvp=jvp)
        return jvp


def register_rule(
    fun: Function,
    *,
    vjp: tuple[Function, Function] | None = None,
    jvp: Function | None = None,
    nondiff_argnums: Iterable[int] = (),
) -> None:
    """Give a function of somebody else a derivative rule, wherever programs call it.

    `fun` is a Python function or one that Numba has compiled; `vjp` is the pair `(fwd, bwd)` of `custom_vjp`,
    `jvp` the rule of `custom_jvp`; one of the two is given. The last rule counts. Compiled code of the user's
    own that calls a gradient keeps the rule that it was compiled with.

    >>> def cube(x): return x**3
    >>> register_rule(cube, jvp=lambda primals, tangents: (primals[0]**3, 3.0 * primals[0]**2 * tangents[0]))
    """
    if (vjp is None) == (jvp is None):
        raise ArgumentTypeError("difpy.register_rule takes either vjp=(fwd, bwd) or jvp=.")
    if not callable(fun):
        raise ArgumentTypeError(f"difpy.register_rule needs a function, and got {fun!r}.")
    custom: custom_vjp | custom_jvp
    if jvp is not None:
        custom = custom_jvp(fun, nondiff_argnums)
        custom.defjvp(jvp)
    else:
        assert vjp is not None
        custom = custom_vjp(fun, nondiff_argnums)
        custom.defvjp(*vjp)
    assert custom.derivative_rule is not None
    register(fun, custom.derivative_rule)


def _check_function(value: Any) -> None:
    if not callable(value):
        raise ArgumentTypeError(
            f"A derivative rule is a function; got {value!r} of type {type(value).__name__}."
        )
