"""`source`, `show` and `check_grads`."""

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


def test_check_grads_needs_floats():
    with pytest.raises(TypeError, match="needs an argument that is made of floats"):
        difpy.check_grads(lambda n: n * 2.0, (3,), jit=False)
    with pytest.raises(difpy.DifferentiationError, match="order=2 is not supported yet"):
        difpy.check_grads(lambda x: x, (3.0,), order=2)


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
