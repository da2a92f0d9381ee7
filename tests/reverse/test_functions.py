"""Which functions come of one: signatures, seeds, gradients, results that are kept."""

import numpy as np

from difpy import pipeline
from difpy.backend.source import render
from difpy.program import Comment
from tests.analysis.programs import program_of
from tests.reverse.sweeps import live, raw, simplified

VECTOR = np.ones(3)


def header(function, *arguments, wrt=None, name=""):
    return simplified(function, *arguments, wrt=wrt, name=name).splitlines()[0]


def last(function, *arguments, wrt=None, name=""):
    return simplified(function, *arguments, wrt=wrt, name=name).splitlines()[-1].strip()


def test_the_entry_takes_a_seed_and_gives_value_and_gradient():
    def f(x, n, a):
        return x * n * a[0]

    assert header(f, 1.0, 2, VECTOR) == "def f_adjoint(x, n, a, result_bar):"
    assert last(f, 1.0, 2, VECTOR) == "return result, x_bar, a_bar"


def test_only_what_is_asked_for_is_given():
    def f(x, y):
        return x * y

    assert last(f, 1.0, 2.0, wrt=("y",)) == "return result, y_bar"
    assert "x_bar" not in simplified(f, 1.0, 2.0, wrt=("y",))


def test_parameters_that_the_result_does_not_depend_on():
    def f(x, y, a):
        return x * 2.0

    assert last(f, 1.0, 2.0, VECTOR) == "return result, x_bar, 0.0, np.zeros_like(a)"


def test_results_that_the_reverse_sweep_takes_back_are_kept():
    def f(x):
        total = 0.0
        for _ in range(3):
            total = total * x + 1.0
        return total

    assert last(f, 1.5) == "return total_value, x_bar"


def test_arrays_that_are_written_are_copied_first():
    def f(a, b):
        a[0] = b[1]
        return a[0] * b[0]

    text = simplified(f, VECTOR, VECTOR.copy())
    assert "a = a.copy()" in text
    assert "b = b.copy()" not in text


def test_a_cheap_function_is_run_again():
    def g(u, v):
        return u * v

    def f(x):
        return g(x, x)

    program = live(f, 1.0)
    assert list(program.functions) == ["g", "g_adjoint", "f_adjoint"]
    assert header(f, 1.0, name="g_adjoint") == "def g_adjoint(u, v, result_bar):"
    assert last(f, 1.0, name="g_adjoint") == "return u_bar, v_bar"


def test_functions_with_loops_are_split():
    def g(u):
        for _ in range(2):
            u = u * u
        return u

    def f(x):
        return g(x)

    assert list(live(f, 1.0).functions) == ["g_forward", "g_reverse", "f_adjoint"]


def test_functions_that_write_what_the_caller_sees_are_split():
    def g(a, u):
        a[0] = u * a[0]

    def f(x):
        a = np.ones(2)
        g(a, x)
        return a[0]

    assert list(live(f, 1.0).functions) == ["g_forward", "g_reverse", "f_adjoint"]
    assert header(f, 1.0, name="g_forward") == "def g_forward(a, u, a_stack):"
    assert last(f, 1.0, name="g_reverse") == "return u_bar"


def test_memory_that_no_reverse_sweep_reads_is_not_restored():
    def g(a, u):
        a[0] = u * u

    def f(x):
        a = np.zeros(2)
        g(a, x)
        return a[0]

    assert header(f, 1.0, name="g_forward") == "def g_forward(a, u):"
    assert last(f, 1.0, name="g_reverse") == "return u_bar"


def test_a_function_that_only_chooses_has_no_reverse_sweep():
    """What it writes is its own, and nobody reads it afterwards."""

    def nearest(points, x):
        distances = np.zeros(len(points))
        for i in range(len(points)):
            distances[i] += (points[i] - x) ** 2
        return np.argmin(distances)

    def f(x):
        points = np.array([x, x * x, 2.0])
        return x * points[nearest(points, x)]

    text = simplified(f, 1.0)
    assert "nearest_value = nearest_forward(points, x)" in text
    assert "nearest_reverse" not in text


