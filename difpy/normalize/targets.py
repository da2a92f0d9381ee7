"""An assignment has one target: a name, an item, an attribute, or a flat tuple of names.

Before:
    def f(a, i, j):
        a[i], a[j] = a[j], a[i]
        x = a[0] = a[1] + 1
        first, *rest = a
        return x, first, rest
After:
    def f(a, i, j):
        a_i = a[i]
        a[i] = a[j]
        a[j] = a_i
        x = a[1] + 1
        a[0] = x
        if len(a) < 1:
            raise ValueError(f"not enough values to unpack (expected at least 1, got {len(a)})")
        first = a[0]
        rest = list(a[1:])
        return (x, first, rest)

A `for` may have a nested tuple of names as its target; any other target is assigned in its body.
"""

from __future__ import annotations

import gast

from difpy.normalize.build import (
    Node,
    as_load,
    assign,
    branch,
    call,
    compare,
    constant,
    copied,
    is_atom,
    item,
    load,
    names_in,
    place,
    store,
    stored_names,
)
from difpy.normalize.context import Rewriter
from difpy.normalize.lift import hint
from difpy.normalize.lift_statements import names_read_inside

SEQUENCES = (gast.Tuple, gast.List)


class Targets(Rewriter):
    """Takes targets apart; the value first, then the targets from left to right."""

    def visit_Assign(self, statement: Node) -> list[Node]:  # noqa: N802  named after the node
        """One assignment a target."""
        if len(statement.targets) == 1:
            return self.unpack(statement.targets[0], statement.value, statement)
        out: list[Node] = []
        targets, value = self.share(statement.targets, statement.value, statement, out)
        for target in targets:
            out += self.unpack(target, copied(value), statement)
        return out

    def share(
        self, targets: list[Node], value: Node, origin: Node, out: list[Node]
    ) -> tuple[list[Node], Node]:
        """The value of a chained assignment as something that can be read once a target."""
        bound = set().union(*map(stored_names, targets))
        if is_atom(value) and not (names_in(value) & bound):
            return targets, value
        first = targets[0]
        if isinstance(first, gast.Name) and first.id not in set().union(*map(stored_names, targets[1:])):
            out.append(assign(first, value, origin))
            return targets[1:], load(first.id)
        name = self.names.fresh(hint(value))
        out.append(assign(name, value, origin))
        return targets, load(name)

    def visit_For(self, statement: Node) -> list[Node]:  # noqa: N802
        """A target with items, attributes or a star in it is assigned in the body."""
        if not is_nest_of_names(statement.target):
            name = self.names.fresh("item")
            target, statement.target = statement.target, place(store(name), statement)
            statement.body = [assign(target, load(name), statement), *statement.body]
        self.descend(statement)
        return [statement]

    # --- one target ---

    def unpack(self, target: Node, value: Node, origin: Node) -> list[Node]:
        """The statements for `target = value`."""
        if not isinstance(target, SEQUENCES):
            return [assign(target, value, origin)]
        target = gast.copy_location(gast.Tuple(elts=target.elts, ctx=gast.Store()), target)
        star = next((i for i, each in enumerate(target.elts) if isinstance(each, gast.Starred)), None)
        is_display = isinstance(value, SEQUENCES) and not any(isinstance(e, gast.Starred) for e in value.elts)
        if is_display and star is not None and len(value.elts) >= len(target.elts) - 1:
            target, value = self.spread(target, value, star)
            star = None
        if star is not None:
            return self.unpack_star(target, value, star, origin)
        if is_display and len(value.elts) == len(target.elts):
            return self.unpack_display(target, value, origin)
        return self.unpack_value(target, value, origin)

    def spread(self, target: Node, value: Node, star: int) -> tuple[Node, Node]:
        """`a, *b = 1, 2, 3` as `a, b = 1, [2, 3]`."""
        after = len(target.elts) - star - 1
        stop = len(value.elts) - after
        rest = place(gast.List(elts=value.elts[star:stop], ctx=gast.Load()), value)
        target.elts[star] = target.elts[star].value
        elements = [*value.elts[:star], rest, *value.elts[stop:]]
        return target, gast.copy_location(gast.Tuple(elts=elements, ctx=gast.Load()), value)

    def unpack_display(self, target: Node, value: Node, origin: Node) -> list[Node]:
        """Targets and values in pairs: stays parallel where all are names, else one after the other."""
        pairs = list(zip(target.elts, value.elts, strict=True))
        hidden = names_read_inside(self.scope.definition)
        has_call = any(isinstance(node, gast.Call) for v in value.elts for node in gast.walk(v))
        if all(isinstance(t, gast.Name) for t in target.elts):
            if has_call and is_sequential(pairs, hidden):
                return [assign(t, v, origin) for t, v in pairs]
            return [assign(target, as_tuple(value), origin)]
        if is_sequential(pairs, hidden) and all(isinstance(t, gast.Name) for t, _ in pairs[:-1]):
            first = [assign(t, v, origin) for t, v in pairs[:-1]]
            return [*first, *self.unpack(*pairs[-1], origin)]
        out, kept, bound = [], [], set[str]()
        read_late = not has_call and not has_walrus(value)  # the first value may be read last: a swap
        for index, (t, v) in enumerate(pairs):
            if not (is_atom(v) or (index == 0 and read_late)) or names_in(v) & bound:
                name = self.names.fresh(hint(v))
                out.append(assign(name, v, origin))
                v = load(name)
            kept.append(v)
            bound |= stored_names(t)
        for t, v in zip(target.elts, kept, strict=True):
            out += self.unpack(t, v, origin)
        return out

    def unpack_value(self, target: Node, value: Node, origin: Node) -> list[Node]:
        """What is not a name is unpacked into one first, and so are names that the others mention."""
        elements, later = [], []
        mentioned = [set() if isinstance(t, gast.Name) else names_in(t) for t in target.elts]
        for each in target.elts:
            if isinstance(each, gast.Name) and not any(each.id in names for names in mentioned):
                elements.append(each)
            else:
                name = self.names.fresh(element_hint(each))
                elements.append(store(name))
                later.append((each, load(name)))
        flat = place(gast.Tuple(elts=elements, ctx=gast.Store()), target)
        out = [assign(flat, value, origin)]
        for each, read in later:
            out += self.unpack(each, read, origin)
        return out

    def unpack_star(self, target: Node, value: Node, star: int, origin: Node) -> list[Node]:
        """`first, *rest = xs` by index and slice, after Python's check that there are enough."""
        out: list[Node] = []
        if not isinstance(value, gast.Name) or value.id in stored_names(target):
            name = self.names.fresh(hint(value))
            out.append(assign(name, value, origin))
            value = load(name)
        after = len(target.elts) - star - 1
        out.append(self.enough(value, len(target.elts) - 1, origin))
        for index, each in enumerate(target.elts):
            if index < star:
                part, each_target = item(copied(value), constant(index)), each
            elif index > star:
                part, each_target = item(copied(value), negative(len(target.elts) - index)), each
            else:
                lower, upper = constant(star) if star else None, negative(after) if after else None
                slice_ = gast.Slice(lower=lower, upper=upper, step=None)
                part, each_target = (
                    call(self.builtin("list", origin), item(copied(value), slice_)),
                    each.value,
                )
            out += self.unpack(each_target, part, origin)
        return out

    def enough(self, value: Node, least: int, origin: Node) -> Node:
        """The check that there are values for all targets without a star."""
        length = call(self.builtin("len", origin), copied(value))
        text = f"not enough values to unpack (expected at least {least}, got "
        got = gast.FormattedValue(value=copied(length), conversion=-1, format_spec=None)
        message = gast.JoinedStr(values=[constant(text), got, constant(")")])
        error = gast.Raise(exc=call(self.builtin("ValueError", origin), message), cause=None)
        return branch(compare(length, gast.Lt(), constant(least)), [error], [], origin)


