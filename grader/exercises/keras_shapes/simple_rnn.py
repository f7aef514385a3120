"""The question on the SimpleRNN layer, forwards and backwards."""

from dataclasses import dataclass

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import Sizes, drawing, fused_weights, order_one
from unrolled import layers
from unrolled.activations import sigmoid
from unrolled.rnn import rnn_step

_LOOP = "keras-simple-rnn-loop"
_BACKWARDS = "keras-states-backwards"


@dataclass(frozen=True)
class Reading(Sizes):
    """The sizes of a case, and the direction in which the sequences are read."""

    go_backwards: bool = False

    def describe(self):
        """Return the case in words."""
        return super().describe() + (", backwards" if self.go_backwards else "")


_SIZES = (
    Reading(batch=2, time=5, features=3, units=4),
    Reading(batch=2, time=4, features=3, units=5, go_backwards=True),
    Reading(batch=1, time=3, features=2, units=4, go_backwards=True, initial_states=False),
    Reading(batch=4, time=3, features=1, units=2, initial_states=False),
    Reading(batch=3, time=1, features=2, units=4, go_backwards=True),
    Reading(batch=3, time=4, features=2, units=3),
    Reading(batch=2, time=3, features=4, units=1, go_backwards=True),
)


def _arguments(rng, sizes):
    state = {"h_0": order_one(rng, sizes.batch, sizes.units)} if sizes.initial_states else {}
    return {
        "x": order_one(rng, sizes.batch, sizes.time, sizes.features),
        **fused_weights(rng, sizes, blocks=1),
        "go_backwards": sizes.go_backwards,
        **state,
    }


def _reference(x, kernel, recurrent_kernel, bias, go_backwards=False, h_0=None):
    layer = layers.SimpleRNN(
        len(bias), return_sequences=True, return_state=True, go_backwards=go_backwards
    )
    layer.set_weights([kernel, recurrent_kernel, bias])
    return layer(x, h_0)


def _in_reading_order(x, go_backwards):
    return x[:, ::-1] if go_backwards else x


def _given_or_zeros(zeros, h_0):
    return zeros if h_0 is None else h_0


def _stack(states):
    return np.stack(states, axis=1)


def _outputs(h, go_backwards):
    return _stack(h[1:]), h[-1]


def layer_in_parts(
    read=_in_reading_order,
    start=_given_or_zeros,
    carry=lambda h: h[-1],
    step=rnn_step,
    give=_outputs,
):
    """Return a function for the question, made of five parts that a mistake can replace.

    ``read`` arranges the input, ``start`` chooses the initial state, ``carry`` picks from the
    states so far the one that the ``step`` starts from, and ``give`` makes the outputs of all
    states, in a list from the initial one on.
    """

    def answer(x, kernel, recurrent_kernel, bias, go_backwards=False, h_0=None):
        x = read(x, go_backwards)
        h = [start(np.zeros((len(x), len(recurrent_kernel))), h_0)]
        for t in range(x.shape[1]):
            h.append(step(x[:, t], carry(h), kernel, recurrent_kernel, bias))
        return give(h, go_backwards)

    return answer


def _in_order_of_time(h, go_backwards):
    return _stack(h[1:])[:, :: -1 if go_backwards else 1], h[-1]


def _state_at_last_time_step(h, go_backwards):
    return _stack(h[1:]), h[1] if go_backwards else h[-1]


def _backwards_on(axes):
    return lambda x, go_backwards: np.flip(x, axes) if go_backwards else x


