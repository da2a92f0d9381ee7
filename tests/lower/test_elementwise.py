"""Which array code of the reverse sweep becomes loops, and that these do what the readable program does."""

import numpy as np
import pytest
from numba.core import types

import difpy
from difpy.backend.source import render
from difpy.lower import lower
from difpy.lower.elementwise import lower_elementwise
from difpy.program import (
    REVERSE_SWEEP,
    Assign,
    Attribute,
    Binary,
    Call,
    Compare,
    Constant,
    Effect,
    If,
    List,
    Name,
    Return,
    Slice,
    Store,
    Subscript,
    Unary,
)
from tests.backend.programs import FLOAT, VECTOR, at, program

WHOLE = (Slice(),)
MATRIX = types.Array(FLOAT, 2, "C")
U, V, W, S, M = Name("u"), Name("v"), Name("w"), Name("s"), Name("m")
TWICE = Binary("*", Constant(2.0), V)


def unless_zero(seed, value):
    return Call("difpy.unless_zero", (seed, value))


def sweep(*body, **variables):
    """A program with a reverse sweep."""
    where = at(7, "...")
    parameters = {"u": VECTOR, "v": VECTOR, "s": FLOAT, "m": MATRIX}
    start = (Assign("w", Call("np.zeros_like", (U,)), at=where), REVERSE_SWEEP)
    variables = {"w": VECTOR, **variables}
    return program("f", parameters, (*start, *body, Return((Name("w"),), at=where)), (VECTOR,), **variables)


def lowered(*body, **variables):
    """The text of a reverse sweep, lowered."""
    text = render(lower_elementwise(sweep(*body, **variables))).split("# Reverse sweep\n")[1]
    text = text.replace("    # ...\n", "")
    return "\n".join(line[4:] for line in text.splitlines()).removesuffix("\nreturn w")


def store(target, value, op="+", indices=WHOLE):
    return Store(target, indices, value, op, at=at(7, "..."))


def test_an_update_is_a_loop_over_its_elements():
    assert lowered(store("w", unless_zero(V, Binary("/", V, S)))) == (
        "for k in range(w.shape[0]):\n"
        "    w[k] += difpy.spread_element(v, k) / s if difpy.spread_element(v, k) != 0.0 else 0.0"
    )


def test_arrays_of_one_shape_are_not_spread():
    assert lowered(store("w", Binary("*", S, U), "-")) == "for k in range(w.shape[0]):\n    w[k] -= s * u[k]"


def test_a_sum_down_to_a_shape_goes_into_its_target():
    value = Call("difpy.unbroadcast", (Unary("-", V), U))
    assert lowered(store("w", value)) == "for k in range(v.shape[0]):\n    difpy.add_spread(w, u, -v[k], k)"


def test_a_matrix_summed_down_has_a_loop_for_the_usual_shapes():
    value = Call("difpy.unbroadcast", (Binary("*", M, S), U))
    assert lowered(store("w", value, "-")) == (
        "if difpy.have_one_shape(m, w, u):\n"
        "    for k in range(m.shape[0]):\n"
        "        for k_2 in range(m.shape[1]):\n"
        "            w[k_2] -= m[k, k_2] * s\n"
        "else:\n"
        "    for k in range(m.shape[0]):\n"
        "        for k_2 in range(m.shape[1]):\n"
        "            difpy.add_spread(w, u, -(m[k, k_2] * s), k_2)"
    )


def test_a_sum_is_accumulated():
    product = Binary("*", U, V)
    total = Assign("t", Binary("-", Call("np.sum", (product,)), S), at=at(7, "..."))
    assert lowered(total, t=FLOAT) == (
        "total = 0.0\n"
        "length = difpy.common_shape(u, v)\n"
        "for k in range(length[0]):\n"
        "    total += difpy.spread_element(u, k) * difpy.spread_element(v, k)\n"
        "t = total - s"
    )
    plain = Assign("t", Call("np.sum", (TWICE,)), at=at(7, "..."))
    assert lowered(plain, t=FLOAT) == "t = 0.0\nfor k in range(v.shape[0]):\n    t += 2.0 * v[k]"


