import numpy as np
import pytest

from unrolled.lstm import lstm_gates, lstm_step

BATCH, FEATURES, UNITS = 2, 3, 4
BLOCKS = {name: slice(n * UNITS, (n + 1) * UNITS) for n, name in enumerate("ifco")}
OPEN, CLOSED = 1000.0, -1000.0  # as a bias: far enough for a gate to round to 1 or 0


@pytest.fixture
def arguments():
    rng = np.random.default_rng(0)
    shapes = {
        "x_t": (BATCH, FEATURES),
        "h_prev": (BATCH, UNITS),
        "c_prev": (BATCH, UNITS),
        "kernel": (FEATURES, 4 * UNITS),
        "recurrent_kernel": (UNITS, 4 * UNITS),
        "bias": (4 * UNITS,),
    }
    return {name: rng.standard_normal(shape) for name, shape in shapes.items()}


def gates_of(arguments):
    return lstm_gates(**{name: value for name, value in arguments.items() if name != "c_prev"})


def test_each_gate_uses_its_own_block_of_the_weights_in_keras_order(arguments):
    gates = dict(
        zip(
            "ifco", lstm_gates(**{k: v for k, v in arguments.items() if k != "c_prev"}), strict=True
        )
    )
    for name, block in BLOCKS.items():
        a = (
            arguments["x_t"] @ arguments["kernel"][:, block]
            + arguments["h_prev"] @ arguments["recurrent_kernel"][:, block]
            + arguments["bias"][block]
        )
        expected = np.tanh(a) if name == "c" else 1 / (1 + np.exp(-a))
        np.testing.assert_allclose(gates[name], expected, rtol=1e-12)


def test_open_forget_gate_and_closed_input_gate_keep_the_cell_state(arguments):
    arguments["bias"][BLOCKS["f"]], arguments["bias"][BLOCKS["i"]] = OPEN, CLOSED
    _, c_t = lstm_step(**arguments)
    np.testing.assert_array_equal(c_t, arguments["c_prev"])


def test_closed_forget_gate_and_open_input_gate_replace_the_cell_state(arguments):
    arguments["bias"][BLOCKS["f"]], arguments["bias"][BLOCKS["i"]] = CLOSED, OPEN
    _, _, c_tilde, _ = gates_of(arguments)
    _, c_t = lstm_step(**arguments)
    np.testing.assert_array_equal(c_t, c_tilde)


def test_output_gate_shows_or_hides_the_squashed_cell_state(arguments):
    arguments["c_prev"] *= 10  # where tanh(c) is far from c
    arguments["bias"][BLOCKS["o"]] = OPEN
    h_t, c_t = lstm_step(**arguments)
    np.testing.assert_array_equal(h_t, np.tanh(c_t))
    arguments["bias"][BLOCKS["o"]] = CLOSED
    h_t, _ = lstm_step(**arguments)
    np.testing.assert_array_equal(h_t, 0)
