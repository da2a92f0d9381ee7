"""Ties, edges, strong zeros and refusals: what no finite difference can tell."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import difpy

inf, nan = math.inf, math.nan


def gradient(function: Callable[..., Any], *arguments: Any, argnums: Any = 0) -> Any:
    with np.errstate(all="ignore"):
        return difpy.grad(function, argnums, jit=False)(*arguments)


def close(actual: Any, expected: Any) -> None:
    np.testing.assert_allclose(np.asarray(actual), np.asarray(expected), rtol=1e-12)


def array(*numbers: float) -> np.ndarray:
    return np.array(numbers)


TIES: list[tuple[Callable[[Any], Any], Any, Any]] = [
    (lambda x: np.max(x), array(2.0, 1.0, 2.0), [0.5, 0.0, 0.5]),
    (lambda x: np.min(x), array(2.0, 1.0, 1.0, 1.0), [0.0, 1 / 3, 1 / 3, 1 / 3]),
    (lambda x: np.sum(np.max(x, axis=0)), np.array([[1.0, 2.0], [1.0, 0.0]]), [[0.5, 1.0], [0.5, 0.0]]),
    (lambda x: np.sum(np.max(x, axis=1)), np.array([[1.0, 1.0], [1.0, 0.0]]), [[0.5, 0.5], [1.0, 0.0]]),
    (lambda x: max(x), array(2.0, 3.0, 3.0), [0.0, 1.0, 0.0]),
    (lambda x: min(x), [2.0, 1.0, 1.0], [0.0, 1.0, 0.0]),
    (lambda x: np.unique(x)[1], array(2.0, 1.0, 2.0), [0.5, 0.0, 0.5]),
    (lambda x: np.ptp(x), array(1.0, 1.0, 4.0), [-0.5, -0.5, 1.0]),
    (lambda x: np.median(x), array(1.0, 1.0, 4.0), [0.5, 0.5, 0.0]),
    (lambda x: np.sum(np.clip(x, -1.0, 1.0)), array(-1.0, 0.0, 1.0, 2.0), [0.5, 1.0, 0.5, 0.0]),
    (lambda x: np.clip(0.0, x, 1.0), 0.0, 0.5),
    (lambda x: np.clip(2.0, x, 1.0), 2.0, 0.0),
    (lambda x: np.clip(2.0, 0.0, x), 2.0, 0.5),
    (lambda x: np.sum(np.fmax(x, 1.0)), array(1.0, nan, 2.0), [0.5, 0.0, 1.0]),
    (lambda x: np.linalg.norm(x), np.zeros(2), [0.0, 0.0]),
    (
        lambda x: np.sum(np.linalg.norm(x, axis=1)),
        np.array([[0.0, 0.0], [3.0, 4.0]]),
        [[0.0, 0.0], [0.6, 0.8]],
    ),
    (lambda x: np.std(x), np.full(3, 2.0), [0.0, 0.0, 0.0]),
    (lambda x: np.heaviside(x, 1.0) * x, 0.0, 1.0),
    (lambda x: np.sinc(x), 0.0, 0.0),
    (lambda x: math.hypot(x, 0.0), 0.0, 0.0),
]


@pytest.mark.parametrize(("function", "x", "expected"), TIES, ids=range(len(TIES)))
def test_ties(function: Callable[[Any], Any], x: Any, expected: Any) -> None:
    """k equal extremes share the cotangent; Python's own give it to the first."""
    close(gradient(function, x), expected)


STRONG_ZEROS: list[tuple[Callable[[Any], Any], Any, Any]] = [
    (lambda x: np.sum(np.where(x > 0.0, np.log(x), 0.0)), array(0.0, 2.0), [0.0, 0.5]),
    (lambda x: np.sum(np.where(x > 0.0, np.sqrt(x), 0.0)), array(0.0, 4.0), [0.0, 0.25]),
    (lambda x: np.sum(np.where(x != 0.0, 1.0 / x, 0.0)), array(0.0, 2.0), [0.0, -0.25]),
    (lambda x: 1.0 * np.where(x > 0.0, np.log(x), 0.0), 0.0, 0.0),
    (lambda x: 0.0 * np.linalg.slogdet(x)[1], np.zeros((2, 2)), np.zeros((2, 2))),
    (lambda x: np.sum(np.nan_to_num(x)), array(nan, inf, 1.0), [0.0, 0.0, 1.0]),
    (lambda x: np.nansum(x), array(nan, 2.0), [0.0, 1.0]),
    (lambda x: np.nanmax(x), array(nan, 2.0, 1.0), [0.0, 1.0, 0.0]),
]


@pytest.mark.parametrize(("function", "x", "expected"), STRONG_ZEROS, ids=range(len(STRONG_ZEROS)))
def test_strong_zeros(function: Callable[[Any], Any], x: Any, expected: Any) -> None:
    """A cotangent that is exactly zero stays zero where the partial is infinite or NaN."""
    close(gradient(function, x), expected)


