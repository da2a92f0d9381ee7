"""Elementary functions in innermost loops become those that the machine computes several at a time.

Before:
    for i in range(n):
        y[i] = math.exp(x[i])

    z = np.exp(x)

After:
    for i in range(n):
        y[i] = difpy.exp(x[i])
    z = difpy.each_exp(x)

Elsewhere, and where an iteration needs what the one before it computed, the C library's function is as good
(see runtime/vector_math). The two may differ in the last place, and so may an element from one that a loop
computes by itself at its end.

Non-goals: float32 and complex numbers, powers.
"""

from __future__ import annotations

from dataclasses import replace

from numba.core import types

from difpy import kinds
from difpy.analysis.decisions import reverse_decides_by
from difpy.analysis.flow import exposed
from difpy.program import (
    Assign,
    Binary,
    Block,
    Call,
    Comment,
    Constant,
    Expression,
    For,
    Function,
    If,
    Name,
    Program,
    Statement,
    Store,
    Subscript,
    Type,
    Unary,
    assigned,
    map_block,
    map_blocks,
    map_children,
    statements,
)

UNARY = ("cos", "erf", "exp", "log", "sin", "tanh")
CALLS = {f"math.{name}": f"difpy.{name}" for name in UNARY} | {
    f"np.{name}": f"difpy.{name}" for name in UNARY if name != "erf"
}
OF_ARRAYS = {f"np.{name}": f"difpy.each_{name}" for name in UNARY if name != "erf"}


def lower_vector_math(program: Program) -> Program:
    functions = {name: _function(function) for name, function in program.functions.items()}
    return replace(program, functions=functions)


def may_differ(program: Program) -> bool:
    """Whether it does no harm if these functions differ in the last place from one sweep to the other."""
    return not reverse_decides_by(program, _is_elementary)


def _is_elementary(expression: Expression) -> bool:
    match expression:
        case Call(function=called):
            return called in CALLS
    return False


def _function(function: Function) -> Function:
    types_of = Types(function)

    def rewrite(expression: Expression) -> Expression:
        return types_of.vectorizable(map_children(expression, rewrite))

    def in_block(block: Block) -> Block:
        return tuple(map(in_statement, block))

    def in_statement(statement: Statement) -> Statement:
        if isinstance(statement, For) and is_vectorizable(statement, function):
            return replace(statement, body=map_block(statement.body, rewrite))
        return map_blocks(statement, in_block)

    return replace(function, body=map_block(in_block(function.body), _of_arrays))


def _of_arrays(expression: Expression) -> Expression:
    """The expression with functions of what may be an array of float64 as ours."""
    expression = map_children(expression, _of_arrays)
    match expression:
        case Call(function=called, arguments=(_,), keywords=(), type=type_) if called in OF_ARRAYS:
            if type_ is None or (kinds.is_array(type_) and type_.dtype == types.float64):
                return replace(expression, function=OF_ARRAYS[called])
    return expression


def is_vectorizable(loop: For, function: Function) -> bool:
    """Whether iterations are independent of each other, as far as variables show it."""
    if not all(isinstance(s, Assign | Store | If | Comment) for s in statements(loop.body)):
        return False
    carried = exposed(loop.body) & assigned(loop.body)
    return all(kinds.is_integer(function.variables.get(name)) for name in carried)


class Types:
    """Which expressions of a function are float64 numbers, those of generated code included."""

    def __init__(self, function: Function) -> None:
        self._variables = function.variables

    def vectorizable(self, expression: Expression) -> Expression:
        """The expression, a call of ours in its place if it is an elementary function of such numbers."""
        if isinstance(expression, Call) and self.is_elementary(expression):
            return replace(expression, function=CALLS[expression.function])
        return expression

    def is_elementary(self, expression: Expression) -> bool:
        """Whether an expression is such a function of one number."""
        match expression:
            case Call(function=called, arguments=(x,), keywords=()):
                return called in CALLS and self.is_float(x)
        return False

    def is_float(self, expression: Expression) -> bool:
        return bool(self.type_of(expression) == types.float64)

    def type_of(self, expression: Expression) -> Type:
        """The type; None where it isn't known for certain."""
        if expression.type is not None:
            return expression.type
        match expression:
            case Name(id=name):
                return self._variables.get(name)
            case Constant(value=float()):
                return types.float64
            case Constant(value=int()):
                return types.int64
            case Unary(op="-" | "+", operand=operand):
                return self.type_of(operand)
            case Binary(op="+" | "-" | "*" | "/", left=a, right=b):
                return _joined(self.type_of(a), self.type_of(b))
            case Subscript(base=base, indices=indices):
                return self._element(self.type_of(base), indices)
            case Call(function=called, arguments=(x,)) if called in CALLS or called in CALLS.values():
                return types.float64 if self.is_float(x) else None
        return None

    def _element(self, base: Type, indices: tuple[Expression, ...]) -> Type:
        is_element = len(indices) == kinds.rank(base) and all(
            kinds.is_integer(self.type_of(index)) for index in indices
        )
        return base.dtype if is_element and kinds.is_array(base) else None


def _joined(a: Type, b: Type) -> Type:
    """The type of a sum or product where one side at least is float64 and the other a real number."""
    both = {a, b}
    is_real = all(kinds.is_float(t) or kinds.is_integer(t) for t in both)
    return types.float64 if is_real and types.float64 in both else None
