import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.layers import SimpleRNN
from unrolled.tasks import lamp
from unrolled.tasks.lamp import NOTHING, OFF, ON


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 10),
    st.integers(1, 40),
    st.sampled_from([0, 0.1, 0.9]),
)
def test_the_lamp_follows_its_buttons(seed, batch, time, pressed):
    x, target = lamp.draw(seed, batch, time, pressed)
    assert x.shape == target.shape == (batch, time, 1)
    assert x.dtype == target.dtype == np.float64
    assert set(np.unique(x)) <= {ON, OFF, NOTHING} and NOTHING not in x[:, 0]
    for buttons, lamps in zip(x[..., 0], target[..., 0], strict=True):
        is_on = None
        for button, shown in zip(buttons, lamps, strict=True):
            is_on = {ON: True, OFF: False, NOTHING: is_on}[button]
            assert shown == is_on


def test_buttons_are_pressed_as_often_as_asked():
    x, _ = lamp.draw(0, batch=1000, time=101, pressed=0.3)
    shares = [np.mean(x[:, 1:] == button) for button in (ON, OFF, NOTHING)]
    np.testing.assert_allclose(shares, [0.15, 0.15, 0.7], atol=0.006)


@pytest.mark.parametrize("window", [1, 4, 12])
def test_nobody_with_a_window_does_better_than_the_best_share(window):
    x, target = lamp.draw(1, batch=100_000, time=window + 5)
    seen = x[:, -window:, 0]
    last = np.where(seen != NOTHING, np.arange(window), -1).max(axis=1)
    answer = np.where(last >= 0, seen[np.arange(len(seen)), last] == ON, True)  # else a guess
    share = np.mean(answer == target[:, -1, 0])
    assert abs(share - lamp.best_share(window)) < 0.007


def test_three_numbers_are_enough_for_a_recurrent_unit():
    x, target = lamp.draw(2, batch=20, time=500)
    unit = SimpleRNN(1, return_sequences=True)
    unit.set_weights([[[6.0]], [[3.0]], [0.0]])
    np.testing.assert_array_equal(unit(x) > 0, target == 1)


@pytest.mark.parametrize(("batch", "time"), [(0, 5), (2.5, 5), (2, 0), (2, "5")])
def test_sizes_that_make_no_sense_are_refused(batch, time):
    with pytest.raises(ValueError, match=r"(batch|time) must be"):
        lamp.draw(0, batch, time)


@pytest.mark.parametrize("pressed", [-0.1, 1, "often"])
def test_a_probability_that_makes_no_sense_is_refused(pressed):
    with pytest.raises(ValueError, match="pressed must be"):
        lamp.draw(0, 2, 5, pressed)
