"""Which variables are active: varied by the inputs, and useful to the outputs.

    varied = reached from the independent variables along "is computed from"
    useful = reaches a result the same way
    active = varied and useful

(Griewank and Walther, Evaluating Derivatives, 2nd ed., section 6.2.) Nodes are the float variables and
the memory classes of a whole program, whatever the order of execution, so an array that is active
anywhere is active everywhere: a cotangent array exists wherever its array does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from difpy import kinds
from difpy.analysis.memory import MemoryClasses, Variable, returned
from difpy.derived import ProgramCall
from difpy.program import (
    Assign,
    Attribute,
    Call,
    Compare,
    Conditional,
    Effect,
    Expression,
    Function,
    Invoke,
    Name,
    Program,
    Statement,
    Store,
    Subscript,
    Tuple,
    Type,
    children,
    statements,
)
from difpy.rules.constant import has_zero_derivative

Node = tuple[str, Variable]  # ("variable" | "memory", variable)


@dataclass(frozen=True)
class Activity:
    """The active nodes of a program, and the varied ones, which say why another is not active."""

    memory: MemoryClasses
    active: frozenset[Node]
    varied: frozenset[Node]

    def is_active(self, function: Function, name: str) -> bool:
        """Whether a variable has a cotangent: a float that is active, or a reference to active memory."""
        node = node_of(self.memory, function, name)
        return node is not None and node in self.active


def node_of(memory: MemoryClasses, function: Function, name: str) -> Node | None:
    """The node of a variable, None for one that has no derivative (integers, bools, text)."""
    type_ = function.variables[name]
    if not kinds.is_differentiable(type_):
        return None
    if kinds.is_reference(type_):
        return ("memory", memory.of(function.name, name))
    return ("variable", (function.name, name))


def flowing(expression: Expression) -> Iterator[str]:  # noqa: C901  a case a node
    """The names whose value can flow into the expression's derivative."""
    if isinstance(expression, Tuple):
        for element in expression.elements:
            yield from flowing(element)
        return
    if expression.type is not None and not _may_flow(expression.type):
        return
    match expression:
        case Name(id=name):
            yield name
        case Subscript(base=base):
            yield from flowing(base)
        case Attribute(base=base):
            yield from flowing(base)
        case Call() if has_zero_derivative(expression):
            return
        case ProgramCall(derived=derived, arguments=arguments):
            for argument in arguments[: derived.varied]:
                yield from flowing(argument)
        case Conditional(then=then, otherwise=otherwise):
            yield from flowing(then)
            yield from flowing(otherwise)
        case Compare():
            return
        case _:
            for child in children(expression):
                yield from flowing(child)


def _may_flow(type_: Type) -> bool:
    """Whether a value, or one of the several results of a primitive, has a derivative."""
    if kinds.is_tuple(type_):
        return any(map(_may_flow, type_.types))
    return kinds.is_differentiable(type_)


def activity(program: Program, independents: Iterable[str], *, switched_on: bool = True) -> Activity:
    """`independents` are the entry's parameters to differentiate with respect to."""
    memory = MemoryClasses(program)
    entry = program.functions[program.entry]
    if not switched_on:
        every = (node_of(memory, f, name) for f in program.functions.values() for name in f.variables)
        all_nodes = frozenset(node for node in every if node is not None)
        return Activity(memory, all_nodes, all_nodes)
    forward: dict[Node, set[Node]] = defaultdict(set)
    backward: dict[Node, set[Node]] = defaultdict(set)
    for source, target in (*_edges(program, memory), *_result_edges(program, memory)):
        forward[source].add(target)
        backward[target].add(source)
    starts = {node_of(memory, entry, name) for name in independents}
    ends = {node_of(memory, entry, n) for value in returned(entry) for n in flowing(value)}
    varied, useful = _reached(forward, starts), _reached(backward, ends)
    return Activity(memory, frozenset(varied & useful), frozenset(varied))


def _reached(edges: dict[Node, set[Node]], starts: set[Node | None]) -> set[Node]:
    reached: set[Node] = set()
    todo = [node for node in starts if node is not None]
    while todo:
        node = todo.pop()
        if node not in reached:
            reached.add(node)
            todo.extend(edges[node])
    return reached


def _edges(program: Program, memory: MemoryClasses) -> Iterator[tuple[Node, Node]]:
    for function in program.functions.values():
        for statement in statements(function.body):
            for name, (holder, target) in _flows(program, function, statement):
                source = node_of(memory, function, name)
                end = node_of(memory, holder, target)
                if source is not None and end is not None:
                    yield source, end


def _flows(  # noqa: C901  a case a statement
    program: Program, function: Function, statement: Statement
) -> Iterator[tuple[str, tuple[Function, str]]]:
    """Pairs of a name of `function` and the variable (of it or of a callee) that it flows into."""
    match statement:
        case Assign(target=target, value=value) | Store(array=target, value=value):
            for name in flowing(value):
                yield name, (function, target)
        case Effect(target=target, object=holder, arguments=arguments) if holder:
            for value in arguments:
                for name in flowing(value):
                    yield name, (function, holder)
            if target is not None:
                yield holder, (function, target)
        case Effect(target=str(target), arguments=arguments):  # a draw, whose parameters may be refused
            for value in arguments:
                for name in flowing(value):
                    yield name, (function, target)
        case Invoke(function=called, arguments=arguments):
            callee = program.functions[called]
            for parameter, argument in zip(callee.parameters, arguments, strict=True):
                for name in flowing(argument):
                    yield name, (callee, parameter.name)


def _result_edges(program: Program, memory: MemoryClasses) -> Iterator[tuple[Node, Node]]:
    """From what a callee returns to the caller's targets."""
    for function in program.functions.values():
        for statement in statements(function.body):
            if not isinstance(statement, Invoke):
                continue
            callee = program.functions[statement.function]
            for target, value in zip(statement.targets, returned(callee), strict=False):
                end = node_of(memory, function, target)
                for name in flowing(value):
                    source = node_of(memory, callee, name)
                    if source is not None and end is not None:
                        yield source, end
