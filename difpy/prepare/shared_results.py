"""The refusal of writes into memory that a run of a function in place of its call has copied.

A function with a derivative rule, a checkpointed one and a checkpointed loop give results of their own.
Called as it is written, `f(x)` may return x or a view of it; what is written into one of them is then seen
through the other, which the copies don't show.
"""

from __future__ import annotations

from collections.abc import Iterator

from difpy import kinds
from difpy.analysis.effects import Classes, Effects
from difpy.analysis.memory import MemoryClasses, Variable, returned, roots
from difpy.derived import Custom, Described, External, ProgramCall, Rule, Selected, Source, Tangent, calls_in
from difpy.errors import DifferentiationError, refuse
from difpy.program import (
    Assign,
    Block,
    Expression,
    For,
    Function,
    Program,
    Statement,
    While,
    blocks,
)
from difpy.rules.nested import call_of, taken


def check_shared_results(program: Program) -> None:
    """DifferentiationError where such memory is written, here or in a program that this one calls."""
    done: set[int] = set()
    todo = [program]
    while todo:
        each = todo.pop()
        if id(each) in done:
            continue
        done.add(id(each))
        calls = [call for function in each.functions.values() for call in calls_in(function.body)]
        todo += [source.program for call in calls for source in _sources(call.derived.of)]
        if any(_is_in_place_of_call(call) for call in calls):
            _check(each)


def _sources(of: Described | None) -> Iterator[Source]:
    match of:
        case Source():
            yield of
        case Tangent(of=inner) | Selected(of=inner):
            yield from _sources(inner)
        case Custom(primal=primal, tangent=tangent, pullback=pullback):
            yield from _sources(primal)
            for rule in (tangent, pullback):
                yield from _sources(rule.of if isinstance(rule, Rule) else None)


def _is_in_place_of_call(call: ProgramCall) -> bool:
    """Whether its results stand for those of a call in the user's program."""
    return isinstance(call.derived.of, Custom) or call.derived.role == "call"


# --- one program -------------------------------------------------------------------------------


def _check(program: Program) -> None:
    memory = _Shared(program)
    effects = Effects(program, memory)
    for function in program.functions.values():
        others = [f for f in program.functions.values() if f is not function]
        outside = frozenset[Variable]().union(*(effects.written(f.name, f.body) for f in others))
        elsewhere = frozenset() if function.name == program.entry else outside
        _check_block(function, memory, effects, function.body, elsewhere)


def _check_block(function: Function, memory: _Shared, effects: Effects, block: Block, after: Classes) -> None:
    """`after` is what may be written when the block has run; in a loop, what its body writes too."""
    for statement in reversed(block):
        inside = after
        if isinstance(statement, For | While):
            inside |= effects.written(function.name, (statement,))
        for inner in blocks(statement):
            _check_block(function, memory, effects, inner, inside)
        is_shared = isinstance(statement, Assign) and memory.is_shared(function, statement)
        if is_shared and memory.of(function.name, statement.target) in after:  # type: ignore[attr-defined]
            raise _refusal(statement)
        after |= effects.written(function.name, (statement,))


def _refusal(statement: Statement) -> DifferentiationError:
    words = "its result may share memory with its arguments, and the program writes into that afterwards"
    return refuse(statement.at, words, "Write into a copy that has a name of its own.")


class _Shared(MemoryClasses):
    """The memory as it is where the functions are called as they are written."""

    def __init__(self, program: Program) -> None:
        self._results: dict[ProgramCall, dict[int, Variable]] = {}
        super().__init__(program)

    def is_shared(self, function: Function, statement: Assign) -> bool:
        """Whether the result that is assigned shares memory with an argument or with another result."""
        call = call_of(statement.value)
        if call is None or not kinds.is_reference(statement.value.type) or not _is_in_place_of_call(call):
            return False
        own = self.of(function.name, statement.target)
        varied = call.arguments[: call.derived.varied]
        given = {
            self.of(function.name, root) for e in varied if kinds.is_reference(e.type) for root in held_by(e)
        }
        others = {self.of(*v) for v in self._results.get(call, {}).values() if v[1] != statement.target}
        return own in given | others

    def _visit(self, function: Function, statement: object) -> None:
        super()._visit(function, statement)
        if not isinstance(statement, Assign) or not kinds.is_reference(statement.value.type):
            return
        call = call_of(statement.value)
        if call is None or not (_is_in_place_of_call(call) or call.derived.role == "forward"):
            return
        variable = (function.name, statement.target)
        place = taken(statement.value)
        arguments, results = shared_with(call.derived.of, place)
        for i in arguments:
            for root in held_by(call.arguments[i]):
                self._unify(variable, (function.name, root))
        known = self._results.setdefault(call, {})
        for k in results & known.keys():
            self._unify(variable, known[k])
        known[place] = variable


def held_by(value: Expression) -> Iterator[str]:
    """The variables whose memory a value may share, also as what a function gives back."""
    call = call_of(value)
    if call is None:
        yield from roots(value)
    elif _is_in_place_of_call(call) or call.derived.role == "forward":
        arguments, _ = shared_with(call.derived.of, taken(value))
        for i in arguments:
            yield from held_by(call.arguments[i])


def shared_with(of: Described, place: int) -> tuple[set[int], set[int]]:
    """The positions of the arguments, and of the other results, that a result may share memory with."""
    match of:
        case Custom(primal=None, takes=takes):
            return {takes[place]}, set()
        case Custom(primal=primal, takes=takes) if primal is not None:
            arguments, results = shared_with(primal, place)
            return {takes[i] for i in arguments}, results
        case External(parameters=parameters, results=types):
            return (
                {i for i, type_ in enumerate(parameters) if kinds.is_reference(type_)},
                {k for k, type_ in enumerate(types) if kinds.is_reference(type_) and k != place},
            )
        case Source(program=program):
            return _of_program(program, place)
    raise AssertionError(of)


def _of_program(program: Program, place: int) -> tuple[set[int], set[int]]:
    memory = _Shared(program)
    entry = program.functions[program.entry]
    values = returned(entry)

    def classes(value: Expression) -> set[Variable]:
        return (
            {memory.of(entry.name, root) for root in roots(value)}
            if kinds.is_reference(value.type)
            else set()
        )

    own = classes(values[place])
    arguments = {
        i
        for i, p in enumerate(entry.parameters)
        if kinds.is_reference(p.type) and memory.of(entry.name, p.name) in own
    }
    return arguments, {k for k, value in enumerate(values) if k != place and classes(value) & own}
