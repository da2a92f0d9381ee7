"""Numbers beside float32 arrays, which NumPy rounds to float32; Numba would compute in float64.

x * c   ->   x * np.float32(c)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba.core import types

from difpy import kinds
from difpy.elaborate.primitives import function_of
from difpy.elaborate.values import convert
from difpy.program import Expression

SINGLE = frozenset({types.float32, types.complex64})


def beside_single(operands: Sequence[Expression]) -> list[Expression]:
    """The operands of an elementwise operation, the numbers among them as precise as the arrays."""
    elements = {e.type.dtype for e in operands if kinds.is_array(e.type)} - {types.boolean}
    if not elements or not elements <= SINGLE:
        return list(operands)
    return [convert(e, types.float32) if _is_wider(e) else e for e in operands]


def is_elementwise(name: str) -> bool:
    """Whether NumPy's function computes each element from floats alone, as `np.ldexp` does not."""
    function = function_of(name)
    if isinstance(function, np.ufunc):
        return any(types_.startswith("f" * function.nin + "->") for types_ in function.types)
    return name in ("np.where", "np.clip")


def _is_wider(e: Expression) -> bool:
    return e.type == types.float64 or kinds.is_integer(e.type)
