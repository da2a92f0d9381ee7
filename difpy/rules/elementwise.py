"""Derivatives of elementwise functions and operators.

A row: the function, then for each operand the cotangent that `seed`, the cotangent of the result,
gives it. `x`, `y`, ... are the operands, `out` is the result.
"""

from __future__ import annotations

import math
from dataclasses import replace

from difpy import kinds
from difpy.program import Binary, Call, Constant, Expression, Unary, map_children, substitute
from difpy.rules import complex_numbers, helpers
from difpy.rules.rule import OPERANDS, Rule
from difpy.rules.rule import elementwise_rule as _rule


def _everywhere(name: str, *texts: str, numpy_name: str = "", singular: bool = False) -> dict[str, Rule]:
    """The row for `math.name` (its helpers from math) and for `np.name` (its helpers from NumPy).

    `singular` where the text doesn't show that a factor may be infinite.
    """
    rules = {f"math.{name}": _rule(*texts)}
    rules[f"np.{numpy_name or name}"] = _rule(*(text.replace("math.", "np.") for text in texts))
    return {key: replace(rule, singular=singular or rule.singular) for key, rule in rules.items()}


def _rule_in_cmath(rule: Rule) -> Rule:
    """The row of a function of `math` with the helpers of `cmath`."""
    return replace(rule, contributions=tuple(map(_in_cmath, rule.contributions)))


def _in_cmath(text: Expression) -> Expression:
    text = map_children(text, _in_cmath)
    if isinstance(text, Call) and text.function.startswith("math."):
        return replace(text, function=f"c{text.function}")
    return text


