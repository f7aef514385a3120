"""The committed result of the ablation: a small part of it, run again."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from experiments import ablation, record


@pytest.fixture(scope="module")
def measured():
    return record.read("ablation")


def test_it_was_made_with_the_settings_of_the_script(measured):
    settings = ablation.SETTINGS
    assert measured["settings"] == settings
    errors = measured["results"]["held_out_error"]
    assert list(errors) == list(ablation.VERSIONS)
    looks = settings["batches"] // settings["every"]
    for by_rate in errors.values():
        assert list(map(float, by_rate)) == settings["rates"]
        assert all(np.shape(row) == (settings["seeds"], looks) for row in by_rate.values())


@pytest.mark.parametrize("version", ["full LSTM", "no tanh on the output"])
def test_the_first_batches_give_the_committed_error(measured, version):
    with threadpool_limits(1):  # as the script: another number gives another order of the sums
        again = ablation.train(version, rate=0.01, seed=1, batches=100)
    written = measured["results"]["held_out_error"][version]["0.01"][1][:1]
    np.testing.assert_allclose(again, written, rtol=0.1)  # processors round float32 differently
