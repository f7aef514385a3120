"""What holds for every step function and its gradient, whatever its equations are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unrolled.gradcheck import check_gradients
from unrolled.gru import (
    gru_step,
    gru_step_backward,
    gru_step_reset_after,
    gru_step_reset_after_backward,
)
from unrolled.lstm import lstm_step, lstm_step_backward
from unrolled.rnn import rnn_step, rnn_step_backward
from unrolled.variants.ablated import ablated_step, ablated_step_backward
from unrolled.variants.coupled import coupled_step, coupled_step_backward
from unrolled.variants.layer_normalised import (
    layer_normalised_step,
    layer_normalised_step_backward,
)
from unrolled.variants.lstm_1997 import lstm_1997_step, lstm_1997_step_backward
from unrolled.variants.peephole import peephole_step, peephole_step_backward


@dataclass(frozen=True)
class Step:
    forward: Callable
    backward: Callable
    gates: int
    states: tuple[str, ...] = ("h_prev",)
    two_biases: bool = False
    more: dict = field(default_factory=dict)  # more weights: rows and blocks of each, by name

    @property
    def count_of_weights(self):
        return 3 + len(self.more)


def rnn_backward(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias):
    h_t = rnn_step(x_t, h_prev, kernel, recurrent_kernel, bias)
    return rnn_step_backward(dh_t, x_t, h_prev, h_t, kernel, recurrent_kernel)


def ablated(gates, squashed):
    parts = {"gates": gates, "squashed": squashed}
    forward, backward = partial(ablated_step, **parts), partial(ablated_step_backward, **parts)
    return Step(forward, backward, gates=1 + len(gates), states=BOTH)


BOTH = ("h_prev", "c_prev")
STEPS = {
    "rnn": Step(rnn_step, rnn_backward, gates=1),
    "lstm": Step(lstm_step, lstm_step_backward, gates=4, states=BOTH),
    "gru": Step(gru_step, gru_step_backward, gates=3),
    "gru reset after": Step(
        gru_step_reset_after, gru_step_reset_after_backward, gates=3, two_biases=True
    ),
    "lstm 1997": Step(lstm_1997_step, lstm_1997_step_backward, gates=3, states=BOTH),
    "coupled": Step(coupled_step, coupled_step_backward, gates=3, states=BOTH),
    "peephole": Step(
        peephole_step, peephole_step_backward, gates=4, states=BOTH, more={"peepholes": (3, 1)}
    ),
    "layer normalised": Step(
        layer_normalised_step,
        layer_normalised_step_backward,
        gates=4,
        states=BOTH,
        more={"gain_x": (0, 4), "gain_h": (0, 4), "gain_c": (0, 1), "shift": (0, 1)},
    ),
    "no input gate": ablated("fo", "ch"),
    "no forget gate": ablated("io", "ch"),
    "no output gate": ablated("if", "ch"),
    "no gate": ablated("", "ch"),
    "candidate not squashed": ablated("ifo", "h"),
    "output not squashed": ablated("ifo", "c"),
}
every_step = pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
sizes = st.integers(min_value=1, max_value=5)
any_sizes = given(batch=sizes, features=sizes, units=sizes, seed=st.integers(0, 10**6))
fast = settings(deadline=None, max_examples=40, derandomize=True)


def draw_arguments(step, batch, features, units, seed=0):
    rng = np.random.default_rng(seed)
    columns = step.gates * units
    shapes = {
        "x_t": (batch, features),
        **dict.fromkeys(step.states, (batch, units)),
        "kernel": (features, columns),
        "recurrent_kernel": (units, columns),
        "bias": (2, columns) if step.two_biases else (columns,),
    }
    for name, (rows, blocks) in step.more.items():
        shapes[name] = (rows, blocks * units) if rows else (blocks * units,)
    return {name: rng.standard_normal(shape) for name, shape in shapes.items()}


def one_sample(step, arguments, sample):
    per_sample = ("x_t", *step.states)
    return {n: value[[sample]] if n in per_sample else value for n, value in arguments.items()}


def outputs_of(step, arguments):
    outputs = step.forward(*arguments.values())
    return outputs if isinstance(outputs, tuple) else (outputs,)


@every_step
@any_sizes
@fast
def test_the_gradient_matches_central_differences(step, batch, features, units, seed):
    arguments = draw_arguments(step, batch, features, units, seed)
    check_gradients(step.forward, step.backward, arguments, rng=seed)


@every_step
@any_sizes
@fast
def test_a_step_returns_one_new_state_for_each_state(step, batch, features, units, seed):
    outputs = outputs_of(step, draw_arguments(step, batch, features, units, seed))
    assert [output.shape for output in outputs] == [(batch, units)] * len(step.states)


@every_step
def test_the_samples_of_a_batch_do_not_mix(step):
    arguments = draw_arguments(step, batch=3, features=2, units=4)
    whole = outputs_of(step, arguments)
    for sample in range(3):
        alone = one_sample(step, arguments, sample)
        for output, expected in zip(outputs_of(step, alone), whole, strict=True):
            np.testing.assert_allclose(output, expected[[sample]], rtol=1e-12)


@every_step
def test_the_weights_gradient_of_a_batch_is_the_sum_over_its_samples(step):
    arguments = draw_arguments(step, batch=3, features=2, units=4)
    doutputs = np.random.default_rng(1).standard_normal((len(step.states), 3, 4))
    whole = step.backward(*doutputs, *arguments.values())[-step.count_of_weights :]
    alone = []
    for sample in range(3):
        one = one_sample(step, arguments, sample)
        alone.append(step.backward(*doutputs[:, [sample]], *one.values())[-step.count_of_weights :])
    for total, parts in zip(whole, zip(*alone, strict=True), strict=True):
        np.testing.assert_allclose(total, sum(parts), rtol=1e-12)


@every_step
def test_the_arguments_are_left_as_they_are(step):
    arguments = draw_arguments(step, batch=2, features=3, units=4)
    doutputs = [np.ones((2, 4)) for _ in step.states]
    before = {name: value.copy() for name, value in arguments.items()}
    step.forward(*arguments.values())
    step.backward(*doutputs, *arguments.values())
    for name, value in arguments.items():
        np.testing.assert_array_equal(value, before[name])
    for doutput in doutputs:
        np.testing.assert_array_equal(doutput, 1)


@every_step
def test_float32_stays_float32(step):
    arguments = draw_arguments(step, batch=2, features=3, units=4)
    single = {name: value.astype(np.float32) for name, value in arguments.items()}
    doutputs = [np.ones((2, 4), np.float32) for _ in step.states]
    results = (*outputs_of(step, single), *step.backward(*doutputs, *single.values()))
    assert {result.dtype for result in results} == {np.dtype(np.float32)}


@every_step
def test_shapes_that_do_not_fit_raise_an_error(step):
    arguments = draw_arguments(step, batch=2, features=3, units=4)
    with pytest.raises(ValueError):
        step.forward(*{**arguments, "x_t": np.ones((2, 5))}.values())
