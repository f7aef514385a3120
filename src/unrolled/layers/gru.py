"""The GRU layer in its four usual forms."""

from unrolled import sweeps
from unrolled.gru import flip_update_gate
from unrolled.layers.recurrent import RecurrentLayer


class GRU(RecurrentLayer):
    """The GRU layer; as it stands, with z that keeps the old state and the reset after.

    Weights: ``kernel`` (features, 3 units), ``recurrent_kernel`` (units, 3 units),
    ``bias`` (2, 3 units), or (3 units,) without reset_after; blocks in the order z, r, h.
    State: h. Arguments and returned values: :class:`RecurrentLayer`.
    """

    gates = 3

    def __init__(self, units, *, reset_after=True, update_gate="keeps", **options):
        """Take :class:`RecurrentLayer`'s arguments and two more.

        ``reset_after``: let the reset gate act after the recurrent product, as in
        :func:`unrolled.gru.gru_step_reset_after`, and not before it, as in
        :func:`unrolled.gru.gru_step`. ``update_gate``: "keeps", h_t = z_t * h_prev +
        (1 - z_t) * h~_t, as in Keras, PyTorch and Cho et al. 2014, or "takes", h_t =
        (1 - z_t) * h_prev + z_t * h~_t, as in Chung et al. 2014. Weights of one form
        become weights of the other by :func:`unrolled.gru.flip_update_gate`.
        """
        super().__init__(units, **options)
        if update_gate not in ("keeps", "takes"):
            raise ValueError(
                'update_gate must be "keeps" (z keeps the old state, as in Keras) or "takes" (z '
                f"takes the new one), but it is {update_gate!r}."
            )
        self.reset_after = reset_after
        self.update_gate = update_gate
        self.sweep = sweeps.GRU_RESET_AFTER if reset_after else sweeps.GRU_RESET_BEFORE

    def _weight_shapes(self, features):
        kernel, recurrent_kernel, bias = super()._weight_shapes(features)
        return kernel, recurrent_kernel, ((2, *bias) if self.reset_after else bias)

    def _weights_for_sweep(self, dtype):
        return self._as_the_sweep_has_it(super()._weights_for_sweep(dtype))

    def _gradients_from_sweep(self, dweights):
        return self._as_the_sweep_has_it(dweights)

    def _as_the_sweep_has_it(self, weights):
        # In gru_step_reset_after z keeps the old state, in gru_step it takes the new one.
        in_sweep = "keeps" if self.reset_after else "takes"
        return weights if self.update_gate == in_sweep else list(map(flip_update_gate, weights))
