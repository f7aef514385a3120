"""The question on how many values a call returns, and of which shapes."""

import numpy as np

from grader.exercise import Case, Mistake, Output, Question
from grader.exercises.recipe import Recipe

_RNN = "keras-simple-rnn-calls"
_STATES = "keras-states-calls"
_BOTH = "keras-bidirectional-notes"

# The layer, its three options, and which sizes are special.
_CALLS = (
    ("SimpleRNN", {"return_sequences": True}, ""),
    ("GRU", {"return_state": True}, "one time step"),
    ("LSTM", {"return_state": True}, "as many units as samples"),
    ("LSTM", {"return_sequences": True, "return_state": True}, ""),
    ("GRU", {}, "one sample"),
    ("LSTM", {"return_sequences": True, "bidirectional": True}, ""),
    ("LSTM", {"return_state": True, "bidirectional": True}, ""),
    ("GRU", {"return_sequences": True, "return_state": True, "bidirectional": True}, ""),
)
_OPTIONS = ("return_sequences", "return_state", "bidirectional")


def _draw(rng):
    return [_case(rng, *call) for call in _CALLS]


def _case(rng, kind, options, special):
    batch, time, features, units = (int(size) for size in rng.choice(np.arange(2, 40), 4, False))
    if special == "one time step":
        time = 1
    elif special == "one sample":
        batch = 1
    elif special == "as many units as samples":
        batch = units
    words = " and ".join(options) or "no option"
    return Case(
        f"{kind}({units}) with {words} on an input of shape ({batch}, {time}, {features})",
        {
            "kind": kind,
            "batch": batch,
            "time": time,
            "features": features,
            "units": units,
            **{option: options.get(option, False) for option in _OPTIONS},
        },
    )


def _sequence_or_row(v, width):
    return [v.batch, v.time, width] if v.return_sequences else [v.batch, width]


# One line for each decision; ``states`` holds the shapes of what return_state adds.
shapes_in_lines = Recipe(
    "kind batch time features units return_sequences return_state bidirectional",
    {
        "width": lambda v: 2 * v.units if v.bidirectional else v.units,
        "output": lambda v: _sequence_or_row(v, v.width),
        "state": lambda v: [v.batch, v.units],
        "states_of_a_layer": lambda v: 2 if v.kind == "LSTM" else 1,
        "directions": lambda v: 2 if v.bidirectional else 1,
        "states": lambda v: [v.state] * (v.states_of_a_layer * v.directions),
        "values": lambda v: [v.output, *(v.states if v.return_state else [])],
        "number": lambda v: len(v.values),
        "first": lambda v: v.values[0],
        "last": lambda v: v.values[-1],
    },
    "number first last",
)


