"""What a person reads who gives a layer something that does not fit."""

import re

import numpy as np
import pytest

from unrolled.layers import GRU, LSTM, RNN, Bidirectional, Layer, SimpleRNN
from unrolled.lstm import lstm_step, lstm_step_backward

BATCH, TIME, FEATURES, UNITS = 2, 5, 3, 4
X = np.ones((BATCH, TIME, FEATURES))


def built(layer):
    layer.build(X.shape)
    return layer


def called(layer, training=False):
    layer(X, training=training)
    return layer


def with_entry(value):
    x = X.copy()
    x[1, 2, 0] = value
    return x


def state(*shape):
    return np.zeros(shape)


ERRORS = {
    "a matrix for a batch of sequences": (
        lambda: LSTM(3)(np.ones((4, 5))),
        "expects x of shape (batch, time, features), that is 3 axes, but x has shape (4, 5). If "
        "it is one sequence of 4 steps with 5 features, pass x[np.newaxis]. If it is a batch of "
        "sequences with one feature, pass x[:, :, np.newaxis]. If it comes from another recurrent "
        "layer, give that layer return_sequences=True.",
    ),
    "a vector": (
        lambda: SimpleRNN(3)([1.0, 2.0]),
        "but x has shape (2,). If it is one sequence with one feature, pass x[np.newaxis, :, "
        "np.newaxis].",
    ),
    "one number": (lambda: SimpleRNN(3)(1.0), "but x has shape (). Reshape it so that"),
    "four axes": (
        lambda: GRU(3)(np.ones((1, 2, 3, 4))),
        "Reshape it so that each time step of each sequence is one row of features.",
    ),
    "two dimensions for Bidirectional": (
        lambda: Bidirectional(LSTM(3))(np.ones((4, 5))),
        "but x has shape (4, 5).",
    ),
    "no time step": (
        lambda: LSTM(3)(np.ones((2, 0, 5))),
        "x has shape (2, 0, 5), that is no time step. A recurrent layer needs at least one.",
    ),
    "no features": (
        lambda: LSTM(3)(np.ones((2, 4, 0))),
        "The number of features must be a positive whole number, but it is 0.",
    ),
    "sequences of different lengths": (
        lambda: LSTM(3)([[[1.0], [2.0]], [[1.0]]]),
        "x cannot be read as one array, because its parts have different shapes. Pad sequences of "
        "different lengths to one length.",
    ),
    "what a layer with return_state returned": (
        lambda: GRU(3)(LSTM(UNITS, return_sequences=True, return_state=True)(X)),
        "x is a tuple of 3 values, but a recurrent layer reads one array. If a layer with "
        "return_state=True returned it, pass on its first value only.",
    ),
    "three states that look like a batch of three": (
        lambda: GRU(3)(LSTM(UNITS, return_state=True)(X)),
        "x is a tuple of 3 values",
    ),
    "weights drawn twice": (
        lambda: built(built(LSTM(UNITS))),
        "The layer has weights already. To start anew, make a new layer.",
    ),
    "words": (
        lambda: LSTM(3)([[["a"]]]),
        "x must hold real numbers, but its data type is <U1.",
    ),
    "other features than before": (
        lambda: built(LSTM(UNITS))(np.ones((2, 5, 7))),
        "The layer has weights for 3 features, but x has shape (2, 5, 7), that is 7 features. "
        "Give x 3 features, or make a new layer.",
    ),
    "units that are no number": (
        lambda: LSTM("three"),
        "units must be a positive whole number, but it is 'three'.",
    ),
    "half a unit": (lambda: GRU(2.5), "units must be a positive whole number, but it is 2.5."),
    "no unit": (lambda: SimpleRNN(0), "units must be a positive whole number, but it is 0."),
    "one state for the LSTM": (
        lambda: LSTM(UNITS)(X, initial_state=state(2, 4)),
        "initial_state must hold these arrays, in this order: h, c. It holds 1 instead of 2.",
    ),
    "two states for the GRU": (
        lambda: GRU(UNITS)(X, initial_state=[state(2, 4), state(2, 4)]),
        "initial_state must hold these arrays, in this order: h. It holds 2 instead of 1.",
    ),
    "a state of another batch size": (
        lambda: LSTM(UNITS)(X, initial_state=[state(2, 4), state(1, 4)]),
        "The initial state c must have shape (batch, units) = (2, 4), but it has shape (1, 4). It "
        "needs one row for each sequence of x and one column for each unit.",
    ),
    "one direction's states for both": (
        lambda: Bidirectional(LSTM(UNITS))(X, initial_state=[state(2, 4), state(2, 4)]),
        "in this order: forward h, forward c, backward h, backward c. It holds 2 instead of 4.",
    ),
    "weights before there are any": (
        lambda: LSTM(UNITS).get_weights(),
        "The layer has no weights yet, because their shapes depend on the number of features. "
        "Call the layer once, or call build((None, None, features)).",
    ),
    "too few weights": (
        lambda: LSTM(UNITS).set_weights([np.ones((3, 16))]),
        "The list of weights must hold these arrays, in this order: kernel, recurrent_kernel, "
        "bias. It holds 1 instead of 3.",
    ),
    "one layer's weights for two": (
        lambda: Bidirectional(SimpleRNN(UNITS)).set_weights(built(SimpleRNN(UNITS)).get_weights()),
        "forward kernel, forward recurrent_kernel, forward bias, backward kernel, "
        "backward recurrent_kernel, backward bias. It holds 3 instead of 6.",
    ),
    "weights of another kind": (
        lambda: LSTM(UNITS).set_weights(built(GRU(UNITS)).get_weights()),
        "The weight kernel must have shape (3, 16), but it has shape (3, 12).",
    ),
    "weights of another number of features": (
        lambda: built(LSTM(UNITS)).set_weights([np.ones((5, 16)), np.ones((4, 16)), np.ones(16)]),
        "The weight kernel must have shape (3, 16), but it has shape (5, 16).",
    ),
    "one bias for the GRU with two": (
        lambda: GRU(UNITS).set_weights([np.ones((3, 12)), np.ones((4, 12)), np.ones(12)]),
        "The weight bias must have shape (2, 12), but it has shape (12,).",
    ),
    "an unknown merge mode": (
        lambda: Bidirectional(LSTM(UNITS), merge_mode="average"),
        "merge_mode must be one of 'concat', 'sum', 'mul', 'ave' or None, but it is 'average'.",
    ),
    "a pattern that reads backwards": (
        lambda: Bidirectional(LSTM(UNITS, go_backwards=True)),
        "Bidirectional makes the backward layer itself. Give it a layer without go_backwards=True.",
    ),
    "a class for a pattern": (
        lambda: Bidirectional(LSTM),
        "Bidirectional needs a recurrent layer such as LSTM(3), but it was given an object of the "
        "type type.",
    ),
    "whole numbers": (
        lambda: LSTM(3)(np.ones((2, 5, 3), int)),
        "x must hold floating numbers, but its data type is int64. Tokens need an Embedding layer "
        "first. Values need x.astype(float).",
    ),
    "yes and no": (
        lambda: LSTM(3)(np.ones((2, 5, 3), bool)),
        "x must hold floating numbers, but its data type is bool.",
    ),
    "a switch for a number": (
        lambda: GRU(True),
        "units must be a positive whole number, but it is True.",
    ),
    "a missing value": (
        lambda: LSTM(3)(with_entry(np.nan)),
        "x must hold finite numbers, but its entry [1, 2, 0] is nan. Replace it. Where it marks "
        "a missing step, put zeros there and pass a mask.",
    ),
    "a masked array": (
        lambda: LSTM(3)(np.ma.masked_equal(X, 1)),
        "x is a masked array of NumPy, whose mask the layers do not read. Fill it with its method "
        "filled(0), and leave steps out with the argument mask of the call.",
    ),
    "a missing value in a state": (
        lambda: LSTM(UNITS)(X, [state(2, 4), np.nan * np.ones((2, 4))]),
        "The initial state c must hold finite numbers, but its entry [0, 0] is nan.",
    ),
    "no list of weights": (
        lambda: LSTM(UNITS).set_weights(None),
        "The list of weights must be a list of arrays, but it is None.",
    ),
    "infinity": (lambda: LSTM(3)(with_entry(-np.inf)), "but its entry [1, 2, 0] is -inf."),
    "a mask of numbers": (
        lambda: LSTM(3)(X, mask=np.ones((2, 5))),
        "mask must be a bool array of shape (batch, time) = (2, 5), True where a step is real, but "
        "it has the data type float64 and shape (2, 5). Numbers become such a mask by a "
        "comparison, for example mask = numbers != 0.",
    ),
    "a mask for every feature": (
        lambda: Bidirectional(GRU(3))(X, mask=np.ones((2, 5, 3), bool)),
        "(batch, time) = (2, 5), True where a step is real, but it has the data type bool and "
        "shape (2, 5, 3).",
    ),
    "a mask of rows of different lengths": (
        lambda: LSTM(3)(X, mask=[[True], [True, False]]),
        "mask cannot be read as one array",
    ),
    "an update gate that does neither": (
        lambda: GRU(3, update_gate="chung"),
        'update_gate must be "keeps" (z keeps the old state, as in Keras) or "takes" (z takes the '
        "new one), but it is 'chung'.",
    ),
    "dropout of everything": (
        lambda: LSTM(3, dropout=1.0),
        "dropout must be a number from 0 up to, but not including, 1, but it is 1.0. It is the "
        "share of the entries that training sets to zero.",
    ),
    "dropout below zero": (
        lambda: LSTM(3, recurrent_dropout=-0.1),
        "recurrent_dropout must be a number from 0 up to, but not including, 1, but it is -0.1.",
    ),
    "dropout that is no number": (lambda: GRU(3, dropout="half"), "but it is 'half'."),
    "no gate": (
        lambda: RNN(lstm_step, lstm_step_backward, 3, gates=0),
        "gates must be a positive whole number, but it is 0.",
    ),
    "another batch for a stateful layer": (
        lambda: called(LSTM(3, stateful=True))(X[:1]),
        "x has a batch of 1, but the layer is stateful and carries on the states of a batch of 2. "
        "Give x the same batch size, or call reset_state() first.",
    ),
    "another batch and states for a stateful layer": (
        lambda: called(GRU(3, stateful=True))(X[:1], state(1, 3)),
        "x has a batch of 1, but the layer is stateful and carries on the states of a batch of 2.",
    ),
    "backward before a call": (
        lambda: LSTM(3).backward(state(2, 3)),
        "backward goes back through a call with training=True, but the last call had no "
        "training=True, or there was none. Call the layer with training=True first.",
    ),
    "backward after another call": (
        lambda: called(called(LSTM(3), training=True)).backward(state(2, 3)),
        "backward goes back through a call with training=True",
    ),
    "backward of both directions before a call": (
        lambda: called(Bidirectional(LSTM(3))).backward(state(2, 6)),
        "backward goes back through a call with training=True",
    ),
    "too few gradients": (
        lambda: called(LSTM(3, return_state=True), training=True).backward(state(2, 3)),
        "backward needs one gradient for each value that the call returned, in this order: output, "
        "h, c. It was given 1 instead of 3. None stands for zeros.",
    ),
    "too many gradients": (
        lambda: called(GRU(3), training=True).backward(state(2, 3), state(2, 3)),
        "in this order: output. It was given 2 instead of 1.",
    ),
    "too few gradients for both directions": (
        lambda: called(Bidirectional(GRU(3), merge_mode=None), training=True).backward(state(2, 3)),
        "in this order: forward output, backward output. It was given 1 instead of 2.",
    ),
    "a gradient of another shape": (
        lambda: called(LSTM(3, return_sequences=True), training=True).backward(state(2, 3)),
        "The gradient of output must have the shape of what the call returned, (2, 5, 3), but it "
        "has shape (2, 3).",
    ),
    "a state's gradient of another shape": (
        lambda: called(LSTM(3, return_state=True), training=True).backward(None, None, state(3, 2)),
        "The gradient of c must have the shape of what the call returned, (2, 3), but it has shape "
        "(3, 2).",
    ),
    "a gradient of one direction's shape": (
        lambda: called(Bidirectional(LSTM(3)), training=True).backward(state(2, 3)),
        "The gradient of output must have the shape of what the call returned, (2, 6)",
    ),
    "a gradient of words": (
        lambda: called(LSTM(3), training=True).backward([["a"]]),
        "The gradient of output must hold real numbers, but its data type is <U1.",
    ),
    "gradients before backward": (
        lambda: called(LSTM(3), training=True).gradients,
        "The layer has no gradients yet. Call it with training=True, then call backward.",
    ),
    "weights as they are before there are any": (
        lambda: Bidirectional(LSTM(3)).weights,
        "The layer has no weights yet",
    ),
}


@pytest.mark.parametrize("call, message", ERRORS.values(), ids=ERRORS)
def test_the_message_says_what_came_what_was_expected_and_how_to_mend_it(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()


def test_refused_weights_leave_the_old_ones_in_place():
    layer = built(LSTM(UNITS, rng=0))
    before = layer(X)
    with pytest.raises(ValueError):
        layer.set_weights([np.ones((3, 16)), np.ones((4, 16)), np.ones(4)])
    np.testing.assert_array_equal(layer(X), before)


def test_a_layer_without_weights_has_none_and_no_gradients():
    layer = Layer()
    assert layer.weights == layer.gradients == layer.get_weights() == []
    layer.set_weights([])
