"""The question on two LSTM layers that read in opposite directions."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import Sizes, drawing, fused_weights, order_one
from grader.exercises.recipe import Recipe
from unrolled import layers
from unrolled.lstm import lstm_step
from unrolled.unroll import unroll

_PARTS = "keras-bidirectional-parts"
_SEEN = "keras-bidirectional-seen"
_MERGE = "keras-bidirectional-merge"
_SIZES = (
    Sizes(batch=2, time=5, features=3, units=4),
    Sizes(batch=1, time=4, features=2, units=3),
    Sizes(batch=3, time=1, features=2, units=4),
    Sizes(batch=4, time=3, features=2, units=1),
    Sizes(batch=3, time=4, features=1, units=3),
    Sizes(batch=4, time=5, features=3, units=2),
)
_DIRECTIONS = ("forward", "backward")


def _arguments(rng, sizes):
    return {
        "x": order_one(rng, sizes.batch, sizes.time, sizes.features),
        **{
            f"{direction}_{name}": array
            for direction in _DIRECTIONS
            for name, array in fused_weights(rng, sizes).items()
        },
    }


def _reference(x, *weights):
    units = len(weights[1])
    results = []
    for return_sequences in (True, False):
        layer = layers.Bidirectional(layers.LSTM(units, return_sequences=return_sequences))
        layer.set_weights(weights)
        results.append(layer(x))
    return tuple(results)


def read_by(x, kernel, recurrent_kernel, bias):
    """Return what an LSTM gives that reads ``x``: all hidden states, the last h, the last c."""
    zeros = np.zeros((len(x), len(recurrent_kernel)))
    hidden_states, last = unroll(lstm_step, x, (zeros, zeros), (kernel, recurrent_kernel, bias))
    return hidden_states, *last


def _beside(one, other):
    return np.concatenate([one, other], axis=-1)


def _alternating(one, other):
    return np.stack([one, other], axis=-1).reshape(*one.shape[:-1], -1)


both_in_lines = Recipe(
    "x forward_kernel forward_recurrent_kernel forward_bias "
    "backward_kernel backward_recurrent_kernel backward_bias",
    {
        "of_forward": lambda v: (v.forward_kernel, v.forward_recurrent_kernel, v.forward_bias),
        "of_backward": lambda v: (v.backward_kernel, v.backward_recurrent_kernel, v.backward_bias),
        "forward": lambda v: read_by(v.x, *v.of_forward),
        "backward": lambda v: read_by(v.x[:, ::-1], *v.of_backward),
        "to_the_right": lambda v: v.forward[0],
        "to_the_left": lambda v: v.backward[0][:, ::-1],
        "sequence": lambda v: _beside(v.to_the_right, v.to_the_left),
        "last_output": lambda v: _beside(v.forward[1], v.backward[1]),
    },
    "sequence last_output",
)


BIDIRECTIONAL_LSTM = Question(
    name="bidirectional_lstm",
    reference=_reference,
    outputs=(
        Output("sequence", ("batch", "time", "2 units")),
        Output("last_output", ("batch", "2 units")),
    ),
    draw=drawing(_arguments, _SIZES),
    lesson=_PARTS,
    hint=(
        "If lstm_layer is not right yet, mend it first. Then compare the two halves of the columns "
        "by themselves: the left one is an LSTM on x, the right one an LSTM with the other weights "
        "on the turned x, turned back."
    ),
    mistakes=(
        Mistake(
            "last-row-as-last-output",
            both_in_lines.but(last_output=lambda v: v.sequence[:, -1]),
            "This last_output is the last row of the sequence. Its backward half has read a single "
            "step, the last one; the backward layer has read everything at time step 0.",
            _SEEN,
        ),
        Mistake(
            "first-row-as-last-output",
            both_in_lines.but(last_output=lambda v: v.sequence[:, 0]),
            "This last_output is the first row of the sequence. Its forward half has read a single "
            "step, the first one; the forward layer has read everything at the last time step.",
            _SEEN,
        ),
        Mistake(
            "halves-at-their-beginnings",
            both_in_lines.but(
                last_output=lambda v: _beside(v.to_the_right[:, 0], v.to_the_left[:, -1])
            ),
            "Each half of this last_output is taken where its layer has read a single step: "
            "forwards at the first time step, backwards at the last one. Take each where it has "
            "read everything.",
            _SEEN,
        ),
        Mistake(
            "backward-output-not-turned-back",
            both_in_lines.but(to_the_left=lambda v: v.backward[0]),
            "The outputs of the backward layer stand in the order in which they were read, so that "
            "each row puts two different time steps together. Turn them round before you put them "
            "beside the forward ones.",
            _PARTS,
        ),
        Mistake(
            "backward-input-not-turned",
            both_in_lines.but(backward=lambda v: read_by(v.x, *v.of_backward)),
            "The backward layer reads its input forwards, and then its outputs are turned round. "
            "Turn the input round first: the backward layer begins with the last time step.",
            _PARTS,
        ),
        Mistake(
            "nothing-turned",
            both_in_lines.but(
                backward=lambda v: read_by(v.x, *v.of_backward),
                to_the_left=lambda v: v.backward[0],
            ),
            "Both layers read forwards here, each with its own weights. The backward layer must "
            "begin with the last time step.",
            _PARTS,
        ),
        Mistake(
            "batch-turned-round",
            both_in_lines.but(
                backward=lambda v: read_by(v.x[::-1], *v.of_backward),
                to_the_left=lambda v: v.backward[0][::-1],
            ),
            "Here the batch is turned round: x[::-1] turns the first axis. Time is the second "
            "axis, so write x[:, ::-1].",
            _PARTS,
        ),
        Mistake(
            "forward-weights-for-both",
            both_in_lines.but(of_backward=lambda v: v.of_forward),
            "Both directions use the forward weights. The backward layer is a layer of its own: "
            "its weights are the last three arrays.",
            _PARTS,
        ),
        Mistake(
            "weights-exchanged",
            both_in_lines.but(
                forward=lambda v: read_by(v.x, *v.of_backward),
                backward=lambda v: read_by(v.x[:, ::-1], *v.of_forward),
            ),
            "The two layers have exchanged their weights. The first three arrays belong to the "
            "forward layer, the last three to the backward layer.",
            _PARTS,
        ),
        Mistake(
            "backward-half-first",
            both_in_lines.but(
                sequence=lambda v: _beside(v.to_the_left, v.to_the_right),
                last_output=lambda v: _beside(v.backward[1], v.forward[1]),
            ),
            "The halves are right, but the backward one stands first. In Keras the forward units "
            "are the first half of the columns.",
            _PARTS,
        ),
        Mistake(
            "units-alternate",
            both_in_lines.but(
                sequence=lambda v: _alternating(v.to_the_right, v.to_the_left),
                last_output=lambda v: _alternating(v.forward[1], v.backward[1]),
            ),
            "Forward and backward units alternate in the columns. They stand in two blocks: first "
            "all forward units, then all backward units.",
            _PARTS,
        ),
        Mistake(
            "halves-added",
            both_in_lines.but(
                sequence=lambda v: v.to_the_right + v.to_the_left,
                last_output=lambda v: v.forward[1] + v.backward[1],
            ),
            "The two outputs are added: that is merge_mode='sum'. Unless it is told otherwise, "
            "Keras puts them side by side, so that there are 2 * units columns.",
            _MERGE,
        ),
        Mistake(
            "joined-along-time",
            both_in_lines.but(
                sequence=lambda v: np.concatenate([v.to_the_right, v.to_the_left], axis=1)
            ),
            "The two outputs follow each other along time. Put them side by side, on the last "
            "axis: each time step has one row with both halves.",
            _PARTS,
        ),
        Mistake(
            "cell-state-for-backward-half",
            both_in_lines.but(last_output=lambda v: _beside(v.forward[1], v.forward[2])),
            "This last_output is h and c of the forward layer side by side. Its second half must "
            "be the hidden state of the backward layer.",
            _SEEN,
        ),
    ),
)
