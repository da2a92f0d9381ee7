"""The edge of the language: what difpy reads, and for everything else why not and what instead.

An allow-list: a node that has neither a place in `ACCEPTED` nor a refusal of its own is refused too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import gast

from difpy.errors import refuse

if TYPE_CHECKING:
    from difpy.frontend.source import FunctionSource

Node = Any

# The methods below are named after the node that they check.
# ruff: noqa: N802

ACCEPTED_STATEMENTS = (
    gast.AnnAssign,
    gast.Assert,
    gast.Assign,
    gast.AugAssign,
    gast.Break,
    gast.Continue,
    gast.Delete,
    gast.Expr,
    gast.For,
    gast.FunctionDef,
    gast.If,
    gast.Pass,
    gast.Raise,
    gast.Return,
    gast.While,
)
ACCEPTED_EXPRESSIONS = (
    gast.Attribute,
    gast.BinOp,
    gast.BoolOp,
    gast.Call,
    gast.Compare,
    gast.Constant,
    gast.FormattedValue,
    gast.GeneratorExp,
    gast.IfExp,
    gast.JoinedStr,
    gast.Lambda,
    gast.List,
    gast.ListComp,
    gast.Name,
    gast.NamedExpr,
    gast.Slice,
    gast.Starred,
    gast.Subscript,
    gast.Tuple,
    gast.UnaryOp,
)
ACCEPTED = ACCEPTED_STATEMENTS + ACCEPTED_EXPRESSIONS


@dataclass(frozen=True)
class Refusal:
    """Why a kind of node is outside the language; `what` is the quoted code unless given."""

    what: str
    why: str
    instead: str
    never: bool = False


REFUSED: dict[type, Refusal] = {
    gast.AsyncFor: Refusal(
        "`async for`", "a coroutine has no single result", "Write an ordinary `for`.", never=True
    ),
    gast.AsyncFunctionDef: Refusal(
        "`async def`", "a coroutine has no single result", "Write an ordinary `def`.", never=True
    ),
    gast.AsyncWith: Refusal(
        "`async with`", "a coroutine has no single result", "Move it out of the function.", never=True
    ),
    gast.Await: Refusal(
        "`await`", "a coroutine has no single result", "Wait outside and pass the value in.", never=True
    ),
    gast.ClassDef: Refusal(
        "`class`",
        "a class defined inside would be a new type at every call",
        "Define the class outside, or use a namedtuple.",
        never=True,
    ),
    gast.Dict: Refusal(
        "a dictionary",
        "values of a dictionary have no types that can be known beforehand",
        "Use a namedtuple, or one variable a key.",
    ),
    gast.DictComp: Refusal(
        "a dictionary",
        "values of a dictionary have no types that can be known beforehand",
        "Use a list, or an array indexed by integers.",
    ),
    gast.Global: Refusal(
        "`global`",
        "a gradient leaves globals as it found them",
        "Return the value, and assign it where the function is called.",
    ),
    gast.Import: Refusal(
        "`import` inside a function", "names are resolved before it runs", "Import at the top of the file."
    ),
    gast.ImportFrom: Refusal(
        "`import` inside a function", "names are resolved before it runs", "Import at the top of the file."
    ),
    gast.Match: Refusal("`match`", "patterns are not in its language", "Write `if` and `elif`."),
    gast.Nonlocal: Refusal(
        "`nonlocal`",
        "a nested function that writes its surroundings is not in its language",
        "Return the value, or write into an array.",
    ),
    gast.Set: Refusal("a set", "the order of a set is not determined", "Use a list or a tuple."),
    gast.SetComp: Refusal("a set", "the order of a set is not determined", "Use a list."),
    gast.Try: Refusal(
        "`try`",
        "the way out of a half-executed block is not recorded",
        "Test for the condition with `if` before it can fail.",
    ),
    gast.With: Refusal(
        "`with`", "context managers are not in its language", "Enter the context around the gradient's call."
    ),
    gast.Yield: Refusal(
        "`yield`", "a generator has no single result", "Collect the values in a list or an array.", never=True
    ),
    gast.YieldFrom: Refusal(
        "`yield from`",
        "a generator has no single result",
        "Collect the values in a list or an array.",
        never=True,
    ),
}
for _name in ("TryStar", "TypeAlias"):
    if hasattr(gast, _name):
        REFUSED[getattr(gast, _name)] = Refusal(f"`{_name}`", "it is not in its language", "Leave it out.")


def check(source: FunctionSource) -> None:
    """Refuse a function with anything in it that is outside the language."""
    Fence(source).visit(source.tree)


class Fence:
    """One method a kind of node that needs a closer look."""

    def __init__(self, source: FunctionSource) -> None:
        self.source = source

    def visit(self, node: Node) -> None:
        """Check a node and everything in it."""
        special = getattr(self, f"visit_{type(node).__name__}", None)
        if type(node) in REFUSED:
            self.refuse(node, REFUSED[type(node)])
        if special is not None:
            special(node)
        elif isinstance(node, gast.stmt | gast.expr) and not isinstance(node, ACCEPTED):
            name = type(node).__name__
            self.refuse(node, Refusal("", f"{name} is not in its language", "Write it in another way."))
        for child in gast.iter_child_nodes(node):
            self.visit(child)

    def refuse(self, node: Node, refusal: Refusal) -> NoReturn:
        """Raise the refusal of a node."""
        raise refuse(
            self.source.at(node), refusal.why, refusal.instead, never=refusal.never, what=refusal.what
        )

    def visit_Raise(self, node: Node) -> None:
        """`raise` needs an exception, and no cause but None."""
        if node.exc is None:
            self.refuse(node, Refusal("`raise` alone", "there is no `except` here", "Raise an exception."))
        if node.cause is not None and getattr(node.cause, "value", self) is not None:
            self.refuse(node.cause, CAUSE)

    def visit_FunctionDef(self, node: Node) -> None:
        """A nested function may be compiled or differentiated, but not otherwise decorated."""
        self.check_parameters(node)
        for decorator in node.decorator_list:
            plain = decorator.func if isinstance(decorator, gast.Call) else decorator
            if not is_harmless_decorator(plain, self.source):
                self.refuse(decorator, DECORATOR)
        node.decorator_list = []

    def visit_Lambda(self, node: Node) -> None:
        """A lambda's parameters."""
        self.check_parameters(node)

    def check_parameters(self, node: Node) -> None:
        """Every parameter has a name of its own."""
        if node.args.vararg is not None:
            self.refuse(node.args.vararg, STAR_PARAMETER)
        if node.args.kwarg is not None:
            self.refuse(node.args.kwarg, STAR_PARAMETER)

    def visit_Call(self, node: Node) -> None:
        """Every argument of a call is written out; code in a text is no argument at all."""
        for argument in node.args:
            if isinstance(argument, gast.Starred):
                self.refuse(argument, STAR_ARGUMENT)
        for keyword in node.keywords:
            if keyword.arg is None:
                self.refuse(keyword.value, STAR_ARGUMENT)
        if isinstance(node.func, gast.Name) and node.func.id in TEXT_FUNCTIONS:
            what = f"`{node.func.id}`"
            self.refuse(node, Refusal(what, "code in a text cannot be read", "Write it out.", never=True))

    def visit_Starred(self, node: Node) -> None:
        """A star collects in a target; it does not spread a value."""
        if isinstance(node.ctx, gast.Load):
            self.refuse(node, STAR_VALUE)

    def visit_comprehension(self, node: Node) -> None:
        """An ordinary comprehension."""
        if node.is_async:
            self.refuse(node.iter, REFUSED[gast.AsyncFor])


