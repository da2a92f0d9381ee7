"""Random programs: every jump at every depth, effects in every place of an expression."""

import linecache
import random

from tests.normalize import helpers

NAMES = ["a", "b", "c"]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.loop_depth = 0
        self.count = 0

    def choose(self, *options):
        return self.random.choice(options)()

    # --- expressions: all are ints or truth values ---

    def expression(self, depth=3):
        if depth == 0:
            return self.choose(self.name, self.number, lambda: "xs[0]")
        e = lambda: self.expression(depth - 1)  # noqa: E731
        return self.choose(
            self.name,
            self.number,
            lambda: f"({e()} {self.random.choice(['+', '-', '*'])} {e()})",
            lambda: f"t({e()})",
            lambda: f"t({e()})",
            lambda: f"pure({e()})",
            lambda: f"w(xs, {e()})",
            lambda: f"xs[{e()} % 3]",
            lambda: f"({e()} if {e()} else {e()})",
            lambda: f"({e()} {self.random.choice(['and', 'or'])} {e()})",
            lambda: f"(not {e()})",
            lambda: f"({e()} < {e()})",
            lambda: f"({e()} < {e()} <= {e()})",
            lambda: f"({self.name()} := {e()})",
            lambda: f"inner({e()})",
            lambda: f"(lambda z: {e()} + z)({e()})",
            lambda: f"sum({e()} + {self.variable()} {self.clauses(depth)})",
            lambda: f"len([{e()} {self.clauses(depth)}])",
            lambda: f"{self.random.choice(['any', 'all'])}({e()} {self.clauses(depth)})",
            lambda: f"max(({e()} {self.clauses(depth)}), default={e()})",
            lambda: f"(xs + [{e()}]).pop()",
            lambda: f"len(f'{{{e()}}} {{{e()}}}')",
        )

    def clauses(self, depth):
        """Comprehension clauses without walrus, which Python forbids in iterables and for their variables."""
        e = lambda: self.without_walrus(depth - 1)  # noqa: E731
        text = f"for {self.variable()} in {self.choose(lambda: 'xs', lambda: f'range({e()} % 3)')}"
        if self.random.random() < 0.3:
            text += f" if {e()}"
        if self.random.random() < 0.2:
            text += f" for {self.variable()} in xs[:2]"
        return text

    def without_walrus(self, depth):
        while ":=" in (text := self.expression(max(depth, 0))):
            pass
        return text

    def variable(self):
        return self.random.choice(["i", "j"])

    def name(self):
        return self.random.choice(NAMES)

    def number(self):
        return str(self.random.randint(-1, 4))

    # --- statements ---

    def block(self, depth, indent):
        return [line for _ in range(self.random.randint(1, 3)) for line in self.statement(depth, indent)]

    def statement(self, depth, indent):
        pad = "    " * indent
        simple = [self.assignment] * 8 + [self.effect] * 2
        jumps = [self.return_, self.raise_] + [self.break_, self.continue_] * 3 * (self.loop_depth > 0)
        compound = [self.if_] * 4 + [self.for_, self.while_] * 2 if depth else []
        made = self.random.choice(simple + jumps + compound)
        if made in compound:
            return made(depth - 1, indent)
        return [pad + made()]

    def assignment(self):
        e = lambda: self.expression(2)  # noqa: E731
        n = self.name
        return self.choose(
            lambda: f"{n()} = {e()}",
            lambda: f"{n()} = {e()}",
            lambda: f"{n()} {self.random.choice(['+', '-'])}= {e()}",
            lambda: f"xs[{e()} % 3] = {e()}",
            lambda: f"xs[{e()} % 3] += {e()}",
            lambda: f"{n()} = xs[{e()} % 3] = {n()} = {e()}",
            lambda: f"{n()}, {n()} = {e()}, {e()}",
            lambda: f"xs[{e()} % 3], xs[{e()} % 3] = {e()}, {e()}",
            lambda: f"{n()}, xs[{n()} % 3] = {e()}, {e()}",
            lambda: f"{n()}, *ys = xs",
            lambda: f"{n()}, ({n()}, xs[1]) = {e()}, ({e()}, {e()})",
            lambda: f"xs = [{e()}, {e()}, {self.name()}]",
            lambda: f"u = {e()}",
            lambda: f"{n()} = u",
        )

    def effect(self):
        return self.choose(
            lambda: f"t({self.expression(2)})",
            lambda: f"w(xs, {self.expression(2)})",
            lambda: f"assert {self.expression(2)}, 'no'",
            lambda: "pass",
        )

    def return_(self):
        return self.choose(
            lambda: f"return {self.expression(2)}", lambda: f"return {self.name()}", lambda: "return"
        )

    def raise_(self):
        return f"raise ValueError({self.expression(1)})"

    def break_(self):
        return "break"

    def continue_(self):
        return "continue"

    def if_(self, depth, indent):
        pad = "    " * indent
        lines = [f"{pad}if {self.expression(2)}:", *self.block(depth, indent + 1)]
        if self.random.random() < 0.3:
            lines += [f"{pad}elif {self.expression(2)}:", *self.block(depth, indent + 1)]
        if self.random.random() < 0.4:
            lines += [f"{pad}else:", *self.block(depth, indent + 1)]
        return lines

    def for_(self, depth, indent):
        head = self.choose(
            lambda: f"for {self.name()} in range(t({self.number()})):",
            lambda: f"for k in xs[:]:",  # noqa: F541
            lambda: f"for k, ({self.name()}, *_) in enumerate([(1, 2), (3, 4)]):",
        )
        return self.loop(head, depth, indent)

    def while_(self, depth, indent):
        head = self.choose(
            lambda: f"while fuel() and {self.expression(2)}:",
            lambda: f"while {self.expression(2)} and fuel():",
            lambda: "while fuel():",
        )
        return self.loop(head, depth, indent)

    def loop(self, head, depth, indent):
        pad = "    " * indent
        self.loop_depth += 1
        lines = [pad + head, *self.block(depth, indent + 1)]
        self.loop_depth -= 1
        if self.random.random() < 0.3:
            lines += [f"{pad}else:", *self.block(depth, indent + 1)]
        return lines

    def function(self):
        inner = f"    def inner(z):\n        return t(z) + {self.expression(1)}\n"
        if ":=" in inner:
            inner = "    def inner(z):\n        return t(z) + a\n"
        body = "\n".join(self.block(3, 1) + self.block(3, 1))
        return f"def program(a, b, c, xs):\n{inner}{body}\n    return a, b, c, xs\n"


def program(seed):
    """A function with its source where `linecache` finds it; None where Python refuses it."""
    text = Generator(seed).function()
    file = f"<random program {seed}>"
    namespace = {**vars(helpers), "fuel": fuel}
    try:
        exec(compile(text, file, "exec"), namespace)
    except SyntaxError:
        return None
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    return namespace["program"]


def fuel():
    """True, while the trace is short."""
    helpers.LOG.append("fuel")
    return len(helpers.LOG) < 60
