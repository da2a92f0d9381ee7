"""Hands the stacks on: the entry makes them, functions with split sweeps take them as parameters.

Before:                                      After:
    def f_adjoint(x, y_bar):                     def f_adjoint(x, y_bar):
        y = g_forward(x)                             t_stack = difpy.stack(0.0)
        ...                                          y = g_forward(x, t_stack)
"""

from __future__ import annotations

from dataclasses import replace

from difpy.analysis.liveness import sites_in
from difpy.prepare.build import example
from difpy.program import (
    Assign,
    Block,
    Call,
    Function,
    Invoke,
    Name,
    Parameter,
    Program,
    Statement,
    Type,
    map_blocks,
    statements,
)


def pass_residuals(program: Program, site_types: dict[str, Type]) -> Program:
    needs = _needs(program)
    sweeps = {name: needs[name] for name, function in program.functions.items() if _is_sweep(function)}
    functions: dict[str, Function] = {}
    for function in program.functions.values():
        body = _block(function.body, sweeps)
        if _is_sweep(function):
            stacks = tuple(Parameter(site, None) for site in needs[function.name])
            functions[function.name] = replace(
                function, parameters=(*function.parameters, *stacks), body=body
            )
        else:
            functions[function.name] = replace(
                function, body=_made_here(body, needs[function.name], site_types)
            )
    return replace(program, functions=functions)


def _is_sweep(function: Function) -> bool:
    return function.role in ("forward", "reverse")


def _needs(program: Program) -> dict[str, list[str]]:
    """For each function the stacks that it or its callees use; the two sweeps of a function take the same."""
    needs = {name: sites_in((function,)) for name, function in program.functions.items()}
    sweeps = {name for name, function in program.functions.items() if _is_sweep(function)}
    changed = True
    while changed:
        changed = False
        for function in program.functions.values():
            called = [
                s.function
                for s in statements(function.body)
                if isinstance(s, Invoke) and s.function in sweeps
            ]
            for name in called:
                missing = [site for site in needs[name] if site not in needs[function.name]]
                needs[function.name] += missing
                changed = changed or bool(missing)
    return needs


def _block(block: Block, needs: dict[str, list[str]]) -> Block:
    return tuple(_statement(statement, needs) for statement in block)


def _statement(statement: Statement, needs: dict[str, list[str]]) -> Statement:
    match statement:
        case Invoke(function=called, arguments=arguments) if called in needs:
            stacks = tuple(Name(site) for site in needs[called])
            return replace(statement, arguments=(*arguments, *stacks))
    return map_blocks(statement, lambda block: _block(block, needs))


def _made_here(body: Block, sites: list[str], site_types: dict[str, Type]) -> Block:
    """Each stack is made in front of the first statement that needs it."""
    done: list[Statement] = []
    missing = list(sites)
    for statement in body:
        used = set(_stacks_used(statement))
        for site in [s for s in missing if s in used]:
            done.append(Assign(site, Call("difpy.stack", (example(site_types[site]),)), at=statement.at))
            missing.remove(site)
        done.append(statement)
    return tuple(done)


def _stacks_used(statement: Statement) -> list[str]:
    names = sites_in((Function("", (), (statement,), (), {}),))
    for inner in statements((statement,)):
        if isinstance(inner, Invoke):
            names += [a.id for a in inner.arguments if isinstance(a, Name)]
    return names
