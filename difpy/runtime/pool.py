"""Large blocks of memory that are kept when they are freed, for whoever asks next.

The C library gives large blocks back to the system when they are freed, and whoever asks next pays for
every page of them again. Here freed blocks stay in slots, by size, a power of two. One atomic exchange
fills or empties a slot, so that threads need no lock. Beyond `CAP` bytes in all, and beyond `SLOTS` blocks
of a size, they go back.

Data begins at a multiple of `ALIGNMENT`; in front of it two words note the block and its size.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir

from difpy.runtime.native import NOTHING, POINTER, WORD, Native, cgutils, managed, word

SMALLEST = 1 << 16
"""Bytes; smaller blocks are the C library's own affair."""
CAP = 1 << 28
SLOTS = 16
ALIGNMENT = 64
"""Of the data, in bytes."""
HEADER = 2 * ALIGNMENT
"""Bytes of a block that may lie in front of the data."""
ALLOCATE = "difpy_allocate"
"""The name under which compiled code knows the function that makes an array's memory."""

BIT = ir.IntType(1)


class Pool:
    """The compiled functions, and the memory that they share."""

    def __init__(self, native: Native) -> None:
        self._slots = native.variable("slots", ir.ArrayType(WORD, 64 * SLOTS))
        self._kept = native.variable("kept", WORD)
        self._malloc = native.declare("malloc", POINTER, [WORD])
        self._free = native.declare("free", NOTHING, [POINTER])
        self._take_function = native.define("take", POINTER, [WORD], self._take)
        self._give_function = native.define("give", NOTHING, [POINTER], self._give)
        native.define(ALLOCATE, POINTER, [WORD], self._allocate)
        native.define("kept_bytes", WORD, [], self._kept_bytes)
        native.define("give_back", NOTHING, [], self._give_back)

    # --- the functions ---

    def _take(self, builder: ir.IRBuilder, function: ir.Function) -> None:
        """A block of at least so many bytes: one from the pool, or a new one."""
        total = builder.add(function.args[0], word(HEADER))
        is_small = builder.icmp_unsigned("<", total, word(SMALLEST))
        is_never_kept = builder.or_(is_small, builder.icmp_unsigned(">", total, word(CAP)))
        with builder.if_then(is_never_kept):
            self._return_new(builder, total, word(0))
        zeros = builder.ctlz(builder.sub(total, word(1)), ir.Constant(BIT, 0))
        exponent = builder.sub(word(64), zeros)
        size = builder.shl(word(1), exponent)
        with cgutils.for_range(builder, word(SLOTS)) as loop:
            found = builder.atomic_rmw("xchg", self._slot(builder, exponent, loop.index), word(0), "seq_cst")
            with builder.if_then(builder.icmp_unsigned("!=", found, word(0))):
                builder.atomic_rmw("sub", self._kept, size, "seq_cst")
                builder.ret(self._noted(builder, found, exponent))
        self._return_new(builder, size, exponent)

    def _return_new(self, builder: ir.IRBuilder, size: Any, exponent: Any) -> None:
        block = builder.call(self._malloc, [size])
        with builder.if_then(cgutils.is_null(builder, block), likely=False):
            builder.ret(block)
        builder.ret(self._noted(builder, builder.ptrtoint(block, WORD), exponent))

    def _noted(self, builder: ir.IRBuilder, block: Any, exponent: Any) -> Any:
        """The data of a block, which is noted in front of it with its size."""
        data = builder.and_(builder.add(block, word(HEADER)), word(-ALIGNMENT))
        notes = builder.inttoptr(data, WORD.as_pointer())
        builder.store(block, builder.gep(notes, [word(-1)]))
        builder.store(exponent, builder.gep(notes, [word(-2)]))
        return builder.inttoptr(data, POINTER)

    def _give(self, builder: ir.IRBuilder, function: ir.Function) -> None:
        """Puts a block into the pool, or frees it."""
        notes = builder.bitcast(function.args[0], WORD.as_pointer())
        block = builder.load(builder.gep(notes, [word(-1)]))
        exponent = builder.load(builder.gep(notes, [word(-2)]))
        with builder.if_then(builder.icmp_unsigned("!=", exponent, word(0))):
            size = builder.shl(word(1), exponent)
            before = builder.atomic_rmw("add", self._kept, size, "seq_cst")
            has_room = builder.icmp_unsigned("<=", builder.add(before, size), word(CAP))
            with builder.if_then(has_room), cgutils.for_range(builder, word(SLOTS)) as loop:
                slot = self._slot(builder, exponent, loop.index)
                exchanged = builder.cmpxchg(slot, word(0), block, "seq_cst", "seq_cst")
                with builder.if_then(builder.extract_value(exchanged, 1)):
                    builder.ret_void()
            builder.atomic_rmw("sub", self._kept, size, "seq_cst")
        builder.call(self._free, [builder.inttoptr(block, POINTER)])
        builder.ret_void()

    def _kept_bytes(self, builder: ir.IRBuilder, _function: ir.Function) -> None:
        builder.ret(builder.atomic_rmw("add", self._kept, word(0), "seq_cst"))

    def _give_back(self, builder: ir.IRBuilder, _function: ir.Function) -> None:
        """Frees all that is in the pool."""
        with cgutils.for_range(builder, word(64)) as sizes, cgutils.for_range(builder, word(SLOTS)) as slots:
            slot = self._slot(builder, sizes.index, slots.index)
            found = builder.atomic_rmw("xchg", slot, word(0), "seq_cst")
            with builder.if_then(builder.icmp_unsigned("!=", found, word(0))):
                builder.atomic_rmw("sub", self._kept, builder.shl(word(1), sizes.index), "seq_cst")
                builder.call(self._free, [builder.inttoptr(found, POINTER)])
        builder.ret_void()

    def _slot(self, builder: ir.IRBuilder, exponent: Any, index: Any) -> Any:
        place = builder.add(builder.mul(exponent, word(SLOTS)), index)
        return builder.gep(self._slots, [word(0), place], inbounds=True)

    def _allocate(self, builder: ir.IRBuilder, function: ir.Function) -> None:
        """What compiled code calls: Numba's record of an array's memory."""
        data = builder.call(self._take_function, [function.args[0]])
        with builder.if_then(cgutils.is_null(builder, data), likely=False):
            builder.ret(data)
        builder.ret(managed(builder, data, self._give_function))
