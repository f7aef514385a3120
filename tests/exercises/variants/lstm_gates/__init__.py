"""For every coded question of lstm-gates, right answers in different styles."""

from tests.exercises.variants.lstm_gates import (
    of_counts,
    of_gates,
    of_limits,
    of_sequences,
    of_steps,
)


def _named(module, beginning):
    return tuple(value for name, value in vars(module).items() if name.startswith(beginning))


VARIANTS = {
    "forget_gate": _named(of_gates, "forget_gate_"),
    "input_gate_and_candidate": _named(of_gates, "input_gate_"),
    "cell_update": _named(of_gates, "cell_update_"),
    "output_gate_and_hidden_state": _named(of_gates, "output_gate_"),
    "gates_at_their_limits": _named(of_limits, "limits_"),
    "lstm_step": _named(of_steps, "step_"),
    "lstm_sequence": _named(of_steps, "sequence_"),
    "lstm_step_backward": _named(of_steps, "backward_"),
    "lstm_backward": _named(of_sequences, "through_time_"),
    "parameter_counts": _named(of_counts, "counts_"),
    "forget_bias": _named(of_limits, "bias_"),
}
