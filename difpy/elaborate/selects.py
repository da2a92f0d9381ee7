"""`np.select` as `np.where` inside of `np.where`.

np.select([p, q], [x, y], z)    ->    np.where(p, x, np.where(q, y, z))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from difpy import kinds
from difpy.elaborate.code import Node
from difpy.elaborate.frame import Frame
from difpy.elaborate.numpy_functions import as_tuple, numpy_call
from difpy.elaborate.shapes import TupleOf
from difpy.elaborate.values import Value, data, integer

SELECT = "np.select"
PARAMETERS = ("condlist", "choicelist", "default")


def select_call(frame: Frame, arguments: Sequence[Value], keywords: Mapping[str, Value], node: Node) -> Value:
    """The first choice whose condition holds, else the default."""
    given = {**dict(zip(PARAMETERS, arguments, strict=False)), **keywords}
    lists = [as_tuple(given[name]) for name in PARAMETERS[:2] if name in given]
    if len(lists) < 2 or set(given) - set(PARAMETERS) or not all(isinstance(v.shape, TupleOf) for v in lists):
        words = "how many conditions and choices there are must be known"
        raise frame.refuse(node, words, "Write both lists out: `np.select([p, q], [x, y])`.")
    conditions, choices = (v.parts for v in lists)
    if len(conditions) != len(choices) or not all(map(_is_condition, conditions)):
        words = "it takes as many arrays of bools as choices"
        raise frame.refuse(node, words, "Give each choice its condition.", never=True)
    result = given.get("default", data(integer(0, frame.position(node))))
    for condition, choice in reversed(list(zip(conditions, choices, strict=True))):
        result = numpy_call(frame, "np.where", [condition, choice, result], {}, node)
    return result


def _is_condition(value: Value) -> bool:
    return len(value.leaves) == 1 and kinds.is_boolean(kinds.element(value.leaves[0].type))
