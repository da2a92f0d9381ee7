"""The normalized program: its grammar, as frozen dataclasses.

The passes between the frontend and the backend read and write only this. A program has no tuples
held in variables (they are taken apart into their elements), no nested functions, one `return` at
its end, `break` only where nothing of the loop body could follow it, and every variable has one type.

    program    ::= function+                       one of them is the entry
    function   ::= name parameter* statement* return
    statement  ::= name = expression               Assign: a scalar, a fresh array or list, or a reference
                 | name[index] (op)= expression    Store: a write into memory
                 | names = function(expression*)   Invoke: a call of a function of the program
                 | name.method(expression*)        Effect: a list method or print
                 | if / while / for-range / break / return / raise
                 | save(site, expression)          values recorded for the reverse sweep,
                 | target = restore(site)          in and out again, last in, first out
    expression ::= name | constant | operation | call of a primitive | subscript | slice | attribute
                 | tuple (only as index, shape or argument) | list display

Expressions have no effects, so they may be evaluated again or not at all. Their `type` is Numba's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias, TypeVar

Type: TypeAlias = Any  # numba.types.Type, which is untyped to mypy
NodeT = TypeVar("NodeT", bound="Expression")


@dataclass(frozen=True)
class Position:
    """A place in the user's source: lines count from 1, columns from 0, as in `ast`."""

    file: str
    line: int
    column: int = 0
    end_column: int | None = None
    text: str = ""
    """The user's whole statement, dedented, on one line where it was one line."""


NOWHERE = Position("<generated>", 0)


# --- expressions -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Expression:
    """Equality compares structure only, not position and type."""

    type: Type = field(default=None, compare=False, kw_only=True)
    at: Position = field(default=NOWHERE, compare=False, kw_only=True)


@dataclass(frozen=True)
class Name(Expression):
    id: str


@dataclass(frozen=True)
class Constant(Expression):
    """A literal, or a named constant of a module, written as `spelling` (`np.pi`)."""

    value: int | float | bool | str | None
    spelling: str = ""


@dataclass(frozen=True)
class Unary(Expression):
    op: str  # - + not ~
    operand: Expression


@dataclass(frozen=True)
class Binary(Expression):
    op: str  # + - * / // % ** @ & | ^ << >>
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Compare(Expression):
    """`operands[0] ops[0] operands[1] ops[1] ...`, chained as in Python."""

    ops: tuple[str, ...]  # < <= > >= == != in, not in, is, is not
    operands: tuple[Expression, ...]


@dataclass(frozen=True)
class Logical(Expression):
    """`and` or `or`, with short circuit."""

    op: str
    operands: tuple[Expression, ...]


@dataclass(frozen=True)
class Conditional(Expression):
    """`then if test else otherwise`."""

    test: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True)
class Call(Expression):
    """A call of a primitive: `np.sin`, `math.sqrt`, `len`, `float`, `difpy.unbroadcast`.

    Methods of arrays that NumPy has as functions are calls of those (`x.sum()` is `np.sum(x)`);
    the others are spelled with a leading dot (`.copy`), the object being the first argument.
    """

    function: str
    arguments: tuple[Expression, ...]
    keywords: tuple[tuple[str, Expression], ...] = ()


@dataclass(frozen=True)
class Slice(Expression):
    lower: Expression | None = None
    upper: Expression | None = None
    step: Expression | None = None


@dataclass(frozen=True)
class Subscript(Expression):
    """`base[indices]`: an index is an expression, a Slice, `Constant(None)` (newaxis) or Ellipsis."""

    base: Expression
    indices: tuple[Expression, ...]


@dataclass(frozen=True)
class EllipsisIndex(Expression):
    """`...` inside a subscript."""


@dataclass(frozen=True)
class Attribute(Expression):
    """`base.name` of an array: shape, size, ndim, T."""

    base: Expression
    name: str


@dataclass(frozen=True)
class Tuple(Expression):
    elements: tuple[Expression, ...]


@dataclass(frozen=True)
class List(Expression):
    elements: tuple[Expression, ...]


@dataclass(frozen=True)
class Format(Expression):
    """An f-string (or a constant text): literal texts, and expressions with conversion and spec."""

    parts: tuple[str | tuple[Expression, str, str], ...]


# --- statements --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Statement:
    at: Position = field(default=NOWHERE, compare=False, kw_only=True)


Block: TypeAlias = tuple[Statement, ...]


@dataclass(frozen=True)
class Assign(Statement):
    """`target = value`. An array-typed value that is a Name, a view (basic Subscript, `.T`,
    reshape ...) or a Conditional of those is a reference to the same memory; any other is fresh.
    An `augmented` one (value is `target op right`) is written `target op= right`."""

    target: str
    value: Expression
    augmented: bool = False