def test_a_new_array_is_filled():
    new = Assign("t", Call("np.exp", (TWICE,)), at=at(7, "..."))
    assert lowered(new, t=VECTOR) == (
        "t = np.empty(v.shape)\n"
        "for k in range(t.shape[0]):\n"
        "    t[k] = np.exp(2.0 * difpy.spread_element(v, k))"
    )


def test_a_new_array_that_is_summed_down_begins_with_zeros():
    value = Call("difpy.unbroadcast", (TWICE, U))
    assert lowered(Assign("t", value, at=at(7, "...")), t=VECTOR) == (
        "t = np.zeros(u.shape)\nfor k in range(v.shape[0]):\n    difpy.add_spread(t, u, 2.0 * v[k], k)"
    )
    same = Assign("t", Call("difpy.unbroadcast", (V, U)), at=at(7, "..."))
    assert lowered(same, t=VECTOR) == "t = difpy.unbroadcast(v, u)"


def test_parts_and_dear_numbers_get_names_that_are_new():
    part = Subscript(V, (Slice(Constant(1)),))
    value = Binary("*", Call("math.exp", (S,)), part)
    text = lowered(store("w", value, indices=(Slice(None, Constant(3)),)), k=FLOAT, factor=FLOAT)
    assert text == (
        "w_part = w[:3]\n"
        "factor_2 = math.exp(s)\n"
        "v_part = v[1:]\n"
        "for k_2 in range(w_part.shape[0]):\n"
        "    w_part[k_2] += factor_2 * difpy.spread_element(v_part, k_2)"
    )


@pytest.mark.parametrize(
    ("target", "value"),
    [
        ("w", V),  # nothing to compute
        ("w", Binary("*", Constant(2.0), Subscript(W, (Slice(None, None, Constant(-1)),)))),  # overlaps
        ("w", Binary("*", V, Name("view"))),
        ("u", TWICE),  # the user may pass one array twice
        ("w", Binary("@", M, V)),
        ("w", Binary("*", V, Name("some"))),  # bytes wrap around
        ("w", Binary("*", V, Name("z"))),
        ("w", Binary("*", S, Call("difpy.unbroadcast", (M, U)))),
    ],
)
def test_what_is_not_certain_stays(target, value):
    view = Assign("view", Subscript(W, (Slice(Constant(1)),)), at=at(7, "..."))
    variables = {
        "view": VECTOR,
        "some": types.Array(types.int8, 1, "C"),
        "z": types.Array(types.complex64, 1, "C"),
    }
    if Name("z") not in (value.left, value.right) if isinstance(value, Binary) else True:
        del variables["z"]
    assert "for" not in lowered(view, store(target, value), **variables)


def test_an_integer_choice_is_not_summed_as_floats():
    chosen = Call("np.where", (Compare((">",), (V, Constant(0.5))), Constant(1), Constant(0)))
    count = Assign("n", Binary("+", Call("np.sum", (chosen,)), Constant(1)), at=at(7, "..."))
    assert "for" not in lowered(count, n=types.int64)
    found = Subscript(Call("np.where", (V,)), (Constant(0),))
    assert "for" not in lowered(store("w", Binary("*", V, found)))


def test_what_came_out_of_a_list_is_not_taken_for_another_array():
    rows = types.List(VECTOR)
    listed = Assign("rows", List((W,), type=rows), at=at(7, "..."))
    taken = Effect("row", "rows", "pop", (Constant(0),), at=at(7, "..."))
    twice = store("row", Binary("*", Constant(2.0), Subscript(W, (Slice(None, None, Constant(-1)),))))
    made = lower(sweep(listed, taken, twice, rows=rows, row=VECTOR))
    assert "difpy.take_out(rows, 0)" in render(made)
    assert "for" not in render(made)


