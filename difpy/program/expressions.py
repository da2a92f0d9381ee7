"""Types, positions and expressions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

Type: TypeAlias = Any  # numba.types.Type, which is untyped to mypy


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

    value: int | float | complex | bool | str | None
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
    """`then if test else otherwise`; `guards`: a zero from an infinite factor, where `then` is NaN for 0."""

    test: Expression
    then: Expression
    otherwise: Expression
    guards: bool = field(default=False, kw_only=True)


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
