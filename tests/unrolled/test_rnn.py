import numpy as np

from unrolled.rnn import rnn_step


def test_each_unit_is_the_tanh_of_its_weighted_sum():
    rng = np.random.default_rng(0)
    x_t, h_prev = rng.standard_normal((2, 3)), rng.standard_normal((2, 4))
    kernel, recurrent_kernel = rng.standard_normal((3, 4)), rng.standard_normal((4, 4))
    bias = rng.standard_normal(4)
    h_t = rnn_step(x_t, h_prev, kernel, recurrent_kernel, bias)
    for sample in range(2):
        for unit in range(4):
            a = bias[unit]
            a += sum(x_t[sample, f] * kernel[f, unit] for f in range(3))
            a += sum(h_prev[sample, u] * recurrent_kernel[u, unit] for u in range(4))
            np.testing.assert_allclose(h_t[sample, unit], np.tanh(a), rtol=1e-12)
