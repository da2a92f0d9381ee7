"""Rules are written in the language of the output: text, read once into expressions of the grammar."""

from __future__ import annotations

import ast

from difpy.program import (
    Attribute,
    Binary,
    Call,
    Compare,
    Conditional,
    Constant,
    EllipsisIndex,
    Expression,
    Name,
    Slice,
    Subscript,
    Tuple,
    Unary,
)

_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@",
           ast.FloorDiv: "//", ast.Mod: "%"}  # fmt: skip
_COMPARE = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
KNOWN = frozenset({"math", "cmath", "np", "difpy", "abs", "float", "len"})
"""The names that a rule needs no placeholder for."""


def template(text: str, placeholders: frozenset[str]) -> Expression:
    """The expression that `text` says; every name in it must be one of `placeholders`.

    >>> template("math.cos(x) * seed", frozenset({"x", "seed"})).op
    '*'
    >>> template("math.cos(z) * seed", frozenset({"x", "seed"}))
    Traceback (most recent call last):
    ...
    ValueError: the rule 'math.cos(z) * seed' names z, which is none of its placeholders seed, x
    """
    expression = _convert(ast.parse(text, mode="eval").body, text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name) and node.id not in placeholders | KNOWN:
            known = ", ".join(sorted(placeholders))
            raise ValueError(f"the rule {text!r} names {node.id}, which is none of its placeholders {known}")
    return expression


def _convert(node: ast.expr, text: str) -> Expression:  # noqa: C901  one case for each kind of expression
    match node:
        case ast.Name(id=name):
            return Name(name)
        case ast.Constant(value=bool() | int() | float() | complex() | str() | None as value):
            return Constant(value)
        case ast.UnaryOp(op=ast.USub() | ast.Invert() as op, operand=operand):
            return Unary("-" if isinstance(op, ast.USub) else "~", _convert(operand, text))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return Binary(_BINARY[type(op)], _convert(left, text), _convert(right, text))
        case ast.Compare(left=left, ops=ops, comparators=rest):
            operands = tuple(_convert(operand, text) for operand in (left, *rest))
            return Compare(tuple(_COMPARE[type(op)] for op in ops), operands)
        case ast.IfExp(test=test, body=then, orelse=otherwise):
            return Conditional(_convert(test, text), _convert(then, text), _convert(otherwise, text))
        case ast.Call(func=ast.Attribute(value=base, attr=name), args=arguments) if not _is_module(base):
            return Call(f".{name}", (_convert(base, text), *(_convert(a, text) for a in arguments)))
        case ast.Call(func=called, args=arguments, keywords=keywords):
            named = tuple((k.arg or "", _convert(k.value, text)) for k in keywords)
            return Call(ast.unparse(called), tuple(_convert(a, text) for a in arguments), named)
        case ast.Attribute(value=ast.Name(id="np" | "math")):
            return Constant(0.0, spelling=ast.unparse(node))
        case ast.Attribute(value=base, attr=name):
            return Attribute(_convert(base, text), name)
        case ast.Tuple(elts=elements):
            return Tuple(tuple(_convert(element, text) for element in elements))
        case ast.Subscript(value=base, slice=ast.Tuple(elts=indices)):
            return Subscript(_convert(base, text), tuple(_index(index, text) for index in indices))
        case ast.Subscript(value=base, slice=index):
            return Subscript(_convert(base, text), (_index(index, text),))
    raise ValueError(f"the rule {text!r} uses {ast.unparse(node)!r}, which rules have no need of so far")


def _is_module(base: ast.expr) -> bool:
    return ast.unparse(base) in ("np", "np.linalg", "math", "cmath", "difpy")


def _index(index: ast.expr, text: str) -> Expression:
    match index:
        case ast.Slice(lower=lower, upper=upper, step=step):
            return Slice(*(None if part is None else _convert(part, text) for part in (lower, upper, step)))
        case ast.Constant(value=value) if value is Ellipsis:
            return EllipsisIndex()
    return _convert(index, text)
