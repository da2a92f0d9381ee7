"""Functions and programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from difpy.program.expressions import NOWHERE, Expression, Position, Type
from difpy.program.statements import Block, Comment


@dataclass(frozen=True)
class Parameter:
    """`shaped_as` is the parameter whose shape an array has, as that of a tangent its primal's."""

    name: str
    type: Type
    shaped_as: str = ""


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
    """"primal", "tangent", "adjoint" (both sweeps), "forward" or "reverse" (one of them)."""
    stacks: frozenset[str] = frozenset()
    """The names of arrays that recorded values are kept in, which are as large as they need to be."""


REVERSE_SWEEP = Comment("Reverse sweep")
"""Stands between the sweeps of a function that has both."""


def sweeps(function: Function) -> tuple[Block, Block]:
    """The part of a function that runs the user's statements (all of a primal), and the reverse sweep."""
    if function.role == "reverse":
        return (), function.body
    banners = [k for k, statement in enumerate(function.body) if statement == REVERSE_SWEEP]
    place = banners[0] if banners else len(function.body)
    return function.body[:place], function.body[place:]


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
    head, for primitives that lowering puts in; `objects` are what names in the text stand for that it cannot
    import.
    """

    functions: dict[str, Function]
    entry: str
    signature: tuple[tuple[str, Tree], ...] = ()
    result: Tree = Tree("leaf", "0")
    captures: tuple[Capture, ...] = ()
    bindings: tuple[tuple[str, Expression], ...] = ()
    objects: tuple[tuple[str, Any], ...] = ()
