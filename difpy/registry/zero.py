"""Functions whose derivative is zero, by the reason.

Those of `difpy/rules/constant.py` return floats; of the others the result has no cotangent.
"""

from __future__ import annotations

from difpy.elaborate.effectful import CONSTANT_DRAWS
from difpy.elaborate.operator_functions import COMPARISONS
from difpy.elaborate.operators import ORDER

INTEGERS = "its result is an integer"
TRUTHS = "its result is true or false"
SHAPES = "its result depends on shapes, types and integers only"
STEPS = "its result is constant between jumps"
PASSED = "it returns its argument as a constant"
NOTHING = "it returns None"
DRAWN = "its draws are constant"

ZERO: dict[str, frozenset[str]] = {
    INTEGERS: frozenset({
        "int", "len", "~", "&", "|", "^", "<<", ">>",
        "list.count", "list.index",
        "math.ceil", "math.comb", "math.factorial", "math.floor", "math.gcd", "math.isqrt", "math.lcm",
        "math.perm", "math.trunc",
        "np.argmax", "np.argmin", "np.argpartition", "np.argsort", "np.argwhere", "np.bitwise_and",
        "np.bitwise_or", "np.bitwise_xor", "np.byte", "np.count_nonzero", "np.digitize", "np.flatnonzero",
        "np.gcd", "np.int16", "np.int32", "np.int64", "np.invert", "np.lcm", "np.left_shift",
        "np.linalg.matrix_rank", "np.nanargmax", "np.nanargmin", "np.nonzero", "np.right_shift",
        "np.searchsorted", "np.ubyte", "np.uint16", "np.uint32", "np.uint64",
    }),
    TRUTHS: frozenset({
        *ORDER, *COMPARISONS.values(), "in", "not in",
        "all", "any", "bool", "isinstance", "cmath.isfinite", "cmath.isinf", "cmath.isnan",
        "math.isclose", "math.isfinite", "math.isinf", "math.isnan",
        "np.all", "np.allclose", "np.any", "np.array_equal", "np.bool_", "np.equal", "np.greater",
        "np.greater_equal", "np.isclose", "np.iscomplex", "np.iscomplexobj", "np.isfinite", "np.isin",
        "np.isinf", "np.isnan", "np.isneginf", "np.isposinf", "np.isreal", "np.isrealobj", "np.isscalar",
        "np.less", "np.less_equal", "np.logical_and", "np.logical_not", "np.logical_or", "np.logical_xor",
        "np.not_equal", "np.signbit",
    }),
    SHAPES: frozenset({
        "range", "np.broadcast_shapes", "np.empty", "np.empty_like", "np.eye", "np.identity", "np.indices",
        "np.bartlett", "np.blackman", "np.hamming", "np.hanning", "np.ones", "np.ones_like", "np.shape",
        "np.size", "np.tri", "np.tril_indices", "np.tril_indices_from", "np.triu_indices",
        "np.triu_indices_from", "np.zeros", "np.zeros_like",
        ".dtype", ".ndim", ".shape", ".size",
    }),
    STEPS: frozenset({
        "round", "math.ulp", "np.angle", "np.around", "np.ceil", "np.fix", "np.floor", "np.imag", "np.rint",
        "np.round", "np.sign", "np.spacing", "np.trunc",
    }),
    NOTHING: frozenset({"print", "np.random.seed"}),
    DRAWN: CONSTANT_DRAWS,
    PASSED: frozenset({"difpy.stop_gradient"}),
}  # fmt: skip
REASONS = {name: reason for reason, names in ZERO.items() for name in names}