def is_harmless_decorator(node: Node, source: FunctionSource) -> bool:
    """Whether a decorator leaves a function's value what it is: Numba's, and difpy's checkpoint."""
    names = []
    while isinstance(node, gast.Attribute):
        names.append(node.attr)
        node = node.value
    value = None
    if isinstance(node, gast.Name):
        value = source.function.__globals__.get(node.id)
    for name in reversed(names):
        value = getattr(value, name, None)
    module = getattr(value, "__module__", None) or ""
    return module.partition(".")[0] == "numba" and getattr(value, "__name__", "") in ("njit", "jit")


CAUSE = Refusal("`raise ... from`", "the cause is not carried out", "Leave the `from` out.")
DECORATOR = Refusal(
    "a decorated function inside another",
    "what the decorator makes of it is not known before it runs",
    "Decorate a function of the module, or leave the decorator out.",
)
STAR_ARGUMENT = Refusal(
    "`*` and `**` in a call",
    "how many arguments there are is not known before it runs",
    "Write the arguments out.",
)
STAR_PARAMETER = Refusal(
    "a function with `*` or `**` parameters",
    "how many arguments there are is not known before it runs",
    "Give each parameter a name, or take one tuple.",
)
STAR_VALUE = Refusal(
    "`*` inside a list or tuple",
    "how many elements there are is not known before it runs",
    "Join with `+`: `xs + [y]`.",
)
TEXT_FUNCTIONS = ("eval", "exec", "globals", "locals", "vars")
