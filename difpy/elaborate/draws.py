"""Random draws: a draw with constant arguments is a statement, and ordinary arithmetic follows.

Before:                                    After:
    x = np.random.normal(mean, s)              draw = np.random.standard_normal()
                                               x = mean + s * draw

So the derivative through the parameters (pathwise: of the value, the draws given) needs no rule, and the
numbers are NumPy's, operation by operation. A draw is an `Effect`: it is never repeated, left out, moved or
hoisted. Formulas are those of NumPy's `legacy-distributions.c` and `distributions.c`.

Non-goals: parameters that are arrays; Python's `random`; `Generator` objects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from numba.core import types

from difpy import kinds
from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.operators import binary
from difpy.elaborate.shapes import Leaf, Nothing, TupleOf
from difpy.elaborate.structures import as_argument
from difpy.elaborate.values import Value, convert, data
from difpy.program import (
    Call,
    Compare,
    Constant,
    Effect,
    Expression,
    Name,
    Raise,
    Type,
)

Compose = Callable[["Draw", str, Sequence[Value], Expression | None], Value]


@dataclass(frozen=True)
class Family:
    """The parameters of a distribution, their defaults, and how it is made of a constant draw.

    `signs`: the parameters that must not be negative, or must be positive, with the words of NumPy's error.
    """

    parameters: tuple[str, ...]
    compose: Compose | None = None
    defaults: tuple[float, ...] = ()
    signs: tuple[tuple[int, str], ...] = ()
    result: Type = types.float64


@dataclass(frozen=True)
class Draw:
    """Where a draw is written."""

    frame: Frame
    node: Node

    def number(self, value: float) -> Value:
        return data(Constant(value, type=types.float64, at=self.frame.position(self.node)))

    def math(self, op: str, left: Value | float, right: Value | float) -> Value:
        a, b = (v if isinstance(v, Value) else self.number(v) for v in (left, right))
        return binary(self.frame, op, a, b, self.node)

    def moved(self, location: Value, value: Value) -> Value:
        """`location + value`."""
        return value if _is_zero(location) else self.math("+", location, value)

    def exp(self, value: Value) -> Value:
        e = value.expression
        name = "np.exp" if kinds.is_array(e.type) else "math.exp"
        return data(Call(name, (e,), type=e.type, at=self.frame.position(self.node)))

    def emit(
        self, name: str, arguments: Sequence[Expression], size: Expression | None, result: Type
    ) -> Value:
        """The statement `draw = np.random.name(arguments, size)`."""
        type_ = kinds.array_of(result, rank_of(size), "C") if size is not None else result
        target = self.frame.new_name("draw")
        self.frame.variables[target] = type_
        given = tuple(arguments) if size is None else (*arguments, size)
        self.frame.emit(Effect(target, "", f"np.random.{name}", given, at=self.frame.at))
        return data(Name(target, type=type_, at=self.frame.position(self.node)))


def _is_zero(value: Value) -> bool:
    return isinstance(value.expression, Constant) and value.expression.value == 0


def rank_of(size: Expression) -> int:
    return len(size.type.types) if kinds.is_tuple(size.type) else 1


def _standard(name: str, *constants: float) -> Callable[[Draw, Expression | None], Value]:
    def drawn(draw: Draw, size: Expression | None) -> Value:
        fixed = tuple(Constant(c, type=types.float64, at=draw.frame.at) for c in constants)
        return draw.emit(name, fixed, size, types.float64)

    return drawn


def _located(name: str, *constants: float) -> Compose:
    """`a + b * draw`."""
    standard = _standard(name, *constants)

    def composed(draw: Draw, _: str, values: Sequence[Value], size: Expression | None) -> Value:
        return draw.moved(values[0], draw.math("*", values[1], standard(draw, size)))

    return composed


def _scaled(name: str, *constants: float) -> Compose:
    """`a * draw`."""
    standard = _standard(name, *constants)
    return lambda draw, _, values, size: draw.math("*", values[0], standard(draw, size))


def _uniform(draw: Draw, _: str, values: Sequence[Value], size: Expression | None) -> Value:
    low, high = values
    width = high if _is_zero(low) else draw.math("-", high, low)
    return draw.moved(low, draw.math("*", width, _standard("random")(draw, size)))


def _lognormal(draw: Draw, name: str, values: Sequence[Value], size: Expression | None) -> Value:
    return draw.exp(_located("standard_normal")(draw, name, values, size))


def _weibull(draw: Draw, _: str, values: Sequence[Value], size: Expression | None) -> Value:
    return draw.math("**", _standard("standard_exponential")(draw, size), draw.math("/", 1.0, values[0]))


def _pareto(draw: Draw, _: str, values: Sequence[Value], size: Expression | None) -> Value:
    ratio = draw.math("/", _standard("standard_exponential")(draw, size), values[0])
    return draw.math("-", draw.exp(ratio), 1.0)


def _power(draw: Draw, _: str, values: Sequence[Value], size: Expression | None) -> Value:
    opposite = draw.math("*", -1.0, _standard("standard_exponential")(draw, size))
    return draw.math("**", draw.math("-", 1.0, draw.exp(opposite)), draw.math("/", 1.0, values[0]))


def _gamma(draw: Draw, _: str, values: Sequence[Value], size: Expression | None) -> Value:
    shape = convert(values[0].expression, types.float64)
    return draw.math("*", values[1], draw.emit("standard_gamma", (shape,), size, types.float64))


_SCALE = ((1, "scale < 0"),)
LOCATED = ("loc", "scale")
PATHWISE: dict[str, Family] = {
    "normal": Family(LOCATED, _located("standard_normal"), (0.0, 1.0), _SCALE),
    "uniform": Family(("low", "high"), _uniform, (0.0, 1.0)),
    "exponential": Family(("scale",), _scaled("standard_exponential"), (1.0,), ((0, "scale < 0"),)),
    "laplace": Family(LOCATED, _located("laplace", 0.0, 1.0), (0.0, 1.0), _SCALE),
    "logistic": Family(LOCATED, _located("logistic", 0.0, 1.0), (0.0, 1.0), _SCALE),
    "gumbel": Family(LOCATED, _located("gumbel", 0.0, 1.0), (0.0, 1.0), _SCALE),
    "rayleigh": Family(("scale",), _scaled("rayleigh", 1.0), (1.0,), ((0, "scale < 0"),)),
    "lognormal": Family(("mean", "sigma"), _lognormal, (0.0, 1.0), ((1, "sigma < 0"),)),
    "weibull": Family(("a",), _weibull, (), ((0, "a <= 0"),)),
    "pareto": Family(("a",), _pareto, (), ((0, "a <= 0"),)),
    "power": Family(("a",), _power, (), ((0, "a <= 0"),)),
    "gamma": Family(("shape", "scale"), _gamma, (float("nan"), 1.0), _SCALE),
}
"""Differentiated through their parameters; the shape of `gamma` is constant."""
PLAIN: dict[str, Family] = {
    **dict.fromkeys(("random", "random_sample", "ranf", "sample"), Family(())),
    **dict.fromkeys(("standard_normal", "standard_exponential", "standard_cauchy"), Family(())),
    "standard_gamma": Family(("shape",)),
    "standard_t": Family(("df",)),
    "beta": Family(("a", "b")),
    "chisquare": Family(("df",)),
    "f": Family(("dfnum", "dfden")),
    "noncentral_chisquare": Family(("df", "nonc")),
    "triangular": Family(("left", "mode", "right")),
    "vonmises": Family(("mu", "kappa")),
    "wald": Family(("mean", "scale")),
    "binomial": Family(("n", "p"), result=types.int64),
    "geometric": Family(("p",), result=types.int64),
    "hypergeometric": Family(("ngood", "nbad", "nsample"), result=types.int64),
    "logseries": Family(("p",), result=types.int64),
    "negative_binomial": Family(("n", "p"), result=types.int64),
    "poisson": Family(("lam",), None, (1.0,), result=types.int64),
    "zipf": Family(("a",), result=types.int64),
}
"""Drawn as they are: their parameters are constant."""
FAMILIES = {**PATHWISE, **PLAIN}
INTEGERS = frozenset(name for name, family in PLAIN.items() if family.result == types.int64)


def bound_arguments(
    draw: Draw,
    name: str,
    parameters: Sequence[str],
    arguments: Sequence[Value],
    keywords: Mapping[str, Value],
) -> dict[str, Value]:
    given = dict(zip(parameters, arguments, strict=False))
    if len(arguments) > len(parameters) or set(keywords) - set(parameters) or set(given) & set(keywords):
        words = f"`np.random.{name}` takes {', '.join(parameters) or 'nothing'} here"
        raise draw.frame.refuse(draw.node, words, "Call it with these.")
    return {**given, **keywords}


def family_draw(draw: Draw, name: str, arguments: Sequence[Value], keywords: Mapping[str, Value]) -> Value:
    family = FAMILIES[name]
    given = bound_arguments(draw, name, (*family.parameters, "size"), arguments, keywords)
    size = size_of(draw, given.pop("size", None))
    values: list[Value] = []
    for i, parameter in enumerate(family.parameters):
        default = family.defaults[i] if i < len(family.defaults) else float("nan")
        if parameter not in given and default != default:
            raise draw.frame.refuse(draw.node, f"`np.random.{name}` gets no `{parameter}`", "Give it.")
        values.append(_number(draw, name, given.get(parameter) or draw.number(default)))
    are_constant = all(isinstance(v.expression, Constant) for v in values)
    for i, words in family.signs:
        _check_sign(draw, values[i], words)
    if family.compose is not None and not are_constant:
        return family.compose(draw, name, values, size)
    wanted = [v.expression if _is_count(name, p) else convert(v.expression, types.float64)
              for p, v in zip(family.parameters, values, strict=True)]  # fmt: skip
    return draw.emit(name, wanted, size, family.result)


def _is_count(name: str, parameter: str) -> bool:
    return name == "hypergeometric" or (parameter == "n" and name in INTEGERS)


def _number(draw: Draw, name: str, value: Value) -> Value:
    if not (isinstance(value.shape, Leaf) and kinds.is_scalar(value.type)):
        words = f"a parameter of `np.random.{name}` is no number"
        instead = "Give a size, and compute with the array: `mean + scale * np.random.standard_normal(n)`."
        raise draw.frame.refuse(draw.node, words, instead)
    return value


def _check_sign(draw: Draw, value: Value, words: str) -> None:
    e, at = value.expression, draw.frame.at
    op = "<=" if "=" in words else "<"
    known = e.value if isinstance(e, Constant) and isinstance(e.value, int | float) else -1.0
    if known > 0 or (known == 0 and op == "<"):
        return
    test = Compare((op,), (e, Constant(0.0, type=types.float64, at=at)), type=types.boolean, at=at)
    text = Constant(words, type=types.unicode_type, at=at)
    draw.frame.check(test, Raise("ValueError", (text,), at=at))


def size_of(draw: Draw, value: Value | None) -> Expression | None:
    if value is None or isinstance(value.shape, Nothing):
        return None
    is_tuple = isinstance(value.shape, TupleOf) and bool(value.leaves)
    if is_tuple or isinstance(value.shape, Leaf):
        size = as_argument(value, draw.frame.position(draw.node))
        if all(kinds.is_integer(e.type) for e in value.leaves):
            return size
    raise draw.frame.refuse(draw.node, "the size is no integer and no tuple of some", "Write `size=(n, m)`.")