def has_walrus(value: Node) -> bool:
    """Whether evaluating an expression binds names."""
    return any(isinstance(node, gast.NamedExpr) for node in gast.walk(value))


def negative(number: int) -> Node:
    """An index from the end."""
    return gast.UnaryOp(op=gast.USub(), operand=constant(number))


def as_tuple(value: Node) -> Node:
    """A display as a tuple; what is unpacked at once need not be a list."""
    return gast.copy_location(gast.Tuple(elts=value.elts, ctx=gast.Load()), value)


def element_hint(target: Node) -> str:
    """A name for the value that a target will get."""
    if isinstance(target, SEQUENCES):
        return "_".join(n.id for n in target.elts if isinstance(n, gast.Name)) or "pair"
    return f"{target.id}_next" if isinstance(target, gast.Name) else hint(as_load(target))


def is_nest_of_names(target: Node) -> bool:
    """Whether a target is a name, or a tuple of such targets."""
    if isinstance(target, SEQUENCES):
        return all(map(is_nest_of_names, target.elts))
    return isinstance(target, gast.Name)


def is_sequential(pairs: list[tuple[Node, Node]], hidden: set[str]) -> bool:
    """Whether each pair may be assigned before the next value is evaluated."""
    for index, (target, _) in enumerate(pairs):
        later = set().union(*(names_in(value) for _, value in pairs[index + 1 :]))
        if stored_names(target) & (later | hidden):
            return False
    return True
