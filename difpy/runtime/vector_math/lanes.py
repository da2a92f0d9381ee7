"""A small expression layer over llvmlite: float64 and int64 values of several lanes.

A formula written with these values gives a function for each number of lanes. They perform the same
operations in the same order, so their results agree bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from llvmlite import ir

FLOAT, INTEGER, BIT = ir.DoubleType(), ir.IntType(64), ir.IntType(1)
MAGIC = 6755399441055744.0  # 1.5 * 2**52: adding it rounds to an integer
MAGIC_BITS = 0x4338000000000000


class Lanes:
    """Emits code for values of `width` lanes at an IR builder's position."""

    def __init__(self, builder: ir.IRBuilder, width: int, *, has_scaling: bool) -> None:
        self.builder, self.width, self.has_scaling = builder, width, has_scaling

    def type(self, scalar: ir.Type) -> ir.Type:
        """The IR type of a value with lanes of type `scalar`."""
        return ir.VectorType(scalar, self.width)

    def const(self, value: float, scalar: ir.Type) -> ir.Constant:
        """A constant, the same in each lane."""
        return ir.Constant(self.type(scalar), [ir.Constant(scalar, value)] * self.width)

    def f(self, value: float) -> Lane:
        """A float64 constant."""
        return Lane(self, self.const(value, FLOAT), FLOAT)

    def call(self, name: str, *args: Lane) -> Lane:
        """A call of an LLVM intrinsic over float64 lanes."""
        t = self.type(FLOAT)
        full = f"llvm.{name}.v{self.width}f64"
        module = self.builder.module
        fn = module.globals.get(full)
        if fn is None:
            fn = ir.Function(module, ir.FunctionType(t, [t] * len(args)), full)
        return Lane(self, self.builder.call(fn, [a.value for a in args]), FLOAT)

    def fma(self, a: Lane, b: Lane, c: Lane | float) -> Lane:
        """`a * b + c` with one rounding."""
        return self.call("fma", a, b, c if isinstance(c, Lane) else self.f(c))

    def select(self, cond: Lane, a: Lane | float, b: Lane | float) -> Lane:
        """`a` where `cond` holds, else `b`."""
        a = a if isinstance(a, Lane) else self.f(a)
        b = b if isinstance(b, Lane) else self.f(b)
        return Lane(self, self.builder.select(cond.value, a.value, b.value), a.scalar)

    def poly(self, x: Lane, coefficients: Sequence[float]) -> Lane:
        """A polynomial, lowest coefficient first, by Estrin's scheme."""
        terms = [self.f(c) for c in coefficients]
        power = x
        while len(terms) > 1:
            pairs = zip(terms[::2], terms[1::2], strict=False)
            merged = [self.fma(high, power, low) for low, high in pairs]
            terms = merged + ([terms[-1]] if len(terms) % 2 else [])
            power = power * power
        return terms[0]

    def round_scaled(self, x: Lane, factor: float) -> tuple[Lane, Lane]:
        """`x * factor` (below 2**51) rounded to an integer: float64 and int64."""
        t = self.fma(x, self.f(factor), MAGIC)
        return t - MAGIC, t.bits() - MAGIC_BITS

    def pow2(self, k: Lane) -> Lane:
        """`2.0 ** k` for int64 `k` in -1022..1023."""
        return ((k + 1023) << 52).float()

    def scalef(self, x: Lane, k: Lane) -> Lane:
        """`x * 2**k` with one rounding, `k` whole, by AVX-512's instruction."""
        b, byte, word = self.builder, ir.IntType(8), ir.IntType(32)
        name = f"llvm.x86.avx512.mask.scalef.pd.{64 * self.width}"
        args = [x.value, k.value, x.value, ir.Constant(byte, 255)]
        if self.width == 8:  # and the rounding mode: the current one
            args.append(ir.Constant(word, 4))
        fn = b.module.globals.get(name)
        if fn is None:
            kind = ir.FunctionType(x.value.type, [a.type for a in args])
            fn = ir.Function(b.module, kind, name)
        return Lane(self, b.call(fn, args), FLOAT)

    def libm(self, name: str, *args: ir.Value) -> ir.Value:
        """A call of libm's scalar function."""
        module = self.builder.module
        fn = module.globals.get(name)
        if fn is None:
            fn = ir.Function(module, ir.FunctionType(FLOAT, [FLOAT] * len(args)), name)
        return self.builder.call(fn, args)

    def patch(self, bad: Lane, x: Sequence[Lane], fast: Lane, name: str) -> Lane:
        """`fast`, but libm's `name` of the lanes of `x` where `bad` holds."""
        b, start = self.builder, self.builder.block
        slow, done = b.append_basic_block("slow"), b.append_basic_block("done")
        mask = bad.mask()
        any_bad = b.icmp_unsigned("!=", mask, ir.Constant(mask.type, 0))
        b.cbranch(any_bad, slow, done)
        b.position_at_end(slow)
        fixed = self._patch_lanes(mask, x, fast, name)
        last = b.block
        b.branch(done)
        b.position_at_end(done)
        phi = b.phi(self.type(FLOAT))
        phi.add_incoming(fast.value, start)
        phi.add_incoming(fixed, last)
        return Lane(self, phi, FLOAT)

    def _patch_lanes(self, mask: ir.Value, x: Sequence[Lane], fast: Lane, name: str) -> ir.Value:
        """Goes through the set bits of `mask` and calls libm for each."""
        b = self.builder
        slots = [self._spill(v) for v in (*x, fast)]
        before, loop, after = b.block, b.append_basic_block("lane"), b.append_basic_block("after")
        one = ir.Constant(mask.type, 1)
        b.branch(loop)
        b.position_at_end(loop)
        left = b.phi(mask.type)
        left.add_incoming(mask, before)
        j = b.cttz(left, ir.Constant(BIT, 1))
        places = [b.gep(s, [b.zext(j, INTEGER)], source_etype=FLOAT) for s in slots]
        b.store(self.libm(name, *[b.load(p, typ=FLOAT) for p in places[:-1]]), places[-1])
        rest = b.and_(left, b.sub(left, one))
        left.add_incoming(rest, loop)
        b.cbranch(b.icmp_unsigned("!=", rest, ir.Constant(mask.type, 0)), loop, after)
        b.position_at_end(after)
        wide = b.bitcast(slots[-1], self.type(FLOAT).as_pointer())
        return b.load(wide, typ=self.type(FLOAT), align=8 * self.width)

    def _spill(self, value: Lane) -> ir.Value:
        """A pointer to the first lane of a stack copy of `value`."""
        b = self.builder
        with b.goto_entry_block():
            slot = b.alloca(value.value.type)
            slot.align = 8 * self.width
        b.store(value.value, slot, align=8 * self.width)
        return b.bitcast(slot, FLOAT.as_pointer())


