"""The JavaScript of the figures computes what unrolled computes."""

import numpy as np
import pytest

from unrolled.gru import gru_gates, gru_gates_reset_after, gru_step, gru_step_reset_after
from unrolled.lstm import lstm_gates, lstm_step
from unrolled.widgets.figure import read

pytestmark = pytest.mark.browser
STATES = 200


@pytest.fixture(scope="module")
def compute(browser):
    """Call a function of arithmetic.js for each of many lists of arguments."""
    with browser.new_page() as page:
        page.add_script_tag(content=read("arithmetic.js"))
        yield lambda name, cases: page.evaluate(
            f"cases => cases.map((matrices) => {name}(...matrices))",
            [[np.asarray(argument).tolist() for argument in case] for case in cases],
        )


def draw(rng, blocks, states, bias_rows=()):
    """Draw sizes and, of order one, an input, states and weights."""
    batch, features, units = rng.integers(1, 6, 3)
    shapes = [(batch, features), *[(batch, units)] * states]
    shapes += [(size, blocks * units) for size in (features, units)]
    return [2 * rng.standard_normal(shape) for shape in [*shapes, (*bias_rows, blocks * units)]]


def agree(computed, expected):
    """Whether every expected array, by name, is what was computed."""
    for name, array in expected.items():
        np.testing.assert_allclose(computed[name], array, rtol=0, atol=1e-6, err_msg=name)


def test_the_lstm(compute):
    rng = np.random.default_rng(1)
    cases = [draw(rng, 4, 2) for _ in range(STATES)]
    for (x_t, h_prev, c_prev, *weights), computed in zip(
        cases, compute("lstmStep", cases), strict=True
    ):
        names = ("i_t", "f_t", "c_tilde", "o_t")
        expected = dict(zip(names, lstm_gates(x_t, h_prev, *weights), strict=True))
        h_t, c_t = lstm_step(x_t, h_prev, c_prev, *weights)
        agree(computed, {**expected, "h_t": h_t, "c_t": c_t, "tanh_c": np.tanh(c_t)})
        agree(computed, {"kept": expected["f_t"] * c_prev})
        agree(computed, {"written": expected["i_t"] * expected["c_tilde"]})


def test_the_gru_of_the_notes(compute):
    rng = np.random.default_rng(2)
    cases = [draw(rng, 3, 1) for _ in range(STATES)]
    for (x_t, h_prev, *weights), computed in zip(cases, compute("gruStep", cases), strict=True):
        z_t, r_t, h_tilde = gru_gates(x_t, h_prev, *weights)
        agree(computed, {"z_t": z_t, "r_t": r_t, "h_tilde": h_tilde, "seen": r_t * h_prev})
        agree(computed, {"kept": (1 - z_t) * h_prev, "written": z_t * h_tilde, "rest": 1 - z_t})
        agree(computed, {"h_t": gru_step(x_t, h_prev, *weights)})


def test_the_gru_of_keras(compute):
    rng = np.random.default_rng(3)
    cases = [draw(rng, 3, 1, bias_rows=(2,)) for _ in range(STATES)]
    separate = [[*case[:-1], *case[-1]] for case in cases]  # b and b' by themselves
    for (x_t, h_prev, *weights), computed in zip(
        cases, compute("gruStepResetAfter", separate), strict=True
    ):
        z_t, r_t, h_tilde, m_t = gru_gates_reset_after(x_t, h_prev, *weights)
        agree(computed, {"z_t": z_t, "r_t": r_t, "h_tilde": h_tilde, "m_t": m_t})
        agree(computed, {"seen": r_t * m_t, "kept": z_t * h_prev, "written": (1 - z_t) * h_tilde})
        agree(computed, {"h_t": gru_step_reset_after(x_t, h_prev, *weights)})


def test_gates_far_open_and_far_closed(compute):
    nothing, none = [[0.0]], [[0.0] * 4]
    far = [1000.0, -1000.0, 0.0, 1000.0]
    (step,) = compute("lstmStep", [[nothing, nothing, [[2.0]], none, none, far]])
    assert (step["i_t"], step["f_t"], step["o_t"], step["c_t"]) == ([[1]], [[0]], [[1]], [[0]])
