"""The oracles agree about every program of the corpus."""

import pytest

from tests import corpus
from tests.corpus.expected import check_differences, check_primal_value
from tests.oracles.memory import copy_arguments

CASES, RAISING = corpus.load()


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_oracles_agree(case):
    check_primal_value(case)
    if case.transform == "grad" and case.differences and not case.is_single_precision:
        check_differences(case)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in RAISING])
def test_cpython_raises(case):
    with pytest.raises(case.exception):
        case.function(*copy_arguments(case.args))