def test_a_statement_that_stays_leaves_no_names_behind():
    backwards = Binary("*", S, Subscript(W, (Slice(None, None, Constant(-1)),)))
    stays = store("w", Binary("+", Call("difpy.unbroadcast", (TWICE, U)), backwards))
    made = lower_elementwise(sweep(stays, store("w", TWICE)))
    assert "for k in range(w.shape[0])" in render(made)
    assert made.functions["f"].variables["k"] == types.int64


def test_the_forward_sweep_stays():
    made = program("f", {"v": VECTOR}, (Assign("w", TWICE), Return((W,))), (VECTOR,), w=VECTOR)
    assert lower_elementwise(made) == made


# --- compiled --------------------------------------------------------------------------------------


def row_and_column(x, y, c):
    z = np.exp(-x * y) * c + x * np.sqrt(y)
    z += np.tanh(z) * y
    return np.sum(z * z) * np.sum(x * y)


def masked(x, y):
    roots = np.where(x > 0.0, np.sqrt(x), 0.0)
    return np.sum(roots * y) + np.sum(np.where(x > 0.0, x, y) ** 3)


def overlapping(x, c):
    y = x * c
    y[1:] += 0.5 * y[:-1]
    y[:] = y[::-1] * y + np.sin(y)
    z = y[1:]
    z *= np.cos(y[:-1])
    return np.sum(y * y)


def kept(x, y):
    mean = np.sum(x, axis=0, keepdims=True)
    return (x - mean * y) ** 2 / (1.0 + np.sum(y))


RNG = np.random.default_rng(3)


def numbers(*shape):
    return RNG.uniform(0.5, 1.5, shape)


def compared(function, argnums, calls):
    """The same gradients compiled and not, in one compiled program where the types agree."""
    compiled = difpy.value_and_grad(function, argnums=argnums)
    python = difpy.value_and_grad(function, argnums=argnums, jit=False)
    for arguments in calls:
        value, gradients = compiled(*arguments)
        expected_value, expected = python(*arguments)
        assert np.allclose(value, expected_value, rtol=1e-13)
        for gradient, other in zip(gradients, expected, strict=True):
            assert np.shape(gradient) == np.shape(other)
            assert np.asarray(gradient).dtype == np.asarray(other).dtype
            assert np.allclose(gradient, other, rtol=1e-12, atol=1e-13)


def test_vectors_of_one_length_or_one_element():
    pairs = [(5, 5), (1, 5), (5, 1), (0, 0), (1, 0), (1, 1)]
    compared(row_and_column, (0, 1, 2), [(numbers(n), numbers(m), 0.7) for n, m in pairs])


def test_matrices_and_vectors():
    shapes = [(3, 4), (3, 1), (1, 4), (1, 1), (0, 4)]
    calls = [(numbers(*shape), numbers(4), numbers(1)[0]) for shape in shapes]
    compared(row_and_column, (0, 1, 2), [*calls, (numbers(3, 4), numbers(1), 0.3)])


def test_matrices_in_any_layout():
    whole = numbers(6, 8)
    compared(row_and_column, (0, 1), [(whole[::2, ::2].T, numbers(3)[::-1], 0.7)])
    compared(row_and_column, (0, 1), [(np.asfortranarray(whole), whole[:1], 0.7)])


def test_a_number_and_an_array():
    compared(row_and_column, (0, 1), [(0.8, numbers(4), 0.7), (0.8, numbers(0), 0.7)])


def test_three_axes():
    compared(row_and_column, (0, 1), [(numbers(2, 1, 3), numbers(4, 1), 0.7)])


def test_zero_seeds_hide_infinite_partials():
    x = np.array([0.0, 1.0, -2.0, 0.0])
    compared(masked, (0, 1), [(x, numbers(4))])
    assert np.all(np.isfinite(difpy.grad(masked, argnums=0)(x, numbers(4))))


def test_views_of_one_array():
    compared(overlapping, (0, 1), [(numbers(5), 0.9), (numbers(1), 0.9)])


