"""The committed comparison at equal budget: a small part of it, run again."""

import numpy as np
import pytest

from experiments import equal_budget, record


@pytest.fixture(scope="module")
def measured():
    return record.read("equal_budget")


def test_it_was_made_with_the_settings_of_the_script(measured):
    assert measured["settings"] == equal_budget.SETTINGS
    shares = measured["results"]["right"]
    assert list(shares) == list(equal_budget.MODELS)
    for of_model in shares.values():
        expected = (len(equal_budget.SETTINGS["distances"]), equal_budget.SETTINGS["seeds"])
        assert np.shape(of_model) == expected


def test_the_budgets_are_equal(measured):
    """(F + U + 1) U weights for each block, and the readout to 4 places: (U + 1) 4."""
    parameters = measured["results"]["parameters"]
    assert parameters["plain RNN, 36 units"] == (12 + 36 + 1) * 36 + 37 * 4 == 1912
    assert parameters["LSTM, 16 units, b_f = 1"] == 4 * (12 + 16 + 1) * 16 + 17 * 4 == 1924


@pytest.mark.parametrize("name", ["plain RNN, 36 units", "LSTM, 16 units, b_f chosen"])
def test_one_network_gives_the_committed_share(measured, name):
    make, options = equal_budget.MODELS[name](10)
    written = measured["results"]["right"][name][1][0]
    assert equal_budget.recall(make, 0, 10, **options) == pytest.approx(written, abs=0.05)
