"""A whole random program: helpers, their callers, and arguments, all from one seed."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from tests.fuzz.scope import (
    FLOAT,
    FUNCTION,
    INT,
    POINT,
    Callee,
    Kind,
    Lines,
    Scope,
    array,
    list_of,
    matrix,
    tuple_of,
)
from tests.fuzz.statements import Statements, indented

PARAMETER_NAMES = {"float": "xyz", "int": "kn", "array": "ab", "matrix": "m", "tuple": "p", "list": "values"}


@dataclass(frozen=True)
class Program:
    """Source text that defines `program`, and the arguments to call it with."""

    source: str
    args: tuple[Any, ...]
    seed: int


def generate(seed: int) -> Program:
    """The program of a seed."""
    random = Random(seed)
    writer = _Writer(random)
    source = writer.module()
    args = tuple(_argument(kind, random) for kind in writer.parameters)
    return Program(ast.unparse(ast.parse(source)) + "\n", args, seed)


def _argument(kind: Kind, random: Random) -> Any:
    if kind == FLOAT:
        return round(random.uniform(-1.5, 1.5), 3)
    if kind == INT:
        return random.randint(0, 4)
    if kind[0] == "array":
        return np.array([round(random.uniform(-1.5, 1.5), 3) for _ in range(kind[1])])
    if kind[0] == "matrix":
        values = [round(random.uniform(-1.5, 1.5), 3) for _ in range(kind[1] * kind[2])]
        layout = random.choice(["C", "C", "F"])
        return np.array(values).reshape(kind[1], kind[2], order="C").copy(layout)
    if kind[0] == "tuple":
        return tuple(_argument(item, random) for item in kind[1:])
    return [_argument(kind[1], random) for _ in range(random.randint(1, 3))]


class _Writer(Statements):
    """Writes the module; remembers the parameters of the entry."""

    parameters: tuple[Kind, ...]

    def module(self) -> str:
        lines = [
            "import math",
            "from collections import namedtuple",
            "import numpy as np",
            "Point = namedtuple('Point', 'u v')",
            f"RATE = {self.constant()}",
            "TABLE = np.array([0.3, -0.8, 1.1])",
        ]
        self.globals: dict[str, Kind] = {"RATE": FLOAT, "TABLE": array(3)}
        callees: list[Callee] = []
        for number in range(self.random.choice([0, 1, 1, 2, 2, 3])):
            make = self.pick(
                (4, self._helper),
                (2, self._recursive),
                (0.7, self._mutual),
                (0.7, self._higher),
                (0.7, self._by_slices),
            )
            made, new = make(number, list(callees))  # type: ignore[operator]
            lines += made
            callees += new
        lines += self._entry(callees)
        return "\n".join(lines)

    def _parameters(self, kinds: tuple[Kind, ...]) -> dict[str, Kind]:
        named: dict[str, Kind] = {}
        for kind in kinds:
            names = PARAMETER_NAMES[kind[0]]
            options = [names] if kind[0] == "list" else list(names) + [f"{names[0]}{k}" for k in (2, 3)]
            named[next(name for name in options if name not in named)] = kind
        return named

    def _scope(self, named: dict[str, Kind], callees: list[Callee], result: Kind | None) -> Scope:
        scope = Scope(variables=dict(named), callees=list(callees), result=result, taken={"RATE", "TABLE"})
        if self.chance(0.2):
            scope.variables["RATE"] = FLOAT
        if self.chance(0.1):
            scope.variables["TABLE"] = array(3)
            scope.locked.add("TABLE")
        return scope

    def _kinds(self) -> tuple[Kind, ...]:
        n = self.random.choice([2, 3, 3, 4])
        return self.random.choice(
            [
                (FLOAT,),
                (FLOAT, FLOAT),
                (array(n),),
                (array(n), FLOAT),
                (array(n), array(n)),
                (FLOAT, INT),
                (array(n), INT, FLOAT),
                (array(n), array(n), FLOAT),
                (array(2), FLOAT),
            ]
        )

    def _helper(self, number: int, callees: list[Callee]) -> tuple[Lines, list[Callee]]:
        kinds = self._kinds()
        n = next((kind[1] for kind in kinds if kind[0] == "array"), 3)
        results: list[Kind | None] = [FLOAT, FLOAT, tuple_of(FLOAT, FLOAT), array(n)]
        if any(kind[0] == "array" for kind in kinds):
            results += [None, None]
        result = self.random.choice(results)
        named = self._parameters(kinds)
        scope = self._scope(named, callees, result)
        optional = "extra" if self.chance(0.2) else ""
        body = ["if extra is None:", f"    extra = {self.small_float(scope, 1)}"] if optional else []
        scope.variables |= dict.fromkeys(filter(None, [optional]), FLOAT)
        body += self.block(scope, self.random.randint(1, 4), 2)
        name = f"helper_{number}"
        if result is not None:
            body.append(self._array_returned(scope, n) if result[0] == "array" else self.returned(scope))
        parameters = [*named, "extra=None"] if optional else list(named)
        lines = [f"def {name}({', '.join(parameters)}):", *indented(body)]
        return lines, [Callee(name, kinds, result, 40, optional=optional)]

    def _array_returned(self, scope: Scope, n: int) -> str:
        """A new array, or one that the caller has already."""
        stored = self.stored_array(scope, n)
        return f"return {stored}" if self.chance(0.4) else self.returned(scope)

    def _recursive(self, number: int, callees: list[Callee]) -> tuple[Lines, list[Callee]]:
        kinds = self.random.choice([(FLOAT,), (FLOAT, FLOAT), (array(3),), (array(3), FLOAT)])
        name = f"recursive_{number}"
        named = self._parameters(kinds)
        scope = self._scope(named | {"depth": INT}, callees, FLOAT)
        scope.locked.add("depth")
        base = ["if depth <= 0:", f"    {self.returned(scope)}"]
        before = self.block(scope, self.random.randint(0, 2), 1)
        calls: Lines = []
        myself = Callee(name, kinds, FLOAT, 1)
        for _ in range(self.random.choice([1, 1, 2])):
            call = self.call(scope, myself, 2).removesuffix(")") + ", depth - 1)"
            target = self.target(scope, FLOAT)
            scope.variables[target] = FLOAT
            calls.append(f"{target} = {call}")
            if self.chance(0.3):
                calls += self._store_element(scope)
        after = self.block(scope, self.random.randint(0, 2), 1)
        lines = [f"def {name}({', '.join([*named, 'depth'])}):", *indented([*base, *before, *calls, *after])]
        lines.append(f"    {self.returned(scope)}")
        return lines, [Callee(name, kinds, FLOAT, 200, depth_limit=3)]

    def _mutual(self, number: int, callees: list[Callee]) -> tuple[Lines, list[Callee]]:
        names = [f"even_{number}", f"odd_{number}"]
        kinds = (FLOAT, array(3)) if self.chance(0.5) else (FLOAT,)
        named = self._parameters(kinds)
        lines: Lines = []
        for name, other in zip(names, reversed(names), strict=True):
            scope = self._scope(named | {"depth": INT}, callees, FLOAT)
            scope.locked.add("depth")
            body = ["if depth <= 0:", f"    {self.returned(scope)}", *self.block(scope, 1, 1)]
            call = self.call(scope, Callee(other, kinds, FLOAT, 1), 1).removesuffix(")") + ", depth - 1)"
            body += [f"s = {call}"]
            scope.variables["s"] = FLOAT
            lines += [
                f"def {name}({', '.join([*named, 'depth'])}):",
                *indented([*body, self.returned(scope)]),
            ]
        return lines, [Callee(names[0], kinds, FLOAT, 150, depth_limit=4)]

    def _higher(self, number: int, callees: list[Callee]) -> tuple[Lines, list[Callee]]:
        """A function that is given a function."""
        scope = self._scope({"x": FLOAT}, callees, FLOAT)
        scope.callees.append(Callee("f", (FLOAT,), FLOAT, 40))
        scope.taken.add("f")
        body = [
            *self.block(scope, self.random.randint(1, 2), 1),
            f"return math.sin(f({self.small_float(scope, 2)}))",
        ]
        return [f"def apply_{number}(f, x):", *indented(body)], [
            Callee(f"apply_{number}", (FUNCTION, FLOAT), FLOAT, 120)
        ]

    def _by_slices(self, number: int, callees: list[Callee]) -> tuple[Lines, list[Callee]]:
        """Recursion on ever shorter views of an array."""
        scope = self._scope({"x": FLOAT}, callees, FLOAT)
        first, last = self.small_float(scope, 2), self.small_float(scope, 1)
        store = [f"a[0] = 0.5 * a[0] * a[-1] + 0.3 * {last}"] if self.chance(0.6) else []
        body = ["if len(a) < 2:", f"    return math.sin(a[0]) * {first}", *store,
                f"return math.sin(a[0] * slices_{number}(a[1:], {last}) + a[1])"]  # fmt: skip
        return [f"def slices_{number}(a, x):", *indented(body)], [
            Callee(f"slices_{number}", (array(3), FLOAT), FLOAT, 150)
        ]

    def _entry(self, callees: list[Callee]) -> Lines:
        n = self.random.choice([2, 3, 3, 4, 5])
        kinds = [FLOAT, array(n)]
        for probability, kind in [
            (0.6, FLOAT),
            (0.5, array(n)),
            (0.35, matrix(2, 3)),
            (0.5, INT),
            (0.15, list_of(FLOAT)),
            (0.15, tuple_of(FLOAT, FLOAT)),
        ]:
            if self.chance(probability):
                kinds.append(kind)
        self.parameters = tuple(kinds)
        named = self._parameters(self.parameters)
        scope = self._scope(named, callees, FLOAT)
        body = self.block(scope, self.random.randint(2, 7), self.random.choice([1, 2, 2, 3]))
        return [f"def program({', '.join(named)}):", *indented([*body, self._total(scope)])]

    def _total(self, scope: Scope) -> str:
        """Most of what is there at the end, so that most of it matters."""
        terms = []
        for name, kind in scope.variables.items():
            if not self.chance(0.8):
                continue
            factor = self.constant()
            if kind == FLOAT:
                terms.append(self.random.choice([f"{factor} * {name}", f"math.sin({factor} * {name})"]))
            elif kind[0] in ("array", "matrix"):
                terms.append(self.random.choice([f"{factor} * np.sum({name})", f"np.sum({name} * {name})"]))
            elif kind == list_of(FLOAT):
                terms.append(f"{factor} * sum({name})")
            elif kind == POINT:
                terms.append(f"{name}.u * {factor} + {name}.v")
            elif kind[0] == "tuple":
                terms.append(f"{name}[0] * {factor}")
        return f"return {' + '.join(terms)}" if terms else f"return {self.small_float(scope, 2)}"
