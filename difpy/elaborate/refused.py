"""What elaboration takes nowhere, by name, each with why and what to write instead.

Names are canonical (`np.finfo`, `math.frexp`); a function without a canonical name is named by its module
(`heapq.heappush`), a method or attribute of an array with a dot (`.flat`), one of a number, list or tuple
with its owner (`list.sort`). A name that ends in a dot stands for everything inside of it.
The registry (`difpy/registry/`) lists these, so that the documentation and the errors say the same.
"""

from __future__ import annotations

from typing import Any

from difpy.elaborate.code import Node
from difpy.elaborate.effectful import DRAW, DRAWS, SHARE, Refusal
from difpy.elaborate.frame import Frame

_ADDRESS = Refusal("an address in memory is not a number to compute with", "Pass the array itself.", True)
_ITERATOR = Refusal(
    "NumPy's iterators are not in its language",
    "Loop over `range` and index the array, or loop over `x.ravel()`.",
)
_LAYOUT = Refusal(
    "how an array lies in memory is not part of what the function computes",
    "Compute sizes from `x.shape`, or pass the number in as an argument.",
)
_NAMED = Refusal("which attribute is meant must be in the source", "Write `x.name`.")
_POLYNOMIAL = Refusal(
    "NumPy's polynomials are not known to difpy", "Write Horner's rule as a loop: `y = y * x + c`."
)
_SLICE = Refusal("slices are written where they are used", "Write `x[a:b]`.")
_TEXT = Refusal(
    "texts are made only by f-strings in `print` and in exceptions", "Use an f-string there, or leave it out."
)
_DICTIONARY = Refusal(
    "values of a dictionary have no types that can be known beforehand",
    "Use a namedtuple, or one variable a key.",
)

_HEAP = Refusal("heaps are not in its language", "Use `sorted`, `min` or `max`.")
_IN_PLACE = Refusal(
    "it changes its argument out of sight", "Write the assignment: `x += y`, `x[i] = y`, `del xs[i]`."
)

REFUSED: dict[str, Refusal] = {
    # Python
    "bytes": _TEXT,
    "chr": _TEXT,
    "dict": _DICTIONARY,
    "filter": Refusal("its result is an iterator", "Write a comprehension with `if`."),
    "getattr": _NAMED,
    "hasattr": _NAMED,
    "hash": Refusal("a hash is not a number to compute with", "Compute an integer from the values.", True),
    "map": Refusal("its result is an iterator", "Write a comprehension: `[f(x) for x in xs]`."),
    "ord": _TEXT,
    "repr": _TEXT,
    "set": Refusal("the order of a set is not determined", "Use a list or a tuple."),
    "slice": _SLICE,
    "str": _TEXT,
    "type": Refusal("types are found out before the program runs", "Write the class: `float(x)`."),
    "functools.reduce": Refusal("it is not in its language", "Write the loop that it stands for."),
    "heapq.": _HEAP,
    "operator.delitem": _IN_PLACE,
    "operator.setitem": _IN_PLACE,
    "operator.contains": Refusal("membership is written as `in`", "Write `x in xs`."),
    "operator.getitem": Refusal("elements are written in brackets", "Write `x[i]`."),
    "operator.is_": Refusal("identity is written as `is`", "Write `x is None`."),
    "operator.is_not": Refusal("identity is written as `is not`", "Write `x is not None`."),
    "operator.not_": Refusal("negation is written as `not`", "Write `not x`."),
    "operator.truth": Refusal("truth is written as `bool`", "Write `bool(x)`."),
    **{f"operator.{name}": _IN_PLACE for name in (
        "iadd", "iand", "ifloordiv", "ilshift", "imod", "imul", "ior", "ipow", "irshift", "isub", "itruediv",
        "ixor")},
    "random.": DRAW,
    # math and complex numbers
    "math.frexp": Refusal(
        "it takes a float apart, and its parts jump", "Scale by a power of two with `math.ldexp(x, -n)`."
    ),
    "math.modf": Refusal("it returns two numbers", "Write `math.fmod(x, 1.0)` and `np.trunc(x)`."),
    # NumPy
    "np.dtype": Refusal("a dtype is not a number", "Write the dtype where it is used: `dtype=np.float32`."),
    "np.finfo": Refusal("it describes numbers", "Look it up outside: `eps = np.finfo(float).eps`."),
    "np.iinfo": Refusal("it describes numbers", "Look it up outside: `largest = np.iinfo(int).max`."),
    "np.isnat": Refusal("dates and times are no numbers", "Convert them outside.", True),
    "np.ndenumerate": _ITERATOR,
    "np.ndindex": _ITERATOR,
    "np.nditer": _ITERATOR,
    "np.resize": Refusal("it repeats an array until a shape is full", "Use `np.tile`, and reshape."),
    "np.roots": Refusal(
        "whether its results are complex depends on the values", "Find the root by a loop.", True
    ),
    "np.lib.stride_tricks.": SHARE,
    "np.random.": DRAW,
    "np.polynomial.": _POLYNOMIAL,
    # arrays
    ".allclose": Refusal("NumPy's arrays have no such method", "Write `np.allclose(x, y)`.", True),
    ".ctypes": _ADDRESS,
    ".flags": _LAYOUT,
    ".flat": Refusal("it shares memory in a way that is not followed", "Use `x.ravel()`."),
    ".itemsize": _LAYOUT,
    ".nbytes": _LAYOUT,
    ".strides": _LAYOUT,
    ".tobytes": _TEXT,
    ".view": Refusal("it reads memory as numbers of another type", "Convert with `x.astype(...)`."),
    # numbers, lists and tuples
    "list.remove": Refusal("it searches and changes the list", "Write `xs.pop(xs.index(x))`."),
    "list.sort": Refusal("lists are not sorted in place", "Write `xs = sorted(xs)`."),
    "number.view": Refusal("it reads memory as a number of another type", "Convert: `int(x)`, `float(x)`."),
    "tuple.index": Refusal("tuples are not searched", "Compare the elements one by one."),
}  # fmt: skip


def refused(name: str) -> Refusal | None:
    """Why a name is taken nowhere, None where it is."""
    if name in DRAWS:
        return None
    parts = name.split(".")
    prefixes = (".".join(parts[:k]) + "." for k in range(1, len(parts)) if parts[0])
    return REFUSED.get(name) or next((REFUSED[p] for p in prefixes if p in REFUSED), None)


def check_name(frame: Frame, name: str, node: Node) -> None:
    """Raises the refusal of a name that is taken nowhere."""
    refusal = refused(name)
    if refusal is not None:
        raise frame.refuse(node, refusal.why, refusal.instead, never=refusal.never)


def name_in_module(value: Any) -> str:
    """`heapq.heappush` for what has no canonical name; of a function in Python's own modules its name."""
    module = str(getattr(value, "__module__", None) or "")
    name = str(getattr(value, "__qualname__", None) or getattr(value, "__name__", ""))
    module = module.removeprefix("_").replace("numpy.", "np.")
    return name if module == "builtins" else f"{module}.{name}"
