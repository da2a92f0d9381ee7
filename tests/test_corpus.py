"""Every program of the corpus: generated Python, every switch, compiled."""

import pytest

import difpy
from tests import corpus
from tests.corpus import check

CASES, RAISING = corpus.load()
WITHOUT_SECOND_DERIVATIVE = {
    "numpy_style-linear_algebra",  # np.linalg.det
}

every_case = pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
every_case_compiled = pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.id, marks=pytest.mark.slow if i % 3 else ())  # compiling is what costs
        for i, case in enumerate(CASES)
    ],
)
every_smooth = pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.id)
        for case in CASES
        if case.transform == "grad" and case.differences and not case.is_single_precision
    ],
)
every_raising = pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in RAISING])


@every_case
def test_generated_python(case):
    """With each analysis on and off."""
    check.check_variants(case, jit=False)


@every_case
def test_compiled(case):
    check.check(case)


@every_case
def test_generated_tangent(case):
    """With each analysis on and off."""
    check.check_tangent_variants(case, jit=False)


@every_case_compiled
def test_compiled_tangent(case):
    check.check_tangent(case)


@every_smooth
def test_generated_hessian_product(case):
    if case.id in WITHOUT_SECOND_DERIVATIVE:
        with pytest.raises(difpy.DifferentiationError, match="second derivatives through an operation here"):
            check.check_hessian_product(case, jit=False)
    else:
        check.check_hessian_product(case, jit=False)


@every_raising
def test_generated_python_raises(case):
    check.check_raises(case.function, case.args, case.exception, jit=False)


@every_raising
def test_compiled_raises(case):
    check.check_raises(case.function, case.args, case.exception)
