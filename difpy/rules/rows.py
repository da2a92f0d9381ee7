"""What a row of the tables is: a call as one writes it, and what its cotangent gives to its operands.

    row("np.diff(a: 1)", {"a[1:]": "seed", "a[:-1]": "-seed"})

`seed` is the cotangent of the result and `out` the result itself. The parameters have NumPy's names and
order, so keywords bind as they do there. `a: 2` asks for an array of rank 2 (`a: 0` for a scalar),
`axis: tuple` for a tuple, `keepdims=True` for this value; keywords that the call leaves at NumPy's default
need not be named. `np.linalg.qr(a)[0]` is the first of several results. A cotangent None is zero.

Where the number of operands is that of the call's, the cotangents come from a function of the
arguments: the elements of a tuple called `arrays` are `arrays_0`, `arrays_1`, ...

`tangent` says what the tangents of the operands give to that of the result, see `tangents.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from inspect import signature
from typing import Any, TypeAlias

from numba.core import types

from difpy import kinds
from difpy.elaborate.primitives import function_of
from difpy.program import (
    Attribute,
    Binary,
    Call,
    Constant,
    EllipsisIndex,
    Expression,
    List,
    Name,
    Slice,
    Subscript,
    Tuple,
    Unary,
    map_children,
    substitute,
    walk,
)
from difpy.rules.template import template

Texts: TypeAlias = Mapping[str, str | None]
DEFAULTS: dict[str, Any] = {"axis": None, "dtype": None, "out": None, "keepdims": False, "ord": None, "k": 0,
                            "offset": 0, "ddof": 0, "order": "C", "n": 1, "endpoint": True,
                            "full_matrices": True, "UPLO": "L", "indexing": "xy"}  # fmt: skip
"""What keywords are where a call doesn't name them."""


class Arguments(dict[str, Expression]):
    """The arguments of a call by their names in a row; those in tuples as `arrays_0`, ..., too."""

    def rank(self, name: str) -> int:
        return kinds.rank(self[name].type)

    def each(self, name: str) -> list[str]:
        """The names of the elements of a tuple."""
        sequence = self[name]
        assert isinstance(sequence, Tuple | List)
        return [f"{name}_{k}" for k in range(len(sequence.elements))]

    def integer(self, name: str, default: int) -> int | None:
        """The value of an argument that is an integer literal, None where it is another expression."""
        return _integer(self[name]) if name in self else default


@dataclass(frozen=True)
class Row:
    """One row of a table.

    spreads: the cotangents are broadcast to the operands' shapes; broadcasts: the operands were, so their
    cotangents are summed; singular: a partial may be infinite; let: a value that several cotangents use;
    tangent: how the result is differentiated forwards.
    """

    function: str
    component: int | None
    parameters: tuple[tuple[str, Any, Any], ...]  # name, annotation, required value
    gives: Texts | Callable[[Arguments], Texts]
    spreads: bool = False
    broadcasts: bool = False
    singular: bool = False
    let: tuple[str, str] | None = None
    tangent: str | Texts | None = None

    def bind(self, value: Expression) -> Arguments | None:
        """The arguments of a call, None where the row is not for it."""
        call = called(value)
        given = list(call.arguments)
        while given and given[-1] == Constant(None):
            given.pop()
        bound = Arguments()
        known = {name for name, _, _ in self.parameters}
        by_position = [(self.parameter_at(i), expression) for i, expression in enumerate(given)]
        for name, expression in (*by_position, *call.keywords):
            if name in known and not _is_default(expression, None):
                bound[name] = expression
            elif not _is_default(expression, DEFAULTS.get(name, Ellipsis)):
                return None
        if not all(_fits(bound.get(name), kind, fixed) for name, kind, fixed in self.parameters):
            return None
        return _with_elements(bound)

    def parameter_at(self, position: int) -> str:
        """What an argument by position is: what it is in NumPy, where the row leaves parameters out."""
        own = self.parameters[position][0] if position < len(self.parameters) else ""
        names = _parameters_in_numpy(self.function)
        name = names[position] if position < len(names) else own
        return name if name in DEFAULTS or any(name == known for known, _, _ in self.parameters) else own


@lru_cache(maxsize=1024)
def _parameters_in_numpy(name: str) -> tuple[str, ...]:
    """The names of the arguments by position of a function of NumPy, as far as Python can see them."""
    if not name.startswith("np."):
        return ()
    try:
        return tuple(signature(function_of(name)).parameters)
    except (TypeError, ValueError):
        return ()


def row(call: str, gives: Texts | Callable[[Arguments], Texts], **options: Any) -> Row:
    """A row from its text; names that are not its parameters are an error."""
    head, _, rest = call.partition("(")
    inside, _, tail = rest.rpartition(")")
    component = int(tail[1:-1]) if tail else None
    definition = ast.parse(f"def f({inside}): pass").body[0]
    assert isinstance(definition, ast.FunctionDef)
    arguments = definition.args.args
    values = [None] * (len(arguments) - len(definition.args.defaults)) + definition.args.defaults
    parameters = tuple(
        (a.arg, a.annotation and ast.unparse(a.annotation), Ellipsis if v is None else ast.literal_eval(v))
        for a, v in zip(arguments, values, strict=True)
    )
    made = Row(head, component, parameters, gives, **options)
    if not callable(gives):
        _check(made, gives)
    return made


