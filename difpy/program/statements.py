"""Statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from difpy.program.expressions import NOWHERE, Expression, Name, Position, Subscript


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
