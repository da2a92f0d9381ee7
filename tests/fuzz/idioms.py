"""Rarer things that people write, each as a whole."""

from __future__ import annotations

from tests.fuzz.element_loops import ElementLoops
from tests.fuzz.scope import FLOAT, POINT, Lines, Scope, array, list_of, matrix, tuple_of


class Idioms(ElementLoops):
    """Writes namedtuples, lists of pairs, stacks, reshaped views, products with matrices."""

    def idiom(self, scope: Scope) -> Lines:
        make = self.random.choice(
            [
                self._point,
                self._pairs,
                self._rows,
                self._pop_loop,
                self._constant_taken,
                self._check,
                self._starred,
                self._reshaped,
                self._matrix_product,
                self._array_function,
                self._gathered,
                self._walrus,
                self._fresh_in_place,
                self._matrix_copy,
                self._scan,
                self._element_loops,
                self._element_loops,
                self._element_loops,
            ]
        )
        return make(scope)

    def _point(self, scope: Scope) -> Lines:
        points = [n for n, _ in scope.of("point") if self._assignable(scope, n)]
        if points and self.chance(0.4):
            name = self.random.choice(points)
            return [f"{name} = {name}._replace(v={self.small_float(scope, 2)})"]
        text = f"Point({self.small_float(scope, 1)}, v={self.small_float(scope, 1)})"
        name = self.target(scope, POINT)
        scope.variables[name] = POINT
        return [f"{name} = {text}"]

    def _pairs(self, scope: Scope) -> Lines:
        kind = list_of(tuple_of(FLOAT, FLOAT))
        lines = []
        name = self.fresh(scope, kind)
        first, second = self.small_float(scope, 1), self.small_float(scope, 1)
        lines.append(f"{name} = [({first}, {second}), ({second}, {self.constant()})]")
        if self.chance(0.6):
            lines.append(f"{name}.append(({self.small_float(scope, 1)}, {name}[0][1]))")
        total = self.target(scope, FLOAT)
        if total not in scope.variables:
            lines.append(f"{total} = 0.0")
            scope.variables[total] = FLOAT
        loop = self.random.choice(
            ["for q, r in {0}:", "for i, (q, r) in enumerate({0}):", "for r, q in {0}:"]
        )
        lines += [loop.format(name), f"    {total} = 0.4 * {total} + 0.3 * q * r"]
        return lines

    def _rows(self, scope: Scope) -> Lines:
        """A list of arrays, which may be the same memory, written while it is gone through."""
        arrays = scope.of("array")
        if not arrays:
            return self._new_array(scope)
        n = self.random.choice(arrays)[1][1]
        kind = list_of(array(n))
        name = self.fresh(scope, kind)
        parts = ", ".join(self.stored_array(scope, n) for _ in range(2))
        scope.variables[name] = kind
        inner = scope.inner()
        inner.variables["g"] = array(n)
        return [
            f"{name} = [{parts}]",
            f"for g in {name}:",
            *(f"    {line}" for line in self._store_element(inner)),
        ]

    def _pop_loop(self, scope: Scope) -> Lines:
        lists = [n for n, kind in scope.of("list") if kind[1] == FLOAT and n not in scope.locked]
        if not lists:
            return self._new_list(scope)
        name, total = self.random.choice(lists), self.target(scope, FLOAT)
        start = [] if total in scope.variables else [f"{total} = {self.small_float(scope, 1)}"]
        scope.variables[total] = FLOAT
        return [
            *start,
            f"while len({name}) > 1:",
            f"    {total} = 0.5 * {total} * {name}.pop() + 0.2 * {name}[-1]",
        ]

    def _constant_taken(self, scope: Scope) -> Lines:
        """A variable that may have varied gets a number that does not."""
        name, target = self.fresh(scope, list_of(FLOAT)), self.target(scope, FLOAT)
        scope.variables |= {name: list_of(FLOAT), target: FLOAT}
        return [
            f"{name} = [{self.constant()}, {self.constant()}, {self.constant()}]",
            f"{target} = {name}.pop({self.random.choice(('', '0', '-1'))})",
        ]

    def _check(self, scope: Scope) -> Lines:
        text = self.small_float(scope, 1)
        return self.random.choice(
            [
                [f"assert {text} < 50.0"],
                [f"assert {text} < 50.0, f'too large: {{{text}}}'"],
                [f"if {text} > 50.0:", "    raise ValueError('too large')"],
            ]
        )

    def _starred(self, scope: Scope) -> Lines:
        kind = list_of(FLOAT)
        items = ", ".join(self.small_float(scope, 1) for _ in range(3))
        rest = self.fresh(scope, kind)
        first = self.target(scope, FLOAT)
        scope.variables |= {rest: kind, first: FLOAT}
        return [self.random.choice([f"{first}, *{rest} = {items}", f"*{rest}, {first} = ({items})"])]

    def _reshaped(self, scope: Scope) -> Lines:
        matrices = scope.of("matrix")
        if matrices:
            name, (_, rows, columns) = self.random.choice(matrices)
            view = self.target(scope, matrix(columns, rows))
            scope.variables[view] = matrix(columns, rows)
            return [f"{view} = {name}.T"]
        fours = [n for n, kind in scope.of("array") if kind == array(4)]
        if not fours:
            return self._alias(scope)
        source = self.random.choice(fours)
        grid = self.fresh(scope, matrix(2, 2))
        scope.variables[grid] = matrix(2, 2)
        return [f"{grid} = {source}.copy().reshape(2, 2)"]

    def _matrix_product(self, scope: Scope) -> Lines:
        matrices = scope.of("matrix")
        if not matrices:
            return self._new_matrix(scope)
        name, (_, rows, columns) = self.random.choice(matrices)
        text, n = self.random.choice(
            [
                (f"{name} @ {self.stored_array(scope, columns)}", rows),
                (f"{name}.T @ {self.stored_array(scope, rows)}", columns),
                (f"{self.stored_array(scope, rows)} @ {name}", columns),
                (f"np.sum({name}, axis=0)", columns),
                (f"{name}.sum(axis=1)", rows),
                (f"np.sum({name} * {self.stored_array(scope, columns)}, axis=1)", rows),
            ]
        )
        target = self.target(scope, array(n))
        scope.variables[target] = array(n)
        return [f"{target} = np.sin({text})"]

    def _new_matrix(self, scope: Scope) -> Lines:
        kind = matrix(2, self.random.choice([2, 3]))
        row = self.small_array(scope, kind[2], 1)
        text = self.random.choice(
            [
                f"np.zeros(({kind[1]}, {kind[2]}))",
                f"np.sin({row} * np.ones((2, 1)))",
                f"np.full(({kind[1]}, {kind[2]}), {self.small_float(scope, 1)})",
            ]
        )
        name = self.target(scope, kind)
        scope.variables[name] = kind
        return [f"{name} = {text}"]

    def _matrix_copy(self, scope: Scope) -> Lines:
        matrices = scope.of("matrix")
        if not matrices:
            return self._new_matrix(scope)
        name, kind = self.random.choice(matrices)
        target = self.target(scope, kind)
        scope.variables[target] = kind
        return [
            self.random.choice(
                [
                    f"{target} = {name}.copy()",
                    f"{target} = np.sin({name} * {self.constant()})",
                    f"{target} = {name}",
                    f"{target} = {name}[::-1]",
                ]
            )
        ]

    def _array_function(self, scope: Scope) -> Lines:
        arrays = scope.of("array")
        if not arrays:
            return self._new_array(scope)
        n = self.random.choice(arrays)[1][1]
        cut = self.random.randint(0, n)
        first, second = self.small_array(scope, n, 1), self.stored_array(scope, n)
        text = self.random.choice(
            [
                f"np.sin(np.cumsum({first}))",
                f"np.concatenate(({second}[:{cut}], ({first})[{cut}:]))",
                f"np.clip({first}, -0.9, {second})",
                f"np.minimum({first}, 0.4)",
            ]
        )
        target = self.target(scope, array(n))
        scope.variables[target] = array(n)
        return [f"{target} = {text}"]

    def _gathered(self, scope: Scope) -> Lines:
        arrays = scope.of("array")
        if not arrays:
            return self._new_array(scope)
        name, (_, n) = self.random.choice(arrays)
        where = [self.random.randint(-n, n - 1) for _ in range(self.random.randint(1, 3))]
        target = self.target(scope, array(len(where)))
        scope.variables[target] = array(len(where))
        return [f"{target} = {name}[np.array({where})]"]

    def _walrus(self, scope: Scope) -> Lines:
        name, other = self.target(scope, FLOAT), self.target(scope, FLOAT)
        text = self.small_float(scope, 2)
        scope.variables |= {name: FLOAT, other: FLOAT}
        return [f"{other} = math.sin(({name} := {text}) * 1.3) + 0.2 * {name}"]

    def _fresh_in_place(self, scope: Scope) -> Lines:
        """A new array under an old name, written at once: whoever had the old one keeps it."""
        arrays = [(n, kind) for n, kind in scope.of("array") if self._assignable(scope, n)]
        if not arrays:
            return self._new_array(scope)
        name, (_, n) = self.random.choice(arrays)
        return [
            f"{name} = {name} * {self.small_float(scope, 1, 1.0)}",
            f"{name}[{self.index(scope, n)}] *= 0.5",
        ]

    def _scan(self, scope: Scope) -> Lines:
        """A sweep that reads what it has written, or is about to write."""
        arrays = scope.of("array")
        if not arrays:
            return self._new_array(scope)
        name, (_, n) = self.random.choice(arrays)
        if n < 2:
            return self._store_element(scope)
        scalar = self.small_float(scope, 1, 0.5)
        return self.random.choice(
            [
                [
                    f"for h in range({n - 1}):",
                    f"    {name}[h] = 0.5 * {name}[h + 1] + ({scalar}) * {name}[h]",
                ],
                [
                    f"for h in range(1, {n}):",
                    f"    {name}[h] = math.sin({name}[h - 1]) * {name}[h] + ({scalar})",
                ],
                [f"for h in range({n - 1}, 0, -1):", f"    {name}[h] -= 0.4 * {name}[h - 1] * {name}[h]"],
            ]
        )
