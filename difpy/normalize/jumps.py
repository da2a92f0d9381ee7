"""One `return` at the end, no `continue`, and `break` only where nothing of the loop's body follows.

Before:
    def f(xs):
        for x in xs:
            if x < 0:
                continue
            if x > 9:
                return x
        return 0.0
After:
    def f(xs):
        returned = False
        for x in xs:
            if not x < 0:
                if x > 9:
                    result = x
                    returned = True
                    break
        if not returned:
            result = 0.0
        return result

The rest of a block moves into the branch that goes on. Only where two branches go on, and one of
them also jumps, a flag says whether the rest is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import gast

from difpy.errors import refuse
from difpy.frontend.scope import FUNCTIONS, bound_names, parameter_names
from difpy.normalize.build import Node, assign, blocks, branch, constant, either, load, negate, place
from difpy.normalize.context import Rewriter
from difpy.normalize.exits import JUMPS, Exit, block_exits, exits


@dataclass(frozen=True)
class Around:
    """What is around a block, and so what its jumps become.

    `flags` are the jumps that a flag stands for here (a block in the middle of a loop's body or a
    function); the others are real. `ready` are flags that are known to be cleared.
    """

    in_loop: bool = False
    flags: tuple[tuple[Exit, str], ...] = ()
    ready: frozenset[str] = frozenset()

    def flag(self, jump: Exit) -> str | None:
        """The flag that a jump sets here."""
        return dict(self.flags).get(jump)

    def with_flag(self, jump: Exit, name: str) -> Around:
        """The same, where the jump also sets a flag."""
        others = tuple(pair for pair in self.flags if pair[0] is not jump)
        return replace(self, flags=(*others, (jump, name)), ready=self.ready | {name})


class Jumps(Rewriter):
    """Every block is rewritten as one with nothing behind it: what is behind moves into it."""

    result: str | None
    returned: str

    def function(self, definition: Node) -> None:
        """The body; where more than one value is returned, they go through a variable."""
        body = definition.body
        returns = list(find_returns(body))
        self.result, self.returned = None, ""
        last = body[-1]
        if returns == [last]:
            keep = [last]
            body = body[:-1]
            if last.value is None or is_none(last.value):
                keep = []
        else:
            keep = []
            if any(not is_none(each.value) for each in returns):
                self.result = self.names.fresh("result")
                if Exit.FALL in block_exits(body):
                    body = [*body, place(gast.Return(value=constant(None)), last)]
                keep = [place(gast.Return(value=load(self.result)), last)]
        bound = bound_names(definition)
        definition.body = [*self.tail(body, Around()), *keep] or [place(gast.Pass(), definition)]
        self.check_dropped(definition, bound)

    def check_dropped(self, definition: Node, bound: set[str]) -> None:
        """Refuse a name that is local only because of statements that never run."""
        dropped = bound - bound_names(definition) - {*parameter_names(definition)}
        for node in gast.walk(definition):
            if isinstance(node, gast.Name) and node.id in dropped:
                why = f"only code that can never run assigns `{node.id}`"
                raise refuse(self.source.at(node), why, "Take out the code after the jump.", never=True)

    def tail(self, statements: list[Node], around: Around) -> list[Node]:
        """A block with nothing behind it before the end of its loop's body or function."""
        out: list[Node] = []
        for index, statement in enumerate(statements):
            rest = statements[index + 1 :]
            if isinstance(statement, gast.Return):
                return [*out, *self.set_result(statement), *self.leave(Exit.RETURN, statement, around)]
            if isinstance(statement, gast.Break | gast.Continue):
                jump = Exit.BREAK if isinstance(statement, gast.Break) else Exit.CONTINUE
                return [*out, *self.leave(jump, statement, around)]
            if isinstance(statement, gast.Raise):
                return [*out, statement]
            if isinstance(statement, gast.If) and exits(statement) & JUMPS:
                return [*out, *self.jumping_branch(statement, rest, around)]
            if isinstance(statement, gast.For | gast.While):
                if Exit.RETURN in exits(statement):
                    return [*out, *self.returning_loop(statement, rest, around)]
                statement.body = self.loop_body(statement, replace(around, flags=()))
            elif isinstance(statement, gast.If):
                statement.body = self.tail(statement.body, around)
                statement.orelse = self.tail(statement.orelse, around)
            elif isinstance(statement, gast.FunctionDef):
                self.nested(statement)
            out.append(statement)
        return out

    def loop_body(self, loop: Node, around: Around) -> list[Node]:
        """The body of a loop."""
        inner = self.tail(loop.body, replace(around, in_loop=True))
        return inner or [place(gast.Pass(), loop)]

    def set_result(self, statement: Node) -> list[Node]:
        """`return e` as an assignment; nothing where the function returns no value."""
        if self.result is None:
            return []
        value = constant(None) if statement.value is None else statement.value
        return [assign(self.result, value, statement)]

    def leave(self, jump: Exit, origin: Node, around: Around) -> list[Node]:
        """What a jump becomes at the end of a block: flags that are set, and a real `break`."""
        out = []
        flag = around.flag(jump)
        if flag is not None:
            out.append(assign(flag, constant(True), origin))
        is_real = around.in_loop and (flag is None or jump is Exit.RETURN)
        if is_real and jump is not Exit.CONTINUE:
            out.append(place(gast.Break(), origin))
        return out

    # --- branches that jump ---

    def jumping_branch(self, statement: Node, rest: list[Node], around: Around) -> list[Node]:
        """An `if` with a jump in it, and what follows it."""
        then, otherwise = statement.body, statement.orelse
        then_goes_on = Exit.FALL in block_exits(then)
        otherwise_goes_on = Exit.FALL in block_exits(otherwise)
        if rest and then_goes_on and otherwise_goes_on:
            return self.skip_rest(statement, rest, around)
        if then_goes_on:
            then = [*then, *rest]
        elif otherwise_goes_on:
            otherwise = [*otherwise, *rest]
        test, then, otherwise = statement.test, self.tail(then, around), self.tail(otherwise, around)
        if is_break(then) and otherwise and isinstance(test, gast.UnaryOp):
            test, then, otherwise = negate(test), otherwise, then
        return [branch(test, then, otherwise, statement)]

    def skip_rest(self, statement: Node, rest: list[Node], around: Around) -> list[Node]:
        """Both branches go on and one also jumps: flags say whether the rest is skipped."""
        jumps = [jump for jump in (Exit.RETURN, Exit.BREAK, Exit.CONTINUE) if jump in exits(statement)]
        out: list[Node] = []
        inner = replace(around, in_loop=False)
        for jump in jumps:
            name = around.flag(jump) or self.flag_name(jump)
            if name not in around.ready:
                out.append(assign(name, constant(False), statement))
            inner = inner.with_flag(jump, name)
        statement.body = self.tail(statement.body, inner) or [place(gast.Pass(), statement)]
        statement.orelse = self.tail(statement.orelse, inner)
        out.append(statement)
        names: dict[Exit, str | None] = {jump: inner.flag(jump) for jump in jumps}
        return [*out, *self.guard(names, rest, replace(around, ready=inner.ready), statement)]

    def guard(
        self, names: dict[Exit, str | None], rest: list[Node], around: Around, origin: Node
    ) -> list[Node]:
        """The rest of a block under the condition that no flag is set; where one is, the real jump."""
        leaving = [load(name) for jump, name in names.items() if name and jump is not Exit.CONTINUE]
        skipping = [load(name) for jump, name in names.items() if name and jump is Exit.CONTINUE]
        goes_on = self.tail(rest, around)
        if not around.in_loop:
            leaving, skipping = [], [*leaving, *skipping]
        if skipping and goes_on:
            goes_on = [branch(negate(either(*skipping)), goes_on, [], origin)]
        if not leaving:
            return goes_on
        return [branch(either(*leaving), [place(gast.Break(), origin)], goes_on, origin)]

    def flag_name(self, jump: Exit) -> str:
        """A name for the flag of a jump; one for all returns of a function."""
        if jump is Exit.RETURN:
            self.returned = self.returned or self.names.fresh("returned")
            return self.returned
        return self.names.fresh("stopped" if jump is Exit.BREAK else "skipped")

    # --- loops that return ---

    def returning_loop(self, loop: Node, rest: list[Node], around: Around) -> list[Node]:
        """A loop with a `return` in it, and what follows it."""
        goes_on = Exit.FALL in exits(loop)
        needs_flag = goes_on and (bool(rest) or around.in_loop)
        known = around.flag(Exit.RETURN)
        out: list[Node] = []
        inner = replace(around, flags=())
        if needs_flag or known:
            name = known or self.flag_name(Exit.RETURN)
            if name not in around.ready:
                out.append(assign(name, constant(False), loop))
            inner = inner.with_flag(Exit.RETURN, name)
        loop.body = self.loop_body(loop, inner)
        out.append(loop)
        if not goes_on:
            leave = [place(gast.Break(), loop)] if around.in_loop else []
            return [*out, *leave]
        if not needs_flag:
            return out
        names: dict[Exit, str | None] = {Exit.RETURN: inner.flag(Exit.RETURN)}
        return [*out, *self.guard(names, rest, replace(around, ready=inner.ready), loop)]


def find_returns(statements: list[Node]) -> Iterator[Node]:
    """The `return`s of a function, without those of functions inside it."""
    for statement in statements:
        if isinstance(statement, gast.Return):
            yield statement
        if not isinstance(statement, FUNCTIONS):
            for block in blocks(statement):
                yield from find_returns(block)


def is_break(block: list[Node]) -> bool:
    """Whether a block does nothing but leave its loop."""
    return len(block) == 1 and isinstance(block[0], gast.Break)


def is_none(value: Node | None) -> bool:
    """Whether a `return` returns nothing."""
    return value is None or (isinstance(value, gast.Constant) and value.value is None)
