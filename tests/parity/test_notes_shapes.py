"""Every shape that the source notes print for their Keras calls, and what their numbers can show.

The notes call SimpleRNN(3), LSTM(3) and Bidirectional(LSTM(3)) on one sequence of four steps
with five features. The weights of the first two were drawn without a seed, so their numbers
cannot be computed again; what must hold among them can. The weights of the third are
constant: test_source_notes.py computes those numbers, here they stand where they were printed.
"""

from functools import cache

import jax
import keras
import numpy as np
import pytest
from test_source_notes import PRINTED, TF32LSTM, X, notes_layer

from unrolled import layers
from unrolled.conventions import to_torch

# Keras 3.15 reads its own variables in a way that NumPy 2 calls old.
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning:keras"
)

# The kind, return_sequences, return_state, and the shapes that the notes print or name.
CALLS = [
    ("SimpleRNN", False, False, [(1, 3)]),
    ("SimpleRNN", True, False, [(1, 4, 3)]),
    ("SimpleRNN", True, True, [(1, 4, 3), (1, 3)]),
    ("SimpleRNN", False, True, [(1, 3)] * 2),
    ("LSTM", False, True, [(1, 3)] * 3),
    ("LSTM", True, True, [(1, 4, 3), (1, 3), (1, 3)]),
    ("Bidirectional", False, True, [(1, 6), (1, 3), (1, 3), (1, 3), (1, 3)]),
    ("Bidirectional", True, True, [(1, 4, 6), (1, 3), (1, 3), (1, 3), (1, 3)]),
]
# Printed by calls with return_sequences: the hidden states; then the last h; then the last c.
RNN_STATES = [
    [0.05431597, 0.9997256, 0.07848608],
    [-0.5503005, 0.96039253, 0.61889],
    [0.7662684, 0.48871595, 0.8754748],
    [0.949467, 0.854687, -0.16799167],
]
RNN_LAST = [0.949467, 0.854687, -0.16799167]
RNN_LAST_IN_THE_TEXT = [-0.63698626, -0.6929572, -0.9387183]
LSTM_STATES = [
    [0.06367525, 0.42689556, 0.25716597],
    [0.10355692, 0.32117185, 0.3720547],
    [0.03180264, 0.4889893, 0.34424222],
    [0.10580046, 0.3162607, 0.3505974],
]
LSTM_LAST = [0.10580046, 0.3162607, 0.3505974]
LSTM_CELLS = [
    (LSTM_LAST, [0.23588046, 0.63385934, 1.5717858]),
    ([-0.23502806, -0.45216066, 0.06345625], [-0.38973868, -0.6697613, 0.10231213]),
]


@cache
def call(library, kind, return_sequences, return_state):
    """Make the notes' layer from one of the two libraries, and return its values as a list."""
    options = {"return_sequences": return_sequences, "return_state": return_state}
    if kind == "Bidirectional":
        layer = library.Bidirectional(library.LSTM(3, **options))
    else:
        layer = getattr(library, kind)(3, **options)
    with jax.disable_jit():  # to compile Keras' loops would take longer than they run
        values = layer(X)
    return [np.asarray(value) for value in (values if isinstance(values, tuple) else [values])]


@pytest.mark.parametrize("library", [keras.layers, layers], ids=["keras", "ours"])
@pytest.mark.parametrize("kind, return_sequences, return_state, shapes", CALLS)
def test_each_call_returns_as_many_values_of_the_shapes_that_the_notes_print(
    library, kind, return_sequences, return_state, shapes
):
    values = call(library, kind, return_sequences, return_state)
    assert [value.shape for value in values] == shapes


@pytest.mark.parametrize("library", [keras.layers, layers], ids=["keras", "ours"])
@pytest.mark.parametrize("kind", ["SimpleRNN", "LSTM"])
def test_the_last_hidden_state_is_the_last_row_and_is_returned_whatever_else_is(library, kind):
    hidden_states, last, *_ = call(library, kind, True, True)
    np.testing.assert_array_equal(hidden_states[:, -1], last)
    output, last, *_ = call(library, kind, False, True)
    np.testing.assert_array_equal(output, last)


@pytest.mark.parametrize("library", [keras.layers, layers], ids=["keras", "ours"])
def test_both_directions_stand_side_by_side_and_end_at_opposite_ends(library):
    output, forward_h, _, backward_h, _ = call(library, "Bidirectional", False, True)
    np.testing.assert_array_equal(output, np.concatenate([forward_h, backward_h], axis=1))
    every, forward_h, _, backward_h, _ = call(library, "Bidirectional", True, True)
    np.testing.assert_array_equal(every[:, -1, :3], forward_h)
    np.testing.assert_array_equal(every[:, 0, 3:], backward_h)


def test_the_random_numbers_that_the_notes_print_fit_together_but_those_in_the_text_do_not():
    assert RNN_STATES[-1] == RNN_LAST
    assert LSTM_STATES[-1] == LSTM_LAST
    for h, c in LSTM_CELLS:  # h = o * tanh(c) with a gate o between 0 and 1
        output_gate = np.array(h) / np.tanh(c)
        assert np.all((output_gate > 0) & (output_gate < 1))
    # The text says that two printed values are these; they are in no row.
    assert np.abs(np.array(RNN_STATES) - RNN_LAST_IN_THE_TEXT).max(axis=1).min() > 0.5


def test_the_output_of_both_directions_is_the_printed_one_without_return_sequences():
    forward_h, backward_h = PRINTED[0][-1], PRINTED[1][0]
    printed = np.repeat([[forward_h, backward_h]], 3, axis=1)
    output, *states = notes_layer(TF32LSTM, return_state=True)(X.astype(np.float64))
    assert output.shape == (1, 6)
    np.testing.assert_allclose(output, printed, rtol=0, atol=1e-7)
    np.testing.assert_allclose(states[0], [[forward_h] * 3], rtol=0, atol=1e-7)
    np.testing.assert_allclose(states[2], [[backward_h] * 3], rtol=0, atol=1e-7)


def test_the_output_of_both_directions_is_the_printed_one_with_return_sequences():
    printed = np.repeat(np.transpose(PRINTED), 3, axis=1)[np.newaxis]
    options = {"return_sequences": True, "return_state": True}
    output, *states = notes_layer(TF32LSTM, **options)(X.astype(np.float64))
    np.testing.assert_allclose(output, printed, rtol=0, atol=1e-7)
    np.testing.assert_allclose(states[0], printed[:, -1, :3], rtol=0, atol=1e-7)
    np.testing.assert_allclose(states[2], printed[:, 0, 3:], rtol=0, atol=1e-7)


@pytest.mark.parametrize(
    "kind, torchs_kind, options, parameters, torchs_parameters",
    [
        ("SimpleRNN", "rnn", {}, 27, 30),
        ("LSTM", "lstm", {}, 108, 120),
        ("GRU", None, {"reset_after": False}, 81, None),
        ("GRU", "gru", {}, 90, 90),
    ],
)
def test_an_lstm_has_four_times_the_parameters_as_the_notes_say_and_a_gru_less(
    kind, torchs_kind, options, parameters, torchs_parameters
):
    theirs = getattr(keras.layers, kind)(3, **options)
    theirs.build(X.shape)
    assert theirs.count_params() == parameters
    ours = getattr(layers, kind)(3, **options)
    ours.build(X.shape)
    assert sum(weight.size for weight in ours.get_weights()) == parameters
    if torchs_kind:
        state = to_torch(torchs_kind, ours.get_weights())
        assert sum(array.size for array in state.values()) == torchs_parameters
