"""A function with several results is called once.

Before:
    values = np.linalg.eigh(a)[0]
    vectors = np.linalg.eigh(a)[1]

After:
    eigh_results = np.linalg.eigh(a)
    values = eigh_results[0]
    vectors = eigh_results[1]

Non-goals: calls that other statements lie between.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from itertools import groupby

from difpy.lower.walk import rewrite_blocks
from difpy.program import (
    Assign,
    Block,
    Call,
    Constant,
    Expression,
    Function,
    Name,
    Program,
    Statement,
    Subscript,
)

FUNCTIONS = frozenset({
    "np.linalg.eigh", "np.linalg.lstsq", "np.linalg.qr", "np.linalg.slogdet", "np.linalg.svd",
})  # fmt: skip


def lower_several_results(program: Program) -> Program:
    """The program without calls that an assignment right before them has made."""
    several = FUNCTIONS | {name for name, _ in program.objects}
    functions = {name: _function(function, several) for name, function in program.functions.items()}
    return replace(program, functions=functions)


def _function(function: Function, several: Set[str]) -> Function:
    variables = dict(function.variables)

    def rewrite(block: Block) -> Block:
        done: list[Statement] = []
        for call, group in groupby(block, lambda statement: _call(statement, several)):
            statements = list(group)
            if call is None or len(statements) < 2:
                done += statements
                continue
            name = _unused(f"{call.function.rpartition('.')[2]}_results", variables)
            variables[name] = call.type
            done.append(Assign(name, call, at=statements[0].at))
            done += [_from(name, statement) for statement in statements]
        return tuple(done)

    return replace(function, body=rewrite_blocks(function.body, rewrite), variables=variables)


def _call(statement: Statement, several: Set[str]) -> Call | None:
    """The call of which a statement takes one result, if it does nothing else."""
    match statement:
        case Assign(value=Subscript(base=Call(function=called) as call, indices=(Constant(value=int()),))):
            return call if called in several and not _assigns(statement.target, call) else None
    return None


def _assigns(target: str, call: Call) -> bool:
    return any(target == e.id for e in call.arguments if isinstance(e, Name)) or not all(
        isinstance(e, Name | Constant) for e in call.arguments
    )


def _from(name: str, statement: Statement) -> Statement:
    assert isinstance(statement, Assign) and isinstance(statement.value, Subscript)
    results: Expression = Name(name, type=statement.value.base.type)
    return replace(statement, value=replace(statement.value, base=results))


def _unused(wish: str, names: dict[str, object]) -> str:
    count, name = 2, wish
    while name in names:
        name, count = f"{wish}_{count}", count + 1
    return name
