"""Rearrangements: the cotangents of the elements go back to where the elements came from.

What is a view (`a.T`, `np.flip`, `np.reshape` of a contiguous array) needs no row: the same view of the
cotangent array is its cotangent.
"""

from __future__ import annotations

import math
from dataclasses import replace

from difpy.program import Tuple
from difpy.rules.rows import Arguments, Row, Texts, row
from difpy.rules.tangents import LINEAR


def _at(axis: int, rank: int, index: str) -> str:
    """The subscript that applies `index` to one axis."""
    return ", ".join(index if i == axis else ":" for i in range(axis % rank + 1))


def _joined(arguments: Arguments, axis: int, name: str = "arrays") -> Texts:
    """Arrays one after the other along an axis: each gets its part."""
    each = arguments.each(name)
    rank = arguments.rank(each[0])
    if not -rank <= axis < rank:
        return {}
    axis %= rank
    given: dict[str, str | None] = {}
    offset = ""
    for k, array in enumerate(each):
        length = f"len({array})" if axis == 0 else f"{array}.shape[{axis}]"
        end = f"{offset} + {length}" if offset else length
        part = f"{offset}:" if k == len(each) - 1 else f"{offset}:{end}"
        given[array] = f"seed[{_at(axis, rank, part)}]"
        offset = end
    return given


def _stacked(arguments: Arguments, axis: int) -> Texts:
    """Arrays along a new axis: each gets its slice."""
    each = arguments.each("arrays")
    rank = arguments.rank(each[0]) + 1
    if not -rank <= axis < rank:
        return {}
    return {array: f"seed[{_at(axis % rank, rank, str(k))}]" for k, array in enumerate(each)}


def _concatenate(arguments: Arguments) -> Texts:
    if "axis" not in arguments:
        return _joined(arguments, 0)
    axis = arguments.integer("axis", 0)
    return {} if axis is None else _joined(arguments, axis)


def _stack(arguments: Arguments) -> Texts:
    axis = arguments.integer("axis", 0)
    return {} if axis is None else _stacked(arguments, axis)


def _hstack(arguments: Arguments) -> Texts:
    return _joined(arguments, 0 if arguments.rank("arrays_0") == 1 else 1)


def _vstack(arguments: Arguments) -> Texts:
    return _stacked(arguments, 0) if arguments.rank("arrays_0") == 1 else _joined(arguments, 0)


def _dstack(arguments: Arguments) -> Texts:
    match arguments.rank("arrays_0"):
        case 1:
            return {array: f"seed[0, :, {k}]" for k, array in enumerate(arguments.each("arrays"))}
        case 2:
            return {array: f"seed[:, :, {k}]" for k, array in enumerate(arguments.each("arrays"))}
    return _joined(arguments, 2)


def _column_stack(arguments: Arguments) -> Texts:
    """Vectors are columns, matrices blocks of them."""
    given: dict[str, str | None] = {}
    offset, columns = "", 0
    for array in arguments.each("arrays"):
        start = " + ".join(part for part in (offset, str(columns)) if part and part != "0") or "0"
        if arguments.rank(array) == 1:
            given[array] = f"seed[:, {start}]"
            columns += 1
        else:
            given[array] = f"seed[:, {start}:{start} + {array}.shape[1]]"
            offset = f"{offset} + {array}.shape[1]" if offset else f"{array}.shape[1]"
    return given


def _append(arguments: Arguments) -> Texts:
    """Both are made flat."""
    given: dict[str, str | None] = {}
    for name, part in (("arr", "seed[:arr.size]"), ("values", "seed[arr.size:]")):
        rank = arguments.rank(name)
        given[name] = part if rank == 1 else f"np.reshape({part}, {name}.shape)"
    if arguments.rank("values") == 0:
        given["values"] = "seed[-1]"
    return given


def _append_along(arguments: Arguments) -> Texts:
    axis = arguments.integer("axis", 0)
    rank = arguments.rank("arr")
    if axis is None or not -rank <= axis < rank:
        return {}
    length = f"arr.shape[{axis % rank}]"
    return {
        "arr": f"seed[{_at(axis % rank, rank, f':{length}')}]",
        "values": f"seed[{_at(axis % rank, rank, f'{length}:')}]",
    }


def _padded(arguments: Arguments) -> Texts:
    """Before and after, as two numbers."""
    first, *others = arguments.each("pad_width")
    if len(others) != 1 or isinstance(arguments[first], Tuple):
        return {}
    return {"array": f"seed[{first} : {first} + array.size]"}


_LOG_10 = repr(math.log(10.0))