@dataclass(frozen=True)
class Store(Statement):
    """`array[indices] op= value` (op is "" for a plain write) into an array or a list."""

    array: str
    indices: tuple[Expression, ...]
    value: Expression
    op: str = ""


@dataclass(frozen=True)
class Invoke(Statement):
    """`targets = function(arguments)` where `function` is another function of the program.

    One target a result; a call for its effects on memory only has none.
    """

    targets: tuple[str, ...]
    function: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True)
class Effect(Statement):
    """`target = object.method(arguments)` of a list (append, pop, insert, ...), or `print(...)`.

    `object` is the list's name, and "" for `print`.
    """

    target: str | None
    object: str
    method: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True)
class If(Statement):
    test: Expression
    then: Block
    otherwise: Block = ()


@dataclass(frozen=True)
class While(Statement):
    test: Expression
    body: Block


@dataclass(frozen=True)
class For(Statement):
    """`for target in range(start, stop, step)`; `backwards` runs the same values last to first.

    The three bounds are pure integer expressions of names that the body does not assign: constants, names,
    lengths and shapes of arrays, and sums, differences, products and quotients of those. Nothing that the
    body does changes them.
    """

    target: str
    start: Expression
    stop: Expression
    step: Expression
    body: Block
    backwards: bool = False


@dataclass(frozen=True)
class Break(Statement):
    pass


@dataclass(frozen=True)
class Return(Statement):
    """The last statement of a function, and nowhere else."""

    values: tuple[Expression, ...]


@dataclass(frozen=True)
class Raise(Statement):
    """`raise exception(arguments)`; the class is one that Python has built in."""

    exception: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True)
class Save(Statement):
    """Put `value` on the stack called `site`."""

    site: str
    value: Expression


@dataclass(frozen=True)
class Restore(Statement):
    """Take the value that was put on `site` last, into a name or into memory."""

    site: str
    target: Name | Subscript


@dataclass(frozen=True)
class Comment(Statement):
    """A line of comment of its own, such as the banner between the sweeps."""

    words: str


# --- functions and programs --------------------------------------------------------------------


@dataclass(frozen=True)
class Parameter:
    name: str
    type: Type


@dataclass(frozen=True)
class Function:
    """`variables` holds the type of every name that the function binds, its parameters included."""

    name: str
    parameters: tuple[Parameter, ...]
    body: Block
    results: tuple[Type, ...]
    variables: dict[str, Type]
    at: Position = NOWHERE
    document: str = ""
    """The docstring of a generated function."""
    role: str = "primal"
    """"primal", "adjoint" (both sweeps), "forward" or "reverse" (one of them)."""


@dataclass(frozen=True)
class Capture:
    """A value read anew at each call: from the root function along `path`.

    Each step is ("global", name), ("closure", name), ("default", name), ("self", "") for the object
    of a bound method, ("function", "") for its function, ("partial", key) or ("attribute", name).
    """

    parameter: str
    path: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Tree:
    """How a structured value is made of leaves.

    kind: "leaf" (`name` is the flat parameter's name or a result's index), "tuple", "namedtuple"
    (`constructor` is its class), "list" (of floats: one leaf, an array at the boundary), "none",
    "static" (a function or text known when the program was made; `value` holds it).
    """

    kind: str
    name: str = ""
    children: tuple[Tree, ...] = ()
    constructor: Any = None
    value: Any = None


@dataclass(frozen=True)
class Program:
    """`functions` in the order of the printed file: callees before callers, the entry last.

    `signature` pairs each parameter of the user's function with its tree of flat parameters; the
    entry's flat parameters are the leaves of those in order, then the captures. `result` is the
    tree of what the user's function returns. `bindings` are names that the printed file binds at its
    head, for primitives that lowering puts in.
    """

    functions: dict[str, Function]
    entry: str
    signature: tuple[tuple[str, Tree], ...] = ()
    result: Tree = Tree("leaf", "0")
    captures: tuple[Capture, ...] = ()
    bindings: tuple[tuple[str, Expression], ...] = ()


# --- walking -----------------------------------------------------------------------------------


def children(expression: Expression) -> tuple[Expression, ...]:
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


def map_children(expression: Expression, f: Callable[[Expression], Expression]) -> Expression:
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


def names_in(expression: Expression) -> set[str]:
    return {e.id for e in walk(expression) if isinstance(e, Name)}


def blocks(statement: Statement) -> tuple[Block, ...]:
    """The blocks nested directly in a statement."""
    match statement:
        case If(then=a, otherwise=b):
            return (a, b)
        case While(body=body) | For(body=body):
            return (body,)
    return ()


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
        case Store(array=array, indices=indices, value=e):
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