FUNCTIONS: dict[str, Rule] = {
    **_everywhere("acos", "-seed / math.sqrt(1.0 - x * x)", numpy_name="arccos"),
    **_everywhere("acosh", "seed / math.sqrt(x * x - 1.0)", numpy_name="arccosh"),
    **_everywhere("asin", "seed / math.sqrt(1.0 - x * x)", numpy_name="arcsin"),
    **_everywhere("asinh", "seed / math.sqrt(x * x + 1.0)", numpy_name="arcsinh"),
    **_everywhere("atan", "seed / (1.0 + x * x)", numpy_name="arctan"),
    **_everywhere("atan2", "y / (x * x + y * y) * seed", "-x / (x * x + y * y) * seed", numpy_name="arctan2"),
    **_everywhere("atanh", "seed / (1.0 - x * x)", numpy_name="arctanh"),
    **_everywhere("cos", "-math.sin(x) * seed"),
    **_everywhere("cosh", "math.sinh(x) * seed"),
    **_everywhere("degrees", "math.degrees(seed)"),
    **_everywhere("exp", "out * seed", singular=True),
    **_everywhere("expm1", "(out + 1.0) * seed", singular=True),
    **_everywhere("fabs", "np.sign(x) * seed"),
    **_everywhere("fmod", "seed", "np.rint((out - x) / y) * seed"),
    **_everywhere(
        "hypot", "difpy.ratio(x, math.hypot(x, y)) * seed", "difpy.ratio(y, math.hypot(x, y)) * seed"
    ),
    **_everywhere("log", "seed / x"),
    **_everywhere("log10", f"seed / ({math.log(10)!r} * x)"),
    **_everywhere("log1p", "seed / (1.0 + x)"),
    **_everywhere("log2", f"seed / ({math.log(2)!r} * x)"),
    **_everywhere(
        "pow", "difpy.power_base(x, y, out) * seed", "difpy.power_exponent(x, out) * seed", numpy_name="power"
    ),
    **_everywhere("radians", "math.radians(seed)"),
    **_everywhere("sin", "math.cos(x) * seed"),
    **_everywhere("sinh", "math.cosh(x) * seed"),
    **_everywhere("sqrt", "seed / (2.0 * out)"),
    **_everywhere("tan", "(1.0 + out * out) * seed", singular=True),
    **_everywhere("tanh", "(1.0 - out * out) * seed"),
    "math.erf": _rule(f"{2 / math.sqrt(math.pi)!r} * math.exp(-x * x) * seed"),
    "math.erfc": _rule(f"{-2 / math.sqrt(math.pi)!r} * math.exp(-x * x) * seed"),
    "math.copysign": _rule("math.copysign(1.0, x) * math.copysign(1.0, y) * seed", "0.0 * seed"),
    "math.cbrt": _rule("seed / (3.0 * math.cbrt(x) * math.cbrt(x))"),
    "math.exp2": _rule(f"{math.log(2)!r} * math.exp2(x) * seed"),
    "math.gamma": _rule("math.gamma(x) * difpy.digamma(x) * seed"),
    "math.ldexp": _rule("math.ldexp(seed, y)", "0.0 * seed"),
    "math.lgamma": _rule("difpy.digamma(x) * seed"),
    "math.log with base": _rule("seed / (x * math.log(y))", "-math.log(x, y) / (y * math.log(y)) * seed"),
    "math.remainder": _rule("seed", "np.rint((out - x) / y) * seed"),
    "np.cbrt": _rule("seed / (3.0 * np.cbrt(x) * np.cbrt(x))"),
    "np.clip": _rule(
        "difpy.share_between(x, y, z) * seed",
        "difpy.share_of_low(x, y, z) * seed",
        "difpy.share_of_high(x, y, z) * seed",
    ),
    "np.clip from above": _rule(
        "difpy.share_of_greater(z, x) * seed", "0.0 * seed", "difpy.share_of_greater(x, z) * seed"
    ),
    "np.clip from below": _rule(
        "difpy.share_of_greater(x, y) * seed", "difpy.share_of_greater(y, x) * seed", "0.0 * seed"
    ),
    "math.nextafter": _rule("seed", "0.0 * seed"),
    "complex": _rule("seed"),
    "np.complex128": _rule("seed"),
    "np.complex64": _rule("seed"),
    "np.conj": _rule("seed"),
    "np.nextafter": _rule("seed", "0.0 * seed"),
    "np.copysign": _rule("np.copysign(1.0, x) * np.copysign(1.0, y) * seed", "0.0 * seed"),
    "np.deg2rad": _rule("np.deg2rad(seed)"),
    "np.rad2deg": _rule("np.rad2deg(seed)"),
    "np.exp2": _rule(f"{math.log(2)!r} * out * seed"),
    "np.float_power": _rule("difpy.power_base(x, y, out) * seed", "difpy.power_exponent(x, out) * seed"),
    "np.floor_divide": _rule("0.0 * seed", "0.0 * seed"),
    "np.fmax": _rule(
        "difpy.share_of_greater_number(x, y) * seed", "difpy.share_of_greater_number(y, x) * seed"
    ),
    "np.fmin": _rule(
        "difpy.share_of_greater_number(-x, -y) * seed", "difpy.share_of_greater_number(-y, -x) * seed"
    ),
    "np.heaviside": _rule("0.0 * seed", "np.where(x == 0.0, seed, 0.0)"),
    "np.ldexp": _rule("np.ldexp(seed, y)", "0.0 * seed"),
    "np.logaddexp": _rule("seed / (1.0 + np.exp(y - x))", "seed / (1.0 + np.exp(x - y))"),
    "np.logaddexp2": _rule("seed / (1.0 + np.exp2(y - x))", "seed / (1.0 + np.exp2(x - y))"),
    "np.mod": _rule("seed", "np.rint((out - x) / y) * seed"),
    "np.nan_to_num": _rule("difpy.one_if_finite(x) * seed"),
    "np.positive": _rule("seed"),
    "np.remainder": _rule("seed", "np.rint((out - x) / y) * seed"),
    "np.sinc": _rule("difpy.sinc_slope(x) * seed"),
    "np.where": _rule("0.0 * seed", "np.where(x, seed, 0.0)", "np.where(x, 0.0, seed)"),
    "np.negative": _rule("-seed"),
    "np.reciprocal": _rule("-out * out * seed"),
    "np.square": _rule("2.0 * x * seed"),
    "np.abs": _rule("np.sign(x) * seed"),
    "np.absolute": _rule("np.sign(x) * seed"),
    "np.add": _rule("seed", "seed"),
    "np.subtract": _rule("seed", "-seed"),
    "np.multiply": _rule("y * seed", "x * seed"),
    "np.divide": _rule("seed / y", "-out * seed / y"),
    "np.true_divide": _rule("seed / y", "-out * seed / y"),
    "np.maximum": _rule("difpy.share_of_greater(x, y) * seed", "difpy.share_of_greater(y, x) * seed"),
    "np.minimum": _rule("difpy.share_of_greater(y, x) * seed", "difpy.share_of_greater(x, y) * seed"),
    "abs": _rule("np.sign(x) * seed"),
    "float": _rule("seed"),
    "np.float64": _rule("seed"),
    "np.float32": _rule("seed"),
}


