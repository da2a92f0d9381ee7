"""Outcomes of tests are computed again where recording them saves nothing.

    Before:                                   After, where `x` is at hand in the reverse sweep:
        took_then_stack.append(took_then)
        ...                                       ...
        took_then = took_then_stack.pop()         took_then = x > 0.0

One outcome after the other is tried: it stays recorded if computing it again would bring values back
that were not recorded otherwise, or much arithmetic. The cost of a function counts what its reverse sweep
takes from stacks and what it computes, each level of loops as ten of what is outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from difpy import kinds
from difpy.analysis.liveness import LivePart
from difpy.program import (
    Assign,
    Attribute,
    Block,
    Constant,
    Expression,
    For,
    Function,
    Name,
    Program,
    Restore,
    Statement,
    While,
    blocks,
    expressions,
    map_blocks,
    statements,
    sweeps,
    walk,
)

RESTORED = 4
"""What a value on a stack costs beside its bytes, in operations."""
LEVEL = 10
DEEPEST = 6
"""Levels of loops that are told apart."""
REFERENCE_BYTES = 56


def choose_outcomes(
    program: Program, own: Mapping[str, frozenset[str]], outcomes: Mapping[str, Assign]
) -> Program:
    """The program with outcomes of `outcomes`, by their sites, recorded or computed again."""
    functions = dict(program.functions)
    part = LivePart(program, dict(own))
    for name, function in program.functions.items():
        restored = (s.site for s in statements(function.body) if isinstance(s, Restore))
        sites = [site for site in dict.fromkeys(restored) if site in outcomes]
        least = _cost(part.of(functions[name])) if sites else 0
        for site in sites:
            tried = _computed_again(functions[name], site, outcomes[site])
            cost = _cost(part.of(tried))
            if cost < least:
                functions[name], least = tried, cost
    return replace(program, functions=functions)


def _computed_again(function: Function, site: str, outcome: Assign) -> Function:
    def rewrite(block: Block) -> Block:
        return tuple(one(statement) for statement in block)

    def one(statement: Statement) -> Statement:
        if isinstance(statement, Restore) and statement.site == site:
            assert isinstance(statement.target, Name)
            return Assign(statement.target.id, outcome.value, at=statement.at)
        return map_blocks(statement, rewrite)

    return replace(function, body=rewrite(function.body))


def _cost(function: Function) -> int:
    _, tail = sweeps(function)
    return _block_cost(tail, 0)


def _block_cost(block: Block, depth: int) -> int:
    total = 0
    for statement in block:
        total += LEVEL ** min(depth, DEEPEST) * _own_cost(statement)
        deeper = depth + isinstance(statement, For | While)
        total += sum(_block_cost(inner, deeper) for inner in blocks(statement))
    return total


def _own_cost(statement: Statement) -> int:
    if isinstance(statement, Restore):
        type_ = statement.target.type
        is_scalar = type_ is None or kinds.is_scalar(type_)
        size = (1 if kinds.is_boolean(type_) else 8) if is_scalar else REFERENCE_BYTES
        return RESTORED + size
    return sum(1 for value in expressions(statement) for part in walk(value) if _is_operation(part))


def _is_operation(part: Expression) -> bool:
    return not isinstance(part, Name | Constant | Attribute)
