"""The yardstick is right: each adjoint written by hand agrees with central differences, uncompiled."""

import numpy as np
import pytest

from benchmarks.agreement import flat
from benchmarks.programs import load

STEP = 1e-5
PROGRAMS = load()


def difference(program, arguments, argnum, direction):
    """The central difference of the primal along a direction of one argument."""
    values = []
    for sign in (1.0, -1.0):
        moved = [each.copy() if isinstance(each, np.ndarray) else each for each in arguments]
        moved[argnum] = moved[argnum] + sign * STEP * direction
        values.append(program.primal(*moved))
    return (values[0] - values[1]) / (2.0 * STEP)


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_adjoint_written_by_hand_agrees_with_central_differences(name):
    program = PROGRAMS[name]
    arguments = program.arguments("small")
    value, *gradients = flat(program.by_hand(*arguments))
    np.testing.assert_allclose(value, program.primal(*arguments), rtol=1e-10)
    rng = np.random.default_rng(0)
    for argnum, gradient in zip(program.argnums, gradients, strict=True):
        direction = rng.normal(size=gradient.shape)
        expected = difference(program, arguments, argnum, direction)
        actual = np.sum(gradient * direction)
        scale = np.linalg.norm(gradient) * np.linalg.norm(direction)
        rounding = 10.0 * np.finfo(float).eps * abs(value) / STEP  # of the two values that are subtracted
        np.testing.assert_allclose(actual, expected, rtol=0.0, atol=1e-5 * scale + rounding)
