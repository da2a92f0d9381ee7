"""Which arrays of a function certainly share no memory.

Finer than analysis/memory.py where one of them is made in the function itself: new memory is none that the
caller knows, nor any that another statement has made. Generated code has expressions without types, and
calls that may hand back their argument; they are completed here before their memory is classed.
"""

from __future__ import annotations

from dataclasses import replace

from difpy import kinds
from difpy.analysis.memory import VIEWS, MemoryClasses, roots
from difpy.lower.walk import rewrite_body
from difpy.program import (
    Assign,
    Attribute,
    Binary,
    Block,
    Call,
    Conditional,
    Constant,
    EllipsisIndex,
    Expression,
    Function,
    Invoke,
    Name,
    Program,
    Slice,
    Statement,
    Subscript,
    Type,
    Unary,
    map_children,
    map_expressions,
    statements,
    targets,
)

HANDED_BACK = frozenset({"difpy.unbroadcast", "difpy.fitting"})
"""Calls whose result may be their first argument."""
NEW = frozenset({
    "np.zeros", "np.ones", "np.empty", "np.full", "np.zeros_like", "np.ones_like", "np.empty_like",
    "np.full_like", "np.copy", ".copy", "np.array", "difpy.unless_zero",
})  # fmt: skip
"""Calls whose result is new memory."""


class Apart:
    """What is known of the memory of a program's arrays."""

    def __init__(self, program: Program) -> None:
        functions = program.functions
        completed = {name: _completed(function, functions) for name, function in functions.items()}
        self._program = replace(program, functions=completed)
        self._classes = MemoryClasses(self._program)
        self._bound: dict[str, dict[str, list[Expression | None]]] = {}

    def are_apart(self, function: str, a: str, b: str) -> bool:
        """Whether two array variables of a function never share memory."""
        if a == b:
            return False
        origins = self._origins(function, a, set()), self._origins(function, b, set())
        if origins[0] is None or origins[1] is None:
            return self._are_in_two_classes(function, a, b)
        return all(self._are_two(function, x, y) for x in origins[0] for y in origins[1])

    def _are_two(self, function: str, a: str, b: str) -> bool:
        parameters = {p.name for p in self._program.functions[function].parameters}
        if a == b or not {a, b} <= parameters:
            return a != b
        # what the user passes may be one array twice
        return function != self._program.entry and self._are_in_two_classes(function, a, b)

    def _are_in_two_classes(self, function: str, a: str, b: str) -> bool:
        return self._classes.of(function, a) != self._classes.of(function, b)

    def _origins(self, function: str, name: str, seen: set[str]) -> set[str] | None:
        """The parameters and variables of new memory that a variable may refer to; None: others too."""
        seen.add(name)
        if not kinds.is_array(self._program.functions[function].variables.get(name)):
            return None
        parameters = {p.name for p in self._program.functions[function].parameters}
        found = {name} & parameters
        for value in self._values(function).get(name, []):
            referred = set() if value is None else set(roots(value))
            if value is not None and _is_new(value):
                found.add(name)
                continue
            if not referred:
                return None
            for other in sorted(referred - seen):
                inner = self._origins(function, other, seen)
                if inner is None:
                    return None
                found |= inner
        return found

    def _values(self, function: str) -> dict[str, list[Expression | None]]:
        """What each variable is bound to; None where that is by no assignment."""
        if function not in self._bound:
            values: dict[str, list[Expression | None]] = {}
            for statement in statements(self._program.functions[function].body):
                for name in targets(statement):
                    value = statement.value if isinstance(statement, Assign) else None
                    values.setdefault(name, []).append(value)
            self._bound[function] = values
        return self._bound[function]


def _is_new(value: Expression) -> bool:
    match value:
        case Binary() | Unary():
            return True
        case Call(function=called):
            return called in NEW
    return False


def _completed(function: Function, functions: dict[str, Function]) -> Function:
    """The function with types where memory is handed on."""

    def rewrite(statement: Statement) -> Block:
        done = map_expressions(statement, lambda e: _typed(e, function))
        match done:
            case Assign(target=target, value=value) if value.type is None:
                return (replace(done, value=replace(value, type=function.variables.get(target))),)
            case Invoke(function=called, arguments=arguments):
                pairs = zip(arguments, functions[called].parameters, strict=True)
                typed = (a if a.type is not None else replace(a, type=p.type) for a, p in pairs)
                return (replace(done, arguments=tuple(typed)),)
        return (done,)

    return rewrite_body(function, rewrite)


def _typed(expression: Expression, function: Function) -> Expression:
    expression = map_children(expression, lambda e: _typed(e, function))
    if isinstance(expression, Call) and expression.function in HANDED_BACK:
        return expression.arguments[0]
    if expression.type is None:
        return replace(expression, type=_type_of(expression, function))
    return expression


def _type_of(expression: Expression, function: Function) -> Type:
    match expression:
        case Name(id=name):
            return function.variables.get(name)
        case Subscript(base=base, indices=indices) if kinds.is_array(base.type):
            rank = rank_of_part(base.type.ndim, indices)
            return kinds.array_of(base.type.dtype, rank, "A") if rank else base.type.dtype
        case Subscript(base=base) if kinds.is_list(base.type):
            return base.type.dtype
        case Attribute(base=base, name="T"):
            return base.type
        case Conditional(then=then):
            return then.type
        case Call(function=called, arguments=(first, *_)) if called in VIEWS:
            return first.type
    return None


def rank_of_part(rank: int, indices: tuple[Expression, ...]) -> int:
    """The rank of `a[indices]`, where every index that is no slice is an integer."""
    new = sum(index == Constant(None) for index in indices)
    numbers = sum(not isinstance(index, (Slice, EllipsisIndex)) for index in indices) - new
    return rank - numbers + new
