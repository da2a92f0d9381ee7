"""The lines of elementwise functions, of numbers and of arrays, in the table of the rules' tests."""

from tests.rules.table import rule

# --- one operand -------------------------------------------------------------------------------
for name in ("asinh", "atan", "cos", "cosh", "degrees", "erf", "erfc", "exp", "expm1", "fabs", "radians",
             "sin", "sinh", "tan", "tanh", "acos", "asin", "atanh", "log10", "log1p", "log2",
             "sqrt"):  # fmt: skip
    rule(f"math.{name}(c)")
rule("math.acosh(1.0 + c)")
for name in ("arcsinh", "arctan", "cos", "cosh", "deg2rad", "degrees", "exp", "expm1", "fabs", "negative",
             "rad2deg", "radians", "reciprocal", "sin", "sinh", "square", "tan", "tanh",
             "absolute"):  # fmt: skip
    rule(f"np.{name}(x)")
    rule(f"np.{name}(c)", compiled=False)
for name in ("arccos", "arcsin", "arctanh"):
    rule(f"np.{name}(0.4 * x)")
for name in ("log10", "log1p", "log2", "sqrt"):
    rule(f"np.{name}(p)")
rule("np.arccosh(1.0 + p)")
rule("np.float64(c) * np.real(x) * np.asfortranarray(x)")
rule("np.float32(c) * x", layouts=False, compiled=False)
# --- two operands ------------------------------------------------------------------------------
for name in ("atan2", "copysign", "fmod", "pow"):
    rule(f"math.{name}(c, d)")
for name in ("add", "arctan2", "divide", "multiply", "subtract", "true_divide", "floor_divide"):
    rule(f"np.{name}(x, y)")
    rule(f"np.{name}(a, w)", compiled=False)
rule("np.power(p, y)")
rule("np.ldexp(x, 3) * y")
# --- others ------------------------------------------------------------------------------------
for name in ("sinc", "cbrt", "nan_to_num", "positive", "exp2"):
    rule(f"np.{name}(x)")
    rule(f"np.{name}(c)")
for name in (
    "logaddexp",
    "logaddexp2",
    "fmax",
    "fmin",
    "hypot",
    "maximum",
    "minimum",
    "copysign",
):
    rule(f"np.{name}(x, y)")
    rule(f"np.{name}(a, w)", compiled=name == "hypot")
    rule(f"np.{name}(x, c)", compiled=False)
for name in ("mod", "fmod", "remainder"):  # -1.2 and 0.4 are at a jump
    rule(f"np.{name}(1.1 * x, y)")
    rule(f"np.{name}(x, c)", compiled=False)
rule("np.nextafter(x, y)")
rule("np.conj(x)")
for name in ("acos", "asin", "asinh", "atan", "atanh", "cos", "cosh", "exp", "log", "log10", "sin", "sinh",
             "sqrt", "tan", "tanh"):  # fmt: skip
    rule(f"abs(cmath.{name}(complex(c, d)))", compiled=name in ("exp", "asin"))
rule("np.real(np.complex128(c) * c + np.complex64(2.0))", compiled=False)
rule("x.conjugate() * c.conjugate() + c.imag")
rule("np.divmod(x, c)[1]")
rule("np.divmod(x, c)[0] * y", compiled=False)
rule("np.float_power(p, y)")
rule("np.heaviside(x, c)")
rule("np.round(x) * x")
rule("np.fix(x) * x")
for name in ("gamma", "lgamma", "cbrt", "exp2"):
    rule(f"math.{name}(c)", compiled=name not in ("cbrt", "exp2"))
rule("math.gamma(-1.3 * d) + math.lgamma(20.0 * c)")
rule("math.nextafter(c, 2.0)")
rule("math.log(c, 3.0 + d)")
rule("math.ldexp(c, n)")
rule("math.remainder(c, d)")
rule("c * math.comb(2 * n, 2) + d * math.factorial(n) + c * math.perm(n, 2) * math.isqrt(17 * n)")
rule("c * math.lcm(n, 4) * math.isclose(c, c + 1e-12) + c * math.isclose(c, d) + math.ulp(c) * d")
rule("math.dist((c, d), (d, 0.1))")
rule("math.dist((c, d, 1.0), (d, 0.1, c * c))", compiled=False)
rule("math.hypot(c, d, 2.0)")
rule("math.fsum(xs)")
rule("math.fsum([c, d, c * d])")
rule("math.prod(xs)")
rule("math.prod((c, d, c))")
rule("np.split(x, 2)[1] * np.split(y, [1, 3])[1]")
rule("np.array_split(x, 3)[0] * np.array_split(y, 3)[1][0]")
rule("np.hsplit(a, 3)[0] * np.vsplit(m, [2])[0]")
