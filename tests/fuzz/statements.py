"""Random statements, each a list of lines; loops end, indices stay inside, values stay small."""

from __future__ import annotations

from collections.abc import Callable

from tests.fuzz.expressions import MOST_COST, Expressions
from tests.fuzz.scope import BOOL, FLOAT, INT, NAMES, Callee, Kind, Scope, array, list_of, tuple_of

Lines = list[str]


def indented(lines: Lines) -> Lines:
    return ["    " + line for line in lines]


class Statements(Expressions):
    """Writes blocks of statements over the names of a scope, which they change."""

    def block(self, scope: Scope, count: int, depth: int) -> Lines:
        lines: Lines = []
        for _ in range(count):
            lines += self.statement(scope, depth)
        return lines or ["pass"]

    def statement(self, scope: Scope, depth: int) -> Lines:
        simple: list[tuple[float, Callable[[Scope], Lines]]] = [
            (3, self._assign_float), (2, self._augment_float), (4, self._store_element), (2, self._store_slice),
            (1.5, self._augment_array), (2, self._new_array), (2, self._alias), (1, self._swap), (1, self._rotate_arrays),
            (1.5, self._call_procedure), (1, self._unpack_call), (1, self._tuple), (1.2, self._list),
            (0.6, self._integer), (0.4, self._flag), (0.6, self._mask), (0.5, self._chained), (0.5, self._reuse_name),
            (0.7, self._comprehension), (0.6, self._matrix), (0.3, self._array_of_elements),
        ]  # fmt: skip
        compound: list[tuple[float, Callable[[Scope, int], Lines]]] = [
            (4, self._if), (4, self._for), (2, self._while), (0.8, self._closure), (0.7, self._early_return),
        ]  # fmt: skip
        if scope.loops:
            simple.append((1.5, self._jump))
        if depth > 0 and self.chance(0.45):
            return self.pick(*compound)(scope, depth - 1)  # type: ignore[operator]
        return self.pick(*simple)(scope)  # type: ignore[operator]

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
        sources = chosen[1:] + [self.random.choice([chosen[0], self.small_float(scope, 2)])]
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
        return [self.random.choice([
            f"{place} = {scalar}", f"{place} += {self.small_float(scope, 2, 0.2)}", f"{place} *= {scalar}",
            f"{place} = 0.5 * {other} + ({scalar})", f"{place} = math.sin({place} * {other})",
            f"{place}, {other} = {other}, {place}", f"{place}, {other} = {other} * ({scalar}), {place}",
            f"{place} -= 0.3 * {other}", f"{place} = 0.6 * {other} + 0.4 * {place}", f"{place} = {self.constant()}",
        ])]  # fmt: skip

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
        return [
            f"{name}[{where}] {self.random.choice(['=', '=', '*='])} {self.small_array(scope, length, 2, 1.0)}"
        ]

    def _augment_array(self, scope: Scope) -> Lines:
        names = [(n, kind) for n, kind in scope.of("array") if self._assignable(scope, n)]
        if not names:
            return self._store_element(scope)
        name, (_, n) = self.random.choice(names)
        return [self.random.choice([
            f"{name} *= {self.small_float(scope, 2, 1.0)}", f"{name} += {self.small_array(scope, n, 2, 0.2)}",
            f"{name} *= {self.small_array(scope, n, 2, 1.0)}", f"{name} -= {self.small_float(scope, 2, 0.2)}",
            f"{name} += 0.3 * {name}[::-1]", f"{name}[:] = {self.small_array(scope, n)}",
            f"{name}[::-1] += 0.2 * {name}",
        ])]  # fmt: skip

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
        text = self.random.choice([
            self.small_array(scope, n), self.small_array(scope, n), f"np.zeros({n})", f"np.ones({n}) * ({scalar})",
            f"np.full({n}, {scalar})", f"({self.stored_array(scope, n)}).copy()", f"np.arange({n}) * 0.3 + ({scalar})",
        ])  # fmt: skip
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
        return [self.random.choice([
            f"{place} = {self.small_float(scope, 2)}", f"{place} += {self.small_float(scope, 2, 0.2)}",
            f"{row} = {self.small_array(scope, columns)}", f"{column} = {self.small_array(scope, rows)}",
            f"{row} *= {self.small_float(scope, 1, 1.0)}", f"{name} *= {self.small_float(scope, 1, 1.0)}",
            f"{column} += 0.1 * {self.small_array(scope, rows)}",
        ])]  # fmt: skip

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
        return self.random.choice([
            [f"{name}.append({scalar})"], [f"{name}.append({scalar})"], [f"{name}[-1] = {scalar}"],
            [f"{name}[{self.integer(scope)} % len({name})] = {scalar}"], [f"{name}[0] *= 0.7"],
            [f"if len({name}) > 1:", f"    {name}.pop()"], [f"{name}.insert(0, {scalar})"],
        ])  # fmt: skip

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

    # --- calls

    def _call_procedure(self, scope: Scope) -> Lines:
        callee = self.callee(scope, None)
        return self._store_element(scope) if callee is None else [self.call(scope, callee)]

    def _unpack_call(self, scope: Scope) -> Lines:
        kind = tuple_of(FLOAT, FLOAT)
        callee = self.callee(scope, kind)
        if callee is None:
            return self._assign_float(scope)
        call = self.call(scope, callee)
        first, second = self.target(scope, FLOAT), self.target(scope, FLOAT)
        if first == second or self.chance(0.2):
            name = self.target(scope, kind)
            scope.variables[name] = kind
            return [f"{name} = {call}"]
        scope.variables |= {first: FLOAT, second: FLOAT}
        return [f"{first}, {second} = {call}"]

    # --- control

    def _if(self, scope: Scope, depth: int) -> Lines:
        walrus = ""
        condition = self.condition(scope, 1)
        if self.chance(0.1):
            walrus = self.target(scope, FLOAT)
            condition = f"({walrus} := {self.small_float(scope, 2)}) > {self.random.uniform(-0.5, 0.5):.3f}"
            scope.variables[walrus] = FLOAT
        branches = [scope.inner()]
        lines = [f"if {condition}:", *indented(self.block(branches[0], self.random.randint(1, 3), depth))]
        if self.chance(0.2):
            branches.append(scope.inner())
            lines += [f"elif {self.condition(scope, 1)}:", *indented(self.block(branches[-1], 1, depth))]
        if self.chance(0.6):
            branches.append(scope.inner())
            lines += ["else:", *indented(self.block(branches[-1], self.random.randint(1, 2), depth))]
            first = branches[0].variables
            for name, kind in first.items():  # bound on every side to one kind
                if all(branch.variables.get(name) == kind for branch in branches) and self._kind_may(
                    scope, name, kind
                ):
                    scope.variables[name] = kind
        return lines

    def _kind_may(self, scope: Scope, name: str, kind: Kind) -> bool:
        return scope.variables.get(name, kind) == kind

    def _loop_body(
        self, scope: Scope, depth: int, cost: int, bind: dict[str, Kind], locked: set[str]
    ) -> Lines:
        inner = scope.inner(cost, loops=1)
        inner.variables |= bind
        inner.locked |= locked
        return indented(self.block(inner, self.random.randint(1, 3), depth))

    def _for(self, scope: Scope, depth: int) -> Lines:
        if scope.cost > 30:
            return self._if(scope, depth)
        header, bind, trips, locked = self._header(scope)
        bind = {name: kind for name, kind in bind.items() if scope.variables.get(name, kind) == kind}
        lines = [header, *self._loop_body(scope, depth, trips, bind, locked)]
        if self.chance(0.08):
            lines += ["else:", *indented(self.block(scope.inner(), 1, 0))]
        if "range(1, 4)" in header or "range(2)" in header:  # certainly not empty
            scope.variables |= bind
        return lines

    def _header(self, scope: Scope) -> tuple[str, dict[str, Kind], int, set[str]]:
        index = self.fresh(scope, INT) if self.chance(0.8) else self.target(scope, INT)
        kind = self.random.random()
        arrays = scope.of("array")
        if kind < 0.4 or not arrays:
            span = self.random.choice(["2", "3", "4", "1, 4", "3, -1, -1", "0, 5, 2", "3, 0, -2", "2, 2",
                                       f"{self.integer(scope)} % 4", f"1, {self.integer(scope)} % 3 + 1"])  # fmt: skip
            span = f"len({self.random.choice(arrays)[0]})" if arrays and self.chance(0.25) else span
            wrapped = f"reversed(range({span}))" if self.chance(0.1) else f"range({span})"
            return f"for {index} in {wrapped}:", {index: INT}, 4, set()
        name, (_, n) = self.random.choice(arrays)
        element = self.fresh(scope, FLOAT)
        if kind < 0.6:
            return f"for {element} in {name}:", {element: FLOAT}, n, set()
        if kind < 0.72:
            return f"for {index}, {element} in enumerate({name}):", {index: INT, element: FLOAT}, n, set()
        if kind < 0.82:
            other = self.stored_array(scope, self.random.choice([n, max(1, n - 1)]))
            second = self._numbered(scope, FLOAT)
            return (
                f"for {element}, {second} in zip({name}, {other}):",
                {element: FLOAT, second: FLOAT},
                n,
                set(),
            )
        matrices, lists = scope.of("matrix"), [item for item in scope.of("list") if item[1][1] == FLOAT]
        if matrices and kind < 0.9:
            name, (_, rows, columns) = self.random.choice(matrices)
            row = self.fresh(scope, array(columns))
            return f"for {row} in {name}:", {row: array(columns)}, rows, set()
        if lists and kind < 0.95:
            name = self.random.choice(lists)[0]
            return f"for {element} in {name}:", {element: FLOAT}, 6, {name}
        items = ", ".join(self.small_float(scope, 1) for _ in range(3))
        return f"for {element} in ({items}):", {element: FLOAT}, 3, set()

    def _while(self, scope: Scope, depth: int) -> Lines:
        if scope.cost > 30:
            return self._if(scope, depth)
        count = self._numbered(scope, INT)
        start = f"{count} = 0"
        scope.variables[count] = INT
        if self.chance(0.3):
            stop = [f"    if {self.condition(scope, 1)} or {count} > 3:", "        break"]
            head = ["while True:", f"    {count} += 1", *stop]
        else:
            test = self.condition(scope, 1)
            head = [f"while {test} and {count} < {self.random.randint(2, 5)}:", f"    {count} += 1"]
        return [start, *head, *self._loop_body(scope, depth, 4, {}, {count})]

    def _jump(self, scope: Scope) -> Lines:
        before = []
        if self.chance(0.4):
            before = indented(self._store_element(scope.inner()))
        jump = self.random.choice(["break", "continue"])
        return [f"if {self.condition(scope, 1)}:", *before, f"    {jump}"]

    def _early_return(self, scope: Scope, depth: int) -> Lines:
        before = indented(self.block(scope.inner(), 1, 0)) if self.chance(0.3) else []
        return [f"if {self.condition(scope, 1)}:", *before, f"    {self.returned(scope)}"]

    def returned(self, scope: Scope) -> str:
        if scope.result is None:
            return "return"
        if scope.result == FLOAT:
            return f"return {self.small_float(scope, 2)}"
        if scope.result[0] == "array":
            return f"return {self.small_array(scope, scope.result[1])}"
        return f"return {', '.join(self.small_float(scope, 2) for _ in scope.result[1:])}"

    # --- nested functions

    def _closure(self, scope: Scope, depth: int) -> Lines:
        names = {callee.name for callee in scope.callees} | scope.taken
        name = next(f"local_{k}" for k in range(1, 100) if f"local_{k}" not in names)
        if scope.is_closure or scope.loops:
            return self._if(scope, depth)
        visible = set(scope.variables)
        scope.pinned |= visible
        inner = Scope(variables={n: k for n, k in scope.variables.items() if k[0] in ("float", "int", "array", "matrix")},
                      locked=visible | scope.locked, taken=visible | scope.taken, callees=list(scope.callees),
                      is_closure=True, branches=1)  # fmt: skip
        parameter = next(p for p in ("v", "g", "h") if p not in visible and p not in scope.taken)
        inner.variables[parameter] = FLOAT
        if self.chance(0.3):
            lines = [f"{name} = lambda {parameter}: {self.small_float(inner, 2)}"]
        else:
            body = self.block(inner, self.random.randint(0, 2), 1)
            lines = [f"def {name}({parameter}):", *indented([*body, self.returned(inner)])]
        scope.callees.append(Callee(name, (FLOAT,), FLOAT, min(40, MOST_COST)))
        scope.taken.add(name)
        return lines
