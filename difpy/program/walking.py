"""Walking and rewriting expressions and statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from difpy.program.expressions import (
    Attribute,
    Binary,
    Call,
    Compare,
    Conditional,
    Constant,
    EllipsisIndex,
    Expression,
    Format,
    List,
    Logical,
    Name,
    Slice,
    Subscript,
    Tuple,
    Unary,
)
from difpy.program.statements import (
    Assign,
    Block,
    Break,
    Comment,
    Effect,
    For,
    If,
    Invoke,
    Raise,
    Restore,
    Return,
    Save,
    Statement,
    Store,
    While,
)


def children(expression: Expression) -> tuple[Expression, ...]:  # noqa: C901  a case a node
    """The direct subexpressions, in the order of evaluation."""
    match expression:
        case Unary(operand=e):
            return (e,)
        case Binary(left=a, right=b):
            return (a, b)
        case Compare(operands=es) | Logical(operands=es):
            return es
        case Conditional(test=t, then=a, otherwise=b):
            return (t, a, b)
        case Call(arguments=es, keywords=ks):
            return es + tuple(e for _, e in ks)
        case Slice(lower=a, upper=b, step=c):
            return tuple(e for e in (a, b, c) if e is not None)
        case Subscript(base=b, indices=es):
            return (b, *es)
        case Attribute(base=e):
            return (e,)
        case Tuple(elements=es) | List(elements=es):
            return es
        case Format(parts=parts):
            return tuple(part[0] for part in parts if not isinstance(part, str))
        case Name() | Constant() | EllipsisIndex():
            return ()
    raise AssertionError(f"no expression of the grammar: {expression!r}")


def map_children(  # noqa: C901  a case a node
    expression: Expression, f: Callable[[Expression], Expression]
) -> Expression:
    """The same expression with `f` applied to its direct subexpressions."""
    match expression:
        case Unary(operand=e):
            return replace(expression, operand=f(e))
        case Binary(left=a, right=b):
            return replace(expression, left=f(a), right=f(b))
        case Compare(operands=es) | Logical(operands=es):
            return replace(expression, operands=tuple(map(f, es)))
        case Conditional(test=t, then=a, otherwise=b):
            return replace(expression, test=f(t), then=f(a), otherwise=f(b))
        case Call(arguments=es, keywords=ks):
            keywords = tuple((k, f(e)) for k, e in ks)
            return replace(expression, arguments=tuple(map(f, es)), keywords=keywords)
        case Slice(lower=a, upper=b, step=c):
            a, b, c = (None if e is None else f(e) for e in (a, b, c))
            return replace(expression, lower=a, upper=b, step=c)
        case Subscript(base=b, indices=es):
            return replace(expression, base=f(b), indices=tuple(map(f, es)))
        case Attribute(base=e):
            return replace(expression, base=f(e))
        case Tuple(elements=es) | List(elements=es):
            return replace(expression, elements=tuple(map(f, es)))
        case Format(parts=parts):
            mapped = tuple(p if isinstance(p, str) else (f(p[0]), p[1], p[2]) for p in parts)
            return replace(expression, parts=mapped)
        case Name() | Constant() | EllipsisIndex():
            return expression
    raise AssertionError(f"no expression of the grammar: {expression!r}")


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and everything in it, parents first."""
    yield expression
    for child in children(expression):
        yield from walk(child)


def substitute(expression: Expression, values: dict[str, Expression]) -> Expression:
    """The expression with names replaced."""
    if isinstance(expression, Name):
        return values.get(expression.id, expression)
    return map_children(expression, lambda e: substitute(e, values))


def names_in(expression: Expression) -> frozenset[str]:
    """The names that an expression reads. Most passes ask for them, so each node, which never changes,
    keeps its own."""
    kept = vars(expression)
    if "names" not in kept:
        own = {expression.id} if isinstance(expression, Name) else ()
        kept["names"] = frozenset(own).union(*map(names_in, children(expression)))
    found: frozenset[str] = kept["names"]
    return found