def _copies(*calls: str) -> list[Row]:
    return [row(call, {"a": "seed"}) for call in calls]


ARRANGEMENTS = (
    # copies
    *_copies(".copy(a)", "np.copy(a)", "np.asarray(a)", "np.ascontiguousarray(a)", "np.asfortranarray(a)",
             "np.array(a)", "list(a)", "np.real(a)"),
    row("np.array(a, dtype)", {"a": "seed"}, spreads=True),
    row("np.asarray(a, dtype)", {"a": "seed"}, spreads=True),
    row(".astype(a, dtype)", {"a": "seed.astype(a.dtype)"}),
    row("list +(a, b)", {"a": "seed[:len(a)]", "b": "seed[len(a):]"}),
    row("list *(a: list, b)", {"a": "difpy.folded(seed, len(a))"}),
    row("list *(a, b: list)", {"b": "difpy.folded(seed, len(b))"}),
    # the same elements in another shape
    row("np.atleast_1d(a: 0)", {"a": "seed[0]"}),
    row("np.atleast_2d(a: 0)", {"a": "seed[0, 0]"}),
    row("np.broadcast_to(a, shape: any)", {"a": "difpy.unbroadcast(seed, a)"}, spreads=True),
    row(".flatten(a: 1)", {"a": "seed"}),
    row(".flatten(a)", {"a": "np.reshape(seed, a.shape)"}),
    row("np.ravel(a)", {"a": "np.reshape(seed, a.shape)"}),
    row("np.reshape(a, shape: any)", {"a": "np.reshape(seed, a.shape)"}),
    row("np.squeeze(a, axis: any)", {"a": "np.reshape(seed, a.shape)"}),
    # arrays one after the other
    row("np.append(arr, values)", _append),
    row("np.append(arr, values, axis)", _append_along),
    row("np.column_stack(arrays: tuple)", _column_stack),
    row("np.concatenate(arrays: tuple)", _concatenate),
    row("np.concatenate(arrays: tuple, axis)", _concatenate),
    row("np.dstack(arrays: tuple)", _dstack),
    row("np.hstack(arrays: tuple)", _hstack),
    row("np.pad(array: 1, pad_width: 0)", {"array": "seed[pad_width : pad_width + array.size]"}),
    row("np.pad(array: 1, pad_width: tuple)", _padded),
    row("np.pad(array: 2, pad_width: 0)",
        {"array": "seed[pad_width : pad_width + array.shape[0], pad_width : pad_width + array.shape[1]]"}),
    row("np.stack(arrays: tuple)", _stack),
    row("np.stack(arrays: tuple, axis)", _stack),
    row("np.vstack(arrays: tuple)", _vstack),
    # repetitions
    row("np.repeat(a, repeats: 0)",
        {"a": "np.reshape(np.sum(np.reshape(seed, (a.size, repeats)), axis=1), a.shape)"}),
    row("np.repeat(a: 1, repeats: 1)", {"a": "difpy.sums_of_runs(seed, repeats)"}),
    row("np.repeat(a: 1, repeats: 1, axis)", {"a": "difpy.sums_of_runs(seed, repeats)"}),
    row("np.repeat(a, repeats: 0, axis)", {"a": "difpy.sums_of_runs_along(seed, a, axis)"}),
    row("np.tile(a: 1, reps: 0)", {"a": "np.sum(np.reshape(seed, (reps, a.size)), axis=0)"}),
    row("np.tile(a, reps: any)", {"a": "difpy.sums_of_tiles(seed, a)"}),
    # new orders
    row("np.roll(a, shift: 0)", {"a": "np.roll(seed, -shift)"}),
    row("np.roll(a, shift: 0, axis)", {"a": "np.roll(seed, -shift, axis)"}),
    # grids and new arrays
    row("np.full(shape: any, fill_value: 0)", {"fill_value": "np.sum(seed)"}),
    row("np.full(shape: any, fill_value: 0, dtype)", {"fill_value": "np.sum(seed)"}),
    row("np.full_like(a, fill_value: 0)", {"a": None, "fill_value": "np.sum(seed)"}),
    row("np.linspace(start: 0, stop: 0)",
        {"start": "np.sum(seed * np.linspace(1.0, 0.0, 50))",
         "stop": "np.sum(seed * np.linspace(0.0, 1.0, 50))"}),
    row("np.linspace(start: 0, stop: 0, num)",
        {"start": "np.sum(seed * np.linspace(1.0, 0.0, num))",
         "stop": "np.sum(seed * np.linspace(0.0, 1.0, num))"}),
    row("np.linspace(start: 0, stop: 0, num, endpoint=False)",
        {"start": "np.sum(seed * (1.0 - np.arange(num) / num))",
         "stop": "np.sum(seed * (np.arange(num) / num))"}),
    row('np.meshgrid(x: 1, y: 1, indexing="ij")[0]', {"x": "np.sum(seed, axis=1)", "y": None}),
    row('np.meshgrid(x: 1, y: 1, indexing="ij")[1]', {"x": None, "y": "np.sum(seed, axis=0)"}),
    row("np.meshgrid(x: 1, y: 1)[0]", {"x": "np.sum(seed, axis=0)", "y": None}),
    row("np.meshgrid(x: 1, y: 1)[1]", {"x": None, "y": "np.sum(seed, axis=1)"}),
)  # fmt: skip