FUNCTIONS |= {f"cmath.{name}": _rule_in_cmath(FUNCTIONS[f"math.{name}"]) for name in complex_numbers.CMATH}
OPERATORS: dict[str, Rule] = {
    "+": _rule("seed", "seed"),
    "-": _rule("seed", "-seed"),
    "*": _rule("y * seed", "x * seed"),
    "/": _rule("seed / y", "-out * seed / y"),
    "%": _rule("seed", "np.rint((out - x) / y) * seed"),
    "//": _rule("0.0 * seed", "0.0 * seed"),
    "**": _rule("difpy.power_base(x, y, out) * seed", "difpy.power_exponent(x, out) * seed"),
}
NEGATIVE = _rule("-seed")
SQUARE = _rule("2.0 * x * seed")
DIVIDE_BY_CONSTANT = Rule(OPERATORS["/"].contributions, singular=False)


def operands_of(expression: Expression) -> tuple[Expression, ...]:
    """The operands of an elementwise operation; `x * x` has one."""
    match expression:
        case Binary(op="*", left=left, right=right) if left == right:
            return (left,)
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case Call(arguments=arguments):
            return arguments
    raise AssertionError(f"no elementwise operation: {expression!r}")


def rule_for(expression: Expression) -> Rule | None:
    """The rule of an elementwise operation, None where the expression is something else."""
    if kinds.is_list(expression.type):
        return None
    if any(map(complex_numbers.is_complex, _operands(expression))) or _makes_complex(expression):
        return _rule_of_complex(expression)
    return _rule_of_real(expression)


def _operands(expression: Expression) -> tuple[Expression, ...]:
    return operands_of(expression) if isinstance(expression, Unary | Binary | Call) else ()


def _makes_complex(expression: Expression) -> bool:
    return isinstance(expression, Call) and expression.function.startswith(("cmath.", "complex"))


def _rule_of_complex(expression: Expression) -> Rule | None:
    """The rule where an operand or the result is complex."""
    match expression:
        case Binary(op="**", right=Constant(value=int() | float())):
            return _rule_of_real(expression)
        case Call(function="complex", arguments=(_, _) as pair):
            is_plain = not any(map(complex_numbers.is_complex, pair))
            return complex_numbers.OWN["complex of two"] if is_plain else None
        case Unary(op=op) | Binary(op=op) if op not in complex_numbers.OWN:
            return _rule_of_real(expression) if op in ("+", "-", "*", "/") else None
        case Binary(op=op):
            return complex_numbers.OWN[op]
        case Call(function="np.power", arguments=(_, Constant(value=int() | float() as exponent))):
            return _power(exponent)
        case Call(function=name, arguments=arguments, keywords=()):
            rule = complex_numbers.OWN.get(name)
            if rule is None and (name in complex_numbers.SAME or name.startswith("cmath.")):
                return _rule_of_real(expression)
            return rule if rule is not None and len(rule.contributions) == len(arguments) else None
    return None