def test_an_operand_that_is_spread_over_its_cotangents():
    for shape in ((3, 4), (1, 4)):
        x, y = numbers(*shape), numbers(1, 1)
        value, pullback = difpy.vjp(kept, x, y)
        expected, python = difpy.vjp(kept, x, y, jit=False)
        seed = numbers(*shape)
        assert np.allclose(value, expected, rtol=1e-13)
        for gradient, other in zip(pullback(seed), python(seed), strict=True):
            assert np.allclose(gradient, other, rtol=1e-12)


def test_float32_stays():
    x, y = numbers(3, 4).astype(np.float32), numbers(4).astype(np.float32)
    compiled, python = difpy.grad(row_and_column), difpy.grad(row_and_column, jit=False)
    gradient = compiled(x, y, np.float32(0.7))
    assert gradient.dtype == np.float32
    assert np.allclose(gradient, python(x, y, np.float32(0.7)), rtol=1e-4)


def test_a_sum_of_a_matrix_and_its_parts():
    def parts(x):
        y = x[:, 0] * x[:, 1] + x.T[1] * np.sum(x[1:] * x[:-1])
        return np.sum(y / (1.0 + y * y))

    compared(parts, (0,), [(numbers(4, 3),), (numbers(1, 2),)])


def test_a_transpose_is_an_attribute():
    value = Binary("*", Attribute(M, "T"), S)
    assert "m_part = m.T" in lowered(Assign("t", value, at=at(7, "...")), t=MATRIX)


def filled(**changed):
    body = {
        "fill": Assign("t", Call("np.full_like", (U, S)), at=at(7, "...")),
        "use": store("w", unless_zero(Name("t"), Binary("*", U, Name("t")))),
        **changed,
    }
    return lowered(*(statement for statement in body.values() if statement), t=VECTOR, r=FLOAT)


def test_an_array_of_equal_elements_is_a_number():
    assert filled() == "for k in range(w.shape[0]):\n    w[k] += u[k] * s if s != 0.0 else 0.0"
    total = Assign("r", Call("np.sum", (Binary("*", Constant(2.0), Name("t")),)), at=at(7, "..."))
    assert filled(use=None, more=total) == "r = 0.0\nfor k in range(u.shape[0]):\n    r += 2.0 * s"


@pytest.mark.parametrize(
    "more",
    [
        store("t", TWICE),
        Assign("s", Call("np.dot", (Name("t"), U)), at=at(7, "...")),
        store("w", Name("t")),
        If(Compare((">",), (S, Constant(0.0))), (store("w", Binary("*", U, Name("t"))),)),
    ],
)
def test_an_array_of_equal_elements_is_made_where_it_is_needed(more):
    assert "t = np.full_like(u, s)" in filled(more=more)
    assert "t = np.full_like(u, s)" in filled(
        use=None, change=Assign("s", Constant(2.0)), more=store("w", Binary("*", U, Name("t")))
    )


# --- errors ----------------------------------------------------------------------------------------


def product(x, y):
    return np.sum(x * y)


def into_a_part(x, y):
    z = x * 1.0
    z[1:] = y * y
    return np.sum(z * z)


def chosen(x, y):
    return np.sum(np.where(x > 0.5, y, 0.0))


@pytest.mark.parametrize("checks", [True, False])
@pytest.mark.parametrize("function", [product, into_a_part, chosen])
def test_shapes_that_do_not_fit_raise_before_any_loop(function, checks):
    compiled = difpy.grad(function, argnums=(0, 1), checks=checks)
    for shapes in ((3, 4), (3, 5), (4, 2), (0, 3)):
        x, y = map(numbers, shapes)
        with pytest.raises(ValueError, match=r"shape|broadcast|assign"):
            function(x, y)
        with pytest.raises(ValueError, match=r"shape|broadcast|assign"):
            compiled(x, y)


def test_a_cotangent_of_another_shape_is_refused():
    value, pullback = difpy.vjp(lambda x, y: x * y, numbers(3, 1), numbers(4))
    for shape in ((3, 1), (4,), (1, 4), (4, 3), ()):
        with pytest.raises(difpy.DifferentiationError, match="cotangent"):
            pullback(numbers(*shape))
    assert pullback(np.ones(value.shape))[0].shape == (3, 1)
