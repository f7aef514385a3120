"""The loop of every recurrent network: one step, applied along the sequence."""

import numpy as np


def unroll(step, x, states, weights):
    """Apply ``step`` to one time step of ``x`` after the other.

        states_t = step(x_t, states_(t-1), weights)   for t = 1 ... T     (unroll)

    ``step(x_t, *states, *weights)`` returns the new state, or a tuple of new states
    whose first is the hidden state: any step function of this package. ``x``: (batch,
    time, features) with at least one time step; ``states``: the states before the first
    step, each (batch, units); ``weights``: the step's weights, the same at every step.
    Returns the hidden states (batch, time, units) and the tuple of the last states.
    """
    hidden_states = []
    for x_t in np.swapaxes(x, 0, 1):  # (T, B, F)
        states = step(x_t, *states, *weights)
        states = states if isinstance(states, tuple) else (states,)
        hidden_states.append(states[0])
    return np.stack(hidden_states, axis=1), states
