"""Every program of the corpus: generated Python, every switch, compiled."""

import pytest

from tests import corpus
from tests.corpus import check

CASES, RAISING = corpus.load()

every_case = pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
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


@every_case
def test_compiled_tangent(case):
    check.check_tangent(case)


@every_raising
def test_generated_python_raises(case):
    check.check_raises(case.function, case.args, case.exception, jit=False)


@every_raising
def test_compiled_raises(case):
    check.check_raises(case.function, case.args, case.exception)
