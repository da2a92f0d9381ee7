"""A user's function and the types of its arguments -> a typed program."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import gast
from numba.core import types

from difpy.elaborate.arguments import Argument, argument_shape, tree_of
from difpy.elaborate.captures import lift
from difpy.elaborate.code import Code
from difpy.elaborate.frame import Frame
from difpy.elaborate.names import RESERVED, fresh
from difpy.elaborate.naming import assign_names
from difpy.elaborate.parameters import default_values
from difpy.elaborate.put_back import put_back
from difpy.elaborate.shapes import NOTHING, Leaf, Object, Path, Shape, leaf_types
from difpy.elaborate.sources import pending_in, with_sources_of
from difpy.elaborate.statements import run_block
from difpy.elaborate.values import Value, truth
from difpy.elaborate.world import Definition, Instance, World
from difpy.errors import refuse
from difpy.frontend import FunctionSource, read, unwrap
from difpy.normalize import normalize
from difpy.program import (
    Block,
    Capture,
    For,
    Function,
    If,
    Invoke,
    Name,
    Parameter,
    Program,
    Return,
    Statement,
    While,
    callees,
)

MOST_ROUNDS = 60


Described: TypeAlias = Mapping[str, Argument | Shape] | Sequence[Argument | Shape]
Read: TypeAlias = Callable[[Any], FunctionSource]


def normalized(function: Any) -> FunctionSource:
    """The source of a function in normal form."""
    return normalize(read(function))


def elaborate(function: Any, arguments: Described, read: Read = normalized) -> Program:
    """The typed program of a function for arguments of certain types.

    `arguments` describes each parameter, by name or in order; a parameter left out takes its default.
    `read` gives the normalized source of a function.
    """
    return elaboration(function, arguments, read).program


@dataclass(frozen=True)
class Elaboration:
    """A program, and the values found along paths from the root function that it takes for granted."""

    program: Program
    assumptions: dict[Path, Any]


def elaboration(function: Any, arguments: Described, read: Read = normalized) -> Elaboration:
    """The program of a function, with what it takes for granted."""
    world = World(interpret, read)
    root = Root(world, function, arguments)
    for _ in range(MOST_ROUNDS):
        run_round(world, root.instance)
        if not world.lattice.changed and not suppose_floats(world):
            break
    else:
        raise refuse(root.at, "the types of its variables do not settle", "Split it into smaller functions.")
    for instance in world.finished:
        assign_names(instance, world.round)
    world.final = True
    run_round(world, root.instance)
    if world.unknown:
        raise refuse(
            world.unknown[0],
            "the type of a value cannot be found out",
            "Give the recursion a case that ends it; give a list its first element before it is read.",
        )
    return Elaboration(root.program(), dict(world.assumptions))


def suppose_floats(world: World) -> bool:
    """What no run can tell apart: recursion that never ends returns a float, a list without elements
    holds floats."""
    endless = [i for i in world.finished if i.result is None]
    for instance in endless:
        instance.result = Leaf(types.float64)
    empty = [cell for i in world.finished for cell in i.cells.values() if cell.element is None]
    for cell in empty:
        cell.become(Leaf(types.float64))
    return bool(endless or empty)


def default_names(code: Code) -> set[str]:
    """The parameters that have defaults."""
    parameters = inspect.signature(code.function, follow_wrapped=False).parameters.values()
    return {p.name for p in parameters if p.default is not inspect.Parameter.empty}


def run_round(world: World, instance: Instance) -> None:
    """Interpret every function that is reached, once."""
    world.round += 1
    world.lattice.changed = False
    world.finished = []
    world.unknown = []
    world.visit(instance)


class Root:
    """The instance of the user's function, and what its parameters are made of."""

    def __init__(self, world: World, function: Any, arguments: Described) -> None:
        self.world = world
        unwrapped = unwrap(function)
        self.code = world.code_of(unwrapped.function, unwrapped.path)
        self.at = self.code.at(self.code.tree)
        self.bound = self._bound(unwrapped)
        free = [p for p in self.code.parameters if p not in self.bound]
        if not isinstance(arguments, Mapping):
            arguments = dict(zip(free, arguments, strict=False))
        self.given = {name: _shape_of(arguments[name], name) for name in free if name in arguments}
        missing = [p for p in free if p not in self.given]
        unknown = [p for p in missing if p not in default_names(self.code)]
        if unknown:
            raise refuse(self.at, f"nothing is given for `{unknown[0]}`", "Pass it.", never=True)
        parameters = [(name, self.given[name]) for name in self.code.parameters if name in self.given]
        self.instance = world.instance(self.code, parameters)
        self.instance.parameters = tuple(parameters)
        self.instance.presets = tuple((name, self._preset(name)) for name in (*self.bound, *missing))

    def _bound(self, unwrapped: Any) -> dict[str, tuple[Any, Path]]:
        names = self.code.parameters
        return {
            (names[b.key] if isinstance(b.key, int) else b.key): (b.value, b.path) for b in unwrapped.bound
        }

    def _preset(self, name: str) -> Callable[[Frame], Value]:
        """The value of a parameter that the caller leaves out: a bound argument or a default."""
        code = self.code

        def value(frame: Frame) -> Value:
            if name in self.bound:
                bound, path = self.bound[name]
                return lift(frame, bound, path, ("bound", name), name, code.tree)
            callee = Value(Object(code.function, code.path))
            return default_values(frame, code, callee, code.tree, [name])[name]

        return value

    def program(self) -> Program:
        """The finished program."""
        ordered = in_order(self.instance)
        names = function_names(ordered, self.instance)
        functions: dict[str, Function] = {}
        kept: dict[str, frozenset[str]] = {}
        for instance in ordered:
            assert instance.function is not None
            body = with_names(instance.function.body, names)
            name = names[id(instance)]
            functions[name] = replace(instance.function, name=name, body=body)
            kept[name] = frozenset(instance.kept)
        functions = with_sources_of(put_back(functions, kept), names[id(self.instance)], names)
        flat = list(self.instance.parameter_names)
        signature = tuple((name, tree_of(shape, flat)) for name, shape in self.instance.parameters)
        captures = tuple(
            Capture(self.instance.capture_names[key], captured.path)
            for key, captured in self.instance.captures.items()
        )
        shape = self.instance.result or NOTHING
        try:
            result = tree_of(shape, [str(i) for i in range(len(leaf_types(shape)))])
        except ValueError:
            raise refuse(self.at, "it returns a function", "Return numbers and arrays.", never=True) from None
        return Program(functions, names[id(self.instance)], signature, result, captures)


