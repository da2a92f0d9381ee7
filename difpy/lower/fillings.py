"""Arrays of equal elements, of which loops over elements need only the one number.

    sum_operand_bar = np.full_like(sum_operand, sum_value_bar)
    rotation_bar += 2.0 * rotation * sum_operand_bar

is `rotation_bar += 2.0 * rotation * sum_value_bar`, in the shape that the three arrays have together.
"""

from __future__ import annotations

from collections import Counter

from numba.core import types

from difpy import kinds
from difpy.program import (
    Assign,
    Block,
    Call,
    Constant,
    Expression,
    Function,
    Name,
    Statement,
    Store,
    assigned,
    expressions,
    names_in,
    statements,
    targets,
)

Uniform = dict[str, tuple[str, Expression]]
"""For an array of equal elements the array whose shape it has, and the element."""


class Fillings:
    """Finds the arrays of equal elements of a function."""

    def __init__(self, function: Function) -> None:
        self._variables = function.variables
        self._bound = Counter(p.name for p in function.parameters)
        self._mentions: Counter[str] = Counter()
        for statement in statements(function.body):
            self._bound.update(targets(statement))
            self._mentions.update(_mentioned(statement))

    def of(self, block: Block) -> Uniform:
        """Those that are made in a block, and that nothing reads but statements of the block itself."""
        found = {}
        for k, statement in enumerate(block):
            match statement:
                case Assign(target=name, value=Call("np.full_like", (Name(id=like), value), ())):
                    if self._is_plain(name, like, value) and self._is_fixed(
                        block[k + 1 :], name, like, value
                    ):
                        found[name] = (like, value)
        return found

    def _is_plain(self, name: str, like: str, value: Expression) -> bool:
        arrays = [self._variables.get(each) for each in (name, like)]
        is_double = all(kinds.is_array(t) and kinds.element(t) == types.float64 for t in arrays)
        match value:
            case Name(id=number):
                is_number = self._variables.get(number) == types.float64
            case Constant(value=float()):
                is_number = True
            case _:
                is_number = False
        return is_double and is_number and self._bound[name] == 1

    def _is_fixed(self, rest: Block, name: str, like: str, value: Expression) -> bool:
        """Whether only direct statements of the rest of a block mention the array, and until the last one
        its shape and its element stay what they are."""
        places = [k for k, s in enumerate(rest) if isinstance(s, Assign | Store) and name in _mentioned(s)]
        is_written = any(isinstance(s, Store) and s.array == name for s in rest)
        if is_written or not places or len(places) != self._mentions[name]:
            return False
        return not assigned(rest[: places[-1] + 1]) & {like, *names_in(value)}


def _mentioned(statement: Statement) -> set[str]:
    """The names that a statement itself reads or writes into."""
    found = {name for e in expressions(statement) for name in names_in(e)}
    return found | {statement.array} if isinstance(statement, Store) else found
