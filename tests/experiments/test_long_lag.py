"""The committed learning curves on two long-lag tasks: a small part of each, run again."""

from itertools import islice

import numpy as np
import pytest

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


KINDS_OF = [(name, kind) for name, of in EXPERIMENTS.items() for kind in of.SETTINGS["kinds"]]


@pytest.mark.parametrize(("name", "kind"), KINDS_OF)
def test_the_first_steps_give_the_committed_losses(name, kind):
    """In float64: what agrees with the float32 of the record does not depend on rounding.

    Not every seed is so quiet after 100 steps, because rounding grows where a loss falls steeply.
    """
    experiment, rate, seed = EXPERIMENTS[name], 0.003, 0
    written = record.read(name)["results"][kind][str(rate)][seed][:2]
    settings = {**experiment.SETTINGS, "dtype": "float64"}
    again = islice(learning_curve(experiment.TASK, settings, kind, rate, seed), 2)
    np.testing.assert_allclose(list(again), written, rtol=1e-3)


def test_only_the_update_bias_of_the_one_gru_is_different():
    plain, keeps = (
        first_network(kind, 4, 2, 1, np.random.default_rng(0)) for kind in ("GRU", "GRU, b_z = 1")
    )
    np.testing.assert_array_equal(keeps.weights[2][0, :4], np.ones(4))
    keeps.weights[2][0, :4] = 0
    for one, other in zip(plain.weights, keeps.weights, strict=True):
        np.testing.assert_array_equal(one, other)