def _shape_of(argument: Argument | Shape, name: str) -> Shape:
    return argument_shape(argument, name) if isinstance(argument, Argument) else argument


def interpret(world: World, instance: Instance) -> None:
    """Run a function's body once, over abstract values."""
    frame = Frame(world, instance)
    tree = instance.code.tree
    frame.at = instance.code.at(tree)
    for name, flag in instance.flagged.items():
        if name in instance.code.locals:
            frame.assign(flag, truth(False, frame.at))
    _bind_parameters(frame, instance)
    run_block(frame, instance.code.body)
    if frame.environment is None and not frame.uncertain and instance.result is None:
        instance.returns = False
        instance.result = NOTHING
        world.change()
    if frame.environment is not None and instance.result is None and not _returns(instance.code):
        instance.result = NOTHING
        world.change()
    if not frame.output or not isinstance(frame.output[-1], Return):
        frame.emit(Return((), at=frame.at))
    if world.final:
        instance.function = _finished(frame, instance)


def _returns(code: Code) -> bool:
    body = code.body
    return bool(body) and isinstance(body[-1], gast.Return)


def _bind_parameters(frame: Frame, instance: Instance) -> None:
    names = instance.parameter_names or tuple(
        f"{name}_{i}" for name, shape in instance.parameters for i, _ in enumerate(leaf_types(shape))
    )
    start = 0
    for name, shape in instance.parameters:
        wanted = leaf_types(shape)
        own = names[start : start + len(wanted)]
        start += len(wanted)
        frame.variables.update(zip(own, wanted, strict=True))
        leaves = tuple(Name(n, type=t, at=frame.at) for n, t in zip(own, wanted, strict=True))
        frame.environment = frame.environment or {}
        parameter = frame.instance.definitions.setdefault(
            ("parameter", name), Definition(name, len(frame.instance.definitions))
        )
        _bind_parameter(frame, parameter, Value(shape, leaves))

    for name, preset in instance.presets:
        parameter = frame.instance.definitions.setdefault(
            ("parameter", name), Definition(name, len(frame.instance.definitions))
        )
        _bind_parameter(frame, parameter, preset(frame))


