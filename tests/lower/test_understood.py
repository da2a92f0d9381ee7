"""An argument that a rewrite does not read is never dropped: what is compiled is refused, or right."""

import numpy as np
import pytest

import difpy

K = np.array([[1.5, 2.5], [0.0, 5.0]])
CALLS = [
    lambda x: x * np.max(K, axis=0, initial=3.0)[0],
    lambda x: x * np.sum(K, axis=0, where=K > 1.0)[1],
    lambda x: x * np.std(K, axis=0, correction=1)[0],
    lambda x: x * np.diff(K, 2, axis=0).size,
    lambda x: x * np.diff(K, axis=0, prepend=1.0)[0, 0],
    lambda x: x * np.cumsum(K, axis=0, dtype=np.int64)[1, 1],
    lambda x: x * np.quantile(K, 0.3, axis=0, method="lower")[1],
    lambda x: x * np.pad(K[0], 1, constant_values=2.0)[0],
    lambda x: x * np.argsort(K, axis=0, kind="stable")[0, 0],
    lambda x: x * np.meshgrid(K[0], K[1], sparse=True)[0].size,
]


@pytest.mark.parametrize("function", CALLS, ids=range(len(CALLS)))
def test_no_argument_is_dropped(function):
    try:
        value, _ = difpy.value_and_grad(function)(1.0)
    except difpy.DifferentiationError as refusal:
        assert "Numba cannot compile it" in str(refusal)
    else:
        assert value == pytest.approx(function(1.0))