OUTPUT_SHAPES = Question(
    name="output_shapes",
    reference=shapes_in_lines,
    outputs=(
        Output("number_of_values"),
        Output("first_shape", ("axes",)),
        Output("last_shape", ("axes",)),
    ),
    draw=_draw,
    lesson=_STATES,
    hint=(
        "Decide in this order: the shape of the output (does it have a time axis, and how wide is "
        "it), the shape of one state, and how many states return_state adds. Then count. Each "
        "shape comes back as a list or a tuple, such as [2, 7, 3]."
    ),
    # Sizes are whole numbers: one too many is wrong.
    rtol=0,
    atol=1e-6,
    mistakes=(
        Mistake(
            "time-axis-always",
            shapes_in_lines.but(output=lambda v: [v.batch, v.time, v.width]),
            "Here the output always has a time axis. Without return_sequences only the output of "
            "the last step comes back, and its shape is (batch, units).",
            _RNN,
        ),
        Mistake(
            "time-axis-never",
            shapes_in_lines.but(output=lambda v: [v.batch, v.width]),
            "Here the output never has a time axis. With return_sequences the hidden state of "
            "every step comes back, and its shape is (batch, time, units).",
            _RNN,
        ),
        Mistake(
            "time-first",
            shapes_in_lines.but(
                output=lambda v: (
                    [v.time, v.batch, v.width] if v.return_sequences else [v.batch, v.width]
                )
            ),
            "Here time is the first axis of a sequence. In Keras the batch comes first, in what a "
            "layer reads and in what it returns.",
            _RNN,
        ),
        Mistake(
            "batch-forgotten",
            shapes_in_lines.but(
                output=lambda v: _sequence_or_row(v, v.width)[1:], state=lambda v: [v.units]
            ),
            "The batch axis is missing. A layer reads a whole batch of sequences in one call, and "
            "every value that it returns has one row for each of them.",
            "keras-simple-rnn-axes",
        ),
        Mistake(
            "features-for-units",
            shapes_in_lines.but(
                output=lambda v: _sequence_or_row(v, v.features * v.directions),
                state=lambda v: [v.batch, v.features],
            ),
            "Here the last axis has the size of features. The features are used up in the product "
            "with the kernel: each step gives one number for each unit.",
            _RNN,
        ),
        Mistake(
            "units-as-time-steps",
            shapes_in_lines.but(
                output=lambda v: (
                    [v.batch, v.width, v.features] if v.return_sequences else [v.batch, v.width]
                )
            ),
            "Here units is taken for the number of time steps. It is the size of the hidden state; "
            "the number of steps is that of the input.",
            _RNN,
        ),
        Mistake(
            "sequences-add-a-value",
            shapes_in_lines.but(
                values=lambda v: [
                    v.output,
                    *([v.state] if v.return_sequences and not v.return_state else []),
                    *(v.states if v.return_state else []),
                ]
            ),
            "Here return_sequences brings the last state along as a value of its own. It changes "
            "the shape of the first value and nothing else; only return_state adds values.",
            _RNN,
        ),
        Mistake(
            "states-in-place-of-output",
            shapes_in_lines.but(values=lambda v: v.states if v.return_state else [v.output]),
            "Here return_state gives the states in place of the output. The output still comes "
            "first, and the states follow it.",
            _STATES,
        ),
        Mistake(
            "one-state-for-the-lstm",
            shapes_in_lines.but(states_of_a_layer=lambda v: 1),
            "Here an LSTM returns one state. It has two, the hidden state and the cell state, and "
            "return_state adds both.",
            _STATES,
        ),
        Mistake(
            "cell-state-for-every-layer",
            shapes_in_lines.but(states_of_a_layer=lambda v: 2),
            "Here every layer returns a cell state. Only the LSTM has one: return_state adds a "
            "single value to a SimpleRNN or a GRU.",
            _STATES,
        ),
        Mistake(
            "state-of-every-step",
            shapes_in_lines.but(state=lambda v: _sequence_or_row(v, v.units)),
            "Here the states have a time axis too when return_sequences is True. return_state "
            "gives the states after the last step only, whatever return_sequences is.",
            "keras-states-cell",
        ),
        Mistake(
            "width-not-doubled",
            shapes_in_lines.but(width=lambda v: v.units),
            "This output of Bidirectional is as wide as that of one layer. The outputs of the two "
            "directions are put side by side, so there are 2 * units columns.",
            _BOTH,
        ),
        Mistake(
            "states-as-wide-as-the-output",
            shapes_in_lines.but(state=lambda v: [v.batch, v.width]),
            "Here the states of Bidirectional have 2 * units columns, like the output. States are "
            "never merged: each direction returns its own, with units columns.",
            _BOTH,
        ),
        Mistake(
            "states-merged",
            shapes_in_lines.but(
                state=lambda v: [v.batch, v.width],
                states=lambda v: [v.state] * v.states_of_a_layer,
            ),
            "Here the states of the two directions are merged, like the outputs. Bidirectional "
            "merges outputs and never states: those of the forward layer come first, then those of "
            "the backward layer.",
            _BOTH,
        ),
        Mistake(
            "states-of-one-direction",
            shapes_in_lines.but(states=lambda v: [v.state] * v.states_of_a_layer),
            "Here Bidirectional returns the states of one direction only. Both layers return "
            "theirs, so there are twice as many states.",
            _BOTH,
        ),
    ),
)
