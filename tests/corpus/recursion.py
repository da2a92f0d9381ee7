"""Recursion: direct, mutual, tree-like, with arrays, through closures."""
# ruff: noqa  programs as people write them

import math

import numpy as np

from tests.corpus.registry import case

X = np.array([0.5, -1.2, 2.0, 0.3, 0.8])


def recursive_power(x, n):
    if n == 0:
        return 1.0
    return x * recursive_power(x, n - 1)


case(recursive_power, 1.3, 5)
case(recursive_power, 1.3, 0, id="recursive_power_base")


def recursive_horner(x, n):
    if n == 0:
        return x
    inner = recursive_horner(x, n - 1)
    return inner * x + math.sin(inner)


case(recursive_horner, 0.7, 4)


def fibonacci_like(x, n):
    if n < 2:
        return x * (n + 1)
    return fibonacci_like(x, n - 1) * 0.5 + fibonacci_like(x * 1.1, n - 2)


case(fibonacci_like, 0.7, 5)


def is_even_weight(x, n):
    if n == 0:
        return x
    return x * is_odd_weight(x + 0.1, n - 1)


def is_odd_weight(x, n):
    if n == 0:
        return 2.0 * x
    return math.sin(is_even_weight(x * 0.9, n - 1))


case(is_even_weight, 0.7, 5)
case(is_odd_weight, 0.7, 3)


def recursion_on_an_array(x, i):
    if i == len(x):
        return 0.0
    return x[i] * x[i] + 0.5 * recursion_on_an_array(x, i + 1) * x[i]


case(recursion_on_an_array, X, 0)


def recursion_on_slices(x):
    if len(x) == 1:
        return x[0]
    middle = len(x) // 2
    return recursion_on_slices(x[:middle]) * recursion_on_slices(x[middle:]) + x[0]


case(recursion_on_slices, X)


def recursive_writes(x, i):
    if i >= len(x):
        return x[0] * x[-1]
    x[i] = x[i] * x[i - 1]
    return recursive_writes(x, i + 1) + x[i]


case(recursive_writes, X, 1)


def recursive_quicksort(x):
    def partition(v, low, high):
        pivot = v[high]
        i = low
        for j in range(low, high):
            if v[j] < pivot:
                v[i], v[j] = v[j], v[i]
                i += 1
        v[i], v[high] = v[high], v[i]
        return i

    def sort(v, low, high):
        if low < high:
            p = partition(v, low, high)
            sort(v, low, p - 1)
            sort(v, p + 1, high)

    sort(x, 0, len(x) - 1)
    s = 0.0
    for i in range(len(x)):
        s += (i + 1) * x[i] ** 2
    return s


case(recursive_quicksort, X)


def simpson(f, a, b):
    return (b - a) / 6.0 * (f(a) + 4.0 * f(0.5 * (a + b)) + f(b))


def adaptive_quadrature(p, a, b):
    def integrand(t):
        return math.exp(-p * t * t) * math.cos(3.0 * t)

    def integrate(low, high, whole, depth):
        middle = 0.5 * (low + high)
        left = simpson(integrand, low, middle)
        right = simpson(integrand, middle, high)
        if depth == 0 or abs(left + right - whole) < 3e-4:
            return left + right
        return integrate(low, middle, left, depth - 1) + integrate(middle, high, right, depth - 1)

    return integrate(a, b, simpson(integrand, a, b), 6)


case(adaptive_quadrature, 1.3, 0.1, 1.9)


def gcd_recursive(a, b):
    return a if b == 0 else gcd_recursive(b, a % b)


def inactive_recursion(x, a, b):
    return x * x * gcd_recursive(a, b)


case(inactive_recursion, 0.7, 12, 18)


def recursion_with_two_results(x, n):
    def sine_and_cosine(v, k):
        if k == 0:
            return v, 1.0 - 0.5 * v * v
        s, c = sine_and_cosine(v * 0.5, k - 1)
        return 2.0 * s * c, c * c - s * s

    s, c = sine_and_cosine(x, n)
    return s + c * c


case(recursion_with_two_results, 0.7, 3)


def recursion_in_a_loop(x, n):
    if n == 0:
        return x
    s = 0.0
    for i in range(n):
        s = s * 0.5 + math.sin(recursion_in_a_loop(x * (i + 1.0), n - 1))
    return s


case(recursion_in_a_loop, 0.7, 3)


def loop_of_recursion(x):
    s = 0.0
    for i in range(4):
        s += recursive_power(x + s * 0.1, i)
    return s


case(loop_of_recursion, 0.7)


def recursion_with_a_default(x, n=3):
    return x if n <= 0 else math.sin(recursion_with_a_default(x * 1.1, n - 1)) * x


case(recursion_with_a_default, 0.7)


def recursion_with_accumulator(x, n, total=0.0):
    if n == 0:
        return total
    return recursion_with_accumulator(x, n - 1, total * x + n)


case(recursion_with_accumulator, 0.7, 4)


def ackermann_like(x, m, n):
    if m == 0:
        return x + n
    if n == 0:
        return 0.9 * ackermann_like(x, m - 1, 1)
    return ackermann_like(x * 0.95, m - 1, n - 1) + x * ackermann_like(x, m, n - 1)


case(ackermann_like, 0.7, 2, 3)


def three_mutual_functions(x, n):
    def a(v, k):
        return v if k == 0 else b(v * 1.1, k - 1) + v

    def b(v, k):
        return v * v if k == 0 else c(v, k - 1) * v

    def c(v, k):
        return math.sin(v) if k == 0 else a(v * 0.5, k - 1)

    return a(x, n) + c(x, n)


case(three_mutual_functions, 0.7, 4)


def tree_over_an_array(values, x):
    def node(i):
        if i >= len(values):
            return x
        return values[i] * node(2 * i + 1) + node(2 * i + 2)

    return node(0)


case(tree_over_an_array, X, 0.7)


def recursive_buffer_per_level(x, n):
    if n == 0:
        return x[0] * x[1]
    y = np.zeros(len(x))
    for i in range(len(x)):
        y[i] = x[i] * x[i - 1] * 0.7 + x[i]
    return recursive_buffer_per_level(y, n - 1) + y[0]


case(recursive_buffer_per_level, X, 3)


def deep_linear_recursion(x, n):
    if n == 0:
        return x
    return deep_linear_recursion(x, n - 1) * 1.001 + 0.001


case(deep_linear_recursion, 0.7, 200)


def recursive_matrix_determinant(a):
    n = a.shape[0]
    if n == 1:
        return a[0, 0]
    total = 0.0
    sign = 1.0
    for j in range(n):
        minor = np.zeros((n - 1, n - 1))
        for r in range(1, n):
            k = 0
            for c in range(n):
                if c != j:
                    minor[r - 1, k] = a[r, c]
                    k += 1
        total += sign * a[0, j] * recursive_matrix_determinant(minor)
        sign = -sign
    return total


case(recursive_matrix_determinant, np.array([[2.0, 0.3, 0.1], [0.4, 1.5, 0.6], [0.7, 0.8, 1.2]]))


def hanoi_weights(x, n, a, b):
    if n == 0:
        return 0.0
    s = hanoi_weights(x, n - 1, a, 3 - a - b)
    s = s + x[a] * x[b]
    x[b] = x[b] * 0.9
    return s + hanoi_weights(x, n - 1, 3 - a - b, b)


case(hanoi_weights, X[:3], 3, 0, 2)