def _check(made: Row, gives: Texts) -> None:
    names = frozenset(name for name, _, _ in made.parameters)
    given = names | {"seed", "out"} | ({made.let[0]} if made.let else set())
    for operand, text in gives.items():
        template(operand, names)
        if text is not None:
            template(text, given)
    if made.let:
        template(made.let[1], given)
    if isinstance(made.tangent, Mapping):
        for text in made.tangent.values():
            template(text or "0.0", names | {"dot", "out"})


def called(value: Expression) -> Call:
    """An operation as a call: `a @ b` is `np.matmul(a, b)`, and the first result of several their call."""
    match value:
        case Call():
            return value
        case Subscript(base=Call() as call):
            return call
        case Binary(op="@", left=left, right=right):
            return Call("np.matmul", (left, right), type=value.type)
        case Binary(op=op, left=left, right=right):
            return Call(f"list {op}", (left, right), type=value.type)
    raise AssertionError(f"no operation with a row: {value!r}")


def component_of(value: Expression) -> int | None:
    """Which of several results this is."""
    return _integer(value.indices[0]) if isinstance(value, Subscript) else None


def is_component(value: Expression) -> bool:
    """Whether this is one of the several results of a primitive."""
    return isinstance(value, Subscript) and isinstance(value.base, Call) and kinds.is_tuple(value.base.type)


def _with_elements(bound: Arguments) -> Arguments:
    for name, expression in list(bound.items()):
        if isinstance(expression, Tuple):
            for k, element in enumerate(expression.elements):
                bound[f"{name}_{k}"] = element
    return bound


def _fits(expression: Expression | None, kind: str | None, fixed: Any) -> bool:
    if expression is None:
        return False
    if fixed is not Ellipsis:
        return _is_default(expression, fixed)
    if kind is None:
        return not isinstance(expression, Tuple)
    if kind == "tuple":
        return isinstance(expression, Tuple)
    if kind == "any":
        return True
    if kind == "list":
        return kinds.is_list(expression.type)
    if isinstance(expression, Tuple) or kinds.is_list(expression.type):
        return False
    return kinds.rank(expression.type) == int(kind)


def _is_default(expression: Expression, default: Any) -> bool:
    value = _integer(expression)
    if value is None and isinstance(expression, Constant):
        value = expression.value  # type: ignore[assignment]
    elif value is None:
        return False
    return type(value) is type(default) and value == default


def _integer(expression: Expression) -> int | None:
    match expression:
        case Constant(value=int(value)) if not isinstance(value, bool):
            return value
        case Unary(op="-", operand=Constant(value=int(value))):
            return -value
    return None


# --- a row applied to a call -------------------------------------------------------------------


@dataclass(frozen=True)
class Contribution:
    """What a row gives to one operand, as a template."""

    operand: Expression
    given: Expression | None


@dataclass(frozen=True)
class Match:
    """A row and the arguments of a call that it is for."""

    row: Row
    arguments: Arguments

    def contributions(self) -> list[Contribution]:
        gives = self.row.gives(self.arguments) if callable(self.row.gives) else self.row.gives
        names = frozenset(self.arguments)
        extra = {self.row.let[0]} if self.row.let else set()
        return [
            Contribution(
                _typed(_template(operand, names), self.arguments),
                None if text is None else _template(text, names | {"seed", "out"} | extra),
            )
            for operand, text in gives.items()
        ]

    def let(self) -> tuple[str, Expression] | None:
        if self.row.let is None:
            return None
        name, text = self.row.let
        return name, _template(text, frozenset(self.arguments) | {"seed", "out"})

    def tangent(self, text: str) -> Expression:
        """The template of a tangent."""
        return _template(text, frozenset(self.arguments) | {"dot", "out"})

    def filled(self, text: Expression, values: Mapping[str, Expression]) -> Expression:
        """A template with the arguments, and `values` for `seed`, `dot` and `out`, put in."""
        return _plain(substitute(text, {**self.arguments, **values}))


@lru_cache(maxsize=4096)
def _template(text: str, placeholders: frozenset[str]) -> Expression:
    return template(text, placeholders)


def _plain(expression: Expression) -> Expression:
    """Without `.T` twice in a row, and without signs in front of signs."""
    expression = map_children(expression, _plain)
    match expression:
        case Attribute(base=Attribute(base=base, name="T"), name="T"):
            return base
        case Unary(op="-", operand=Unary(op="-", operand=operand)):
            return operand
    return expression


def uses(templates: Sequence[Expression], name: str) -> int:
    """How often a placeholder occurs."""
    return sum(part == Name(name) for text in templates for part in walk(text))


def _typed(operand: Expression, arguments: Arguments) -> Expression:
    """An argument, or an element or slice of one, with its type."""
    match operand:
        case Name(id=name):
            return arguments[name]
        case Subscript(base=base, indices=indices):
            whole = _typed(base, arguments)
            chosen = tuple(substitute(index, arguments) for index in indices)
            return Subscript(whole, chosen, type=_selected(whole.type, chosen))
    raise ValueError(f"{operand!r} has no cotangent of its own")


def _selected(type_: Any, indices: tuple[Expression, ...]) -> Any:
    if kinds.is_list(type_):
        return type_ if isinstance(indices[0], Slice) else type_.dtype
    single = sum(not isinstance(i, Slice | EllipsisIndex) and not kinds.is_array(i.type) for i in indices)
    rank = type_.ndim - single
    return types.Array(type_.dtype, rank, "A") if rank else type_.dtype
