"""The committed measurement of how a plain RNN forgets: a small part of it, run again."""

import numpy as np
import pytest

from experiments import forgetting, record
from unrolled.tasks import first_word


@pytest.fixture(scope="module")
def measured():
    return record.read("forgetting")


def test_it_was_made_with_the_settings_of_the_script(measured):
    assert measured["settings"] == forgetting.SETTINGS
    shares = measured["results"]["right"]
    assert list(shares) == list(forgetting.SETTINGS["runs"])
    for name, (*_, distances) in forgetting.SETTINGS["runs"].items():
        assert np.shape(shares[name]) == (len(distances), forgetting.SETTINGS["seeds"])


# Networks that learn the task at once or not at all, so that rounding decides nothing.
@pytest.mark.parametrize(("name", "distance"), [("gain 1", 5), ("gain 0.5", 10)])
def test_one_network_gives_the_committed_share(measured, name, distance):
    gain, batches, max_norm, distances = forgetting.SETTINGS["runs"][name]
    written = measured["results"]["right"][name][distances.index(distance)][3]
    share = forgetting.recall(3, distance, gain, batches, max_norm)
    assert share == pytest.approx(written, abs=0.05)


def test_the_recurrent_weights_start_as_the_gain_times_an_orthogonal_matrix():
    _, recurrent_kernel, *_ = forgetting.new_network(seed=0, gain=0.5).get_weights()
    np.testing.assert_allclose(recurrent_kernel @ recurrent_kernel.T, 0.25 * np.eye(16), atol=1e-12)


def test_without_a_memory_the_share_is_the_baseline(measured):
    shares = measured["results"]["right"]["gain 0.5"][-1]
    assert abs(np.mean(shares) - first_word.BASELINE) < 0.03
