"""Writing into part of an array: `array[...] = value` and `array[...] += value`.

Numba compiles for such a store the formatting of a text, which takes it seconds, and makes temporary
arrays. `add_into = store("+", "ode.py")` makes a function that does the same by loops in place:

    add_into(u[1:], v, 7)

The value must not be a view of what is written.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from typing import Any

from numba.core import types as numba_types
from numba.np.arrayobj import load_item as numba_load_item
from numba.np.arrayobj import make_array as numba_make_array
from numba.np.arrayobj import store_item as numba_store_item

from difpy.runtime import raised
from difpy.runtime.emitted import Typed, Value, cgutils, raise_out_of_line, register

types: Any = numba_types  # in parts untyped to mypy
make_array: Any = numba_make_array
load_item: Any = numba_load_item
store_item: Any = numba_store_item

NAMES = {"": "copy_into", "+": "add_into", "-": "subtract_from", "*": "multiply_into", "/": "divide_into"}
OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
IN_PLACE: dict[str, Callable[..., Any]] = {
    "+": operator.iadd,
    "-": operator.isub,
    "*": operator.imul,
    "/": operator.itruediv,
}


class Update:
    """A function of the part of an array, of a value of its shape or one that broadcasts, and of a line."""

    def __init__(self, op: str, file: str) -> None:
        self.op = op
        self.file = file
        self.__name__ = NAMES[op]

    def __call__(self, target: Any, value: Any, line: int) -> None:
        if self.op:
            IN_PLACE[self.op](target, value)
        else:
            target[...] = value

    def __repr__(self) -> str:
        return f"<{self.__name__} of {self.file}>"


@functools.cache
def store(op: str, file: str) -> Update:
    """The function that writes for the lines of a file.

    >>> import numpy as np
    >>> u = np.array([1.0, 2.0, 3.0])
    >>> store("+", "ode.py")(u[1:], 10.0, 7)
    >>> u
    array([ 1., 12., 13.])
    """
    made = Update(op, file)
    register(made, _result, lambda *call: _Emission(made, *call).emit())
    return made


def _result(target: Any, value: Any, line: Any) -> Any:
    return types.none if isinstance(target, types.Array) else None


class _Emission:
    """The instructions of one store."""

    def __init__(self, made: Update, context: Any, builder: Any, sig: Any, args: Sequence[Value]) -> None:
        self.made, self.context, self.builder = made, context, builder
        self.target_type, self.value_type, line_type = sig.args
        self.target = make_array(self.target_type)(context, builder, args[0])
        self.shape = self.unpacked(self.target.shape)
        self.value = args[1]
        self.line: Typed = (args[2], line_type)

    def emit(self) -> Value:
        if not isinstance(self.value_type, types.Array):
            self.loops(lambda _: self.value)
            return self.context.get_dummy_value()
        source = make_array(self.value_type)(self.context, self.builder, self.value)
        sizes = self.unpacked(source.shape)
        self.check(sizes)
        if self.target_type.layout == self.value_type.layout == "C" and len(sizes) == len(self.shape):
            same = self.all([self.equal(n, m) for n, m in zip(self.shape, sizes, strict=True)])
            with self.builder.if_else(same, likely=True) as (then, otherwise):
                with then:
                    self.flat_loop(source)
                with otherwise:
                    self.broadcasting_loops(source, sizes)
        else:
            self.broadcasting_loops(source, sizes)
        return self.context.get_dummy_value()

    # --- loops -----------------------------------------------------------------------------------

    def flat_loop(self, source: Any) -> None:
        """Over the memory of two arrays of one shape without gaps."""
        with cgutils.for_range(self.builder, self.target.nitems) as loop:
            pointers = [self.builder.gep(array.data, [loop.index]) for array in (self.target, source)]
            self.update(pointers[0], self.loaded(pointers[1]))

    def broadcasting_loops(self, source: Any, sizes: list[Value]) -> None:
        """A step along an axis of one element leads back to that element."""
        strides = self.unpacked(source.strides)
        pairs = zip(sizes, strides, strict=True)
        steps = [self.builder.select(self.is_one(n), n.type(0), stride) for n, stride in pairs]
        rank = min(len(sizes), len(self.shape))
        extra = len(sizes) - rank

        def value_at(indices: tuple[Value, ...]) -> Value:
            inner = indices[len(indices) - rank :]
            return self.loaded(self.pointer(source.data, sizes[extra:], steps[extra:], inner))

        self.loops(value_at)

    def loops(self, value_at: Callable[[tuple[Value, ...]], Value]) -> None:
        """Over the indices of the target."""
        intp = self.context.get_value_type(types.intp)
        strides = self.unpacked(self.target.strides)
        with cgutils.loop_nest(self.builder, self.shape, intp) as indices:
            place = self.pointer(self.target.data, self.shape, strides, indices, self.target_type.layout)
            self.update(place, value_at(indices))

    def pointer(
        self, data: Value, shape: Sequence[Value], strides: Sequence[Value], indices: Any, layout: str = "A"
    ) -> Value:
        return cgutils.get_item_pointer2(self.context, self.builder, data, shape, strides, layout, indices)

    def loaded(self, pointer: Value) -> Value:
        return load_item(self.context, self.builder, self.value_type, pointer)

    def update(self, place: Value, value: Value) -> None:
        """Write one element."""
        context, builder, type_ = self.context, self.builder, self.target_type
        element = getattr(self.value_type, "dtype", self.value_type)
        if self.made.op:
            operation = OPERATIONS[self.made.op]
            resolved = context.typing_context.resolve_value_type(operation)
            sig = context.typing_context.resolve_function_type(resolved, (type_.dtype, element), {})
            operands = [(load_item(context, builder, type_, place), type_.dtype), (value, element)]
            cast = [context.cast(builder, v, t, to) for (v, t), to in zip(operands, sig.args, strict=True)]
            value = context.get_function(operation, sig)(builder, cast)
            element = sig.return_type
        store_item(context, builder, type_, context.cast(builder, value, element, type_.dtype), place)

    # --- shapes ----------------------------------------------------------------------------------

    def check(self, sizes: list[Value]) -> None:
        """Raise what NumPy raises for a value of another shape."""
        extra = max(len(sizes) - len(self.shape), 0)
        pairs = list(zip(self.shape[::-1], sizes[::-1], strict=False))[::-1]
        fits = [self.builder.or_(self.equal(n, m), self.is_one(m)) for n, m in pairs]
        if self.made.op:
            self.check_operands(sizes, pairs, fits)
            return
        leading = [self.is_one(size) for size in sizes[:extra]]
        for conditions, shown in ((leading, sizes), (fits, sizes[extra:])):
            shapes = f"from shape {_layout(shown)} into shape {_layout(self.shape)}"
            text = f"could not broadcast input array {shapes}"
            self.raise_unless(self.all(conditions), text, [*shown, *self.shape])

    def check_operands(self, sizes: list[Value], pairs: list[tuple[Value, Value]], fits: list[Value]) -> None:
        agree = [self.builder.or_(fit, self.is_one(n)) for fit, (n, _) in zip(fits, pairs, strict=True)]
        shapes = " ".join(_layout(shape) for shape in (self.shape, sizes, self.shape))
        text = f"operands could not be broadcast together with shapes {shapes} "
        self.raise_unless(self.all(agree), text, [*self.shape, *sizes, *self.shape])
        both = [self.builder.select(self.is_one(n), m, n) for n, m in pairs]
        outer = max(sizes, self.shape, key=len)
        both = [*outer[: len(outer) - len(both)], *both]
        output = f"output operand with shape {_layout(self.shape)}"
        text = f"non-broadcastable {output} doesn't match the broadcast shape {_layout(both)}"
        fits = fits if outer is self.shape or len(sizes) == len(self.shape) else [cgutils.false_bit]
        self.raise_unless(self.all(fits), text, [*self.shape, *both])

    def raise_unless(self, condition: Value, text: str, values: Sequence[Value]) -> None:
        with cgutils.if_unlikely(self.builder, self.builder.not_(condition)):
            shown = [(value, types.intp) for value in values]
            exception = raised.ValueError  # type: ignore[attr-defined]  # made from the built-in ones
            raise_out_of_line(self.context, self.builder, exception, text, self.made.file, self.line, shown)

    def equal(self, left: Value, right: Value) -> Value:
        return self.builder.icmp_signed("==", left, right)

    def is_one(self, size: Value) -> Value:
        return self.equal(size, size.type(1))

    def all(self, conditions: Sequence[Value]) -> Value:
        return functools.reduce(self.builder.and_, conditions, cgutils.true_bit)

    def unpacked(self, values: Value) -> list[Value]:
        return list(cgutils.unpack_tuple(self.builder, values))


def _layout(shape: Sequence[Value]) -> str:
    """The text of a shape, to be filled in."""
    return f"({','.join('{}' for _ in shape)}{',' * (len(shape) == 1)})"