def _bind_parameter(frame: Frame, parameter: Definition, value: Value) -> None:
    parameter.round = frame.world.round
    parameter.own = value.shape
    root = parameter.root
    joined = frame.join(root.shape, value.shape, frame.code.tree, parameter.name)
    if joined != root.shape:
        root.shape = joined
        frame.world.change()
    assert frame.environment is not None
    frame.environment[parameter.name] = frozenset({parameter})
    if root.shape is not None:
        frame.store_leaves(frame.leaf_names(root), leaf_types(root.shape), value.leaves)
    if parameter.counter is not None:
        frame.assign(frame.counter_name(parameter.counter), value.expression)


def _finished(frame: Frame, instance: Instance) -> Function:
    names = instance.parameter_names
    flat = [t for _, shape in instance.parameters for t in leaf_types(shape)]
    parameters = [Parameter(n, t) for n, t in zip(names, flat, strict=True)]
    parameters += [Parameter(instance.capture_names[k], c.type) for k, c in instance.captures.items()]
    variables = {p.name: p.type for p in parameters} | frame.variables
    results = leaf_types(instance.result) if instance.result is not None else ()
    return Function(
        instance.code.name,
        tuple(parameters),
        tuple(frame.output),
        results,
        variables,
        instance.code.at(instance.code.tree),
    )


# --- names and order of the functions ----------------------------------------------------------


def in_order(root: Instance) -> list[Instance]:
    """Callees first, functions that call each other side by side (Tarjan's algorithm)."""
    ordered: list[Instance] = []
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[Instance] = []

    def visit(instance: Instance) -> None:
        index[id(instance)] = low[id(instance)] = len(index)
        stack.append(instance)
        for callee in called(instance):
            if id(callee) not in index:
                visit(callee)
                low[id(instance)] = min(low[id(instance)], low[id(callee)])
            elif callee in stack:
                low[id(instance)] = min(low[id(instance)], index[id(callee)])
        if low[id(instance)] == index[id(instance)]:
            place = next(i for i, other in enumerate(stack) if other is instance)
            component = stack[place:]
            del stack[place:]
            ordered.extend(reversed(component))

    visit(root)
    return [i for i in ordered if i is not root] + [root]


def called(instance: Instance) -> list[Instance]:
    """The instances that a finished function calls, or takes derivatives of, in the order of its text."""
    assert instance.function is not None
    labels = {f"<{number}>": callee for number, callee in instance.calls.items()}
    found = [labels[name] for name in callees(instance.function.body)]
    return [*found, *pending_in(instance.function.body)]


def function_names(ordered: list[Instance], root: Instance) -> dict[int, str]:
    """The user's names, a second instance with a number; never that of a variable."""
    taken = set(RESERVED)
    for instance in ordered:
        assert instance.function is not None
        taken |= set(instance.function.variables)
    names: dict[int, str] = {}
    for instance in [root, *(i for i in ordered if i is not root)]:
        names[id(instance)] = fresh(instance.code.name, taken)
        taken.add(names[id(instance)])
    return names


def with_names(block: Block, names: dict[int, str]) -> Block:
    """The block with the functions' names for the labels that stood for them."""
    return tuple(_with_names(statement, names) for statement in block)


def _with_names(statement: Statement, names: dict[int, str]) -> Statement:
    match statement:
        case Invoke(function=label):
            return replace(statement, function=names[int(label[1:-1])])
        case If(then=then, otherwise=otherwise):
            return replace(statement, then=with_names(then, names), otherwise=with_names(otherwise, names))
        case While(body=body) | For(body=body):
            return replace(statement, body=with_names(body, names))
    return statement
