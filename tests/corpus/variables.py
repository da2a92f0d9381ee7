"""Names: reuse, change of type, shadowing, every form of assignment."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3])
scale = 3.0
OFFSETS = np.array([0.1, 0.2, 0.3, 0.4])
COEFFICIENTS = [1.0, -0.5, 0.25]
PAIR = (2.0, 5)


def integer_that_becomes_float(x):
    s = 0
    for i in range(len(x)):
        s += x[i]
    return s * s


case(integer_that_becomes_float, X)


def integer_that_becomes_float_on_a_branch(x):
    s = 1
    if x > 0.0:
        s = s * x
    return s + x


case(integer_that_becomes_float_on_a_branch, 0.4)
case(integer_that_becomes_float_on_a_branch, -0.4, id="integer_stays_integer")


def array_then_scalar(x):
    y = x * 2.0
    y = y[0] * y[1]
    y = math.sin(y)
    return y * x[2]


case(array_then_scalar, X)


def scalar_then_array_then_scalar(x):
    a = x
    a = np.ones(3) * a
    a[1] = a[0] * x
    a = np.sum(a)
    return a * a


case(scalar_then_array_then_scalar, 0.7)


def name_reused_as_index(x):
    k = x[0] * x[1]
    s = k
    for k in range(len(x)):
        s = s + k * x[k]
    return s * k


case(name_reused_as_index, X)


def argument_overwritten(x, y):
    x = x * y
    y = x * y
    x = y - x
    return x


case(argument_overwritten, 0.7, 1.3)


def argument_overwritten_by_constant(x, y):
    z = x * y
    x = 2.0
    return z * x


case(argument_overwritten_by_constant, 0.7, 1.3)


def local_shadows_global(x):
    scale = x * x
    return scale * x


case(local_shadows_global, 0.7)


def global_float(x):
    return scale * x * x


case(global_float, 0.7)


def global_array(x):
    return np.sum(OFFSETS * x) + OFFSETS[2] * x[0]


case(global_array, X)


def global_list_and_tuple(x):
    y = 0.0
    for c in COEFFICIENTS:
        y = y * x + c
    return y * PAIR[0] ** PAIR[1]


case(global_list_and_tuple, 0.7)


def local_shadows_builtin(x):
    sum = 0.0
    max = x * 2.0
    for i in range(3):
        sum = sum + max * i * x
    return sum


case(local_shadows_builtin, 0.7)


def names_that_generated_code_would_like(x, x_bar, x_saved):
    i_trips = 2
    x_stack = x * x_saved
    for i in range(i_trips):
        x_bar = x_bar * x + x_stack
        x = x * 1.1
    took_then = x_bar
    if x > 0:
        took_then = took_then * x
    return took_then


case(names_that_generated_code_would_like, 0.7, 0.4, 0.9)


def chained_assignment(x):
    a = b = x * x
    a = a * 2.0
    return a * b


case(chained_assignment, 0.7)


def chained_assignment_of_an_array(x):
    a = b = x * x
    a[0] = 5.0 * x[1]
    return b[0] * b[1]


case(chained_assignment_of_an_array, X)


def chained_assignment_into_elements(x):
    y = np.zeros(3)
    y[0] = s = y[2] = x * x
    return y[0] * y[2] + s


case(chained_assignment_into_elements, 0.7)


def parallel_swap(x, y):
    x, y = y, x * y
    x, y = y, x
    return x * x + y


case(parallel_swap, 0.7, 1.3)


def rotation_of_three(a, b, c):
    for i in range(4):
        a, b, c = b, c, a * b
    return a + 10.0 * b + 100.0 * c


case(rotation_of_three, 0.7, 1.3, 0.9)


def nested_unpacking(x):
    (a, b), c = (x, x * x), 3.0
    [d, e] = a * b, c
    return d * e + a


case(nested_unpacking, 0.7)


def starred_assignment(x):
    first, *middle, last = x, x * x, 2.0, x + 1.0
    return first * middle[0] + middle[1] * last + len(middle)


case(starred_assignment, 0.7)


def unpacking_an_array(p):
    a, b, c = p
    return a * b + math.sin(c)


case(unpacking_an_array, np.array([0.5, 1.5, 0.3]))


def annotated_assignment(x: float) -> float:
    y: float = x * x
    n: int
    n = 3
    return y * n


case(annotated_assignment, 0.7)


def augmented_of_every_kind(x, y):
    s = x
    s += y
    s *= s
    s -= x * y
    s /= y
    s **= 2
    s %= 5.0
    s += s // 2.0
    return s


case(augmented_of_every_kind, 1.7, 1.3)


def augmented_by_itself(x):
    x += x
    x *= x
    x -= x * x
    return x


case(augmented_by_itself, 0.3)


def deleted_name(x):
    y = x * x
    z = y * x
    del y
    return z


case(deleted_name, 0.7)


def self_assignment(x):
    x = x
    y = x
    y = y
    return y * x


case(self_assignment, 0.7)


def overwritten_before_use(x):
    y = math.exp(x * 50.0)
    y = x * x
    return y


case(overwritten_before_use, 0.7)


def unused_results(x):
    a = math.exp(x)
    b = [a, x]
    c = np.zeros(3)
    c[0] = a
    return x * x


case(unused_results, 0.7)


def constant_result(x):
    y = x * x
    return 3.5


case(constant_result, 0.7)


def argument_that_is_not_used(x, y):
    return x * x


case(argument_that_is_not_used, 0.7, np.array([1.0, 2.0]))


def result_is_the_argument(x):
    return x


case(result_is_the_argument, 0.7)


def element_is_the_result(x):
    return x[2]


case(element_is_the_result, X)


def integer_argument(n, x):
    return x**n + n * x


case(integer_argument, 3, 0.7, argnums=1)
case(integer_argument, 3, 0.7, argnums=(0, 1), id="integer_promoted_to_float", differences=True)


def boolean_argument(x, flag):
    return x * x if flag else x


case(boolean_argument, 0.7, True)


def boolean_in_arithmetic(x, y):
    return (x > 0) * x * x + (y > 0) * y + True * x


case(boolean_in_arithmetic, 0.7, -0.3)


def integers_between_floats(x):
    n = int(x * 10.0)
    k = n // 3 + n % 3
    return x * k + n


case(integers_between_floats, 0.77)


def floor_and_round(x):
    return math.floor(x) * x + round(x) * x * x + round(x, 1) * x + math.ceil(x) + math.trunc(x) * x


case(floor_and_round, 2.63)


def operators_of_every_kind(x, y):
    return (
        -x + +y - x * y / (x + 1.0) + x**2 - y**0.5 + 2**x + x % 0.7 + x // 0.4 + divmod(x, 0.3)[1] + abs(-x)
    )


case(operators_of_every_kind, 1.31, 0.7)


def power_of_every_kind(x, y, n):
    return x**3 + x**-2 + x**n + x**0 + x**1 + x**y + x**2.5 + pow(x, 3) + math.pow(x, y) + 3.0**x


case(power_of_every_kind, 1.3, 0.7, 4)


def power_of_negative_base(x, n):
    return x**3 + x**2 + x**n + (-x) ** 1.5


case(power_of_negative_base, -1.3, 5)


def minimum_and_maximum(x, y, z):
    return max(x, y) * min(y, z) + max(x, y, z) + min([x * y, z]) + max(2.0, x)


case(minimum_and_maximum, 0.7, 1.3, -0.2)


def math_functions(x):
    return (
        math.sin(x) + math.cos(x) + math.tan(x) + math.exp(x) + math.log(x) + math.sqrt(x) + math.asin(x)
        + math.acos(x) + math.atan(x) + math.sinh(x) + math.cosh(x) + math.tanh(x) + math.atan2(x, 2.0)
        + math.hypot(x, 2.0) + math.log1p(x) + math.expm1(x) + math.fabs(x) + math.erf(x) + math.log10(x) + math.log2(x)
    )  # fmt: skip


case(math_functions, 0.6)


def long_expression(a, b, c):
    return (
        ((a + b) * (a - c) / (b * b + 1.0) - math.sin(a * b * c) ** 2) * (c - (a - (b - (c - a)))) / (2.0 + a)
    )


case(long_expression, 0.7, 0.4, 0.9)


def loop_temporary_read_after_the_loop(x):
    for i in range(4):
        t = x * i
        x = x + t * t
    return x * t


case(loop_temporary_read_after_the_loop, 0.2)


def zero_derivative_everywhere(x):
    return float(int(x)) + 1.0


case(zero_derivative_everywhere, 2.7)


def float_of_everything(x, n, a):
    return float(x) * float(n) + float(a[1]) ** 2 + float(True)


case(float_of_everything, 0.7, 3, X)


def y_stack(v):
    return v * v


def function_called_like_a_stack(x):
    y = x
    i = 0
    while i < 3:
        y = y_stack(y) * math.sin(y)
        i += 1
    return y


case(function_called_like_a_stack, 0.7)


def powers(v):
    for i in range(3):
        v = v * math.sin(v)
    return v


def variables_called_like_sweeps(x):
    powers_forward = x * 2.0
    powers_reverse = powers_forward * x
    for i in range(2):
        powers_forward = powers(powers_forward) * powers_reverse
    return powers_forward


case(variables_called_like_sweeps, 0.7)
