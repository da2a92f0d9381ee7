"""Lists as arguments of NumPy's functions, which make arrays of them."""

from __future__ import annotations

from difpy import kinds
from difpy.elaborate.shapes import Leaf, ListOf
from difpy.elaborate.values import Value

SHAPES = {
    "np.broadcast_to": 1, "np.empty": 0, "np.expand_dims": 1, "np.full": 0, "np.ones": 0, "np.reshape": 1,
    "np.tile": 1, "np.transpose": 1, "np.zeros": 0,
}  # fmt: skip
"""Where a list means a shape, or axes."""
TAKE_LISTS = frozenset({
    "np.array", "np.asarray", "np.column_stack", "np.concatenate", "np.dstack", "np.hstack", "np.select",
    "np.stack", "np.vstack",
})  # fmt: skip


def becomes_array(name: str, position: int, value: Value) -> bool:
    """Whether NumPy makes an array of this argument: of a list of numbers, or of lists of numbers."""
    if name in TAKE_LISTS or SHAPES.get(name) == position:
        return False
    shape = value.shape
    while isinstance(shape, ListOf):
        if shape.cell.element is None:
            return False
        shape = shape.cell.element
    return isinstance(value.shape, ListOf) and isinstance(shape, Leaf) and kinds.is_scalar(shape.type)
