"""Nests of loops over the elements of an array of their own: sums, sweeps, triangles, early exits.

They reach the passes that reason about indices: which elements differ, which exist, which loops may run in
any order. Some arrays have a second name, or may be unbound where a loop that does not run names them.
"""

from __future__ import annotations

from tests.fuzz.scope import FLOAT, Lines, Scope, array
from tests.fuzz.stores import Stores

OUTER = ["range({n})", "range(1, {n})", "reversed(range({n}))", "range({n} - 1, -1, -1)", "range(0, {n}, 2)"]
INNER = ["range(h1)", "range(h1 + 1)", "range(h1 + 1, {n})", "range({n})", "reversed(range(h1))"]
COUNTERS = ["h1", "h2"]


class ElementLoops(Stores):
    """Writes such a nest, and what comes of it into a float."""

    def _element_loops(self, scope: Scope) -> Lines:
        n = self.random.randint(2, 4)
        name = self.fresh(scope, array(n))
        made = self.random.choice(["np.zeros({n})", "np.ones({n})", "np.full({n}, 0.7)"])
        lines = [f"{name} = {made.format(n=n)}"]
        names = [(name, 0)]
        if self.chance(0.2):
            lines.append(f"{name}_2 = {name}")
            names.append((f"{name}_2", 0))
        elif self.chance(0.2):
            lines.append(f"{name}_2 = {name}[1:]")
            names.append((f"{name}_2", 1))
        lines += self._nest(scope, names, n)
        total = self.target(scope, FLOAT)
        end = f"math.sin(np.sum({name}) * {name}[{self.random.randint(-n, n - 1)}])"
        if self.chance(0.25):
            lines = self._if_bound(scope, lines, total, end, n, name)
        else:
            lines.append(f"{total} = {end}")
            scope.variables[name] = array(n)
        scope.variables[total] = FLOAT
        return lines

    def _if_bound(self, scope: Scope, lines: Lines, total: str, end: str, n: int, name: str) -> Lines:
        """The array exists on one side only, and so many times its loop runs."""
        test = f"{self.small_float(scope, 1)} > {self.constant()}"
        flag = f"{name}_runs"
        scope.variables.pop(name, None)
        return [
            f"{flag} = 1 if {test} else 0",
            f"{total} = {self.small_float(scope, 1)}",
            f"if {flag} > 0:",
            *(f"    {line}" for line in lines),
            f"for h1 in range({n} * {flag}):",
            f"    {name}[0] += 0.1 * math.cos({name}[h1])"
            if self.chance(0.5)
            else f"    {name}[1] -= 0.1 * h1",
            f"if {flag} > 0:",
            f"    {total} += {end}",
        ]

    def _nest(self, scope: Scope, names: list[tuple[str, int]], n: int) -> Lines:
        lines = [f"for h1 in {self.random.choice(OUTER).format(n=n)}:"]
        body = [self._write(scope, names, n, COUNTERS[:1])] if self.chance(0.5) else []
        if self.chance(0.7):
            body.append(f"for h2 in {self.random.choice(INNER).format(n=n)}:")
            if self.chance(0.2):
                leave = self.random.choice(["break", "continue"])
                body += [
                    f"    if {self._element(names, n, COUNTERS)} > {self.constant()}:",
                    f"        {leave}",
                ]
            writes = self.random.randint(1, 2)
            body += [f"    {self._write(scope, names, n, COUNTERS)}" for _ in range(writes)]
        if not body or self.chance(0.4):
            body.append(self._write(scope, names, n, COUNTERS[:1]))
        return lines + [f"    {line}" for line in body]

    def _write(self, scope: Scope, names: list[tuple[str, int]], n: int, counters: list[str]) -> str:
        target = self._element(names, n, counters)
        other = self._element(names, n, counters) if self.chance(0.4) else self.small_float(scope, 1)
        given = self.random.choice(
            [
                f"0.3 * math.sin({other})",
                f"0.2 * {other} * ({self.small_float(scope, 1)})",
                f"0.1 * math.exp(math.sin({other})) * {self.small_float(scope, 1, 1.0)}",
                self.small_float(scope, 1, 1.0),
            ]
        )
        op = self.random.choice(["+=", "+=", "-=", "=", "*="])
        if op == "*=":
            return f"{target} *= math.cos({given})"
        return f"{target} {op} {given}"

    def _element(self, names: list[tuple[str, int]], n: int, counters: list[str]) -> str:
        """An element that exists, under one of the array's names."""
        name, missing = self.random.choice(names)
        counter = self.random.choice(counters)
        length = n - missing
        places = [f"{counter} % {length}", f"{self.random.randint(-length, length - 1)}"]
        if not missing:
            places += [counter, counter, f"{n - 1} - {counter}", f"{counter} - {n}", f"-1 - {counter}"]
            places += [f"({' + '.join(counters)}) % {n}"]
        return f"{name}[{self.random.choice(places)}]"
