"""For every coded question of gru, right answers in different styles."""

from tests.exercises.variants.gru import of_counts, of_forms, of_gradients, of_steps


def _named(module, beginning):
    return tuple(value for name, value in vars(module).items() if name.startswith(beginning))


VARIANTS = {
    "gru_gates_and_candidate": _named(of_steps, "gates_"),
    "gru_step": _named(of_steps, "step_"),
    "gru_sequence": _named(of_steps, "sequence_"),
    "gru_step_keras": _named(of_forms, "keras_"),
    "change_form": _named(of_forms, "change_"),
    "gru_step_backward": _named(of_gradients, "backward_"),
    "gru_parameter_counts": _named(of_counts, "counts_"),
}