def blocks(statement: Statement) -> tuple[Block, ...]:
    """The blocks nested directly in a statement."""
    match statement:
        case If(then=a, otherwise=b):
            return (a, b)
        case While(body=body) | For(body=body):
            return (body,)
    return ()


def map_blocks(statement: Statement, f: Callable[[Block], Block]) -> Statement:
    """The same statement with `f` applied to the blocks nested directly in it."""
    match statement:
        case If(then=then, otherwise=otherwise):
            return replace(statement, then=f(then), otherwise=f(otherwise))
        case While(body=body) | For(body=body):
            return replace(statement, body=f(body))
    return statement


def statements(block: Block) -> Iterator[Statement]:
    """Every statement of a block, nested ones after the one that holds them."""
    for statement in block:
        yield statement
        for inner in blocks(statement):
            yield from statements(inner)


def expressions(statement: Statement) -> tuple[Expression, ...]:
    """The expressions that a statement itself evaluates, not those of its blocks."""
    match statement:
        case Assign(value=e) | Save(value=e):
            return (e,)
        case Store(indices=indices, value=e):
            return (*indices, e)
        case Invoke(arguments=es) | Effect(arguments=es) | Raise(arguments=es) | Return(values=es):
            return es
        case If(test=e) | While(test=e):
            return (e,)
        case For(start=a, stop=b, step=c):
            return (a, b, c)
        case Restore(target=Subscript() as target):
            return target.indices
        case Restore() | Break() | Comment():
            return ()
    raise AssertionError(f"no statement of the grammar: {statement!r}")


def map_expressions(statement: Statement, f: Callable[[Expression], Expression]) -> Statement:
    """The same statement with `f` applied to the expressions it evaluates, nested blocks included."""
    match statement:
        case Assign(value=e) | Save(value=e):
            return replace(statement, value=f(e))
        case Store(indices=indices, value=e):
            return replace(statement, indices=tuple(map(f, indices)), value=f(e))
        case Invoke(arguments=es) | Effect(arguments=es) | Raise(arguments=es):
            return replace(statement, arguments=tuple(map(f, es)))
        case Return(values=es):
            return replace(statement, values=tuple(map(f, es)))
        case If(test=e, then=a, otherwise=b):
            return replace(statement, test=f(e), then=map_block(a, f), otherwise=map_block(b, f))
        case While(test=e, body=body):
            return replace(statement, test=f(e), body=map_block(body, f))
        case For(start=a, stop=b, step=c, body=body):
            return replace(statement, start=f(a), stop=f(b), step=f(c), body=map_block(body, f))
        case Restore(target=Subscript() as target):
            return replace(statement, target=replace(target, indices=tuple(map(f, target.indices))))
        case Restore() | Break() | Comment():
            return statement
    raise AssertionError(f"no statement of the grammar: {statement!r}")


def map_own_expressions(statement: Statement, f: Callable[[Expression], Expression]) -> Statement:
    """The same statement with `f` applied to the expressions that it evaluates itself."""
    match statement:
        case If(test=e) | While(test=e):
            return replace(statement, test=f(e))
        case For(start=a, stop=b, step=c):
            return replace(statement, start=f(a), stop=f(b), step=f(c))
    return map_expressions(statement, f)


def map_block(block: Block, f: Callable[[Expression], Expression]) -> Block:
    return tuple(map_expressions(statement, f) for statement in block)


def targets(statement: Statement) -> tuple[str, ...]:
    """The names that a statement itself binds, not those of its blocks."""
    match statement:
        case Assign(target=name) | For(target=name) | Restore(target=Name(id=name)):
            return (name,)
        case Invoke(targets=names):
            return names
        case Effect(target=str(name)):
            return (name,)
    return ()


def assigned(block: Block) -> set[str]:
    """Every name that a block binds, at any depth."""
    return {name for statement in statements(block) for name in targets(statement)}
