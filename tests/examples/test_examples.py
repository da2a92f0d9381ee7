"""Every example runs at a small size, finds what it should, and prints gradients that agree."""

import re

import american_option
import gp_likelihood
import lynx_hare
import mass_spring
import nile_dam
import numpy as np
import pytest
import school_influenza
import stiff_kinetics
import tuned_training


def largest_disagreement(printed):
    """The largest difference, relative to the gradient, in a table of gradient and finite differences."""
    rows = re.findall(r"^\S.*? +(-?[\d.e+-]+) +(-?[\d.e+-]+) +\d\.\de[+-]\d\d$", printed, re.MULTILINE)
    assert rows
    numbers = np.array(rows, dtype=float)
    return np.max(np.abs(numbers[:, 0] - numbers[:, 1])) / np.max(np.abs(numbers[:, 0]))


def test_lynx_hare_fits_the_published_rates(tmp_path, capsys):
    plot = tmp_path / "fit.png"
    log_parameters = lynx_hare.main(plot, steps_a_year=10)
    printed = capsys.readouterr().out
    np.testing.assert_allclose(np.exp(log_parameters), lynx_hare.PUBLISHED, rtol=0.05)
    assert largest_disagreement(printed) < 1e-7
    assert "hare_bar" in printed
    assert "  iteration   6   loss" in printed
    assert plot.stat().st_size > 10_000


def test_school_influenza_fits_murrays_rates(capsys):
    rates = school_influenza.main(tolerance=1e-2)
    np.testing.assert_allclose(rates, [1.66, 0.44], atol=0.02)
    # The error estimate decides the step sizes, so rounding in the differences is magnified.
    assert largest_disagreement(capsys.readouterr().out) < 1e-5


def test_mass_spring_hits_its_target(capsys):
    _, squared_miss = mass_spring.main(side=2, steps=1000)
    assert squared_miss < 0.05**2
    assert largest_disagreement(capsys.readouterr().out) < 1e-5


def test_gp_likelihood_finds_a_maximum(capsys):
    log_parameters = gp_likelihood.main(years=30)
    assert np.all(np.isfinite(log_parameters))
    assert largest_disagreement(capsys.readouterr().out) < 1e-6


def test_american_option_has_the_textbooks_price(capsys):
    price, _, volatility = american_option.main(steps=5)
    assert price == pytest.approx(4.49, abs=0.005)
    assert 0.35 < volatility < 0.45
    assert largest_disagreement(capsys.readouterr().out) < 1e-6


def test_nile_dam_finds_the_dam(capsys):
    year, before, after = nile_dam.main()
    assert year == pytest.approx(1898.5, abs=1.0)
    assert (before, after) == (pytest.approx(1110, abs=20), pytest.approx(845, abs=20))
    assert largest_disagreement(capsys.readouterr().out) < 1e-6


def test_stiff_kinetics_finds_the_rates_again(capsys):
    at_forty, rates = stiff_kinetics.main(steps=20)
    np.testing.assert_allclose(at_forty, [0.7158, 9.18e-6, 0.2842], rtol=0.02)  # Hairer and Wanner's
    np.testing.assert_allclose(rates, stiff_kinetics.RATES, rtol=1e-3)
    assert largest_disagreement(capsys.readouterr().out) < 1e-6


def test_tuned_training_predicts_better(capsys):
    before, after = tuned_training.main(steps=20)
    assert after < before
    assert largest_disagreement(capsys.readouterr().out) < 1e-6
