"""The committed learning curves on two long-lag tasks: a small part of each, run again."""

from itertools import islice

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from experiments import adding, record, temporal_order
from experiments.long_lag import KINDS, first_network, learning_curve

EXPERIMENTS = {"adding": adding, "temporal_order": temporal_order}
every_experiment = pytest.mark.parametrize("name", EXPERIMENTS)


@every_experiment
def test_it_was_made_with_the_settings_of_the_script(name):
    measured, settings = record.read(name), EXPERIMENTS[name].SETTINGS
    assert measured["settings"] == settings
    assert set(settings["kinds"]) <= set(KINDS)
    assert list(measured["results"]) == settings["kinds"]
    for by_rate in measured["results"].values():
        assert list(by_rate) == [str(rate) for rate in settings["rates"]]
        for curves in by_rate.values():
            looks = settings["steps"] // settings["every"] + 1
            assert np.shape(curves) == (len(settings["seeds"]), looks)


@pytest.mark.parametrize(
    ("name", "kind"),
    [(name, kind) for name in EXPERIMENTS for kind in KINDS if name != "adding"]
    + [("adding", kind) for kind in list(KINDS)[:3]],
)
def test_the_first_steps_give_the_committed_losses(name, kind):
    experiment, rate, seed = EXPERIMENTS[name], 0.003, 1
    written = record.read(name)["results"][kind][str(rate)][seed][:2]
    with threadpool_limits(1):  # as the script: another number gives another order of the sums
        again = list(
            islice(learning_curve(experiment.TASK, experiment.SETTINGS, kind, rate, seed), 2)
        )
    # A hundred steps of training make the last digits of float32, which differ between
    # processors, into the second digit of the loss.
    np.testing.assert_allclose(again[0], written[0], rtol=1e-4)
    np.testing.assert_allclose(again[1], written[1], rtol=0.15)


def test_only_the_update_bias_of_the_one_gru_is_different():
    plain, keeps = (
        first_network(kind, 4, 2, 1, np.random.default_rng(0)) for kind in ("GRU", "GRU, b_z = 1")
    )
    np.testing.assert_array_equal(keeps.weights[2][0, :4], np.ones(4))
    keeps.weights[2][0, :4] = 0
    for one, other in zip(plain.weights, keeps.weights, strict=True):
        np.testing.assert_array_equal(one, other)
