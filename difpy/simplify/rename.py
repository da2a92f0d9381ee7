"""Generated names are counted anew: after the dead ones are gone, `x_saved_3` may be `x_saved`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from difpy.analysis.flow import read_here
from difpy.analysis.liveness import sites_in
from difpy.prepare.names import Names, without_number
from difpy.program import (
    NOWHERE,
    Assign,
    Block,
    Effect,
    Expression,
    For,
    Function,
    If,
    Invoke,
    Name,
    Parameter,
    Position,
    Program,
    Restore,
    Save,
    Statement,
    Store,
    Subscript,
    Type,
    While,
    map_blocks,
    map_expressions,
    statements,
    substitute,
    targets,
)


def number_sites(program: Program, site_types: dict[str, Type]) -> tuple[Program, dict[str, Type]]:
    """The stacks counted anew, in the whole program at once; functions pass them on by these names."""
    taken = {n for f in program.functions.values() for n in (f.name, *f.variables)}
    names = Names(taken)
    new = {site: names.claim(without_number(site)) for site in sites_in(program.functions.values())}

    def renamed(block: Block) -> Block:
        return tuple(one(statement) for statement in block)

    def one(statement: Statement) -> Statement:
        match statement:
            case Save(site=site) | Restore(site=site):
                return replace(statement, site=new[site])
        return map_blocks(statement, renamed)

    functions = {name: replace(f, body=renamed(f.body)) for name, f in program.functions.items()}
    return replace(program, functions=functions), {to: site_types[site] for site, to in new.items()}


def with_sites(program: Program, new: Mapping[str, str]) -> Program:
    """The program with other names for its stacks, which functions pass on."""
    changed = {site: to for site, to in new.items() if site != to}
    if not changed:
        return program
    renamed = {name: _with_sites(f, changed) for name, f in program.functions.items()}
    return replace(program, functions=renamed)


def _with_sites(function: Function, new: dict[str, str]) -> Function:
    def one(statement: Statement) -> Statement:
        match statement:
            case Save(site=site) | Restore(site=site):
                statement = replace(statement, site=new.get(site, site))
        return map_blocks(statement, lambda block: tuple(map(one, block)))

    types = function.variables
    body = _Rename(new, {site: types.get(site) for site in new}).block(function.body)
    return replace(
        function,
        body=tuple(map(one, body)),
        parameters=tuple(replace(p, name=new.get(p.name, p.name)) for p in function.parameters),
        variables={new.get(name, name): type_ for name, type_ in types.items()},
        stacks=frozenset(new.get(name, name) for name in function.stacks),
    )


SHORT_LIVED = ("t_bar", "element_bar", "new_bar", "t_dot", "chosen_dot")
"""Cotangents of terms, of overwritten elements, and of a variable's new value; tangents of terms."""


def number_names(program: Program, own: dict[str, frozenset[str]]) -> Program:
    functions = frozenset(program.functions)
    numbered = {n: _function(f, own[n] | functions) for n, f in program.functions.items()}
    return replace(program, functions=numbered)


def _function(function: Function, own: frozenset[str]) -> Function:
    used = [p.name for p in function.parameters]
    used += [name for statement in statements(function.body) for name in targets(statement)]
    numbered = [n for n in dict.fromkeys(used) if n not in own and n in function.variables]
    new = _numbers(function, numbered, own | {n for n in used if n not in numbered})
    changed = {name: to for name, to in new.items() if name != to}
    if not changed:
        return function
    others = {name: type_ for name, type_ in function.variables.items() if name not in new}
    variables = others | {to: function.variables[name] for name, to in new.items()}
    parameters = tuple(
        Parameter(changed.get(p.name, p.name), p.type, changed.get(p.shaped_as, p.shaped_as))
        for p in function.parameters
    )
    return replace(
        function,
        body=_Rename(changed, function.variables).block(function.body),
        parameters=parameters,
        variables=variables,
    )


def _numbers(function: Function, numbered: list[str], taken: frozenset[str]) -> dict[str, str]:
    """The cotangent of a term lives within the adjoint of one statement: the next may use its name."""
    lines = _lines(function)
    everywhere = Names(taken)
    short = {n for n in numbered if len(lines[n]) == 1 and without_number(n).endswith(SHORT_LIVED)}
    new = {n: everywhere.claim(without_number(n)) for n in numbered if n not in short}
    many = frozenset(new.values())
    types = {to: function.variables[name] for name, to in new.items()}
    by_line: dict[Position, Names] = {}
    for name in numbered:
        if name not in short:
            continue
        (line,) = lines[name]
        names = by_line.setdefault(line, Names(taken | many))
        type_ = function.variables[name]
        to = names.claim(without_number(name))
        while types.setdefault(to, type_) != type_:
            to = names.claim(without_number(name))
        new[name] = to
    return new


def _lines(function: Function) -> dict[str, set[Position]]:
    """For each name the source lines that its statements came from; a parameter is at no line."""
    lines: dict[str, set[Position]] = defaultdict(set)
    for parameter in function.parameters:
        lines[parameter.name] |= {NOWHERE, function.at}
    for statement in statements(function.body):
        names = read_here(statement) | set(targets(statement))
        for name in names:
            lines[name].add(statement.at)
    return lines


class _Rename:
    def __init__(self, new: dict[str, str], types: Mapping[str, Type]) -> None:
        self._new = new
        self._values: dict[str, Expression] = {n: Name(to, type=types[n]) for n, to in new.items()}

    def block(self, block: Block) -> Block:
        return tuple(self._statement(statement) for statement in block)

    def _statement(self, statement: Statement) -> Statement:
        """Expressions of nested blocks are renamed where the blocks are: a new name may be an old one."""
        new = self._new
        match statement:
            case If(test=test, then=then, otherwise=otherwise):
                blocks = self.block(then), self.block(otherwise)
                return replace(statement, test=self._renamed(test), then=blocks[0], otherwise=blocks[1])
            case For(target=target, start=a, stop=b, step=c, body=body):
                a, b, c = (self._renamed(e) for e in (a, b, c))
                target = new.get(target, target)
                return replace(statement, target=target, start=a, stop=b, step=c, body=self.block(body))
            case While(test=test, body=body):
                return replace(statement, test=self._renamed(test), body=self.block(body))
            case Restore(target=place):
                renamed = self._renamed(place)
                assert isinstance(renamed, Name | Subscript)
                return replace(statement, target=renamed)
        statement = map_expressions(statement, self._renamed)
        match statement:
            case Assign(target=target):
                return replace(statement, target=new.get(target, target))
            case Store(array=array):
                return replace(statement, array=new.get(array, array))
            case Invoke(targets=names):
                return replace(statement, targets=tuple(new.get(n, n) for n in names))
            case Effect(target=bound, object=holder):
                bound = None if bound is None else new.get(bound, bound)
                return replace(statement, target=bound, object=new.get(holder, holder))
        return statement

    def _renamed(self, expression: Expression) -> Expression:
        return substitute(expression, self._values)
