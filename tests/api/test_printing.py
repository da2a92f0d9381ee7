# ruff: noqa: T201  programs that print
import numpy as np
import pytest

import difpy


def talks(x, a):
    for i in range(2):
        x = x * 1.5
        print("step", i, x, f"{x:.3f} in {{{i}}}", a, i > 0)
    print("done {x}")
    print()
    return x


@pytest.mark.parametrize("jit", [False, True])
def test_printed_once_as_python_prints(capfd, jit):
    talks(0.1, np.ones(2))
    expected = capfd.readouterr().out
    assert difpy.grad(talks, jit=jit)(0.1, np.ones(2)) == 2.25
    assert capfd.readouterr().out == expected
