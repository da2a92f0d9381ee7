"""`source`, `show` and `check_grads`."""

import re

import numpy as np
import pytest

import difpy
from difpy.stages import STAGES


def horner(a, x):
    y = 0.0
    for c in a:
        y = y * x + c
    return y


def test_source_runs_when_it_is_pasted(tmp_path):
    text = difpy.source(horner, np.ones(3), 2.0, argnums=(0, 1))
    assert text == difpy.source(horner, np.ones(5), 7.0, argnums=(0, 1))
    namespace = {}
    exec(compile(text, "pasted", "exec"), namespace)
    value, a_bar, x_bar = namespace["horner_adjoint"](np.array([1.0, 2.0, 3.0]), 2.0, 1.0)
    assert (value, a_bar.tolist(), x_bar) == (11.0, [4.0, 2.0, 1.0], 6.0)


@pytest.mark.parametrize(
    "stage", ["read", "normalize", "elaborate", "adjoint", "recorded", "simplify", "lower"]
)
def test_every_stage_is_python(stage):
    compile(difpy.show(horner, np.ones(3), 2.0, after=stage), stage, "exec")


def test_unknown_stage():
    with pytest.raises(ValueError, match="No stage is called 'parse'; there are read, normalize"):
        difpy.show(horner, np.ones(3), 2.0, after="parse")


def test_check_grads_passes():
    difpy.check_grads(horner, (np.array([1.0, 2.0, 3.0]), 2.0))
    difpy.check_grads(lambda x, n, pair: (x * n, pair[0] * pair[1]), (np.ones(2), 3, (1.0, 2.0)), jit=False)


def test_check_grads_fails():
    with pytest.raises(AssertionError, match="with respect to argument 0 is wrong"):
        difpy.check_grads(lambda x: difpy.stop_gradient(x) * x, (3.0,), jit=False)


def test_check_grads_says_which_element_is_wrong():
    def f(n, pair):
        x, y = pair
        return n * np.sum(x**3) + y * difpy.stop_gradient(x[1]) * difpy.stop_gradient(x[2]) ** 2

    with pytest.raises(AssertionError) as error:
        difpy.check_grads(f, (2, (np.array([1.0, 2.0, 3.0]), 0.5)), jit=False)
    lines = str(error.value).splitlines()
    assert lines[0].startswith(
        "The gradient of f with respect to argument 1 is wrong: in a random direction it"
    )
    assert [line.partition(":")[0].strip() for line in lines[1:]] == ["argument 1[0][2]", "argument 1[0][1]"]
    assert re.search(r": 54\.0, by differences (59\.99999|60\.00000)", lines[1])


def test_check_grads_compares_the_modes():
    @difpy.custom_jvp
    def doubled(x):
        return 2.0 * x

    doubled.defjvp(lambda primals, tangents: (2.0 * primals[0], (2.0 + tangents[0]) * tangents[0]))
    with pytest.raises(AssertionError, match="The two modes disagree on"):
        difpy.check_grads(lambda x: doubled(x), (3.0,), jit=False)


def test_check_grads_of_second_order():
    def f(values, point, w):
        return values[0] ** 2 * point[1] * np.sum(w**3) + values[1] * point[0] ** 2

    args = ([0.5, 1.5], (2.0, 0.3), np.array([1.0, -2.0]))
    difpy.check_grads(f, args, order=2, jit=False)
    with pytest.raises(TypeError, match="order=2 needs a function that returns one float"):
        difpy.check_grads(lambda x: x * x, (np.ones(2),), order=2, jit=False)

    @difpy.custom_vjp
    def cube(x):
        return x**3

    cube.defvjp(lambda x: (x**3, x), lambda x, seed: (3.0 * difpy.stop_gradient(x) * x * seed,))
    difpy.check_grads(lambda x: cube(x), (1.5,), jit=False)
    with pytest.raises(
        AssertionError, match=r"The second derivative of .* with respect to argument 0 is wrong"
    ):
        difpy.check_grads(lambda x: cube(x), (1.5,), order=2, jit=False)


def test_check_grads_needs_floats():
    with pytest.raises(TypeError, match="needs an argument that is made of floats"):
        difpy.check_grads(lambda n: n * 2.0, (3,), jit=False)
    with pytest.raises(difpy.DifferentiationError, match="order=3 is not supported yet"):
        difpy.check_grads(lambda x: x, (3.0,), order=3)


def test_every_stage_can_be_printed(monkeypatch, capsys):
    def cube(x):
        return x**3

    monkeypatch.setenv("DIFPY_PRINT_AFTER", ", ".join(STAGES))
    difpy.grad(cube)(2.0)
    headings = [line for line in capsys.readouterr().err.splitlines() if line.startswith("# after ")]
    assert headings == [f"# after {stage}" for stage in STAGES if stage != "tangent"]
    difpy.jvp(cube, (2.0,), (1.0,))
    headings = [line for line in capsys.readouterr().err.splitlines() if line.startswith("# after ")]
    assert headings == [f"# after {stage}" for stage in STAGES if stage not in ("adjoint", "recorded")]
