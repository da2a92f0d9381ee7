"""The adjoint of each kind of statement; `x_bar` is what it is before the statement, going backwards."""
# ruff: noqa: SIM108  functions under test as people write them

import numpy as np

from tests.reverse.sweeps import raw, reverse_of, stores

VECTOR = np.ones(4)


def adjoint_lines(function, *arguments, **options):
    """Without the zeros at the top and the return."""
    lines = reverse_of(function, *arguments, **options).splitlines()
    return [line for line in lines if not line.startswith("return") and not _is_start(line)]


def _is_start(line):
    return line.endswith("_bar = 0.0") or (line.endswith(")") and "_bar = np.zeros_like(" in line)


def test_an_assignment_clears_the_cotangent_of_its_target():
    """Read in a loop it would count twice: `y_bar` goes to the operands and is zero then."""

    def f(x, n):
        y = x
        for _ in range(n):
            y = 2.0 * x
            x = x + y
        return x

    lines = [line.strip() for line in reverse_of(f, 1.0, 3).splitlines()]
    place = lines.index("x_bar += 2.0 * y_bar")
    assert lines[place - 1 : place + 2] == ["y_bar += x_bar", "x_bar += 2.0 * y_bar", "y_bar = 0.0"]


def test_an_update_replaces_its_own_cotangent():
    def f(x, y):
        y = y + x
        y = np.sin(y) * 2.0
        return y

    assert adjoint_lines(f, 1.0, 2.0)[1:] == [
        "y = y_saved_2",
        "y_bar = np.cos(y) * 2.0 * y_bar",
        "x_bar += y_bar",
    ]


def test_what_others_get_of_an_update_comes_before_it_is_replaced():
    def f(x, y):
        y = y * x
        return y

    assert adjoint_lines(f, 1.0, 2.0)[1:] == ["y = y_saved", "x_bar += y * y_bar", "y_bar = x * y_bar"]


def test_signs_of_updates():
    def f(x, y):
        y = x - y
        return y

    assert adjoint_lines(f, 1.0, 2.0)[1:] == ["x_bar += y_bar", "y_bar = -y_bar"]


def test_an_update_whose_adjoint_branches_copies_the_cotangent():
    def f(x, y):
        y = y / x
        return y

    assert adjoint_lines(f, 1.0, 2.0)[1:5] == [
        "y = y_saved",
        "y_new_bar = y_bar",
        "if y_new_bar != 0.0:",
        "    y_bar += y_new_bar / x",
    ]


def test_a_written_element_takes_its_cotangent_out():
    def f(a, x):
        a[0] = x * x
        return a[0]

    assert adjoint_lines(f, VECTOR, 2.0) == [
        "a_bar[0] += result_bar",
        "a_element_bar = a_bar[0]",
        "a_bar[0] = 0.0",
        "x_bar += 2.0 * x * a_element_bar",
    ]


def test_an_element_written_with_itself():
    def f(a, x):
        a[3] = a[3] * x
        return a[3]

    assert adjoint_lines(f, VECTOR, 2.0)[1:] == [
        "a[3] = a_saved",
        "a_element_bar = a_bar[3]",
        "a_bar[3] = 0.0",
        "a_bar[3] += x * a_element_bar",
        "x_bar += a[3] * a_element_bar",
    ]


def test_adding_to_an_element_leaves_its_cotangent():
    def f(a, x):
        a[1] += 2.0 * x
        a[1] -= x
        return a[1]

    assert adjoint_lines(f, VECTOR, 2.0)[1:] == ["x_bar -= a_bar[1]", "x_bar += 2.0 * a_bar[1]"]


def test_a_constant_written_ends_the_cotangent():
    def f(a, x):
        a[1] = 3.0
        return a[1] * x

    assert adjoint_lines(f, VECTOR, 2.0)[-1] == "a_bar[1] = 0.0"


def test_a_slice_written_with_a_slice_of_the_same_array():
    """They may overlap, so the cotangent is copied before it is cleared."""

    def f(a):
        a[:2] = a[1:3]
        return a[0]

    assert adjoint_lines(f, VECTOR)[2:] == [
        "a_element_bar = a_bar[:2].copy()",
        "a_bar[:2] = 0.0",
        "a_bar[1:3] += difpy.unbroadcast(a_element_bar, a[1:3])",
    ]


def test_a_number_spread_over_a_slice_gets_the_sum():
    def f(a, x):
        a[1:] = x
        return a[2]

    assert adjoint_lines(f, VECTOR, 2.0)[-1] == "x_bar += np.sum(a_element_bar)"


def test_arrays_that_are_values_have_cotangents_like_scalars():
    def f(a):
        b = a * a
        c = b[1:]
        d = c + 1.0
        return d[0]

    assert adjoint_lines(f, VECTOR) == [
        "d_bar[0] += result_bar",
        "c_bar += d_bar",
        "b_bar[1:] += c_bar",
        "a_bar += difpy.unless_zero(b_bar, 2.0 * a * b_bar)",
    ]


def test_a_branch_is_reversed_under_its_test():
    def f(x):
        if x > 1.0:
            y = x * x
        else:
            y = 3.0 * x
        return y

    assert adjoint_lines(f, 1.5) == [
        "if x > 1.0:",
        "    x_bar += 2.0 * x * y_bar",
        "else:",
        "    x_bar += 3.0 * y_bar",
    ]


def test_a_test_that_its_branches_change_is_held():
    def f(x):
        if x > 1.0:
            x = x * x
        return x

    assert adjoint_lines(f, 1.5)[1:] == ["if took_then:", "    x = x_saved", "    x_bar = 2.0 * x * x_bar"]


def test_counted_loops_run_the_same_range_backwards():
    def f(x, n):
        for _ in range(2, n, 3):
            x = 2.0 * x
        return x

    assert "for _ in reversed(range(2, n, 3)):" in adjoint_lines(f, 1.5, 9)


def test_a_loop_left_early_goes_back_over_what_it_went_through():
    def f(x, n):
        for i in range(2, n, 3):
            if i > 6:
                break
            x = 2.0 * x
        for i in range(n, 0, -2):
            if i < 3:
                break
            x = 3.0 * x
        return x

    lines = adjoint_lines(f, 1.5, 9)
    assert "for i in reversed(range(n, n + i_trips_2 * -2, -2)):" in lines
    assert "for i in reversed(range(2, 2 + i_trips * 3, 3)):" in lines


def test_a_while_loop_goes_back_trip_by_trip():
    def f(x):
        while x < 100.0:
            x = 2.0 * x
        return x

    assert "for trip in reversed(range(trips)):" in adjoint_lines(f, 1.5)


def test_statements_are_reversed_in_opposite_order():
    def f(a, x):
        a[0] = x
        a[1] = x
        a[2] = x
        return a[0] + a[1] + a[2]

    written = [
        s.indices[0].value for s in stores(raw(f, VECTOR, 2.0).functions["f_adjoint"]) if s.array == "a_bar"
    ]
    assert written[-3:] == [2, 1, 0]
