"""What the forward sweeps save: the sites that are in the final program, each explained once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from difpy import kinds
from difpy.backend.source import write_expression
from difpy.explanation.report import Record
from difpy.explanation.sweeps import Loops, Region, with_loops
from difpy.program import (
    Assign,
    Call,
    Expression,
    For,
    Function,
    Name,
    Program,
    Return,
    Save,
    Statement,
    Store,
    Tuple,
    Type,
    assigned,
    expressions,
    names_in,
    statements,
    targets,
)
from difpy.simplify.storage import is_stack

Place = tuple[str, int]  # the primal's function, and the line


def records(region: Region) -> Iterator[tuple[Place, Record]]:
    """The values that a forward sweep saves, with the line that it does so in."""
    stacks = region.function.stacks
    locals_ = _kept_locals(region)
    done: set[str] = set()
    for statement, loops in with_loops(region.forward):
        record = None
        match statement:
            case Save(site=site, value=value):
                record = _record(region, site, value, value.type, "list", "", loops)
            case Store(array=site, indices=indices, value=value) if site in stacks:
                storage = "array" if _by_loops(indices, loops) else "counted array"
                type_ = region.function.variables[site].dtype
                record = _record(region, site, value, type_, storage, _size(region, site), loops)
            case Assign(target=target, value=value) if target in locals_:
                type_ = region.function.variables.get(target, value.type)
                record = _record(region, target, Name(_plain(target)), type_, "variable", "1", ())
        if record is not None and record.site not in done:  # branches that end an iteration push alike
            done.add(record.site)
            yield region.place(statement), record


def _record(
    region: Region, site: str, value: Expression, type_: Type, storage: str, size: str, loops: Loops
) -> Record:
    is_copy = isinstance(value, Call) and not kinds.is_scalar(type_)
    if isinstance(value, Call) and value.function == ".copy":
        value = value.arguments[0]
    name = write_expression(value)
    if isinstance(value, Name) and value.id not in region.own:
        name = _plain(value.id)
    lines = tuple(loop.at.line for loop in loops)
    size_of_one = bytes_of(type_)
    generated = region.function.name
    return Record(
        name, site, region.primal, generated, str(type_), storage, size, size_of_one, lines, is_copy
    )


def bytes_of(type_: Type) -> int | None:
    """The size of a scalar; that of an array is known when it runs."""
    if not kinds.is_scalar(type_):
        return None
    return 1 if kinds.is_boolean(type_) else int(type_.bitwidth) // 8


def _plain(name: str) -> str:
    """The variable's name of what keeps its value."""
    return re.sub(r"_(saved|kept|stack)(_\d+)?$", "", name)


def _by_loops(indices: tuple[Expression, ...], loops: Loops) -> bool:
    targets = [loop.target for loop in loops if isinstance(loop, For)]
    return len(indices) == len(targets) and all(
        target in names_in(index) for index, target in zip(indices, targets, strict=True)
    )


def _size(region: Region, site: str) -> str:
    """The number of elements of a stack's array, as the program asks NumPy for it."""
    for statement in statements(region.forward):
        match statement:
            case Assign(target=target, value=Call(arguments=(size, *_))) if target == site:
                sizes = size.elements if isinstance(size, Tuple) else (size,)
                return " by ".join(map(write_expression, sizes))
    return ""


def _kept_locals(region: Region) -> set[str]:
    """Names of the compiler's that the forward sweep binds, and the reverse sweep only reads."""
    if region.function.role == "forward":
        return set()
    bound = {
        s.target
        for s in statements(region.forward)
        if isinstance(s, Assign) and not is_stack(s.value) and s.target not in region.function.stacks
    }
    read = set(read_in(region.reverse))
    kept = (bound & read) - region.own - assigned(region.reverse)
    return {name for name in kept if not region.is_bar(name)}


def read_in(block: tuple[Statement, ...]) -> Iterator[str]:
    """The names that the statements of a block read, what the function returns left out."""
    for statement in statements(block):
        if not isinstance(statement, Return):
            for expression in expressions(statement):
                yield from sorted(names_in(expression))


def unread(region: Region) -> Iterator[tuple[Place, str]]:
    """The variables that a forward sweep saves somewhere, in a line: asked of an early stage, those that a
    late one doesn't save are not read."""
    for statement in statements(region.forward):
        place = region.place(statement)
        match statement:
            case Save(site=site):
                yield place, _plain(site)
            case Store(array=site) if site in region.function.stacks:
                yield place, _plain(site)
            case Assign(target=target) if _is_saved(region, target):
                yield place, _plain(target)


def _is_saved(region: Region, target: str) -> bool:
    return target not in region.own and bool(re.search(r"_(saved|kept)(_\d+)?$", target))


def not_recorded(early: list[Region], late: list[Region], program: Program) -> dict[Place, list[str]]:
    """The user's variables that are overwritten in a line and saved in the early stage only."""
    still = {found for region in late for found in unread(region)}
    overwritten = {name: _overwritten(function) for name, function in program.functions.items()}
    done: dict[Place, list[str]] = defaultdict(list)
    for region in early:
        for place, name in unread(region):
            is_users = (place[1], name) in overwritten.get(region.primal, ())
            if is_users and (place, name) not in still and name not in done[place]:
                done[place].append(name)
    return done


def _overwritten(function: Function) -> set[tuple[int, str]]:
    """The lines that give a variable of the user's, made of floats, another value than it had."""
    bound = {parameter.name for parameter in function.parameters}
    found: set[tuple[int, str]] = set()
    for statement, loops in with_loops(function.body):
        for name in (*targets(statement), *([statement.array] if isinstance(statement, Store) else [])):
            is_named = re.search(rf"\b{re.escape(name)}\b", statement.at.text)
            if is_named and kinds.is_differentiable(function.variables[name]) and (loops or name in bound):
                found.add((statement.at.line, name))
            bound.add(name)
    return found
