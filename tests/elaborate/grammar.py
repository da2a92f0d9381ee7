"""The rules of a normalized program that elaboration must keep."""

from __future__ import annotations

from difpy import kinds
from difpy.program import (
    Assign,
    Break,
    EllipsisIndex,
    Expression,
    For,
    Function,
    If,
    Invoke,
    Name,
    Program,
    Raise,
    Return,
    Slice,
    Statement,
    Store,
    Tuple,
    While,
    assigned,
    expressions,
    names_in,
    statements,
    targets,
    walk,
)


def verify(program: Program) -> None:
    """AssertionError where a rule is broken."""
    seen: list[str] = []
    for name, function in program.functions.items():
        assert name == function.name
        verify_function(program, function, seen)
        seen.append(name)
    assert seen[-1] == program.entry
    names = [p.name for p in program.functions[program.entry].parameters]
    captured = [c.parameter for c in program.captures]
    assert names[len(names) - len(captured) :] == captured


def verify_function(program: Program, function: Function, seen: list[str]) -> None:
    assert isinstance(function.body[-1], Return), "the last statement is the return"
    assert len(function.body[-1].values) == len(function.results)
    names = [p.name for p in function.parameters]
    assert len(set(names)) == len(names)
    for parameter in function.parameters:
        assert function.variables[parameter.name] == parameter.type
    known = set(names) | assigned(function.body)
    assert known == set(function.variables), known ^ set(function.variables)
    for statement in statements(function.body):
        verify_statement(program, function, statement)
    verify_block(function.body, is_whole=True)


def verify_block(block: tuple[Statement, ...], *, is_whole: bool = False) -> None:
    for i, statement in enumerate(block):
        last = i == len(block) - 1
        assert not isinstance(statement, Return) or (is_whole and last)
        assert not isinstance(statement, Break | Raise) or last or isinstance(block[-1], Return)
        for inner in (getattr(statement, n, ()) for n in ("then", "otherwise", "body")):
            verify_block(inner)


def verify_statement(  # noqa: C901  one case a kind of statement
    program: Program, function: Function, statement: Statement
) -> None:
    for target in targets(statement):
        assert target in function.variables, target
    for expression in expressions(statement):
        for e in walk(expression):
            verify_expression(function, e)
    match statement:
        case Assign(target=target, value=value):
            wanted = function.variables[target]
            is_wider = kinds.is_array(wanted) and wanted.layout == "A"
            assert value.type == wanted or is_wider, f"{target}: {wanted} = {value.type}"
        case For(start=a, stop=b, step=c, body=body, target=target):
            changed = assigned(body) | {target}
            for bound in (a, b, c):
                assert kinds.is_integer(bound.type)
                assert not names_in(bound) & changed
                assert all(not kinds.is_list(e.type) for e in walk(bound))
            assert target not in assigned(body)
        case Store(array=array):
            assert kinds.is_reference(function.variables[array])
        case Invoke(function=called, arguments=arguments, targets=names):
            callee = program.functions[called]
            for parameter, argument in zip(callee.parameters, arguments, strict=True):
                assert _fits(argument.type, parameter.type), f"{parameter} gets {argument.type}"
            assert not names or len(names) == len(callee.results)
        case If(test=test) | While(test=test):
            assert kinds.is_scalar(test.type)


def _fits(given: object, wanted: object) -> bool:
    return given == wanted or (kinds.is_array(wanted) and wanted.layout == "A")


def verify_expression(function: Function, e: Expression) -> None:
    assert e.type is not None, e
    if isinstance(e, Name):
        wanted = function.variables[e.id]
        assert e.type == wanted or (kinds.is_list(wanted) and kinds.is_list(e.type)), f"{e} is {wanted}"
    if isinstance(e, Tuple):
        assert all(not isinstance(part, Slice | EllipsisIndex) for part in e.elements)