ROWS = (
    *(replace(each, tangent=LINEAR) for each in ARRANGEMENTS),
    # new orders that depend on the values
    row("np.sort(a: 1)", {"a": "seed[np.argsort(np.argsort(a))]"}, tangent={"a": "dot[np.argsort(a)]"}),
    row("np.sort(a: 1, axis)",
        {"a": "seed[np.argsort(np.argsort(a))]"}, tangent={"a": "dot[np.argsort(a)]"}),
    row("np.sort(a)",
        {"a": "np.take_along_axis(seed, np.argsort(np.argsort(a)), -1)"},
        tangent={"a": "np.take_along_axis(dot, np.argsort(a), -1)"}),
    row("np.sort(a, axis)",
        {"a": "np.take_along_axis(seed, np.argsort(np.argsort(a, axis), axis), axis)"},
        tangent={"a": "np.take_along_axis(dot, np.argsort(a, axis), axis)"}),
    row("np.unwrap(p)", {"p": "seed"}, tangent={"p": "dot"}),
    row("sorted(a)", {"a": "difpy.in_order_of(seed, a)"}, tangent={"a": "difpy.ordered_by(dot, a)"}),
    # grids
    row("np.arange(start: 0)", {"start": None}, tangent={"start": None}),
    row("np.arange(start: 0, stop: 0)", {"start": "np.sum(seed)", "stop": None},
        tangent={"start": "np.full(out.size, dot)"}),
    row("np.arange(start: 0, stop: 0, step: 0)",
        {"start": "np.sum(seed)", "stop": None, "step": "np.sum(seed * np.arange(seed.size))"},
        tangent={"start": "np.full(out.size, dot)", "step": "dot * np.arange(out.size)"}),
    row("np.geomspace(start: 0, stop: 0)",
        {"start": "np.sum(seed * out * np.linspace(1.0, 0.0, 50)) / start",
         "stop": "np.sum(seed * out * np.linspace(0.0, 1.0, 50)) / stop"},
        tangent={"start": "dot * out * np.linspace(1.0, 0.0, 50) / start",
                 "stop": "dot * out * np.linspace(0.0, 1.0, 50) / stop"}),
    row("np.geomspace(start: 0, stop: 0, num)",
        {"start": "np.sum(seed * out * np.linspace(1.0, 0.0, num)) / start",
         "stop": "np.sum(seed * out * np.linspace(0.0, 1.0, num)) / stop"},
        tangent={"start": "dot * out * np.linspace(1.0, 0.0, num) / start",
                 "stop": "dot * out * np.linspace(0.0, 1.0, num) / stop"}),
    row("np.logspace(start: 0, stop: 0)",
        {"start": f"{_LOG_10} * np.sum(seed * out * np.linspace(1.0, 0.0, 50))",
         "stop": f"{_LOG_10} * np.sum(seed * out * np.linspace(0.0, 1.0, 50))"},
        tangent={"start": f"{_LOG_10} * dot * out * np.linspace(1.0, 0.0, 50)",
                 "stop": f"{_LOG_10} * dot * out * np.linspace(0.0, 1.0, 50)"}),
    row("np.logspace(start: 0, stop: 0, num)",
        {"start": f"{_LOG_10} * np.sum(seed * out * np.linspace(1.0, 0.0, num))",
         "stop": f"{_LOG_10} * np.sum(seed * out * np.linspace(0.0, 1.0, num))"},
        tangent={"start": f"{_LOG_10} * dot * out * np.linspace(1.0, 0.0, num)",
                 "stop": f"{_LOG_10} * dot * out * np.linspace(0.0, 1.0, num)"}),
    row("np.vander(x: 1, N)", {"x": "difpy.vander_adjoint(seed, x)"},
        tangent={"x": "difpy.vander_tangent(dot, x, N)"}),
)  # fmt: skip
