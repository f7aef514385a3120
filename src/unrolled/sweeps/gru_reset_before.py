"""The fast path of the GRU that resets before the product: each step has two products in a row."""

import numpy as np

from unrolled.sweeps import products
from unrolled.sweeps.fast import FastSweep
from unrolled.sweeps.pointwise import sigmoid


class ResetBefore(FastSweep):
    """:func:`unrolled.gru.gru_step` along whole sequences, forward and back.

    ``extra`` on the tape holds s_t = r_t * h_prev, which the second product reads.
    """

    def _go_forward(self, tape):
        """Turn the pre-activations in ``tape`` into blocks, and fill in the states."""
        history, recurrent_kernel = tape.histories[0], tape.weights[1]
        units = len(recurrent_kernel)
        W_gates, W_hh = recurrent_kernel[:, : 2 * units], recurrent_kernel[:, 2 * units :]
        factor_gates, factor_h = _by_product(tape.state_factor)
        m = np.empty((history.shape[1], 2 * units), history.dtype)
        m_h = np.empty_like(history[0])
        with np.errstate(over="ignore"):  # exp(-a) may be infinite: then sigma(a) is 0
            for t, (a, s) in enumerate(zip(tape.blocks, tape.extra, strict=True)):
                h_prev, h_t = history[t], history[t + 1]
                gates, h_tilde = a[:, : 2 * units], a[:, 2 * units :]
                products.of_state(h_prev, W_gates, factor_gates, out=m)
                np.add(gates, m, out=gates)
                sigmoid(gates)
                np.multiply(gates[:, units:], h_prev, out=s)
                products.of_state(s, W_hh, factor_h, out=m_h)
                np.add(h_tilde, m_h, out=h_tilde)
                np.tanh(h_tilde, out=h_tilde)
                np.subtract(h_tilde, h_prev, out=h_t)
                np.multiply(h_t, gates[:, :units], out=h_t)
                np.add(h_t, h_prev, out=h_t)  # (1 - z) h_prev + z h~ = h_prev + z (h~ - h_prev)
                if tape.mask is not None:
                    h_t[~tape.mask[t]] = h_prev[~tape.mask[t]]

    def _go_back(self, tape, dhidden_states, dstates, da, dm):
        """Fill ``da``, and leave the first state's gradient in ``dstates``."""
        history, recurrent_kernel = tape.histories[0], tape.weights[1]
        units = len(recurrent_kernel)
        W_gates, W_hh = recurrent_kernel[:, : 2 * units], recurrent_kernel[:, 2 * units :]
        factor_gates, factor_h = _by_product(tape.state_factor)
        (dh,) = dstates
        for t in reversed(range(len(da))):
            np.add(dh, dhidden_states[t], out=dh)
            real = True if tape.mask is None else tape.mask[t][:, np.newaxis]
            z, r, h_tilde = np.split(tape.blocks[t], 3, axis=-1)
            h_prev, dh_real = history[t], dh * real
            da_h = dh_real * z * (1 - h_tilde**2)
            ds = np.zeros_like(dh)
            products.add_state_gradient(ds, da_h, W_hh, factor_h)
            da[t, :, :units] = dh_real * (h_tilde - h_prev) * z * (1 - z)
            da[t, :, units : 2 * units] = ds * h_prev * r * (1 - r)
            da[t, :, 2 * units :] = da_h
            np.subtract(dh, dh_real * z, out=dh)
            np.add(dh, ds * r, out=dh)
            products.add_state_gradient(dh, da[t, :, : 2 * units], W_gates, factor_gates)

    def _recurrent_gradient(self, tape, dm):
        units = len(tape.weights[1])
        factor_gates, factor_h = _by_product(tape.state_factor)
        h_prev, s = tape.histories[0][:-1], tape.extra
        dW_gates = products.recurrent_gradient(h_prev, dm[..., : 2 * units], factor_gates)
        dW_hh = products.recurrent_gradient(s, dm[..., 2 * units :], factor_h)
        return np.concatenate([dW_gates, dW_hh], axis=-1)


GRU_RESET_BEFORE = ResetBefore("gru_reset_before")


def _by_product(state_factor):
    """Split the factors of h_prev into those of the gates' product and the candidate's."""
    return (None, None) if state_factor is None else (state_factor[:2], state_factor[2:])
