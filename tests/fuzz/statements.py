"""Random statements and blocks of them: loops end, indices stay inside, values stay small."""

from __future__ import annotations

from collections.abc import Callable

from tests.fuzz.idioms import Idioms
from tests.fuzz.scope import FLOAT, INT, Callee, Kind, Lines, Scope, array, tuple_of


def indented(lines: Lines) -> Lines:
    return ["    " + line for line in lines]


class Statements(Idioms):
    """Writes blocks of statements over the names of a scope, which they change."""

    def block(self, scope: Scope, count: int, depth: int) -> Lines:
        lines: Lines = []
        for _ in range(count):
            lines += self.statement(scope, depth)
        return lines or ["pass"]

    def statement(self, scope: Scope, depth: int) -> Lines:
        simple: list[tuple[float, Callable[[Scope], Lines]]] = [
            (3, self._assign_float),
            (2, self._augment_float),
            (4, self._store_element),
            (2, self._store_slice),
            (1.5, self._augment_array),
            (2, self._new_array),
            (2, self._alias),
            (1, self._swap),
            (1, self._rotate_arrays),
            (1.5, self._call_procedure),
            (1, self._unpack_call),
            (1, self._tuple),
            (1.2, self._list),
            (0.6, self._integer),
            (0.4, self._flag),
            (0.6, self._mask),
            (0.5, self._chained),
            (0.5, self._reuse_name),
            (0.7, self._comprehension),
            (0.6, self._matrix),
            (0.3, self._array_of_elements),
            (3.5, self.idiom),
        ]
        compound: list[tuple[float, Callable[[Scope, int], Lines]]] = [
            (4, self._if),
            (4, self._for),
            (2, self._while),
            (0.8, self._closure),
            (1.0, self._early_return),
        ]
        if scope.loops:
            simple.append((1.5, self._jump))
        if depth > 0 and self.chance(0.45):
            return self.pick(*compound)(scope, depth - 1)  # type: ignore[operator]
        return self.pick(*simple)(scope)  # type: ignore[operator]

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
            span = self.random.choice(
                [
                    "2",
                    "3",
                    "4",
                    "1, 4",
                    "3, -1, -1",
                    "0, 5, 2",
                    "3, 0, -2",
                    "2, 2",
                    f"{self.integer(scope)} % 4",
                    f"1, {self.integer(scope)} % 3 + 1",
                ]
            )
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
        inner = Scope(
            variables={
                n: k for n, k in scope.variables.items() if k[0] in ("float", "int", "array", "matrix")
            },
            locked=visible | scope.locked,
            taken=visible | scope.taken,
            callees=list(scope.callees),
            is_closure=True,
            branches=1,
        )
        parameter = next(p for p in ("v", "g", "h") if p not in visible and p not in scope.taken)
        arrays = scope.of("array")
        kind = self.random.choice(arrays)[1] if arrays and self.chance(0.35) else FLOAT
        inner.variables[parameter] = kind
        inner.result = None if kind != FLOAT and self.chance(0.5) else FLOAT
        if kind == FLOAT and self.chance(0.3):
            lines = [f"{name} = lambda {parameter}: {self.small_float(inner, 2)}"]
        else:
            body = self.block(inner, self.random.randint(0, 2), 1)
            lines = [f"def {name}({parameter}):", *indented([*body, self.returned(inner)])]
        scope.callees.append(Callee(name, (kind,), inner.result, 40))
        scope.taken.add(name)
        return lines
