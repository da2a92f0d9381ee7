"""Variables that may share memory are in one class; those that cannot are not."""

import numpy as np

from difpy.analysis.memory import MemoryClasses, is_gather, is_view, roots
from difpy.program import Assign
from tests.analysis.programs import body_of, program_of, statement_of

VECTOR, MATRIX = np.ones(3), np.ones((2, 3))


def classes_of(function, *arguments):
    """Which of the entry's variables share a class, as sets of names."""
    program = program_of(function, *arguments)
    memory = MemoryClasses(program)
    entry = program.functions[program.entry]
    found: dict = {}
    for name in entry.variables:
        found.setdefault(memory.of(entry.name, name), set()).add(name)
    return [names for names in found.values() if len(names) > 1]


def value_of(function, *arguments):
    """The expression assigned to `y`."""
    return next(s.value for s in body_of(function, *arguments) if isinstance(s, Assign) and s.target == "y")


def test_a_second_name_is_the_same_memory():
    def f(a):
        b = a
        return b[0]

    assert classes_of(f, VECTOR) == [{"a", "b"}]


def test_views_are_the_same_memory():
    def f(a):
        b = a[1:]
        c = b.T
        d = np.reshape(c, (2, 1))
        e = np.flip(a)
        return d[0, 0] + e[0]

    assert classes_of(f, VECTOR) == [{"a", "b", "c", "d", "e"}]


def test_the_rows_that_a_loop_goes_through_are_views():
    def f(a):
        total = 0.0
        for row in a:
            total += row[0]
        return total

    assert classes_of(f, MATRIX) == [{"a", "row"}]


def test_copies_and_results_of_operations_are_memory_of_their_own():
    def f(a, k):
        b = a.copy()
        c = a + 0.0
        d = a[k]
        e = a[a > 0.5]
        return b[0] + c[0] + d[0] + e[0]

    assert classes_of(f, VECTOR, np.array([0, 1])) == []


def test_both_branches_of_a_choice_count():
    def f(a, b, x):
        c = a if x > 0.0 else b
        return c[0]

    assert classes_of(f, VECTOR, VECTOR.copy(), 1.0) == [{"a", "b", "c"}]


def test_order_of_execution_does_not_matter():
    def f(a, b):
        c = a
        first = c[0]
        c = b
        return first + c[0]

    assert classes_of(f, VECTOR, VECTOR.copy()) == [{"a", "b", "c"}]


def test_a_list_of_arrays_is_one_memory_with_the_arrays_in_it():
    def f(a, b):
        xs = [a]
        xs.append(b)
        c = xs.pop()
        return c[0]

    assert {"a", "b", "c", "xs"} in classes_of(f, VECTOR, VECTOR.copy())


def test_a_slice_of_a_list_of_numbers_is_a_copy():
    def f(x):
        xs = [x, x]
        ys = xs[1:]
        zs = xs
        return ys[0] + zs[0]

    assert classes_of(f, 1.0) == [{"xs", "zs"}]


def test_arguments_are_joined_with_parameters_and_results_with_targets():
    def same(u):
        return u

    def f(a, b):
        c = same(a)
        return c[0] + b[0]

    program = program_of(f, VECTOR, VECTOR.copy())
    memory = MemoryClasses(program)
    assert memory.of("f", "a") == memory.of("same", "u") == memory.of("f", "c")
    assert memory.of("f", "b") != memory.of("f", "a")


def test_all_calls_of_a_function_are_one():
    """Steensgaard's price: two arrays given to one parameter are taken for one."""

    def first(u):
        return u[0]

    def f(a, b):
        return first(a) + first(b)

    assert classes_of(f, VECTOR, VECTOR.copy()) == [{"a", "b"}]


def test_what_is_a_view():
    def view(a):
        y = a[1:]
        return y[0]

    def contiguous(a):
        y = np.ravel(a)
        return y[0]

    def copied(a):
        y = np.ravel(a.T)
        return y[0]

    def gathered(a, k):
        y = a[k]
        return y[0]

    def fresh(a):
        y = a + a
        return y[0]

    assert is_view(value_of(view, VECTOR))
    assert is_view(value_of(contiguous, MATRIX))
    assert not is_view(value_of(copied, MATRIX))
    assert not is_view(value_of(gathered, VECTOR, np.array([0, 1])))
    assert not is_view(value_of(fresh, VECTOR))


def test_what_may_be_a_copy_still_shares_its_class():
    """NumPy's `ravel` copies what isn't in C order; whether it did is known when it runs."""

    def f(a):
        y = np.ravel(a.T)
        return y[0]

    assert list(roots(value_of(f, MATRIX))) == ["a"]


def test_masks_and_lists_of_indices_gather():
    def f(a, k):
        y = a[a > 0.0]
        z = a[k]
        w = a[1:]
        return y[0] + z[0] + w[0]

    body = body_of(f, VECTOR, [0, 1])
    assert is_gather(statement_of(body, "y =").value)
    assert is_gather(statement_of(body, "z =").value)
    assert not is_gather(statement_of(body, "w =").value)
