"""For every coded question of rnn-limits, right answers in different styles."""

from tests.exercises.variants.rnn_limits import of_ends, of_gradients, of_steps


def _named(module, beginning):
    return tuple(value for name, value in vars(module).items() if name.startswith(beginning))


VARIANTS = {
    "rnn_step": _named(of_steps, "step_"),
    "rnn_sequence": _named(of_steps, "sequence_"),
    "softmax_readout": _named(of_ends, "readout_"),
    "rnn_step_backward": _named(of_gradients, "step_backward_"),
    "rnn_backward": _named(of_gradients, "through_time_"),
    "gradient_norms": _named(of_gradients, "norms_"),
    "clip_by_global_norm": _named(of_ends, "clip_"),
}