class Lane:
    """One value; operators emit the instruction for its lane type."""

    def __init__(self, lanes: Lanes, value: ir.Value, scalar: ir.Type) -> None:
        self.lanes, self.value, self.scalar = lanes, value, scalar

    def _binary(self, other: Lane | float, for_float: str, for_int: str) -> Lane:
        if not isinstance(other, Lane):
            other = Lane(self.lanes, self.lanes.const(other, self.scalar), self.scalar)
        name = for_float if self.scalar is FLOAT else for_int
        emit: Callable[..., ir.Value] = getattr(self.lanes.builder, name)
        return Lane(self.lanes, emit(self.value, other.value), self.scalar)

    def __add__(self, other: Lane | float) -> Lane:
        return self._binary(other, "fadd", "add")

    def __sub__(self, other: Lane | float) -> Lane:
        return self._binary(other, "fsub", "sub")

    def __rsub__(self, other: float) -> Lane:
        return Lane(self.lanes, self.lanes.const(other, self.scalar), self.scalar) - self

    def __mul__(self, other: Lane | float) -> Lane:
        return self._binary(other, "fmul", "mul")

    def __truediv__(self, other: Lane | float) -> Lane:
        return self._binary(other, "fdiv", "sdiv")

    def __rtruediv__(self, other: float) -> Lane:
        return Lane(self.lanes, self.lanes.const(other, self.scalar), self.scalar) / self

    def __neg__(self) -> Lane:
        return Lane(self.lanes, self.lanes.builder.fneg(self.value), FLOAT)

    def __and__(self, other: Lane | int) -> Lane:
        return self._binary(other, "and_", "and_")

    def __or__(self, other: Lane | int) -> Lane:
        return self._binary(other, "or_", "or_")

    def __xor__(self, other: Lane | int) -> Lane:
        return self._binary(other, "xor", "xor")

    def __lshift__(self, n: int) -> Lane:
        return self._binary(n, "shl", "shl")

    def __rshift__(self, n: int) -> Lane:
        """Logical shift right."""
        return self._binary(n, "lshr", "lshr")

    def _compare(self, op: str, other: Lane | float) -> Lane:
        other = other if isinstance(other, Lane) else self.lanes.f(other)
        return Lane(self.lanes, self.lanes.builder.fcmp_ordered(op, self.value, other.value), BIT)

    def __lt__(self, other: Lane | float) -> Lane:
        return self._compare("<", other)

    def __gt__(self, other: Lane | float) -> Lane:
        return self._compare(">", other)

    def __le__(self, other: Lane | float) -> Lane:
        return self._compare("<=", other)

    def __ge__(self, other: Lane | float) -> Lane:
        return self._compare(">=", other)

    def equals(self, other: Lane | float) -> Lane:
        """Lanewise ordered equality of floats."""
        return self._compare("==", other)

    def negated(self) -> Lane:
        """Lanewise not, of a comparison's result."""
        return Lane(self.lanes, self.lanes.builder.not_(self.value), BIT)

    def nonzero(self) -> Lane:
        """Lanewise `!= 0` of integers."""
        zero = self.lanes.const(0, self.scalar)
        return Lane(self.lanes, self.lanes.builder.icmp_signed("!=", self.value, zero), BIT)

    def mask(self) -> ir.Value:
        """A comparison's result as an integer with one bit for each lane."""
        return self.lanes.builder.bitcast(self.value, ir.IntType(self.lanes.width))

    def bits(self) -> Lane:
        """The float's bits as int64."""
        return Lane(self.lanes, self.lanes.builder.bitcast(self.value, self.lanes.type(INTEGER)), INTEGER)

    def float(self) -> Lane:
        """The int64's bits as a float."""
        return Lane(self.lanes, self.lanes.builder.bitcast(self.value, self.lanes.type(FLOAT)), FLOAT)

    def abs(self) -> Lane:
        """`|x|`."""
        return self.lanes.call("fabs", self)

    def with_sign(self, other: Lane) -> Lane:
        """`copysign(x, other)`."""
        return self.lanes.call("copysign", self, other)
