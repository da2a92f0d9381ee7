"""Derivatives of elementwise functions of complex numbers.

The cotangent of z = x + iy is `df/dx - i df/dy` of the real result f, as in JAX: a tangent dz changes f by
the real part of `z_bar * dz`. So the row of a holomorphic function is the one that it has for floats, and
an operand that is real gets the real part of what its row gives (`of_type`), and so does the tangent of a
result that is real. Others have a row here, which is for both modes too: of a real function f of z it gives
`(df/dx - i df/dy) * seed`.

Functions that are in neither table have no rule for complex operands.
"""

from __future__ import annotations

from dataclasses import replace

from numba.core import types

from difpy import kinds
from difpy.program import Binary, Call, Conditional, Constant, Expression, Type, Unary
from difpy.rules.rule import Rule, elementwise_rule

SAME = frozenset({
    "complex", "np.complex128", "np.complex64", "np.where",
    *(f"np.{name}" for name in (
        "add", "arccos", "arcsin", "arcsinh", "arctan", "arctanh", "cos", "cosh", "divide", "exp", "expm1",
        "log", "log10", "log1p", "log2", "multiply", "negative", "positive", "reciprocal", "sin", "sinh",
        "sqrt", "square", "subtract", "tan", "tanh", "true_divide")),
})  # fmt: skip
"""Functions whose row for floats is right for complex numbers."""

_ABS = elementwise_rule("np.conj(difpy.complex_ratio(x, out)) * seed")
_ANGLE = elementwise_rule("-1j * seed / x")
_POWER = elementwise_rule(
    "difpy.complex_power_base(x, y, out) * seed",
    "difpy.complex_power_exponent(x, out) * seed",
    singular=True,
)

OWN: dict[str, Rule] = {
    "**": _POWER,
    "abs": _ABS,
    "cmath.acosh": elementwise_rule("seed / (cmath.sqrt(x - 1.0) * cmath.sqrt(x + 1.0))"),
    "cmath.phase": _ANGLE,
    "complex of two": elementwise_rule("seed", "1j * seed"),
    "difpy.complex_ratio": elementwise_rule(
        "difpy.complex_ratio(1.0, y) * seed",
        "-difpy.complex_ratio(difpy.complex_ratio(x, y), y) * seed",
        singular=True,
    ),
    "difpy.complex_unless_hidden": elementwise_rule(
        "0.0 * seed", "0.0 * seed", "difpy.complex_unless_hidden(x, y, seed)"
    ),
    "difpy.complex_unless_zero": elementwise_rule("0.0 * seed", "difpy.complex_unless_hidden(x, y, seed)"),
    "np.abs": _ABS,
    "np.absolute": _ABS,
    "np.angle": _ANGLE,
    "np.arccosh": elementwise_rule("seed / (np.sqrt(x - 1.0) * np.sqrt(x + 1.0))"),
    "np.conj": elementwise_rule("np.conj(seed)"),
    "np.imag": elementwise_rule("-1j * seed"),
    "np.power": _POWER,
    "np.real": elementwise_rule("seed"),
}
CMATH = (
    "acos", "asin", "asinh", "atan", "atanh", "cos", "cosh", "exp", "log", "log10", "sin", "sinh", "sqrt",
    "tan", "tanh",
)  # fmt: skip
"""Functions of `cmath` that have the row of their namesake in `math`."""
POWERS = frozenset({"**", "np.power"})


def is_complex(value: Expression) -> bool:
    """Whether a value is a complex number, or an array or list of them."""
    return kinds.is_complex(kinds.innermost(value.type))


def complex_of(type_: Type) -> Type:
    """The complex type of the precision of a real one."""
    if kinds.is_complex(type_):
        return type_
    return types.complex64 if type_ == types.float32 else types.complex128


def common_type(type_: Type, *others: Expression) -> Type:
    """A type, of complex numbers where others are."""
    if type_ is None or kinds.is_list(type_) or not any(map(is_complex, others)):
        return type_
    return with_innermost(type_, complex_of(kinds.innermost(type_)))


def as_computed(type_: Type, value: Expression) -> Type:
    """A type, of complex or of real numbers as the value is computed from them."""
    if type_ is None or kinds.is_list(type_):
        return type_
    scalar = kinds.innermost(type_)
    if _is_computed_complex(value):
        return with_innermost(type_, complex_of(scalar))
    return with_innermost(type_, _real_of(scalar)) if kinds.is_complex(scalar) else type_


def _is_computed_complex(value: Expression) -> bool:
    match value:
        case Unary(operand=operand):
            return _is_computed_complex(operand)
        case Binary(left=left, right=right):
            return _is_computed_complex(left) or _is_computed_complex(right)
        case Constant(value=number):
            return isinstance(number, complex)
        case Conditional(then=then, otherwise=otherwise):
            return _is_computed_complex(then) or _is_computed_complex(otherwise)
        case Call(function=name) if value.type is None:
            own = name.rpartition(".")[2]
            if own in REAL_OF_COMPLEX:
                return False
            return (
                name.startswith(("cmath.", "complex"))
                or own.startswith("complex_")
                or any(map(_is_computed_complex, value.arguments))
            )
    return is_complex(value)


REAL_OF_COMPLEX = frozenset({"abs", "absolute", "angle", "imag", "phase", "real"})


def unless_zero(seed: Expression, given: Expression) -> Call:
    """What a cotangent or tangent gives: nothing where it is zero."""
    prefix = "complex_" if is_complex(seed) or is_complex(given) else ""
    return Call(f"difpy.{prefix}unless_zero", (seed, given), type=given.type)


def with_innermost(type_: Type, scalar: Type) -> Type:
    """The same kind of array, or a scalar, of other numbers."""
    if kinds.is_array(type_):
        return type_.copy(dtype=scalar)
    return scalar


def _real_of(type_: Type) -> Type:
    return types.float32 if type_ == types.complex64 else types.float64


def of_type(given: Expression, wanted: Type) -> Expression:
    """A cotangent or tangent as one of a value of a real or a complex type.

    A real value's is the real part of a complex one; a complex value's is never held as a real one.
    """
    have = kinds.innermost(given.type)
    want = kinds.innermost(wanted)
    if kinds.is_complex(have) and not kinds.is_complex(want):
        if isinstance(given, Binary) and given.op == "*" and given.left == Constant(1j):
            imaginary = Call("np.imag", (given.right,), type=with_innermost(given.type, _real_of(have)))
            return Unary("-", imaginary, type=imaginary.type)
        if isinstance(given, Unary) and given.op == "-":
            part = of_type(replace(given.operand, type=given.type), wanted)
            if isinstance(part, Unary) and part.op == "-":
                return part.operand
            return Unary("-", part, type=part.type)
        return Call("np.real", (given,), type=with_innermost(given.type, _real_of(have)))
    if kinds.is_complex(want) and given.type is not None and not kinds.is_complex(have):
        made = complex_of(have)
        if kinds.is_array(given.type):
            return Call("difpy.as_complex", (given,), type=with_innermost(given.type, made))
        return Call("complex", (given,), type=types.complex128)
    return given
