"""Stacks in recursive functions: what a replay takes first must have been put on last.

A recursive call inside a body puts values on the same stacks as the body itself. So the body keeps its
own values in local variables, and puts them on the stacks when it ends:

    Before:                          After:
        y_stack.append(y)                y_kept = y
        z = f(y - 1.0)                   z = f(y - 1.0)
                                         y_stack.append(y_kept)

The replay takes them all before anything else, and hands them out where they belong. Elements saved
before they are overwritten stay: they are restored between the reversed calls, just as they were put on.
"""

from __future__ import annotations

from dataclasses import replace

from difpy.program import (
    Assign,
    Block,
    Break,
    If,
    Name,
    Restore,
    Save,
    Statement,
    reached,
    statements,
)
from difpy.reverse.context import Context


def calls_back(context: Context, body: Block) -> bool:
    """Whether the body calls, in however many steps, the function it belongs to."""
    if not context.is_reentered:
        return False
    return context.function.name in reached(context.facts.program.functions, body)


def saves_last(context: Context, body: list[Statement]) -> list[Statement]:
    """The recorded body with the values for its replay put on the stacks at its exits."""
    kept: dict[str, Name] = {}
    changed = _kept_saves(context, tuple(body), kept)
    pushes = tuple(Save(site, name) for site, name in kept.items())
    return list(_at_exits(changed, pushes))


def _kept_saves(context: Context, block: Block, kept: dict[str, Name]) -> Block:
    done: list[Statement] = []
    for statement in block:
        match statement:
            case Save(site=site, value=value) if site not in context.undo_sites:
                kept[site] = _kept(context, site)
                done.append(Assign(kept[site].id, value, at=statement.at))
            case If(then=then, otherwise=otherwise):
                then = _kept_saves(context, then, kept)
                done.append(replace(statement, then=then, otherwise=_kept_saves(context, otherwise, kept)))
            case _:
                done.append(statement)
    return tuple(done)


def _kept(context: Context, site: str) -> Name:
    if site not in context.kept:
        type_ = context.examples[site].type
        context.kept[site] = Name(context.fresh(site.removesuffix("_stack") + "_kept", type_), type=type_)
    return context.kept[site]


def _at_exits(block: Block, pushes: Block) -> Block:
    last = block[-1] if block else None
    match last:
        case Break():
            return (*block[:-1], *pushes, last)
        case If(then=then, otherwise=otherwise) if any(isinstance(s, Break) for s in statements((last,))):
            changed = replace(last, then=_at_exits(then, pushes), otherwise=_at_exits(otherwise, pushes))
            return (*block[:-1], changed)
    return (*block, *pushes)


def restores_first(context: Context, replay: list[Statement]) -> list[Statement]:
    """The replay with all its values taken from the stacks in front."""
    taken: dict[str, Name] = {}
    changed = _kept_restores(context, tuple(replay), taken)
    return [*(Restore(site, name) for site, name in taken.items()), *changed]


def _kept_restores(context: Context, block: Block, taken: dict[str, Name]) -> Block:
    done: list[Statement] = []
    for statement in block:
        match statement:
            case Restore(site=site, target=Name(id=target)):
                taken[site] = _kept(context, site)
                done.append(Assign(target, taken[site], at=statement.at))
            case If(then=then, otherwise=otherwise):
                then = _kept_restores(context, then, taken)
                done.append(
                    replace(statement, then=then, otherwise=_kept_restores(context, otherwise, taken))
                )
            case _:
                done.append(statement)
    return tuple(done)
