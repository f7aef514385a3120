import numpy as np

from unrolled.gru import gru_step
from unrolled.lstm import lstm_step
from unrolled.unroll import unroll

BATCH, TIME, FEATURES, UNITS = 2, 5, 3, 4


def draw(gates, states, seed=0):
    rng = np.random.default_rng(seed)
    columns = gates * UNITS
    x = rng.standard_normal((BATCH, TIME, FEATURES))
    start = [rng.standard_normal((BATCH, UNITS)) for _ in range(states)]
    weights = [rng.standard_normal(s) for s in [(FEATURES, columns), (UNITS, columns), (columns,)]]
    return x, start, weights


def test_each_step_starts_from_the_states_of_the_step_before():
    x, (h, c), weights = draw(gates=4, states=2)
    hidden_states, last = unroll(lstm_step, x, (h, c), weights)
    assert hidden_states.shape == (BATCH, TIME, UNITS)
    for t in range(TIME):
        h, c = lstm_step(x[:, t], h, c, *weights)
        np.testing.assert_array_equal(hidden_states[:, t], h)
    np.testing.assert_array_equal(last[0], h)
    np.testing.assert_array_equal(last[1], c)
    assert len(last) == 2


def test_a_step_that_returns_one_state_alone_gives_a_tuple_of_one():
    x, (h,), weights = draw(gates=3, states=1)
    hidden_states, last = unroll(gru_step, x, [h], weights)
    for t in range(TIME):
        h = gru_step(x[:, t], h, *weights)
        np.testing.assert_array_equal(hidden_states[:, t], h)
    assert isinstance(last, tuple)
    assert len(last) == 1
    np.testing.assert_array_equal(last[0], h)


def test_the_states_given_are_left_as_they_are():
    x, start, weights = draw(gates=4, states=2)
    before = [state.copy() for state in start]
    unroll(lstm_step, x, start, weights)
    np.testing.assert_array_equal(start, before)
