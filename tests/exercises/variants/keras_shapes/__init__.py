"""For every coded question of keras-shapes, right answers in different styles."""

from tests.exercises.variants.keras_shapes import of_layers, of_numbers, of_two_directions


def _named(module, beginning):
    return tuple(value for name, value in vars(module).items() if name.startswith(beginning))


VARIANTS = {
    "output_shapes": _named(of_numbers, "shapes_"),
    "simple_rnn_layer": _named(of_layers, "simple_rnn_"),
    "lstm_layer": _named(of_layers, "lstm_"),
    "bidirectional_lstm": _named(of_two_directions, "both_"),
    "masked_rnn": _named(of_two_directions, "masked_"),
    "time_distributed": _named(of_numbers, "distributed_"),
    "lstm_weights_per_gate": _named(of_numbers, "gate_"),
    "keras_parameter_counts": _named(of_numbers, "counts_"),
    "round_to_tf32": _named(of_numbers, "rounded_"),
}
