"""The form that the sweeps take."""

import numpy as np

from difpy.program import statements
from tests.analysis.programs import prepared, program_of, text_of

VECTOR, MATRIX = np.ones(3), np.ones((2, 3))


def check(function, arguments, expected, name=""):
    assert text_of(prepared(function, *arguments), name).split("\n", 1)[1].rstrip() == expected.strip("\n")


def test_elementwise_expressions_stay_whole():
    def f(x, y):
        z = np.sin(x) * y + x / (y - 2.0)
        return z

    check(
        f,
        (1.0, 3.0),
        """
    z = np.sin(x) * y + x / (y - 2.0)
    return z
""",
    )


def test_reductions_are_statements_and_their_operands_have_names():
    def f(x):
        y = x / np.sum(x * x)
        return y[0]

    check(
        f,
        (VECTOR,),
        """
    sum_operand = x * x
    sum_value = np.sum(sum_operand)
    y = x / sum_value
    result = y[0]
    return result
""",
    )


def test_views_need_no_names():
    def f(a):
        y = np.sum(a[1:]) + np.sum(a.T)
        return y

    check(
        f,
        (MATRIX,),
        """
    sum_value = np.sum(a[1:])
    sum_value_2 = np.sum(a.T)
    y = sum_value + sum_value_2
    return y
""",
    )


def test_products_of_matrices_are_statements():
    def f(a, x):
        return x @ (a @ x + 1.0)

    check(
        f,
        (np.ones((3, 3)), VECTOR),
        """
    matmul_value = a @ x
    matmul_operand = matmul_value + 1.0
    result = x @ matmul_operand
    return result
""",
    )


def test_an_array_is_chosen_by_an_if():
    def f(a, b, x):
        c = a if x > 0.0 else b
        return c[0]

    check(
        f,
        (VECTOR, VECTOR, 1.0),
        """
    if x > 0.0:
        c = a
    else:
        c = b
    result = c[0]
    return result
""",
    )


def test_a_choice_of_scalars_stays_unless_a_branch_needs_statements():
    def whole(x, y):
        z = x * x if x > y else y
        return z

    def with_sum(a, y):
        z = 2.0 * (np.sum(a) if y > 0.0 else y)
        return z

    check(
        whole,
        (1.0, 2.0),
        """
    z = x * x if x > y else y
    return z
""",
    )
    check(
        with_sum,
        (VECTOR, 2.0),
        """
    if y > 0.0:
        sum_value = np.sum(a)
        chosen = sum_value
    else:
        chosen = y
    z = 2.0 * chosen
    return z
""",
    )


def test_and_and_or_of_numbers_are_choices():
    def f(x, y):
        z = x or y
        w = x and y
        return z + w

    check(
        f,
        (1.0, 2.0),
        """
    z = x if x else y
    w = y if x else x
    result = z + w
    return result
""",
    )


def test_results_are_variables_each_its_own():
    def g(x, y):
        return x, y, y * 2.0

    def f(x, y):
        a, b, c = g(x, y)
        return a + b + c

    check(
        g,
        (1.0, 2.0),
        """
    result = x
    result_2 = y
    result_3 = y * 2.0
    return result, result_2, result_3
""",
    )


def test_augmented_writes_of_factors_are_plain():
    def f(a, x):
        a[0] *= x
        a[1] += x
        a[2] -= x
        return a[0]

    check(
        f,
        (VECTOR, 2.0),
        """
    a[0] = a[0] * x
    a[1] += x
    a[2] -= x
    result = a[0]
    return result
""",
    )


def test_augmented_writes_through_arrays_of_indices_are_plain():
    """NumPy adds once to an element that is named twice."""

    def f(a, k, x):
        a[k] += x
        return a[0]

    assert "a[k] = a[k] + x" in text_of(prepared(f, VECTOR, np.array([0, 0]), 2.0))


def test_what_has_no_derivative_is_left_alone():
    def f(x, k):
        n = np.sum(k * 2) + len(k)
        return x * n

    assert "n = np.sum(k * 2) + len(k)" in text_of(prepared(f, 1.0, np.array([1, 2])))


def test_an_index_that_reads_the_written_memory_has_a_name():
    def f(k, x):
        k[k[0]] = 2
        return x * k[1]

    assert "index = k[0]" in text_of(prepared(f, np.array([1, 1]), 2.0))


def test_extend_appends_and_clear_pops():
    def f(x):
        xs = [x]
        xs.extend([x, 2.0 * x])
        y = xs[2]
        xs.clear()
        return y

    text = text_of(prepared(f, 1.0))
    assert ".extend" not in text
    assert ".clear" not in text
    assert "xs.append(" in text
    assert "xs.pop()" in text


def test_arguments_of_calls_stay_whole_where_they_are_cheap():
    def g(u, v):
        return u * v

    def f(x):
        return g(x * 2.0, x)

    assert "g(x * 2.0, x)" in text_of(prepared(f, 1.0))


def test_arguments_that_are_new_arrays_have_names():
    """Their cotangents are arrays too, which the callee adds to."""

    def g(u):
        return u[0] * u[1]

    def f(a):
        return g(a * 2.0)

    text = text_of(prepared(f, VECTOR))
    assert "argument = a * 2.0" in text
    assert "g(argument)" in text


def test_every_statement_is_an_object_of_its_own():
    def f(x):
        for _ in range(2):
            if x > 0.0:
                x = x * 2.0
        return x

    program = program_of(f, 1.0)
    before = {id(s) for s in statements(program.functions["f"].body)}
    after = [id(s) for s in statements(prepared(f, 1.0).functions["f"].body)]
    assert len(set(after)) == len(after)
    assert before.isdisjoint(after)
