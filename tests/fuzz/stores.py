"""Random assignments and writes into memory, each a list of lines; values stay small."""

from __future__ import annotations

from tests.fuzz.expressions import Expressions
from tests.fuzz.scope import BOOL, FLOAT, INT, NAMES, Kind, Lines, Scope, array, list_of, tuple_of


class Stores(Expressions):
    """Writes statements without control flow over the names of a scope, which they bind."""

    # --- names

    def target(self, scope: Scope, kind: Kind) -> str:
        """A name to assign: one that is bound to this kind already, or one that is free."""
        same = [n for n, other in scope.variables.items() if other == kind and self._assignable(scope, n)]
        if same and self.chance(0.6):
            return self.random.choice(same)
        free = [n for n in NAMES[kind[0]] if n not in scope.variables and self._assignable(scope, n)]
        if free:
            return self.random.choice(free)
        return self.random.choice(same) if same else self._numbered(scope, kind)

    def _assignable(self, scope: Scope, name: str) -> bool:
        return name not in scope.locked and name not in scope.taken

    def _numbered(self, scope: Scope, kind: Kind) -> str:
        number = 2
        while f"{NAMES[kind[0]][0]}{number}" in scope.variables | dict.fromkeys(scope.taken | scope.locked):
            number += 1
        return f"{NAMES[kind[0]][0]}{number}"

    def fresh(self, scope: Scope, kind: Kind) -> str:
        """A name that is not in use; in a closure, one that the enclosing function doesn't have either."""
        free = [n for n in NAMES[kind[0]] if n not in scope.variables and self._assignable(scope, n)]
        return self.random.choice(free) if free else self._numbered(scope, kind)

    # --- scalars

    def _assign_float(self, scope: Scope) -> Lines:
        text = self.small_float(scope, 3)
        name = self.target(scope, FLOAT)
        if name not in scope.variables and self.chance(0.2):
            text = str(self.random.randint(0, 1))  # an integer that may become a float
        scope.variables[name] = FLOAT
        return [f"{name} = {text}"]

    def _augment_float(self, scope: Scope) -> Lines:
        names = [n for n, _ in scope.of("float") if self._assignable(scope, n)]
        if not names:
            return self._assign_float(scope)
        name = self.random.choice(names)
        if self.chance(0.6):
            return [f"{name} {self.random.choice(['+=', '-='])} {self.small_float(scope, 2, 0.2)}"]
        return [
            self.random.choice(
                [f"{name} *= {self.small_float(scope, 2, 1.0)}", f"{name} /= (1.5 + {name} ** 2)"]
            )
        ]

    def _swap(self, scope: Scope) -> Lines:
        names = [n for n, _ in scope.of("float") if self._assignable(scope, n)]
        if len(names) < 2:
            return self._assign_float(scope)
        chosen = self.random.sample(names, min(len(names), self.random.choice([2, 2, 3])))
        sources = [*chosen[1:], self.random.choice([chosen[0], self.small_float(scope, 2)])]
        return [f"{', '.join(chosen)} = {', '.join(sources)}"]

    def _integer(self, scope: Scope) -> Lines:
        text = self.integer(scope)
        name = self.target(scope, INT)
        scope.variables[name] = INT
        return [f"{name} = ({text}) % {self.random.randint(2, 5)}"]

    def _flag(self, scope: Scope) -> Lines:
        text = self.condition(scope, 1)
        name = self.target(scope, BOOL)
        scope.variables[name] = BOOL
        return [f"{name} = {text}"]

    def _chained(self, scope: Scope) -> Lines:
        text = self.small_float(scope, 2)
        first, arrays = self.target(scope, FLOAT), scope.of("array")
        second = self.target(scope, FLOAT)
        if arrays and self.chance(0.5):
            name, kind = self.random.choice(arrays)
            second = f"{name}[{self.index(scope, kind[1])}]"
        else:
            scope.variables[second] = FLOAT
        scope.variables[first] = FLOAT
        return [f"{first} = {second} = {text}"]

    def _reuse_name(self, scope: Scope) -> Lines:
        """A name bound to something of another kind; not in loops, where it would have two kinds."""
        names = [n for n in scope.variables if self._assignable(scope, n) and n not in scope.pinned]
        if scope.branches or not names:
            return self._assign_float(scope)
        name = self.random.choice(names)
        if self.chance(0.5):
            text, kind = self.small_float(scope, 2), FLOAT
        else:
            n = self.random.randint(2, 4)
            text, kind = f"np.sin({self.small_array(scope, n)})", array(n)
        scope.variables[name] = kind
        return [f"{name} = {text}"]

    # --- arrays

    def _any_array(self, scope: Scope) -> tuple[str, int] | None:
        arrays = scope.of("array")
        if arrays and self.chance(0.85):
            name, kind = self.random.choice(arrays)
            return name, kind[1]
        for name, kind in self.random.sample(scope.of("list", "matrix"), len(scope.of("list", "matrix"))):
            if kind[0] == "matrix":
                return f"{name}[{self.index(scope, kind[1])}]", kind[2]
            if kind[1][0] == "array":
                return f"{name}[{self.random.choice(['0', '-1'])}]", kind[1][1]
        return (arrays[0][0], arrays[0][1][1]) if arrays else None

    def _store_element(self, scope: Scope) -> Lines:
        chosen = self._any_array(scope)
        if chosen is None:
            return self._assign_float(scope)
        name, n = chosen
        place = f"{name}[{self.index(scope, n)}]"
        other = f"{name}[{self.index(scope, n)}]"
        scalar = self.small_float(scope, 2, 1.0)
        return [
            self.random.choice(
                [
                    f"{place} = {scalar}",
                    f"{place} += {self.small_float(scope, 2, 0.2)}",
                    f"{place} *= {scalar}",
                    f"{place} = 0.5 * {other} + ({scalar})",
                    f"{place} = math.sin({place} * {other})",
                    f"{place}, {other} = {other}, {place}",
                    f"{place}, {other} = {other} * ({scalar}), {place}",
                    f"{place} -= 0.3 * {other}",
                    f"{place} = 0.6 * {other} + 0.4 * {place}",
                    f"{place} = {self.constant()}",
                ]
            )
        ]

    def _slices(self, n: int) -> tuple[str, int]:
        start = self.random.randint(0, n - 1)
        stop = self.random.randint(start, n)
        whole = [("", n), ("::-1", n)]
        pairs = [
            (f"{start}:{stop}", stop - start),
            ("1:", n - 1),
            (":-1", n - 1),
            ("::2", (n + 1) // 2),
            *whole,
        ]
        text, length = self.random.choice(pairs)
        return text or ":", length

    def _store_slice(self, scope: Scope) -> Lines:
        chosen = self._any_array(scope)
        if chosen is None:
            return self._assign_float(scope)
        name, n = chosen
        where, length = self._slices(n)
        scalar = self.small_float(scope, 2, 1.0)
        if length == 0 or self.chance(0.2):
            return [f"{name}[{where}] = {scalar}"]
        if length == n - 1 and self.chance(0.6):
            there, here = self.random.choice([("1:", ":-1"), (":-1", "1:")])
            operator = self.random.choice(["=", "+=", "*="])
            return [f"{name}[{there}] {operator} 0.5 * {name}[{here}] * ({scalar})"]
        operator = self.random.choice(["=", "=", "*="])
        return [f"{name}[{where}] {operator} {self.small_array(scope, length, 2, 1.0)}"]

    def _augment_array(self, scope: Scope) -> Lines:
        names = [(n, kind) for n, kind in scope.of("array") if self._assignable(scope, n)]
        if not names:
            return self._store_element(scope)
        name, (_, n) = self.random.choice(names)
        return [
            self.random.choice(
                [
                    f"{name} *= {self.small_float(scope, 2, 1.0)}",
                    f"{name} += {self.small_array(scope, n, 2, 0.2)}",
                    f"{name} *= {self.small_array(scope, n, 2, 1.0)}",
                    f"{name} -= {self.small_float(scope, 2, 0.2)}",
                    f"{name} += 0.3 * {name}[::-1]",
                    f"{name}[:] = {self.small_array(scope, n)}",
                    f"{name}[::-1] += 0.2 * {name}",
                ]
            )
        ]

    def _mask(self, scope: Scope) -> Lines:
        chosen = self._any_array(scope)
        if chosen is None:
            return self._assign_float(scope)
        name, _ = chosen
        mask = f"{name} {self.random.choice(['<', '>'])} {self.random.uniform(-0.5, 0.8):.3f}"
        return [f"{name}[{mask}] {self.random.choice(['=', '*='])} {self.small_float(scope, 1, 1.0)}"]

    def _new_array(self, scope: Scope) -> Lines:
        n = self.random.choice([kind[1] for _, kind in scope.of("array")] + [3])
        scalar = self.small_float(scope, 2)
        text = self.random.choice(
            [
                self.small_array(scope, n),
                self.small_array(scope, n),
                f"np.zeros({n})",
                f"np.ones({n}) * ({scalar})",
                f"np.full({n}, {scalar})",
                f"({self.stored_array(scope, n)}).copy()",
                f"np.arange({n}) * 0.3 + ({scalar})",
            ]
        )
        callee = self.callee(scope, array(n))
        if callee is not None and self.chance(0.5):
            text = self.call(scope, callee)
        name = self.target(scope, array(n))
        scope.variables[name] = array(n)
        return [f"{name} = {text}"]

    def _array_of_elements(self, scope: Scope) -> Lines:
        n = self.random.randint(2, 4)
        text = ", ".join(self.small_float(scope, 1) for _ in range(n))
        name = self.target(scope, array(n))
        scope.variables[name] = array(n)
        return [f"{name} = np.array([{text}])"]

    def _alias(self, scope: Scope) -> Lines:
        n = self.random.choice([kind[1] for _, kind in scope.of("array")] + [2, 3])
        text = self.mutable_array(scope, n)
        if text is None:
            return self._new_array(scope)
        name = self.target(scope, array(n))
        scope.variables[name] = array(n)
        return [f"{name} = {text}"]

    def _rotate_arrays(self, scope: Scope) -> Lines:
        names = [n for n, _ in scope.of("array") if self._assignable(scope, n)]
        if len(names) < 2:
            return self._new_array(scope)
        first = self.random.choice(names)
        same = [n for n in names if scope.variables[n] == scope.variables[first] and n != first]
        if not same:
            return self._alias(scope)
        chosen = [first, *self.random.sample(same, min(len(same), self.random.choice([1, 1, 2])))]
        return [f"{', '.join(chosen)} = {', '.join(chosen[1:] + chosen[:1])}"]

    def _matrix(self, scope: Scope) -> Lines:
        matrices = scope.of("matrix")
        if not matrices:
            return self._store_element(scope)
        name, (_, rows, columns) = self.random.choice(matrices)
        place = f"{name}[{self.index(scope, rows)}, {self.index(scope, columns)}]"
        row = f"{name}[{self.index(scope, rows)}]"
        column = f"{name}[:, {self.index(scope, columns)}]"
        return [
            self.random.choice(
                [
                    f"{place} = {self.small_float(scope, 2)}",
                    f"{place} += {self.small_float(scope, 2, 0.2)}",
                    f"{row} = {self.small_array(scope, columns)}",
                    f"{column} = {self.small_array(scope, rows)}",
                    f"{row} *= {self.small_float(scope, 1, 1.0)}",
                    f"{name} *= {self.small_float(scope, 1, 1.0)}",
                    f"{column} += 0.1 * {self.small_array(scope, rows)}",
                ]
            )
        ]

    # --- tuples and lists

    def _tuple(self, scope: Scope) -> Lines:
        tuples = scope.of("tuple")
        if tuples and self.chance(0.4):
            name, kind = self.random.choice(tuples)
            if all(item == FLOAT for item in kind[1:]):
                targets = [self.target(scope, FLOAT) for _ in kind[1:]]
                if len(set(targets)) == len(targets):
                    scope.variables |= dict.fromkeys(targets, FLOAT)
                    return [f"{', '.join(targets)} = {name}"]
        count = self.random.choice([2, 2, 3])
        text = ", ".join(self.small_float(scope, 1) for _ in range(count))
        kind = tuple_of(*[FLOAT] * count)
        name = self.target(scope, kind)
        scope.variables[name] = kind
        return [f"{name} = ({text})"]

    def _list(self, scope: Scope) -> Lines:
        lists = [(n, kind) for n, kind in scope.of("list") if n not in scope.locked]
        if not lists or self.chance(0.2):
            return self._new_list(scope)
        name, kind = self.random.choice(lists)
        if kind[1] != FLOAT:
            return [f"{name}.append({self.small_array(scope, kind[1][1])})"]
        scalar = self.small_float(scope, 2)
        return self.random.choice(
            [
                [f"{name}.append({scalar})"],
                [f"{name}.append({scalar})"],
                [f"{name}[-1] = {scalar}"],
                [f"{name}[{self.integer(scope)} % len({name})] = {scalar}"],
                [f"{name}[0] *= 0.7"],
                [f"if len({name}) > 1:", f"    {name}.pop()"],
                [f"{name}.insert(0, {scalar})"],
            ]
        )

    def _new_list(self, scope: Scope) -> Lines:
        kind = FLOAT if self.chance(0.7) or not scope.of("array") else scope.of("array")[0][1]
        if kind == FLOAT:
            text = ", ".join(self.small_float(scope, 1) for _ in range(self.random.randint(1, 3)))
        else:
            text = ", ".join(self.stored_array(scope, kind[1]) for _ in range(self.random.randint(1, 2)))
        name = self.target(scope, list_of(kind))
        scope.variables[name] = list_of(kind)
        return [f"{name} = [{text}]"]

    def _comprehension(self, scope: Scope) -> Lines:
        inner = scope.inner()
        if scope.of("array") and self.chance(0.5):
            variable, kind, source = "q", FLOAT, self.random.choice(scope.of("array"))[0]
        else:
            variable, kind, source = "i", INT, f"range({self.random.randint(1, 3)})"
        inner.variables[variable] = kind
        text = f"[{self.small_float(inner, 2)} for {variable} in {source}]"
        name = self.target(scope, list_of(FLOAT))
        scope.variables[name] = list_of(FLOAT)
        return [f"{name} = {text}"]
