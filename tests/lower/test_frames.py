"""Which values lie side by side."""

from numba.core import types

from difpy.lower.frames import frames_of
from difpy.program import Function, If, Invoke, Name, Parameter, Program, Restore, Save

X, Y, Z, N = "x_stack", "y_stack", "z_stack", "n_stack"
TYPES = {X: types.float64, Y: types.boolean, Z: types.float64, N: types.int64}


def save(site):
    return Save(site, Name(site[0], type=TYPES[site]))


def restore(site):
    return Restore(site, Name(site[0], type=TYPES[site]))


def function(name, body, sites=(X, Y, Z, N)):
    return Function(name, tuple(Parameter(site, None) for site in sites), tuple(body), (), {}, role="forward")


def frames(forward, reverse, sites=(X, Y, Z, N)):
    functions = {
        "f_forward": function("f_forward", forward, sites),
        "f_reverse": function("f_reverse", reverse, sites),
    }
    program = Program(functions, "f_forward")
    return [(f.function, f.saved, f.restored) for f in frames_of(program, TYPES)]


def test_what_is_saved_and_restored_in_one_go():
    assert frames(map(save, (X, Y, Z)), map(restore, (Y, X, Z))) == [("f", (X, Y, Z), (Y, X, Z))]


def test_integers_keep_apart():
    assert frames(map(save, (X, N, Y)), map(restore, (X, N, Y))) == []
    assert frames(map(save, (X, Y, N)), map(restore, (X, Y, N))) == [("f", (X, Y), (X, Y))]


def test_one_that_is_restored_with_others_and_saved_alone():
    branch = If(Name("t"), (save(Z),))
    assert frames([save(X), save(Y), branch], map(restore, (X, Y, Z))) == []


def test_one_that_is_saved_with_others_and_restored_alone():
    branch = If(Name("t"), (restore(Z),))
    assert frames(map(save, (X, Y, Z)), [restore(X), restore(Y), branch]) == []


def test_another_order_at_another_place():
    branch = If(Name("t"), (save(X), save(Y)), (save(Y), save(X)))
    assert frames([branch], map(restore, (X, Y))) == []


def test_a_function_that_is_handed_one_of_them_only():
    call = Invoke((), "g", (Name(X),))
    assert frames([save(X), save(Y), call], map(restore, (X, Y))) == []