def _rule_of_real(expression: Expression) -> Rule | None:
    match expression:
        case Binary(op="*", left=left, right=right) if left == right:
            return SQUARE
        case Unary(op="-"):
            return NEGATIVE
        case Unary(op="+"):
            return FUNCTIONS["float"]
        case Binary(op="/", right=Constant()):
            return DIVIDE_BY_CONSTANT
        case Binary(op="**", right=Constant(value=int() | float() as exponent)):
            return _power(exponent)
        case Binary(op=op):
            return OPERATORS.get(op)
        case Call(arguments=arguments, keywords=()):
            rule = FUNCTIONS.get(_form(expression)) or helpers.FUNCTIONS.get(expression.function)
            return rule if rule is not None and len(rule.contributions) == len(arguments) else None
    return None


def _form(value: Call) -> str:
    """The name of a function's row; some have one for another number of arguments, or for None."""
    match value:
        case Call(function="math.log", arguments=(_, _)):
            return "math.log with base"
        case Call(function="np.clip", arguments=(_, Constant(value=None), _)):
            return "np.clip from above"
        case Call(function="np.clip", arguments=(_, _, Constant(value=None))):
            return "np.clip from below"
    return value.function


def _power(exponent: float) -> Rule:
    """`x ** n` at 0 is `n * x ** (n - 1)`: 1 for n = 1, 0 for n = 0 (docs/conventions.md)."""
    if exponent == 0:
        return _rule("0.0 * seed", "0.0 * seed")
    if exponent == 1:
        return _rule("seed", "0.0 * seed")
    if exponent == 2:
        return _rule("2.0 * x * seed", "0.0 * seed")
    lower = exponent - 1
    rule = _rule(f"{exponent!r} * x ** {lower!r} * seed", "0.0 * seed")
    return Rule(rule.contributions, singular=exponent < 1)


def contribution(
    expression: Expression,
    position: int,
    seed: Expression,
    out: Expression | None = None,
) -> Expression:
    """What `seed` gives to the operand at `position` of an elementwise operation; `out` holds its value.

    A tangent of that operand gives the same to the operation's.
    """
    rule = rule_for(expression)
    if rule is None:
        raise AssertionError(f"no elementwise operation: {expression!r}")
    if isinstance(seed, Unary) and seed.op == "-":
        return _negative(contribution(expression, position, seed.operand, out))
    values = dict(zip(OPERANDS, operands_of(expression), strict=False))
    values |= {"seed": seed, "out": out or expression}
    return _flat_product(substitute(rule.contributions[position], values))


def _negative(value: Expression) -> Expression:
    return value.operand if isinstance(value, Unary) and value.op == "-" else Unary("-", value)


def _flat_product(value: Expression) -> Expression:
    """`-a * (b * c)` as `-(a * b * c)`: products read best without parentheses, signs in front."""
    if isinstance(value, Binary) and value.op == "/":
        left = _flat_product(value.left)
        if isinstance(left, Unary) and left.op == "-":
            return _negative(replace(value, left=left.operand))
        return replace(value, left=left)
    if not (isinstance(value, Binary) and value.op == "*"):
        return value
    left, right = _flat_product(value.left), _flat_product(value.right)
    if isinstance(left, Unary) and left.op == "-":
        return _negative(_flat_product(Binary("*", left.operand, right)))
    if isinstance(right, Binary) and right.op == "*":
        return Binary("*", _flat_product(Binary("*", left, right.left)), right.right)
    return _with_constant(left, right)


def _with_constant(left: Expression, right: Expression) -> Expression:
    """`left * right`, where two constant factors are one if that rounds nothing, and a factor 1.0 goes."""
    match left, right:
        case Constant(value=float(a)), Constant(value=float(b)) if _is_power_of_two(a) or _is_power_of_two(b):
            return Constant(a * b)
        case Constant(value=float(a)), _ if a == 1.0:
            return right
        case _, Constant(value=float(b)) if b == 1.0:
            return left
        case Binary(op="*", left=Constant(value=float(a)) as first, right=rest), Constant(value=float(b)) if (
            _is_power_of_two(a) or _is_power_of_two(b)
        ):
            return _with_constant(_with_constant(first, right), rest)
    return Binary("*", left, right)


def _is_power_of_two(value: float) -> bool:
    return value != 0.0 and abs(math.frexp(value)[0]) == 0.5
