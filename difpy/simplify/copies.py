"""A generated copy of a variable gives way to the variable, while that keeps its value.

Before:                            After:
    y_new_bar = y_bar                  x_bar += 2.0 * x * y_bar
    x_bar += 2.0 * x * y_new_bar       y_bar = 0.0
    y_bar = 0.0
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from difpy.analysis.flow import read_here
from difpy.program import (
    Assign,
    Block,
    Constant,
    Function,
    Name,
    Program,
    Statement,
    assigned,
    map_block,
    map_blocks,
    map_expressions,
    statements,
    substitute,
    targets,
)


def propagate_copies(program: Program, own: dict[str, frozenset[str]]) -> Program:
    """`own`: for each function the names of its primal, which are no generated copies."""
    functions = {name: _Copies(f, own[name]).run() for name, f in program.functions.items()}
    return replace(program, functions=functions)


class _Copies:
    def __init__(self, function: Function, own: frozenset[str]) -> None:
        self._function = function
        binds: Counter[str] = Counter()
        self._reads: Counter[str] = Counter()
        for statement in statements(function.body):
            binds.update(targets(statement))
            self._reads.update(read_here(statement))
        parameters = {parameter.name for parameter in function.parameters}
        self._candidates = {n for n, count in binds.items() if count == 1 and n not in own | parameters}

    def run(self) -> Function:
        return replace(self._function, body=self._block(self._function.body))

    def _block(self, block: Block) -> Block:
        rest = [map_blocks(statement, self._block) for statement in block]
        position = 0
        while position < len(rest):
            match rest[position]:
                case Assign(target=copy, value=Name(id=source) as value) if copy in self._candidates:
                    reach = self._reach(copy, source, rest[position + 1 :])
                    if reach is not None:
                        end = position + 1 + reach
                        taken = map_block(
                            tuple(rest[position + 1 : end]), lambda e: substitute(e, {copy: value})
                        )
                        rest[position:end] = taken
                        continue
            position += 1
        return tuple(rest)

    def _reach(self, copy: str, source: str, later: list[Statement]) -> int | None:
        """How many of the next statements hold all reads of the copy, with the source unchanged."""
        missing = self._reads[copy]
        for count, statement in enumerate(later):
            inside = list(statements((statement,)))
            missing -= sum(copy in read_here(s) for s in inside)
            if any(_stays(copy, s) for s in inside):
                return None
            changes = source in assigned((statement,))
            if changes and not isinstance(statement, Assign):
                return None
            if missing == 0:
                return count + 1
            if changes:
                return None
        return None


def _stays(name: str, statement: Statement) -> bool:
    """Whether the statement names the variable where no expression may stand: as the array it writes."""
    anything = Constant(0.0)
    return name in read_here(map_expressions(statement, lambda e: substitute(e, {name: anything})))
