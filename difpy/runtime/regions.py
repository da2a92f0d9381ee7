"""Memory for stacks of unknown length: addresses are reserved, and pages come as they are used.

A region is as large as the machine's memory, or as the system allows; the addresses cost nothing, and a
stack in it never moves. Freed regions stay in slots for whoever asks next, as in runtime/pool.py, with the
pages of their first `KEPT` bytes; the others go back to the system.

The first words of a region note its size, and how much of it was used.
"""

from __future__ import annotations

import os
import platform
import sys
from typing import Any

from llvmlite import ir

from difpy.runtime.native import NOTHING, POINTER, WORD, Native, cgutils, managed, word

KEPT = 1 << 24
SLOTS = 32
SMALLEST = 1 << 20
"""Bytes below which no region is asked for."""
HEADER = 128
"""Bytes in front of the data."""
UNKNOWN = (1 << 64) - 1
"""Noted as used until the program says how much it was."""
RESERVE = "difpy_reserve"
"""The name under which compiled code knows the function that makes a stack's memory."""

IS_POSSIBLE = sys.platform.startswith("linux") and platform.machine() in ("x86_64", "aarch64")
"""Elsewhere the flags have other values, and stacks are lists."""
READ_AND_WRITE = 1 | 2
PRIVATE, ANONYMOUS, WITHOUT_RESERVE = 0x02, 0x20, 0x4000
"""Flags of Linux's mmap."""
GIVE_PAGES = 4
"""The advice of Linux's madvise that memory is not needed."""
INTEGER = ir.IntType(32)


def machine_memory() -> int:
    """Bytes of memory of the machine, rounded down to a power of two."""
    pages, page = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return int(1 << ((pages * page).bit_length() - 1))


class Regions:
    """The compiled functions, and the slots of freed regions."""

    def __init__(self, native: Native) -> None:
        self._slots = native.variable("region_slots", ir.ArrayType(WORD, SLOTS))
        self._mmap = native.declare("mmap", WORD, [WORD, WORD, INTEGER, INTEGER, INTEGER, WORD])
        self._munmap = native.declare("munmap", INTEGER, [WORD, WORD])
        self._madvise = native.declare("madvise", INTEGER, [WORD, WORD, INTEGER])
        self._map_function = native.define("map_region", WORD, [], self._map)
        self._release_function = native.define("release_region", NOTHING, [POINTER], self._release)
        native.define(RESERVE, POINTER, [], self._reserve)
        native.define("give_regions_back", NOTHING, [], self._give_back)

    def _map(self, builder: ir.IRBuilder, function: ir.Function) -> None:
        """A new region: half of the size as long as the system refuses it; 0 if it refuses all."""
        size = builder.alloca(WORD)
        builder.store(word(machine_memory()), size)
        again, done = function.append_basic_block(), function.append_basic_block()
        builder.branch(again)
        builder.position_at_end(again)
        wanted = builder.load(size)
        flags = ir.Constant(INTEGER, PRIVATE | ANONYMOUS | WITHOUT_RESERVE)
        access, no_file = ir.Constant(INTEGER, READ_AND_WRITE), ir.Constant(INTEGER, -1)
        region = builder.call(self._mmap, [word(0), wanted, access, flags, no_file, word(0)])
        with builder.if_then(builder.icmp_unsigned("!=", region, word(UNKNOWN))):
            builder.store(wanted, builder.inttoptr(region, WORD.as_pointer()))
            builder.ret(region)
        builder.store(builder.lshr(wanted, word(1)), size)
        builder.cbranch(builder.icmp_unsigned(">", wanted, word(SMALLEST)), again, done)
        builder.position_at_end(done)
        builder.ret(word(0))

    def _reserve(self, builder: ir.IRBuilder, _function: ir.Function) -> None:
        """What compiled code calls: Numba's record of a region's memory."""
        with cgutils.for_range(builder, word(SLOTS)) as loop:
            found = builder.atomic_rmw("xchg", self._slot(builder, loop.index), word(0), "seq_cst")
            with builder.if_then(builder.icmp_unsigned("!=", found, word(0))):
                builder.ret(self._noted(builder, found))
        made = builder.call(self._map_function, [])
        with builder.if_then(builder.icmp_unsigned("==", made, word(0)), likely=False):
            builder.ret(ir.Constant(POINTER, None))
        builder.ret(self._noted(builder, made))

    def _noted(self, builder: ir.IRBuilder, region: Any) -> Any:
        notes = builder.inttoptr(region, WORD.as_pointer())
        builder.store(word(UNKNOWN), builder.gep(notes, [word(1)]))
        data = builder.inttoptr(builder.add(region, word(HEADER)), POINTER)
        return managed(builder, data, self._release_function)

    def _release(self, builder: ir.IRBuilder, function: ir.Function) -> None:
        """Puts a region into a slot, most of its pages given back, or unmaps it."""
        region = builder.sub(builder.ptrtoint(function.args[0], WORD), word(HEADER))
        notes = builder.inttoptr(region, WORD.as_pointer())
        size, used = builder.load(notes), builder.load(builder.gep(notes, [word(1)]))
        has_more = builder.and_(
            builder.icmp_unsigned(">", used, word(KEPT - HEADER)),
            builder.icmp_unsigned(">", size, word(KEPT)),
        )
        with builder.if_then(has_more, likely=False):
            rest = [builder.add(region, word(KEPT)), builder.sub(size, word(KEPT))]
            builder.call(self._madvise, [*rest, ir.Constant(INTEGER, GIVE_PAGES)])
        with cgutils.for_range(builder, word(SLOTS)) as loop:
            slot = self._slot(builder, loop.index)
            exchanged = builder.cmpxchg(slot, word(0), region, "seq_cst", "seq_cst")
            with builder.if_then(builder.extract_value(exchanged, 1)):
                builder.ret_void()
        builder.call(self._munmap, [region, size])
        builder.ret_void()

    def _give_back(self, builder: ir.IRBuilder, _function: ir.Function) -> None:
        """Unmaps all freed regions."""
        with cgutils.for_range(builder, word(SLOTS)) as loop:
            found = builder.atomic_rmw("xchg", self._slot(builder, loop.index), word(0), "seq_cst")
            with builder.if_then(builder.icmp_unsigned("!=", found, word(0))):
                size = builder.load(builder.inttoptr(found, WORD.as_pointer()))
                builder.call(self._munmap, [found, size])
        builder.ret_void()

    def _slot(self, builder: ir.IRBuilder, index: Any) -> Any:
        return builder.gep(self._slots, [word(0), index], inbounds=True)
