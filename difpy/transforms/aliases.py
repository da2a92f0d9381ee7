"""Arguments that share memory into which the primal writes: the aliasing is kept.

The primal is called through a function that takes the shared memory once, and makes the arguments from
it, so that a write through one is seen through the other:

    def shared(memory, x_start, x_stop, x_step, y_start, y_stop, y_step, n):
        x = memory[x_start:x_stop:x_step]
        y = memory[y_start:y_stop:y_step]
        return primal(x, y, n)

The gradient with respect to one of them is that with respect to its memory.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from difpy.errors import ArgumentValueError
from difpy.frontend.made import defined
from difpy.runtime.sharing import bounds, overlaps_itself

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Sharing:
    """Arguments in one piece of memory; `is_same` if all of them are the same array."""

    members: tuple[str, ...]
    memory: Array
    is_same: bool
    bounds: Mapping[str, tuple[int, int, int]]

    @property
    def name(self) -> str:
        """Of the parameter for the memory."""
        return f"{self.members[0]}_memory"

    def parameters(self) -> list[str]:
        """Of the function that takes the memory."""
        ends = (
            [] if self.is_same else [f"{m}_{end}" for m in self.members for end in ("start", "stop", "step")]
        )
        return [self.name, *ends]

    def arguments(self) -> list[Any]:
        """The values of those parameters."""
        ends = [] if self.is_same else [end for m in self.members for end in self.bounds[m]]
        return [self.memory, *ends]

    def lines(self) -> list[str]:
        """The statements that make the members."""
        if self.is_same:
            return [f"{m} = {self.name}" for m in self.members]
        return [f"{m} = {self.name}[{m}_start:{m}_stop:{m}_step]" for m in self.members]


def sharing_of(names: Sequence[str], args: Sequence[Any], wrt: Sequence[str], function: str) -> Sharing:
    """The arguments that share memory. Refuses what cannot be kept, or has no derivative."""
    arrays = {n: a for n, a in zip(names, args, strict=True) if isinstance(a, np.ndarray)}
    check_no_windows(arrays, function)
    first = next((n for n in arrays if _partners(n, arrays)), None)
    if first is None:
        raise _refusal(function, "Arrays inside of the arguments, or captured ones,", "")
    members = tuple(sorted({first, *_partners(first, arrays)}, key=list(names).index))
    words = f"The arguments {' and '.join(f'`{m}`' for m in members)}"
    if sum(member in wrt for member in members) > 1:
        raise _refusal(function, words, "differentiate with respect to one of them, or ")
    lowest = min((arrays[m] for m in members), key=_address)
    if len({_place(arrays[m]) for m in members}) == 1:
        return Sharing(members, lowest, True, {})
    if any(not _is_slice(arrays[m], lowest) for m in members):
        raise _refusal(function, words, "")
    bounds = {m: _bounds(arrays[m], lowest) for m in members}
    size = max(stop for _, stop, _ in bounds.values())
    memory = np.lib.stride_tricks.as_strided(lowest, (size,), (lowest.itemsize,), writeable=False)
    return Sharing(members, memory, False, bounds)


def overlap_of_one(name: str, function: str) -> str:
    """What is said of an array that the primal writes into, with several elements in one place."""
    return (
        f"The argument `{name}` has several elements in one place, and {function} writes into it, which is "
        "not supported yet.\nPass a copy of it."
    )


def check_no_windows(arrays: Mapping[str, Array], function: str) -> None:
    """Refuses arrays that overlap themselves: a private copy has each element in a place of its own."""
    for name, array in arrays.items():
        if overlaps_itself(array):
            raise ArgumentValueError(overlap_of_one(name, function))


def check_lists(values: Sequence[Any], function: str) -> None:
    """Refuses lists and arrays that are twice in the arguments, one of them inside a list.

    Lists are carried as copies, so a write through one name would not be seen through the other.
    """
    lists: list[int] = []
    arrays: list[tuple[int, int, bool]] = []  # where it begins, where it ends, whether inside a list
    for value in values:
        _collect(value, lists, arrays, inside=False)
    ends = {True: 0, False: 0}
    is_shared = len(set(lists)) < len(lists)
    for start, end, inside in sorted(arrays):
        is_shared = is_shared or start < ends[True] or (inside and start < ends[False])
        ends[inside] = max(ends[inside], end)
    if is_shared:
        raise _refusal(function, "Lists, or arrays inside of them,", "")


def _collect(value: Any, lists: list[int], arrays: list[tuple[int, int, bool]], *, inside: bool) -> None:
    if isinstance(value, np.ndarray):
        if value.size:
            arrays.append((*bounds(value), inside))
    elif isinstance(value, (list, tuple)):
        is_list = isinstance(value, list)
        if is_list:
            lists.append(id(value))
        for each in value:
            _collect(each, lists, arrays, inside=inside or is_list)


def _partners(name: str, arrays: Mapping[str, Array]) -> list[str]:
    return [other for other in arrays if other != name and np.may_share_memory(arrays[name], arrays[other])]


def _refusal(function: str, words: str, instead: str) -> ArgumentValueError:
    advice = f"{instead}pass a copy of one of them."
    return ArgumentValueError(
        f"{words} share memory, and {function} writes into it: their derivatives cannot be told apart.\n"
        f"{advice[:1].upper()}{advice[1:]}"
    )


def _address(array: Array) -> int:
    return int(array.__array_interface__["data"][0])


def _place(array: Array) -> tuple[Any, ...]:
    return _address(array), array.shape, array.strides, array.dtype


def _is_slice(array: Array, lowest: Array) -> bool:
    """Whether the array is a slice with a positive step of one-dimensional memory."""
    offset = _address(array) - _address(lowest)
    return (
        array.ndim == 1
        and array.dtype == lowest.dtype
        and array.strides[0] > 0
        and array.strides[0] % array.itemsize == 0
        and offset % array.itemsize == 0
    )


def _bounds(array: Array, lowest: Array) -> tuple[int, int, int]:
    start = (_address(array) - _address(lowest)) // array.itemsize
    step = array.strides[0] // array.itemsize
    return start, start + (array.size - 1) * step + 1, step


def with_memory(primal: Callable[..., Any], names: Sequence[str], sharing: Sharing) -> Callable[..., Any]:
    """The function that takes the shared memory and the other arguments."""
    others = [name for name in names if name not in sharing.members]
    make = _maker(tuple(names), tuple(sharing.parameters()), tuple(others), tuple(sharing.lines()))
    shared: Callable[..., Any] = make(primal)
    return shared


@functools.cache
def _maker(
    names: tuple[str, ...], parameters: tuple[str, ...], others: tuple[str, ...], lines: tuple[str, ...]
) -> Callable[..., Any]:
    body = "".join(f"        {line}\n" for line in lines)
    text = (
        "def make(primal):\n"
        f"    def shared({', '.join((*parameters, *others))}):\n"
        f"{body}"
        f"        return primal({', '.join(f'{name}={name}' for name in names)})\n"
        "    return shared\n"
    )
    what = f"shared memory of {', '.join(names)}: {'; '.join(lines)}"
    make: Callable[..., Any] = defined(text, "make", what)
    return make


def unshared(gradient: Any, member: str, sharing: Sharing) -> Any:
    """The gradient with respect to one member, from that with respect to the memory."""
    if sharing.is_same:
        return gradient
    start, stop, step = sharing.bounds[member]
    return gradient[start:stop:step].copy()
