"""Random expressions whose values stay small: each comes with a bound on its magnitude."""

from __future__ import annotations

from random import Random

from tests.fuzz.scope import FLOAT, Callee, Kind, Scope, array

SMALL = 2.0  # what every variable and every element is kept below
MOST_COST = 2000


class Expressions:
    """Writes expressions over the names of a scope."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def pick(self, *weighted: tuple[float, object]) -> object:
        return self.random.choices([item for _, item in weighted], [weight for weight, _ in weighted])[0]

    # --- floats

    def small_float(self, scope: Scope, depth: int = 2, bound: float = SMALL) -> str:
        """A float expression that is not larger than a bound."""
        text, size = self.float(scope, depth)
        if size <= bound:
            return text
        if self.chance(0.5) and size <= 8 * bound:
            return f"{bound / size * 0.99:.2f} * ({text})" if bound / size >= 0.011 else f"math.sin({text})"
        wrapper = self.random.choice(["math.sin", "math.cos", "math.tanh", "math.sin", "np.sin"])
        wrapped = f"{wrapper}({text})"
        return wrapped if bound >= 1.0 else f"{bound:.2f} * {wrapped}"

    def float(self, scope: Scope, depth: int) -> tuple[str, float]:
        if depth <= 0 or self.chance(0.15):
            return self._leaf(scope)
        make = self.pick(
            (5, self._arithmetic),
            (3, self._function),
            (1, self._division),
            (1, self._power),
            (1, self._ternary),
            (1, self._extreme),
            (1.5, self._reduction),
            (0.6, self._generator),
            (2, self._call),
            (0.3, self._lambda),
            (0.2, self._rounding),
        )
        return make(scope, depth)  # type: ignore[operator]

    def constant(self) -> str:
        return f"{self.random.choice([-1, 1, 1]) * self.random.uniform(0.1, 1.5):.2f}"

    def _leaf(self, scope: Scope) -> tuple[str, float]:
        options: list[tuple[float, tuple[str, float]]] = [(1, (self.constant(), 1.5))]
        options += [(2, (name, SMALL)) for name, _ in scope.of("float")]
        options += [(0.4, (f"0.1 * {name}", 1.0)) for name, _ in scope.of("int")]
        for name, kind in scope.of("array"):
            options.append((2, (f"{name}[{self.index(scope, kind[1])}]", SMALL)))
        for name, kind in scope.of("matrix"):
            where = f"{self.index(scope, kind[1])}, {self.index(scope, kind[2])}"
            options.append((2, (f"{name}[{where}]", SMALL)))
        for name, kind in scope.of("tuple"):
            floats = [i for i, item in enumerate(kind[1:]) if item == FLOAT]
            if floats:
                options.append((1.5, (f"{name}[{self.random.choice(floats)}]", SMALL)))
        for name, _ in scope.of("point"):
            options.append((1.5, (f"{name}.{self.random.choice('uv')}", SMALL)))
        for name, kind in scope.of("list"):
            if kind[1] == FLOAT:
                where = self.random.choice(["-1", "0", f"{self.integer(scope)} % len({name})"])
                options.append((1.5, (f"{name}[{where}]", SMALL)))
        return self.pick(*options)  # type: ignore[return-value]

    def _two(self, scope: Scope, depth: int) -> tuple[str, float, str, float]:
        left, left_size = self.float(scope, depth - 1)
        right, right_size = self.float(scope, depth - 1)
        return left, left_size, right, right_size

    def _arithmetic(self, scope: Scope, depth: int) -> tuple[str, float]:
        left, left_size, right, right_size = self._two(scope, depth)
        operator = self.random.choice(["+", "-", "*", "*"])
        size = left_size * right_size if operator == "*" else left_size + right_size
        if size > 8.0:
            return f"math.sin(({left}) {operator} ({right}))", 1.0
        return f"(({left}) {operator} ({right}))", size

    def _function(self, scope: Scope, depth: int) -> tuple[str, float]:
        argument, size = self.float(scope, depth - 1)
        return self.random.choice(
            [
                (f"math.sin({argument})", 1.0),
                (f"math.cos({argument})", 1.0),
                (f"math.tanh({argument})", 1.0),
                (f"np.sin({argument})", 1.0),
                (f"math.exp(-({argument}) * ({argument}))", 1.0),
                (f"abs({argument})", size),
                (f"math.sqrt(1.0 + ({argument}) ** 2)", 1.0 + size),
                (f"math.log(1.5 + ({argument}) ** 2)", 1.0 + size),
                (f"math.atan({argument})", 1.6),
                (f"-({argument})", size),
                (f"np.tanh({argument})", 1.0),
            ]
        )

    def _division(self, scope: Scope, depth: int) -> tuple[str, float]:
        left, left_size, right, _ = self._two(scope, depth)
        denominator = self.random.choice([f"(1.5 + ({right}) ** 2)", f"(2.5 + math.sin({right}))"])
        return f"({left}) / {denominator}", left_size

    def _power(self, scope: Scope, depth: int) -> tuple[str, float]:
        base, size = self.float(scope, depth - 1)
        if self.chance(0.5):
            return f"({base}) ** 2", size**2
        if self.chance(0.5):
            return f"math.tanh({base}) ** 3", 1.0
        exponent = self.small_float(scope, depth - 1, 1.0)
        return f"(1.5 + math.sin({base})) ** ({exponent})", 3.0

    def _ternary(self, scope: Scope, depth: int) -> tuple[str, float]:
        left, left_size, right, right_size = self._two(scope, depth)
        return f"({left} if {self.condition(scope, 1)} else {right})", max(left_size, right_size)

    def _extreme(self, scope: Scope, depth: int) -> tuple[str, float]:
        left, left_size, right, right_size = self._two(scope, depth)
        name = self.random.choice(["max", "min"])
        return f"{name}({left}, {right})", max(left_size, right_size)

    def _reduction(self, scope: Scope, depth: int) -> tuple[str, float]:
        arrays = scope.of("array")
        if not arrays:
            return self._leaf(scope)
        name, (_, n) = self.random.choice(arrays)
        text, size = self.array(scope, n, depth - 1)
        size *= n
        reduction = self.random.choice(
            [
                "np.sum({0})",
                "np.sum({0})",
                "({0}).sum()",
                "np.dot({0}, {1})",
                "np.max({0})",
                "({0}).mean()",
                "np.sum({0} * {1})",
                "{0} @ {1}",
            ]
        )
        text, size = reduction.format(text, name), size * SMALL
        return (text, size) if size < 8.0 else (f"math.sin({text})", 1.0)

    def _generator(self, scope: Scope, depth: int) -> tuple[str, float]:
        sources = scope.of("array") + [item for item in scope.of("list") if item[1][1] == FLOAT]
        if not sources:
            return self._leaf(scope)
        source, _ = self.random.choice(sources)
        inner = scope.inner()
        variable = self.random.choice(["q", "r"])
        inner.variables[variable] = FLOAT
        body = self.small_float(inner, 1)
        function = self.random.choice(["sum", "sum", "max", "min"])
        condition = f" if {variable} > {self.constant()}" if function == "sum" and self.chance(0.4) else ""
        return f"math.sin({function}({body} for {variable} in {source}{condition}))", 1.0

    def _call(self, scope: Scope, depth: int) -> tuple[str, float]:
        callee = self.callee(scope, FLOAT)
        if callee is None:
            return self._function(scope, depth)
        return self.call(scope, callee, depth - 1), SMALL

    def _lambda(self, scope: Scope, depth: int) -> tuple[str, float]:
        inner = scope.inner()
        inner.variables["q"] = FLOAT
        return f"(lambda q: {self.small_float(inner, 1)})({self.small_float(scope, depth - 1)})", SMALL

    def _rounding(self, scope: Scope, depth: int) -> tuple[str, float]:
        argument = self.small_float(scope, depth - 1)
        return self.random.choice(
            [f"math.floor({argument})", f"float(int({argument}))", f"({argument}) % 0.7"]
        ), 2.0

    # --- calls

    def callee(self, scope: Scope, result: Kind | None) -> Callee | None:
        """A function that gives this kind, can be given its arguments, and isn't too expensive here."""
        fitting = [
            callee
            for callee in scope.callees
            if callee.result == result
            and callee.cost * scope.cost <= MOST_COST
            and all(self.has(scope, kind) for kind in callee.parameters)
        ]
        return self.random.choice(fitting) if fitting else None

    def has(self, scope: Scope, kind: Kind) -> bool:
        if kind[0] in ("float", "int", "function"):
            return True
        if kind[0] == "array":
            return any(other[1] >= kind[1] for _, other in scope.of("array"))
        return any(other == kind for name, other in scope.variables.items() if name not in scope.locked)

    def call(self, scope: Scope, callee: Callee, depth: int = 1) -> str:
        arguments = [self.argument(scope, kind, depth) for kind in callee.parameters]
        if callee.depth_limit is not None:
            arguments.append(
                self.random.choice(
                    [
                        str(self.random.randint(0, callee.depth_limit)),
                        f"({self.integer(scope)}) % {callee.depth_limit + 1}",
                    ]
                )
            )
        if callee.optional and self.chance(0.6):
            value = "None" if self.chance(0.3) else self.small_float(scope, 1)
            arguments.append(self.random.choice([f"{callee.optional}={value}", value]))
        return f"{callee.name}({', '.join(arguments)})"

    def function(self, scope: Scope) -> str:
        """A function of one float: NumPy's, a lambda, or one of the program's."""
        options = ["math.sin", "math.tanh", "np.cos", "math.cos"]
        options += [c.name for c in scope.callees if (c.parameters, c.result) == ((FLOAT,), FLOAT)
                    and c.depth_limit is None and c.cost <= 40]  # fmt: skip
        if self.chance(0.5):
            return self.random.choice(options)
        inner = scope.inner()
        inner.variables["q"] = FLOAT
        return f"lambda q: {self.small_float(inner, 2)}"

    def argument(self, scope: Scope, kind: Kind, depth: int) -> str:
        if kind[0] == "float":
            return self.small_float(scope, depth)
        if kind[0] == "int":
            return self.integer(scope)
        if kind[0] == "function":
            return self.function(scope)
        if kind[0] == "array":
            return self.stored_array(scope, kind[1])
        return self.random.choice(
            [n for n, other in scope.variables.items() if other == kind and n not in scope.locked]
        )

    # --- integers and conditions

    def integer(self, scope: Scope) -> str:
        options = [str(self.random.randint(0, 3))]
        for name, _ in scope.of("int"):
            options += [name, name, f"({name} + {self.random.randint(1, 3)})", f"{name} * 2"]
        options += [f"len({name})" for name, _ in scope.of("array", "list")[:1]]
        return self.random.choice(options)

    def index(self, scope: Scope, n: int) -> str:
        """An index into an axis of n elements."""
        ints = [name for name, _ in scope.of("int")]
        if ints and self.chance(0.7):
            name = self.random.choice(ints)
            return self.random.choice(
                [
                    f"{name} % {n}",
                    f"({name} + {self.random.randint(1, 2)}) % {n}",
                    f"({name} - 1) % {n}",
                    f"{name} % {n} - {n}",
                ]
            )
        return str(self.random.randint(-n, n - 1))

    def condition(self, scope: Scope, depth: int) -> str:
        kind = self.random.random()
        flags = [name for name, _ in scope.of("bool")]
        ints = [name for name, _ in scope.of("int")]
        if kind < 0.1 and flags:
            return self.random.choice(flags)
        if kind < 0.3 and ints:
            name = self.random.choice(ints)
            return self.random.choice(
                [f"{name} % 2 == 0", f"{name} > 1", f"{name} == 1", f"{name} != 2", f"0 < {name} < 3"]
            )
        if kind < 0.45 and depth > 0:
            both = (
                f"{self.condition(scope, 0)} {self.random.choice(['and', 'or'])} {self.condition(scope, 0)}"
            )
            return self.random.choice([f"({both})", f"not ({both})"])
        left = self.small_float(scope, 1)
        comparison = self.random.choice(["<", ">", "<=", ">="])
        if kind < 0.55:
            return f"{self.random.uniform(-1, 0):.3f} < {left} < {self.random.uniform(0, 1):.3f}"
        return f"{left} {comparison} {self.random.uniform(-0.7, 0.9):.3f}"

    # --- arrays

    def array(self, scope: Scope, n: int, depth: int) -> tuple[str, float]:
        """An array expression of n elements that need not be small."""
        stored = self.stored_array(scope, n)
        if depth <= 0 or self.chance(0.2):
            return stored, SMALL
        inner, size = self.array(scope, n, depth - 1)
        other, other_size = self.array(scope, n, depth - 1)
        scalar = self.small_float(scope, 1)
        text, size = self.random.choice(
            [
                (f"({inner} + {other})", size + other_size),
                (f"({inner} - {other})", size + other_size),
                (f"{inner} * {other}", size * other_size),
                (f"{inner} * ({scalar})", size * SMALL),
                (f"({scalar}) * {inner}", size * SMALL),
                (f"np.sin({inner})", 1.0),
                (f"np.tanh({inner})", 1.0),
                (f"-{inner}", size),
                (f"({inner} + ({scalar}))", size + SMALL),
                (f"({inner})[::-1]", size),
                (
                    f"np.where({inner} > {self.random.uniform(-0.5, 0.5):.3f}, {other}, {inner})",
                    max(size, other_size),
                ),
                (f"np.abs({inner})", size),
                (f"{inner} / (1.5 + {other} ** 2)", size),
                (f"np.cos({inner})", 1.0),
                (f"np.maximum({inner}, {other})", max(size, other_size)),
                (f"({inner}) ** 2", size**2),
                (f"({inner}).copy()", size),
                (f"np.full({n}, {scalar})", SMALL),
            ]
        )
        return (text, size) if size < 8.0 else (f"np.sin({text})", 1.0)

    def small_array(self, scope: Scope, n: int, depth: int = 2, bound: float = SMALL) -> str:
        text, size = self.array(scope, n, depth)
        if size <= bound:
            return text
        factor = min(bound, 1.0)
        return f"np.sin({text})" if factor == 1.0 else f"{factor:.2f} * np.sin({text})"

    def stored_array(self, scope: Scope, n: int) -> str:
        """A variable, or a view of one, with n elements; a new array where there is none."""
        options = []
        for name, kind in scope.of("array"):
            if kind == array(n):
                options += [name, name, f"{name}[::-1]"]
            elif kind[1] > n:
                start = self.random.randint(0, kind[1] - n)
                options.append(f"{name}[{start}:{start + n}]")
                if 2 * n - 1 <= kind[1]:
                    options.append(f"{name}[:{2 * n - 1}:2]")
        for name, (_, rows, columns) in scope.of("matrix"):
            if columns == n:
                options.append(f"{name}[{self.index(scope, rows)}]")
            if rows == n:
                options.append(f"{name}[:, {self.index(scope, columns)}]")
        for name, kind in scope.of("list"):
            if kind[1] == array(n):
                options.append(f"{name}[-1]")
        return self.random.choice(options) if options else f"np.full({n}, {self.constant()})"

    def mutable_array(self, scope: Scope, n: int) -> str | None:
        """As `stored_array`, but memory that outlives the statement."""
        text = self.stored_array(scope, n)
        return None if text.startswith("np.") else text