def test_functions_that_return_new_arrays_are_run_again():
    def g(u):
        return u * np.ones(2)

    def f(x):
        a = g(x)
        return a[0]

    assert list(live(f, 1.0).functions) == ["g", "g_adjoint", "f_adjoint"]
    assert header(f, 1.0, name="g_adjoint") == "def g_adjoint(result_bar):"
    assert "a_bar = np.zeros_like(a)" in simplified(f, 1.0)


def test_an_array_that_is_bound_twice_has_a_seed_beside_its_cotangent():
    def g(u):
        a = u * np.ones(2)
        a = a * u
        return a

    def f(x):
        b = g(x)
        return b[0] * b[1]

    text = simplified(f, 1.0, name="g_adjoint")
    assert text.startswith("def g_adjoint(u, a_seed):")
    assert "a_bar += a_seed" in text


def test_functions_that_return_what_they_are_given_are_split():
    def g(a, u):
        return a[1:]

    def f(x):
        b = g(x, 2.0)
        return b[0] * b[1]

    assert list(live(f, VECTOR).functions) == ["g_forward", "f_adjoint"]  # there is nothing to undo
    assert last(f, VECTOR, name="g_forward").startswith("return result, result_bar")


def test_functions_that_return_one_array_twice_are_split():
    def g(u):
        a = u * np.ones(3)
        return a, a[1:]

    def f(x):
        a, b = g(x)
        a[1] = 1.0
        return b[0] * b[1]

    assert list(live(f, 1.0).functions) == ["g_forward", "g_reverse", "f_adjoint"]


def test_functions_that_print_are_not_run_again():
    def g(u):
        print(u)  # noqa: T201  what is tested
        return u * u

    def f(x):
        return g(x)

    assert list(live(f, 1.0).functions) == ["g_forward", "g_reverse", "f_adjoint"]


def test_functions_that_raise_are_not_run_again():
    def g(u):
        if u < 0.0:
            raise ValueError("negative")
        return u * u

    def f(x):
        return g(x)

    assert list(live(f, 1.0).functions) == ["g_forward", "g_reverse", "f_adjoint"]


def test_a_recursive_entry_has_all_three():
    def power(x, n):
        if n == 0:
            return 1.0
        return power(x, n - 1) * x

    assert list(live(power, 1.1, 3).functions) == ["power_forward", "power_reverse", "power_adjoint"]


def test_functions_that_have_no_derivative_are_called_as_they_are():
    def count(n):
        total = 0
        for i in range(n):
            total += i
        return total

    def f(x, n):
        return x * count(n)

    program = live(f, 1.0, 3)
    assert "count_reverse" not in program.functions or not program.functions["count_reverse"].results


def test_inactive_parameters_of_callees_give_no_cotangent():
    def g(u, c):
        for _ in range(2):
            u = u * c
        return u

    def f(x, c):
        return g(x, c)

    assert last(f, 1.0, 2.0, wrt=("x",), name="g_reverse") == "return u_bar"


def test_an_array_result_has_a_seed_of_its_shape():
    def f(x, a):
        return x * a

    program = pipeline.adjoint_program(program_of(f, 2.0, VECTOR), ("x",))
    assert [p.name for p in program.functions["f_adjoint"].parameters] == ["x", "a", "result_seed"]


def test_the_banner_stands_between_the_sweeps():
    def g(u):
        for _ in range(2):
            u = u * u
        return u

    def f(x):
        return g(x)

    functions = raw(f, 1.0).functions
    assert sum(isinstance(s, Comment) for s in functions["f_adjoint"].body) == 1
    for name in ("g_forward", "g_reverse"):
        assert not any(isinstance(s, Comment) for s in functions[name].body), "each is one sweep"


def test_array_results_are_kept_before_the_reverse_sweep_undoes_them():
    def f(a):
        b = a * 1.0
        for i in range(1, len(b)):
            b[i] = b[i] * b[i - 1]
        return b

    program = pipeline.adjoint_program(program_of(f, VECTOR), ("a",))
    names: dict = {}
    exec(render(program), names)
    given = np.array([0.5, 1.5, 2.5])
    value, _ = names["f_adjoint"](given, np.ones(3))
    assert np.array_equal(value, f(given))
