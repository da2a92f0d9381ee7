"""What the loops around a place say of its integers: which index is in range, which differ.

    for j in range(n):                      0 <= j <= n - 1
        for i in range(j + 1, n):           j + 1 <= i <= n - 1, so that i and j differ
            a[i] -= c[i, j] * a[j]          and with a = np.empty(n) both are in range

Integers are affine (analysis/affine.py). A sum is shown not to be negative by putting in for each loop
variable, the innermost first, the end of its range that makes the sum smallest. That is the elimination of
Fourier and Motzkin for loops, where each variable has one bound on each side. Integers do not overflow here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from difpy import kinds
from difpy.analysis.affine import Affine, Symbol, size, variable
from difpy.analysis.flow import exposed
from difpy.program import (
    Assign,
    Attribute,
    Binary,
    Block,
    Call,
    Constant,
    Expression,
    For,
    Function,
    Name,
    Statement,
    Subscript,
    Tuple,
    Unary,
    While,
    assigned,
    blocks,
    statements,
    targets,
)

LIKE = frozenset({"np.zeros_like", "np.ones_like", "np.empty_like", "np.full_like", "np.copy", ".copy"})
"""These have the shape of their first argument."""
OF_SHAPE = frozenset({"np.empty", "np.zeros", "np.ones", "np.full"})
Shape = tuple[Affine, ...]
Place = tuple[str, tuple[Expression, ...]]
"""An element: its array, and its indices."""


@dataclass(frozen=True)
class Scope:
    """The loops around a place, the outermost first: the least and the greatest value of each variable."""

    bounds: dict[Symbol, tuple[Affine, Affine]] = field(default_factory=dict)


class Ranges:
    """What is known of the integers of one function."""

    def __init__(self, function: Function) -> None:
        self._variables = function.variables
        self._given = {parameter.name for parameter in function.parameters}
        self._shaped_as = {p.name: p.shaped_as for p in function.parameters if p.shaped_as}
        self._values: dict[str, list[Expression | None]] = {name: [] for name in function.variables}
        """For each variable what binds it, parameters apart; None where that is no Assign."""
        self._changing: set[str] = set()
        """Variables that are bound in loops."""
        for statement in statements(function.body):
            value = statement.value if isinstance(statement, Assign) else None
            for name in targets(statement):
                self._values.setdefault(name, []).append(value)
            if isinstance(statement, For | While):
                self._changing |= assigned((statement,))
        self._uncertain = exposed(function.body) - self._given
        """Variables that may be read before they are bound: what binds them says nothing where none has."""
        self._known: dict[str, Affine | None] = {}
        self._shapes: dict[str, Shape | None] = {}

    # --- sums ---

    def affine(self, e: Expression) -> Affine | None:
        """The integer as a sum; None where it is none."""
        match e:
            case Constant(value=bool()):
                return None
            case Constant(value=int(value)):
                return Affine(value)
            case Name(id=name) if kinds.is_integer(self._variables.get(name)):
                return self._of_name(name)
            case Unary(op="-", operand=operand):
                inner = self.affine(operand)
                return None if inner is None else inner.times(-1)
            case Binary(op="+" | "-" | "*" as op, left=left, right=right):
                return self._of_operation(op, self.affine(left), self.affine(right))
            case Call(function="len", arguments=(Name(id=array),)) if self._is_array(array):
                return self._size(array, 0)
            case Subscript(
                base=Attribute(base=Name(id=array), name="shape"), indices=(Constant(value=int(k)),)
            ):
                return self._size(array, k)
        return None

    def _of_operation(self, op: str, a: Affine | None, b: Affine | None) -> Affine | None:
        if a is None or b is None:
            return None
        if op != "*":
            return a + b if op == "+" else a - b
        if a.terms and b.terms:
            return None
        return b.times(a.constant) if not a.terms else a.times(b.constant)

    def _of_name(self, name: str) -> Affine:
        if name not in self._known:
            self._known[name] = None
            if self._is_constant(name) and self._values[name]:
                (value,) = self._values[name]
                found = None if value is None else self.affine(value)
                self._known[name] = found if found is not None and self.is_stable(found) else None
        return self._known[name] or Affine.of(variable(name))

    def _is_constant(self, name: str) -> bool:
        """Whether a variable is bound once, outside of loops, before anything reads it."""
        if name in self._uncertain:
            return False
        return len(self._values[name]) + (name in self._given) == 1 and name not in self._changing

    def is_stable(self, value: Affine) -> bool:
        """Whether the sum is the same wherever it is computed."""
        return all(kind == "size" or self._is_constant(name) for kind, name, _ in value.terms)

    # --- shapes ---

    def _is_array(self, name: str) -> bool:
        return kinds.is_array(self._variables.get(name))

    def _size(self, array: str, axis: int) -> Affine | None:
        shape = self.shape(array)
        return shape[axis] if shape is not None and axis < len(shape) else None

    def shape(self, array: str) -> Shape | None:
        """The lengths of an array that has the same shape at all times."""
        if array not in self._shapes:
            self._shapes[array] = None
            self._shapes[array] = self._common_shape(array) if self._is_array(array) else None
        return self._shapes[array]

    def _common_shape(self, array: str) -> Shape | None:
        shapes: list[Shape | None] = []
        for name in self._group(array):
            if name in self._uncertain:
                return None
            if name in self._given and name not in self._shaped_as:
                rank = kinds.rank(self._variables[name])
                shapes.append(tuple(Affine.of(size(name, axis)) for axis in range(rank)))
            shapes += [self._made(value) for value in self._values[name] if _alike(value) is None]
        return shapes[0] if shapes and all(shape == shapes[0] for shape in shapes) else None

    def _group(self, array: str) -> list[str]:
        """The arrays that are bound to each other, as in a rotation, or made alike."""
        group: dict[str, None] = {}
        waiting = [array]
        while waiting:
            name = waiting.pop()
            if name not in group:
                group[name] = None
                waiting += [other for v in self._values[name] if (other := _alike(v)) is not None]
                if name in self._shaped_as:
                    waiting.append(self._shaped_as[name])
        return list(group)

    def _made(self, value: Expression | None) -> Shape | None:
        """The shape of new memory."""
        match value:
            case Call(function=called, arguments=(shape, *_)) if called in OF_SHAPE:
                lengths = shape.elements if isinstance(shape, Tuple) else (shape,)
                sums = [self.affine(length) for length in lengths]
                stable = [s for s in sums if s is not None and self.is_stable(s)]
                return tuple(stable) if len(stable) == len(lengths) else None
        return None

    # --- loops ---

    def inside(self, scope: Scope, loop: For) -> Scope:
        """What holds in the body of a loop."""
        changed = {variable(name) for name in assigned((loop,))}
        bounds = {
            symbol: (low, high)
            for symbol, (low, high) in scope.bounds.items()
            if symbol not in changed and not changed & (low.terms.keys() | high.terms.keys())
        }
        limits = self._limits(loop) if loop.target not in assigned(loop.body) else None
        if limits is not None and not changed & (limits[0].terms.keys() | limits[1].terms.keys()):
            bounds[variable(loop.target)] = limits
        return Scope(bounds)

    def each(self, block: Block, scope: Scope) -> Iterator[tuple[Statement, Scope]]:
        """The statements of a block at any depth, each with the loops around it."""
        for statement in block:
            yield statement, scope
            inner = self.inside(scope, statement) if isinstance(statement, For) else scope
            for nested in blocks(statement):
                yield from self.each(nested, inner)

    def _limits(self, loop: For) -> tuple[Affine, Affine] | None:
        start, stop = self.affine(loop.start), self.affine(loop.stop)
        if start is None or stop is None:
            return None
        match loop.step:
            case Constant(value=int(step)) if step > 0:
                return start, stop - Affine(1)
            case Constant(value=int(step)) if step < 0:
                return stop + Affine(1), start
            case Unary(op="-", operand=Constant(value=int(step))) if step > 0:
                return stop + Affine(1), start
        return None

    # --- proofs ---

    def is_in_range(self, scope: Scope, array: str, indices: tuple[Expression, ...]) -> bool:
        """Whether an element certainly exists, its indices counted from the front."""
        shape = self.shape(array)
        if shape is None or len(shape) != len(indices):
            return False
        return all(self.is_index(scope, e, length) for e, length in zip(indices, shape, strict=True))

    def is_index(self, scope: Scope, e: Expression, length: Affine) -> bool:
        """Whether 0 <= e < length for certain."""
        index = self.affine(e)
        if index is None:
            return False
        return is_not_negative(scope, index) and is_not_negative(scope, length - index - Affine(1))

    def differ(self, scope: Scope, a: tuple[Expression, ...], b: tuple[Expression, ...]) -> bool:
        """Whether two places of one array certainly differ, where all indices count from the front."""
        pairs = [(self.affine(i), self.affine(j)) for i, j in zip(a, b, strict=False)]
        return any(i is not None and j is not None and are_apart(scope, i, j) for i, j in pairs)

    def keeps_apart(self, scope: Scope, target: str, places: list[Place]) -> bool:
        """Whether each iteration of the loop over `target` keeps to elements of its own: those whose index
        along one axis is its own.

        An index that changes inside the iteration as well has no known least value.
        """
        (array, first), *others = places
        for axis, index in enumerate(first):
            place = self.affine(index)
            if place is None or variable(target) not in place.terms:
                continue
            same = all(
                name == array and len(indices) == len(first) and self.affine(indices[axis]) == place
                for name, indices in others
            )
            if same and is_not_negative(scope, place):
                return True
        return False


def are_apart(scope: Scope, i: Affine, j: Affine) -> bool:
    """Whether two integers certainly differ."""
    one = Affine(1)
    return is_not_negative(scope, i - j - one) or is_not_negative(scope, j - i - one)


def is_not_negative(scope: Scope, value: Affine) -> bool:
    """Whether the sum is at least 0 for all values of the loop variables.

    Inside a loop, its range is not empty: the greatest value less the least is at least 0 too.
    """
    spans = (high - low for low, high in scope.bounds.values())
    return _is_not_negative(scope, value) or any(_is_not_negative(scope, value - span) for span in spans)


def _is_not_negative(scope: Scope, value: Affine) -> bool:
    for symbol, (low, high) in reversed(scope.bounds.items()):
        factor = value.terms.get(symbol, 0)
        if factor:
            value = value.with_value(symbol, low if factor > 0 else high)
    return value.constant >= 0 and all(f > 0 and kind == "size" for (kind, _, _), f in value.terms.items())


def _alike(value: Expression | None) -> str | None:
    """The variable whose shape a value has, if it is made from one."""
    match value:
        case Name(id=name):
            return name
        case Call(function=called, arguments=(Name(id=name), *_), keywords=keywords) if called in LIKE:
            return None if "shape" in dict(keywords) else name
    return None
