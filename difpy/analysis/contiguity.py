"""Whether `np.reshape` and the like give a view or a copy, which depends on how an array lies in memory.

They give a view of an array in C order. What NumPy makes from arrays in another order keeps that order
where it can, whatever Numba's type says: the layout of such memory is unknown. There a reshaped array is
a new value, which is right as long as nobody writes into the memory; else the program is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from difpy import kinds
from difpy.analysis.effects import NOTHING, Classes, Effects
from difpy.analysis.memory import VIEWS, VIEWS_OF_CONTIGUOUS, MemoryClasses, is_gather
from difpy.errors import refuse
from difpy.program import (
    Assign,
    Call,
    Conditional,
    Effect,
    Expression,
    Function,
    Invoke,
    List,
    Name,
    Position,
    Program,
    Return,
    Statement,
    Store,
    Subscript,
    children,
    expressions,
    statements,
    walk,
)

IN_C_ORDER = frozenset({"np.zeros", "np.ones", "np.empty", "np.full", "np.eye", "np.identity", ".copy"})
"""What these make is in C order, whatever their arguments are."""
Variables = dict[str, frozenset[str]]


class Contiguity:
    """Which memory lies in an order that isn't known."""

    def __init__(self, program: Program, memory: MemoryClasses, effects: Effects, values: Classes) -> None:
        self._program = program
        self._memory = memory
        self._effects = effects
        self._values = values
        self.unknown: Classes = NOTHING
        """The memory classes of arrays whose order isn't known."""
        before = None
        while before != self.unknown:
            before = self.unknown
            for function in program.functions.values():
                for statement in statements(function.body):
                    for name, value in _made(function, statement):
                        if self._is_unknown(function.name, value):
                            self.unknown |= {memory.of(function.name, name)}

    def _is_unknown(self, function: str, value: Expression) -> bool:
        if isinstance(value, Call) and value.function in IN_C_ORDER:
            return False
        return any(self._may_differ(function, part) for child in children(value) for part in walk(child))

    def _may_differ(self, function: str, part: Expression) -> bool:
        if not kinds.is_array(part.type) or part.type.ndim < 2:
            return False
        return part.type.layout != "C" or bool(self._effects.roots(function, part) & self.unknown)

    def check(self, users: Variables) -> None:
        """Refuses what may be a view or a copy where that matters.

        `users`: for each function the names of the user's variables; others last for one statement.
        """
        written = NOTHING.union(*(summary.writes for summary in self._effects.summaries.values()))
        for function in self._program.functions.values():
            lasting = users[function.name] | _handed_on(function)
            for statement in statements(function.body):
                for call, is_inside in (each for e in expressions(statement) for each in _reshapes(e)):
                    if self.is_certain(function.name, call):
                        continue
                    classes = self._effects.roots(function.name, call)
                    is_typed_as_view = call.arguments[0].type.layout == "C"
                    lasts = is_typed_as_view or _outlives(statement, lasting)
                    if classes & written and lasts:
                        raise _refusal(call, statement.at)
                    if is_typed_as_view and (is_inside or not classes <= self._values):
                        raise _refusal(call, statement.at)

    def is_certain(self, function: str, call: Call) -> bool:
        """Whether a reshaped array is a view for certain."""
        first = call.arguments[0]
        in_order = kinds.is_array(first.type) and first.type.layout == "C"
        return in_order and not self._effects.roots(function, first) & self.unknown


def _refusal(call: Call, at: Position) -> Exception:
    return refuse(
        call.at if call.at.line else at,
        "whether this is a copy or a view depends on how the array lies in memory",
        "Copy the array first, as in `np.ravel(x.copy())`",
    )


def _made(function: Function, statement: Statement) -> Iterator[tuple[str, Expression]]:
    """The new arrays of a statement, with the variable in whose memory they are."""
    match statement:
        case Assign(target=target, value=value) if kinds.is_reference(value.type):
            yield from ((target, each) for each in _fresh(value))
        case Store(array=array, value=value) if kinds.is_list_of_references(function.variables[array]):
            yield from ((array, each) for each in _fresh(value))
        case Effect(object=holder, arguments=arguments) if holder:
            yield from ((holder, each) for value in arguments for each in _fresh(value))


def _fresh(value: Expression) -> Iterator[Expression]:
    match value:
        case Conditional(then=a, otherwise=b):
            yield from _fresh(a)
            yield from _fresh(b)
        case List(elements=elements):
            for element in elements:
                yield from _fresh(element)
        case Name():
            return
        case Subscript(base=base) if not is_gather(value):
            yield from _fresh(base)
        case Call(function=called, arguments=(first, *_)) if called in VIEWS:
            yield from _fresh(first)
        case _ if kinds.is_array(value.type):
            yield value


def _reshapes(value: Expression, *, is_inside: bool = False) -> Iterator[tuple[Call, bool]]:
    """The calls in an expression that may give a view or a copy, and whether a view is taken of them."""
    is_reshape = isinstance(value, Call) and value.function in VIEWS_OF_CONTIGUOUS
    if is_reshape and kinds.is_array(value.arguments[0].type):  # type: ignore[attr-defined]
        yield value, is_inside  # type: ignore[misc]
    of_view = kinds.is_reference(value.type) and not isinstance(value, List)
    for child in children(value):
        yield from _reshapes(child, is_inside=of_view and _is_part(value))


def _is_part(value: Expression) -> bool:
    """Whether the value is a part or another view of the array that it holds."""
    return (isinstance(value, Subscript) and not is_gather(value)) or (
        isinstance(value, Call) and value.function in VIEWS
    )


def _handed_on(function: Function) -> frozenset[str]:
    """The variables that go to other functions or into lists."""
    found: set[str] = set()
    for statement in statements(function.body):
        if isinstance(statement, Invoke | Effect | Return):
            found.update(e.id for e in expressions(statement) if isinstance(e, Name))
        elif isinstance(statement, Store) and isinstance(statement.value, Name):
            found.add(statement.value.id)
    return frozenset(found)


def _outlives(statement: Statement, lasting: frozenset[str]) -> bool:
    """Whether a view that the statement takes may be written through later."""
    match statement:
        case Assign(target=target, value=value):
            return kinds.is_reference(value.type) and target in lasting
        case Store():
            return kinds.is_list(statement.value.type)
        case Invoke() | Effect() | Return():
            return True
    return False