@pytest.mark.parametrize(
    ("function", "x", "y", "expected"),
    [
        (lambda x, y: x % y, 1.0, 0.1, -9.0),
        (lambda x, y: np.sum(x % y), np.array([1.0]), np.array([0.1]), [-9.0]),
        (lambda x, y: np.sum(np.mod(x, y)), np.array([1.0]), np.array([0.1]), [-9.0]),
        (lambda x, y: math.fmod(x, y), -1.0, 0.1, 9.0),
        (lambda x, y: np.sum(np.fmod(x, y)), np.array([-1.0]), np.array([0.1]), [9.0]),
        (lambda x, y: math.remainder(x, y), -1.0, 0.1, 10.0),
    ],
)
def test_quotients_that_are_rounded_to_an_integer(
    function: Callable[..., Any], x: Any, y: Any, expected: Any
) -> None:
    """The remainder is that of the exact quotient."""
    assert np.array_equal(difpy.grad(function, 1, jit=False)(x, y), expected)
    assert np.array_equal(difpy.grad(function, 1)(x, y), expected)


def test_equal_eigenvalues() -> None:
    """The eigenvalues of a multiple of the identity have derivatives; so have vectors nobody asks for."""
    close(gradient(lambda a: np.sum(np.linalg.eigh(a)[0]), np.eye(2)), np.eye(2))
    close(
        gradient(lambda a: np.sum(np.linalg.eigh(a)[0]) + 0.0 * np.linalg.eigh(a)[1][0, 0], np.eye(2)),
        np.eye(2),
    )


def test_one_triangle() -> None:
    """`np.linalg.cholesky` reads the lower triangle only."""
    given = gradient(lambda a: np.sum(np.linalg.cholesky(a)), np.array([[2.0, 0.5], [0.5, 1.0]]))
    assert given[0, 1] == 0.0
    assert given[1, 0] != 0.0


def test_derivatives_at_zeros_of_a_product() -> None:
    close(gradient(lambda x: np.prod(x), array(2.0, 0.0, 5.0)), [0.0, 10.0, 0.0])
    close(gradient(lambda x: np.prod(x), array(0.0, 0.0, 5.0)), [0.0, 0.0, 0.0])
    close(
        gradient(lambda a: np.linalg.det(a), np.array([[1.0, 2.0], [2.0, 4.0]])), [[4.0, -2.0], [-2.0, 1.0]]
    )


def test_integers_get_nothing() -> None:
    """An integer operand has no cotangent; the float beside it has."""
    close(
        gradient(lambda x, n: np.sum(np.repeat(x, n)) + np.dot(n, x), array(1.0, 2.0), np.array([1, 3])),
        [2.0, 6.0],
    )
    close(gradient(lambda x, n: np.sum(np.where(n > 1, x, n)), array(1.0, 2.0), np.array([1, 3])), [0.0, 1.0])


REFUSED = {
    "np.gradient": lambda x: np.sum(np.gradient(x, x)),
    "np.pad` with these arguments": lambda x: np.sum(np.pad(x, 1, mode="edge")),
    "np.union1d(.*): it compares all elements": lambda x: np.sum(np.union1d(x, x)),
    "np.einsum": lambda x: np.einsum("i,i", x, x),
    "np.sum` with these arguments": lambda x: np.sum(x, where=x > 0.0),
    "np.max` with these arguments": lambda x: np.max(x, initial=3.0),
    "np.linalg.svd` with these arguments": lambda x: np.linalg.svd(np.outer(x, x))[0][0, 0],
    "np.median` with these arguments": lambda x: np.median(np.outer(x, x), axis=(0, 1)),
    "np.sign` of complex numbers has no derivative rule yet": lambda x: np.real(np.sum(np.sign(x + 1j))),
}


@pytest.mark.parametrize("words", REFUSED)
def test_refusals(words: str) -> None:
    """What has no row is refused by name, before anything runs."""
    with pytest.raises(difpy.DifferentiationError, match=words):
        gradient(REFUSED[words], array(1.0, 2.0))


def test_views_that_are_read_only() -> None:
    """What shows an array that is written in place is refused."""

    def written_under_its_view(x: Any) -> Any:
        view = np.broadcast_to(x, (2, 2))
        x[0] = 3.0
        return np.sum(view)

    with pytest.raises(difpy.DifferentiationError, match="written in place"):
        gradient(written_under_its_view, array(1.0, 2.0))


def test_rotated_view_is_written_through() -> None:
    def written_through(x: Any) -> Any:
        turned = np.rot90(x)
        turned[0, 0] = 2.0 * turned[1, 1]
        return np.sum(x * x)

    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    close(gradient(written_through, x), difpy.grad(_written, jit=False)(x))


def _written(x: Any) -> Any:
    x[0, 1] = 2.0 * x[1, 0]
    return np.sum(x * x)
