"""The tangent of a result from those of the operands, as a row of the tables declares it.

    row("np.linalg.inv(a: 2)", {...}, tangent={"a": "-(out @ dot @ out)"})

`dot` is the tangent of the operand, and the texts of several operands are added. Most rows need no text:

    LINEAR      in the operands together: the call of their tangents, and of zeros for operands without
    BILINEAR    linear in each operand: the sum of the calls with one tangent in its operand's place
    SUMMED      a number whose cotangent gives each element of an operand a multiple of itself: the sum of
                the same multiples of the tangent's elements

A row without any selects: its cotangents are `seed` or `-seed`, for elements or slices of the operand, and
the tangent is the sum of the same elements of the operand's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from difpy import kinds
from difpy.program import (
    Binary,
    Call,
    Constant,
    Expression,
    Name,
    Subscript,
    Tuple,
    Type,
    Unary,
    substitute,
)
from difpy.rules.complex_numbers import complex_of, is_complex, with_innermost
from difpy.rules.rows import Match
from difpy.rules.template import template

LINEAR, BILINEAR, SUMMED = "linear", "bilinear", "summed"
Tangents = Mapping[str, Expression]
"""The tangents of the operands of a row that have any, by their names."""


def operand_names(matched: Match, *, with_zeros: bool = False) -> list[str]:
    """The names in a row of the operands that its result has a derivative with respect to; `with_zeros`: and
    of those of which it is zero."""
    gives = _gives(matched)
    return list(
        dict.fromkeys(_name_in(name) for name, text in gives.items() if with_zeros or text is not None)
    )


def tangent_of(value: Expression, matched: Match, dots: Tangents, out: Expression) -> Expression | None:
    """The tangent of an operation; None if the row has no rule for it. `out` holds the operation's value."""
    match matched.row.tangent:
        case "linear":
            names = operand_names(matched)
            zeros = {name: _zeros_like(matched.arguments[name]) for name in names}
            return _with_operands(value, matched, {**zeros, **dots})
        case "bilinear":
            return added(_with_operands(value, matched, {name: dot}) for name, dot in dots.items())
        case "summed":
            gives = {name: text for name, text in _gives(matched).items() if name in dots and text}
            return added(_summed(value, matched, name, text, dots, out) for name, text in gives.items())
        case None:
            return _selected(value, matched, dots)
    texts = matched.row.tangent
    assert isinstance(texts, Mapping)
    if not dots.keys() <= texts.keys():
        return None
    given = ((text, dots[name]) for name, text in texts.items() if name in dots and text)
    return added(replace(_filled(matched, text, "dot", dot, out), type=value.type) for text, dot in given)


def _summed(
    value: Expression, matched: Match, name: str, text: str, dots: Tangents, out: Expression
) -> Expression:
    multiples = _filled(matched, text, "seed", dots[name], out)
    if not kinds.is_reference(matched.arguments[name].type):
        return replace(multiples, type=value.type)
    return Call("np.sum", (multiples,), type=value.type)


def added(terms: Iterable[Expression]) -> Expression | None:
    """The sum, None of nothing; a negative term is subtracted."""
    total: Expression | None = None
    for term in terms:
        if total is None:
            total = term
        elif isinstance(term, Unary) and term.op == "-":
            total = Binary("-", total, term.operand, type=_wider(total.type, term.type))
        else:
            total = Binary("+", total, term, type=_wider(total.type, term.type))
    return total


def _wider(a: Type, b: Type) -> Type:
    """The type of a sum: that of the array of higher rank, complex if one is."""
    if a is None or b is None:
        return None
    wider, other = (b, a) if kinds.rank(b) > kinds.rank(a) else (a, b)
    if kinds.is_complex(kinds.innermost(other)) and not kinds.is_list(wider):
        return with_innermost(wider, complex_of(kinds.innermost(wider)))
    return wider


def _gives(matched: Match) -> Mapping[str, str | None]:
    gives = matched.row.gives
    return gives(matched.arguments) if callable(gives) else gives


def _name_in(operand: str) -> str:
    """The operand that an element or a slice is of."""
    return operand.partition("[")[0]


def _filled(matched: Match, text: str, placeholder: str, dot: Expression, out: Expression) -> Expression:
    placeholders = frozenset(matched.arguments) | {placeholder, "out"}
    return matched.filled(template(text, placeholders), {placeholder: dot, "out": out})


def _zeros_like(operand: Expression) -> Expression:
    if not kinds.is_reference(operand.type):
        return Constant(0j if is_complex(operand) else 0.0, type=operand.type)
    zeros = "difpy.zeros_like" if kinds.is_list(operand.type) else "np.zeros_like"
    return Call(zeros, (operand,), type=operand.type)


def _selected(value: Expression, matched: Match, dots: Tangents) -> Expression | None:
    """The sum of elements and slices of the tangents."""
    terms = []
    for operand, text in _gives(matched).items():
        name = _name_in(operand)
        if text not in ("seed", "-seed"):
            return None
        if name in dots:
            place = template(operand, frozenset(matched.arguments))
            chosen = _of_tangent(place, matched, dots[name])
            term = replace(chosen, type=value.type)
            terms.append(term if text == "seed" else Unary("-", term, type=value.type))
    return added(terms)


def _of_tangent(place: Expression, matched: Match, dot: Expression) -> Expression:
    """The same part of the tangent as `place` is of its operand."""
    match place:
        case Name():
            return dot
        case Subscript(base=base, indices=indices):
            chosen = tuple(substitute(index, matched.arguments) for index in indices)
            return Subscript(_of_tangent(base, matched, dot), chosen)
    raise ValueError(f"{place!r} is no part of an operand")


def _with_operands(value: Expression, matched: Match, new: Tangents) -> Expression:
    """The operation with other operands, which are named as in its row."""
    match value:
        case Subscript(base=Call() as call, indices=indices):
            return Subscript(_with_operands(call, matched, new), indices, type=value.type)
        case Binary(left=left, right=right):
            (first, *_), (second, *_) = matched.row.parameters[:2]
            return replace(value, left=new.get(first, left), right=new.get(second, right))
        case Call(arguments=arguments, keywords=keywords):
            names = [matched.row.parameter_at(i) for i in range(len(arguments))]
            pairs = zip(names, arguments, strict=True)
            return replace(
                value,
                arguments=tuple(_with_operand(name, argument, new) for name, argument in pairs),
                keywords=tuple((name, _with_operand(name, each, new)) for name, each in keywords),
            )
    raise AssertionError(f"no operation with a row: {value!r}")


def _with_operand(name: str, argument: Expression, new: Tangents) -> Expression:
    if isinstance(argument, Tuple):
        elements = (new.get(f"{name}_{k}", element) for k, element in enumerate(argument.elements))
        return replace(argument, elements=tuple(elements))
    return new.get(name, argument)