SIMPLE_RNN_LAYER = Question(
    name="simple_rnn_layer",
    reference=_reference,
    outputs=(
        Output("hidden_states", ("batch", "time", "units")),
        Output("last_state", ("batch", "units")),
    ),
    draw=drawing(_arguments, _SIZES),
    lesson=_LOOP,
    hint=(
        "Test the step alone first: tanh of two products and the bias. Then check what the first "
        "step starts from, what each next step receives, in which order the steps are read, and "
        "on which axis the states are put together."
    ),
    mistakes=(
        Mistake(
            "going-backwards-ignored",
            layer_in_parts(read=lambda x, go_backwards: x),
            "This layer reads forwards although go_backwards is True. It must begin with the last "
            "time step, x[:, -1], and end with x[:, 0].",
            _BACKWARDS,
        ),
        Mistake(
            "rows-in-order-of-time",
            layer_in_parts(give=_in_order_of_time),
            "The steps are read backwards, and then the rows are turned round into the order of "
            "time. A Keras layer leaves them in the order in which they were read; Bidirectional "
            "turns them, the layer inside does not.",
            _BACKWARDS,
        ),
        Mistake(
            "only-the-rows-turned",
            layer_in_parts(read=lambda x, go_backwards: x, give=_in_order_of_time),
            "This layer reads forwards and then turns its output round. Going backwards means that "
            "the input is read from its end, so that every state is another one.",
            _BACKWARDS,
        ),
        Mistake(
            "batch-turned-round",
            layer_in_parts(read=_backwards_on(0)),
            "Here the batch is turned round: x[::-1] turns the first axis. Time is the second "
            "axis, so write x[:, ::-1].",
            _BACKWARDS,
        ),
        Mistake(
            "all-axes-turned-round",
            layer_in_parts(read=_backwards_on(None)),
            "Without an axis np.flip turns every axis round, the batch and the features too. Only "
            "time is read backwards: x[:, ::-1].",
            _BACKWARDS,
        ),
        Mistake(
            "state-at-the-last-time-step",
            layer_in_parts(give=_state_at_last_time_step),
            "When going backwards, your last_state is the state at the last time step, which was "
            "read first. The returned state is always the one after the step that was read last.",
            _BACKWARDS,
        ),
        Mistake(
            "hidden-state-not-carried",
            layer_in_parts(carry=lambda h: h[0]),
            "Every step starts from the initial state. Each step must receive the hidden state of "
            "the step before it: without that nothing is recurrent.",
            _LOOP,
        ),
        Mistake(
            "initial-state-ignored",
            layer_in_parts(start=lambda zeros, h_0: zeros),
            "This layer starts from zeros although h_0 is given. Zeros are right only where h_0 is "
            "None.",
            "keras-initial-state",
        ),
        Mistake(
            "array-as-truth-value",
            layer_in_parts(start=lambda zeros, h_0: h_0 or zeros),
            "Python cannot say whether a whole array counts as true, so `if h_0:` and `h_0 or ...` "
            "fail. Write `if h_0 is None:` to find out whether it is missing.",
            "keras-initial-state",
        ),
        Mistake(
            "bias-forgotten",
            layer_in_parts(
                step=lambda x_t, h, kernel, recurrent_kernel, bias: np.tanh(
                    x_t @ kernel + h @ recurrent_kernel
                )
            ),
            "This is what you get without the bias, the third array of the list of weights. It is "
            "added to every row before the tanh.",
            _LOOP,
        ),
        Mistake(
            "tanh-forgotten",
            layer_in_parts(
                step=lambda x_t, h, kernel, recurrent_kernel, bias: (
                    x_t @ kernel + h @ recurrent_kernel + bias
                )
            ),
            "Here the tanh is missing. It keeps every hidden state between -1 and 1; without it "
            "the states can grow from step to step.",
            _LOOP,
        ),
        Mistake(
            "sigmoid-for-tanh",
            layer_in_parts(
                step=lambda x_t, h, kernel, recurrent_kernel, bias: sigmoid(
                    x_t @ kernel + h @ recurrent_kernel + bias
                )
            ),
            "Here the hidden state went through the sigmoid. SimpleRNN uses tanh unless it is told "
            "otherwise; the sigmoid belongs to gates, and this layer has none.",
            _LOOP,
        ),
        Mistake(
            "recurrent-kernel-transposed",
            layer_in_parts(
                step=lambda x_t, h, kernel, recurrent_kernel, bias: rnn_step(
                    x_t, h, kernel, recurrent_kernel.T, bias
                )
            ),
            "Here recurrent_kernel is transposed. It is square, so no shape error shows it; with "
            "states as rows the product is h @ recurrent_kernel.",
            _LOOP,
        ),
        Mistake(
            "time-axis-first",
            layer_in_parts(give=lambda h, go_backwards: (np.stack(h[1:]), h[-1])),
            "The hidden states are put together with time as the first axis, as a plain list of "
            "them is. The batch comes first in Keras: use np.stack(..., axis=1).",
            "keras-simple-rnn-axes",
        ),
        Mistake(
            "initial-state-included",
            layer_in_parts(give=lambda h, go_backwards: (_stack(h), h[-1])),
            "Your hidden_states have one time step too many, because the initial state is stored "
            "with the others. The first row must be the state after the first step.",
            _LOOP,
        ),
    ),
)
