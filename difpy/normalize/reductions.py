"""The loops for `sum`, `min`, `max`, `any` and `all` of a comprehension."""

from __future__ import annotations

import builtins
import sys
from typing import TYPE_CHECKING, Any

import gast

from difpy.errors import refuse
from difpy.frontend import FunctionSource
from difpy.normalize.build import (
    Node,
    assign,
    both,
    branch,
    call,
    compare,
    constant,
    copied,
    either,
    is_atom,
    load,
    negate,
    place,
)

if TYPE_CHECKING:
    from difpy.normalize.comprehensions import Comprehensions

NAMES: dict[Any, str] = {
    builtins.sum: "total",
    builtins.min: "smallest",
    builtins.max: "largest",
    builtins.any: "any_holds",
    builtins.all: "all_hold",
}


def check(source: FunctionSource, node: Node) -> None:
    """Refuse the arguments that these loops do not know."""
    for keyword in node.keywords:
        if keyword.arg not in ("default", "start"):
            instead = "Write the loop out, with the comparison that you mean."
            what = f"`{keyword.arg}=` of a reduction"
            raise refuse(source.at(node), "it is not in its language", instead, what=what)


def build(function: Any, target: str, node: Node, lifter: Comprehensions) -> list[Node]:
    """The statements that compute a reduction of a comprehension in the target."""
    if function is builtins.sum:
        return total(target, node, lifter)
    if function in (builtins.min, builtins.max):
        return extreme(function, target, node, lifter)
    return quantifier(function, target, node, lifter)


def loops(comprehension: Node, innermost: list[Node]) -> list[Node]:
    """The loops and conditions of a comprehension around some statements."""
    body = innermost
    for part in reversed(comprehension.generators):
        if part.ifs:
            body = [gast.If(test=both(*part.ifs), body=body, orelse=[])]
        body = [gast.For(target=part.target, iter=part.iter, body=body, orelse=[], type_comment=None)]
    return body


def total(target: str, node: Node, lifter: Comprehensions) -> list[Node]:
    """`total = start`, then `total = total + e` in the loops."""
    comprehension = node.args[0]
    given = [*node.args[1:], *(keyword.value for keyword in node.keywords)]
    start = lifter.after_first_iterable(comprehension, given[0]) if given else constant(0)
    added = gast.BinOp(left=load(target), op=gast.Add(), right=comprehension.elt)
    return [assign(target, start, lifter.origin), *loops(comprehension, [assign(target, added, node)])]


def extreme(function: Any, target: str, node: Node, lifter: Comprehensions) -> list[Node]:
    """The first item, then each one that is smaller (larger); an error if there is none."""
    comprehension, origin = node.args[0], lifter.origin
    found = lifter.names.fresh("found")
    default = [keyword.value for keyword in node.keywords]
    start = lifter.after_first_iterable(comprehension, default[0]) if default else constant(0)
    item, named = comprehension.elt, []
    if not is_atom(item):
        name = lifter.names.fresh("item")
        named = [assign(name, item, node)]
        item = load(name)
    order = gast.Lt() if function is builtins.min else gast.Gt()
    test = either(negate(load(found)), compare(place(item, node), order, load(target)))
    keep = [assign(target, copied(item), node), assign(found, constant(True), node)]
    statements = [
        assign(target, start, origin),
        assign(found, constant(False), origin),
        *loops(comprehension, [*named, branch(test, keep, [], node)]),
    ]
    if not default:
        value_error = lifter.builtin("ValueError", origin)
        error = gast.Raise(exc=call(value_error, constant(empty_text(function.__name__))), cause=None)
        statements.append(branch(negate(load(found)), [error], [], origin))
    return statements


def empty_text(name: str) -> str:
    """What Python says about the extreme of nothing."""
    if sys.version_info >= (3, 12):
        return f"{name}() iterable argument is empty"
    return f"{name}() arg is an empty sequence"


def quantifier(function: Any, target: str, node: Node, lifter: Comprehensions) -> list[Node]:
    """`any` stops at the first that holds, `all` at the first that does not; over a list, neither does."""
    comprehension, decisive = node.args[0], function is builtins.any
    is_lazy = isinstance(comprehension, gast.GeneratorExp)
    leave = [gast.Break()] if is_lazy else []
    test = comprehension.elt if decisive else negate(comprehension.elt)
    decide = branch(test, [assign(target, constant(decisive), node), *leave], [], node)
    body = loops(comprehension, [decide])
    if is_lazy:
        leave_outer(body[0], load(target) if decisive else negate(load(target)))
    return [assign(target, constant(not decisive), lifter.origin), *body]


def leave_outer(loop: Node, decided: Node) -> None:
    """After an inner loop that was left, leave the loop around it too."""
    holder = loop.body
    while holder and isinstance(holder[0], gast.If) and not isinstance(holder[0].body[-1], gast.Break):
        holder = holder[0].body
    if isinstance(holder[0], gast.For):
        leave_outer(holder[0], decided)
        exit_too = gast.If(test=decided, body=[gast.Break()], orelse=[])
        holder.append(place(exit_too, loop))
