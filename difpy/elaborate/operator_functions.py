"""The functions of `operator`, as the operators that they are.

operator.add(x, y)    ->    x + y
"""

from __future__ import annotations

from collections.abc import Sequence

from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.operators import binary, compare, unary
from difpy.elaborate.refused import check_name
from difpy.elaborate.values import Value

BINARY = {
    "operator.add": "+", "operator.and_": "&", "operator.floordiv": "//", "operator.lshift": "<<",
    "operator.matmul": "@", "operator.mod": "%", "operator.mul": "*", "operator.or_": "|",
    "operator.pow": "**", "operator.rshift": ">>", "operator.sub": "-", "operator.truediv": "/",
    "operator.xor": "^",
}  # fmt: skip
COMPARISONS = {
    "operator.eq": "==", "operator.ge": ">=", "operator.gt": ">", "operator.le": "<=", "operator.lt": "<",
    "operator.ne": "!=",
}  # fmt: skip
UNARY = {"operator.invert": "~", "operator.neg": "-", "operator.pos": "+"}
SYMBOLS = {**BINARY, **COMPARISONS, **UNARY}


def operator_call(frame: Frame, name: str, arguments: Sequence[Value], node: Node) -> Value:
    """`operator.name(...)`."""
    if name in UNARY and len(arguments) == 1:
        return unary(frame, UNARY[name], arguments[0], node)
    if name in BINARY and len(arguments) == 2:
        return binary(frame, BINARY[name], arguments[0], arguments[1], node)
    if name in COMPARISONS and len(arguments) == 2:
        return compare(frame, [COMPARISONS[name]], list(arguments), [node, node], node)
    check_name(frame, name, node)
    raise frame.refuse(node, f"`{name}` is not known to difpy here", "Write the operator.")
