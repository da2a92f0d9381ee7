"""`custom_vjp`, `custom_jvp` and `register_rule`: derivative rules of the user's own."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from difpy.elaborate.registered import DerivativeRule, register
from difpy.errors import ArgumentTypeError, ArgumentValueError
from difpy.frontend.made import defined
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


def custom_root(residual: Function) -> Callable[[Function], Any]:
    """A decorator for solvers: their derivative is that of the root, by the implicit function theorem.

    The solver takes a first guess and further arguments, and returns a float or an array x with
    `residual(x, *further)` zero, of the same shape. Its gradient does not run backwards through its
    iterations: with J the derivative of the residual with respect to x, the tangent of x is
    `-solve(J, tangent of the residual)`, of any order. The first guess has derivative zero.

    J is computed column by column, and solved densely: this is for unknowns by the tens or hundreds.

    >>> def residual(x, a): return x * x - a
    >>> @custom_root(residual)
    ... def root(x, a):
    ...     for _ in range(20):
    ...         x = 0.5 * (x + a / x)
    ...     return x
    >>> root(1.0, 9.0)
    3.0
    """
    _check_function(residual)

    def decorator(solver: Function) -> _Root:
        return _Root(solver, residual)

    return decorator


def fixed_point(step: Function) -> Callable[[Function], Any]:
    """The same for solvers that return x with `step(x, *further)` equal to x."""
    _check_function(step)

    def decorator(solver: Function) -> _Root:
        names = ", ".join(signature_of(solver).parameters)
        text = f"def residual({names}):\n    return step({names}) - {names.partition(',')[0]}\n"
        return _Root(solver, defined(text, "residual", f"fixed point in {names}", {"step": step}))

    return decorator


class _Root(_Custom):
    transform = "custom_root"

    def __init__(self, fun: Function, residual: Function) -> None:
        super().__init__(fun)
        count = len(self.__signature__.parameters)
        text = ROOT.format(
            further="".join(f", primals[{i}]" for i in range(1, count)),
            dots="".join(f", tangents[{i}]" for i in range(1, count)),
            nones=", None" * (count - 1),
        )
        names = {"np": np, "difpy": sys.modules["difpy"], "residual": residual}
        root = defined(text, "root_tangent", "tangent of a root", names)
        self.derivative_rule = DerivativeRule(fun, (), root=root)


ROOT = """\
def root_tangent(x, primals, tangents):
    moved = difpy.jvp(residual, (x{further}), (None{dots}))[1]
    if isinstance(x, float):
        return -moved / difpy.jvp(residual, (x{further}), (1.0{nones}))[1]
    jacobian = np.empty((x.size, x.size))
    for k in range(x.size):
        unit = np.zeros(x.size)
        unit[k] = 1.0
        column = difpy.jvp(residual, (x{further}), (unit.reshape(x.shape){nones}))[1]
        jacobian[:, k] = column.ravel()
    return -np.linalg.solve(jacobian, moved.ravel()).reshape(x.shape)
"""


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
