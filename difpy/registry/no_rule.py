"""Functions that have no derivative rule, each with why and what to write instead.

They are taken where no derivative goes through them, as everywhere in a function's constant parts.
"""

from __future__ import annotations

from difpy.elaborate.effectful import Refusal

_SET = Refusal(
    "it compares all elements with each other, and its length jumps",
    "Find the positions with integers or `np.argsort`, and index the array with them.",
)

NO_RULE: dict[str, Refusal] = {
    "np.histogram": Refusal(
        "its edges follow the least and the greatest element",
        "Give the edges, and count with `np.searchsorted` and `np.bincount`.",
    ),
    "np.intersect1d": _SET,
    "np.kaiser": Refusal(
        "Bessel functions have no derivative rule", "Give `beta` as a number that is not differentiated."
    ),
    "np.linalg.eig": Refusal(
        "eigenvalues of a matrix that is not symmetric may be complex",
        "Use `np.linalg.eigh` of a symmetric matrix.",
    ),
    "np.linalg.eigvals": Refusal(
        "eigenvalues of a matrix that is not symmetric may be complex",
        "Use `np.linalg.eigvalsh` of a symmetric matrix.",
    ),
    "np.partition": Refusal("the order of its parts is not defined", "Use `np.sort`."),
    "np.setdiff1d": _SET,
    "np.setxor1d": _SET,
    "np.union1d": _SET,
}

ANY = Refusal(
    "`{name}` has no derivative rule yet",
    "Write it as a loop or in terms of functions listed in docs/functions.md.",
)
OTHER_ARGUMENTS = Refusal("`{name}` with these arguments has no derivative rule yet", ANY.instead)
