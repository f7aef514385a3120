"""For every coded question of lstm-gates, right answers in different styles."""

from tests.exercises import variants_of_counts, variants_of_gates, variants_of_steps


def _named(module, beginning):
    return tuple(value for name, value in vars(module).items() if name.startswith(beginning))


VARIANTS = {
    "forget_gate": _named(variants_of_gates, "forget_gate_"),
    "input_gate_and_candidate": _named(variants_of_gates, "input_gate_"),
    "cell_update": _named(variants_of_gates, "cell_update_"),
    "output_gate_and_hidden_state": _named(variants_of_gates, "output_gate_"),
    "lstm_step": _named(variants_of_steps, "step_"),
    "lstm_sequence": _named(variants_of_steps, "sequence_"),
    "lstm_step_backward": _named(variants_of_steps, "backward_"),
    "parameter_counts": _named(variants_of_counts, "counts_"),
}
