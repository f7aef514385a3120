"""The JavaScript of sequences computes what unrolled computes."""

import numpy as np
import pytest

from unrolled.activations import sigmoid
from unrolled.layers import LSTM, Dense
from unrolled.rnn import rnn_step, rnn_step_backward
from unrolled.widgets.figure import read

pytestmark = pytest.mark.browser
DRAWN = 200


@pytest.fixture(scope="module")
def compute(browser):
    """Call a JavaScript expression, a function of one case, for each of many cases."""
    with browser.new_page() as page:
        page.add_script_tag(content=read("arithmetic.js") + read("sequence.js"))
        yield lambda function, cases: page.evaluate(f"cases => cases.map({function})", cases)


def as_lists(arrays):
    return {name: np.asarray(array).tolist() for name, array in arrays.items()}


def draw_rnn(rng):
    time, features, units = rng.integers(1, 12, 3)
    gain = rng.uniform(0.2, 1.5) / np.sqrt(units)
    return {
        "x": rng.standard_normal((time, features)),
        "h_0": rng.standard_normal((1, units)),
        "kernel": rng.standard_normal((features, units)),
        "recurrent_kernel": gain * rng.standard_normal((units, units)),
        "bias": rng.standard_normal(units),
        "dh_T": rng.standard_normal((1, units)),
    }


def test_states_and_gradients_of_a_plain_rnn(compute):
    rng = np.random.default_rng(1)
    cases = [draw_rnn(rng) for _ in range(DRAWN)]
    function = """({ x, h_0, kernel, recurrent_kernel, bias, dh_T }) => {
      const states = rnnStates(x, h_0, kernel, recurrent_kernel, bias);
      return [states, gradientLengths(states, dh_T, recurrent_kernel)];
    }"""
    for case, computed in zip(cases, compute(function, [*map(as_lists, cases)]), strict=True):
        kernel, W_h, bias = case["kernel"], case["recurrent_kernel"], case["bias"]
        states, gradients = [case["h_0"]], [case["dh_T"]]
        for x_t in case["x"]:
            states.append(rnn_step(x_t[np.newaxis], states[-1], kernel, W_h, bias))
        for t in reversed(range(len(case["x"]))):
            x_t = case["x"][t : t + 1]
            step = rnn_step_backward(gradients[-1], x_t, states[t], states[t + 1], kernel, W_h)
            gradients.append(step[1])
        lengths = [np.linalg.norm(gradient) for gradient in gradients]
        np.testing.assert_allclose(computed[0], states, rtol=0, atol=1e-6)
        np.testing.assert_allclose(computed[1], lengths, rtol=1e-6, atol=1e-9)


def test_an_lstm_that_reads(compute):
    rng = np.random.default_rng(2)
    cases, expected = [], []
    for _ in range(DRAWN):
        time, features, units = rng.integers(1, 10, 3)
        x = rng.standard_normal((1, time, features))
        lstm = LSTM(int(units), return_sequences=True, return_state=True, rng=rng)
        readout = Dense(1, rng=rng)
        lstm.build(x.shape)
        readout.build((None, units))
        for weight in lstm.weights + readout.weights:
            weight[...] = rng.standard_normal(weight.shape)
        names = ("kernel", "recurrent_kernel", "bias", "readout", "readout_bias")
        weights = dict(zip(names, lstm.weights + readout.weights, strict=True))
        cases.append([x[0].tolist(), as_lists(weights)])
        h, _, c = lstm(x)
        expected.append((h[0], c, sigmoid(readout(h))[0, :, 0]))
    computed = compute("([rows, weights]) => readWords(rows, weights)", cases)
    for steps, (h, c, probabilities) in zip(computed, expected, strict=True):
        read_h = [step["h_t"][0] for step in steps]
        np.testing.assert_allclose(read_h, h, rtol=0, atol=1e-6)
        np.testing.assert_allclose(steps[-1]["c_t"], c, rtol=0, atol=1e-6)
        read_p = [step["probability"] for step in steps]
        np.testing.assert_allclose(read_p, probabilities, rtol=0, atol=1e-6)
