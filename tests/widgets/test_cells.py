"""The figures of the cells: their controls move the numbers that unrolled computes."""

import numpy as np
import pytest

from tests.widgets.test_moving_figures import numbers
from unrolled.gru import gru_step, gru_step_reset_after
from unrolled.lstm import lstm_step
from unrolled.widgets.gru_cell import BIAS as GRU_BIAS
from unrolled.widgets.gru_cell import KERNEL as GRU_KERNEL
from unrolled.widgets.gru_cell import RECURRENT_KERNEL as GRU_RECURRENT
from unrolled.widgets.lstm_cell import BIAS, KERNEL, RECURRENT_KERNEL
from unrolled.widgets.templates import shown

pytestmark = pytest.mark.browser


def slider(figure, name):
    return figure.get_by_role("slider", name=name)


def lstm(x_t, h_prev, c_prev, bias=BIAS):
    """The states after one step, as the figure shows them."""
    states = (np.full((1, 1), value) for value in (x_t, h_prev, c_prev))
    weights = map(np.array, (KERNEL, RECURRENT_KERNEL, bias))
    return [array.item() for array in lstm_step(*states, *weights)]


def gru(step, x_t, h_prev, bias):
    states = np.full((1, 1), x_t), np.full((1, 1), h_prev)
    return step(*states, *map(np.array, (GRU_KERNEL, GRU_RECURRENT, bias))).item()


def test_the_keyboard_moves_a_slider_of_the_lstm(visit):
    page = visit()
    figure = page.figures("lstm-cell").first
    slider(figure, "x t input").focus()
    for _ in range(7):
        page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("ArrowLeft")
    h_t, c_t = lstm(1.2, 0.1, 1.0)
    now = numbers(figure)
    assert (now["x_t"], now["h_prev"]) == ("1.200", "0.100")
    assert (now["h_t"], now["c_t"]) == (shown(h_t), shown(c_t))
    assert slider(figure, "x t input").get_attribute("aria-valuetext") == "1.200"


def test_the_mouse_opens_and_closes_gates_of_the_lstm(visit):
    page = visit()
    figure = page.figures("lstm-cell").first
    for name, end in (("b f bias of the forget gate", 1), ("b i bias of the input gate", 0)):
        control = slider(figure, name)
        box = control.bounding_box()
        control.click(position={"x": end * (box["width"] - 1), "y": box["height"] / 2})
    h_t, c_t = lstm(0.5, 0.2, 1.0, (-8.0, 8.0, 0.0, 0.0))
    now = numbers(figure)
    assert (now["f_t"], now["i_t"]) == ("1.000", "0.001")
    assert (now["h_t"], now["c_t"]) == (shown(h_t), shown(c_t))
    wires = figure.locator("svg [data-wire=i_t]")
    assert wires.first.evaluate("wire => wire.style.getPropertyValue('--strength')") == "0.001"


def test_the_text_follows_when_the_slider_rests(visit):
    figure = visit().figures("lstm-cell").first
    slider(figure, "c t−1 cell state").press("End")
    h_t, _ = lstm(0.5, 0.2, 3.0)
    figure.locator(".values", has_text=f"= {shown(h_t)}").wait_for(timeout=3000)


def test_the_next_step_takes_the_states_and_the_start_brings_them_back(visit):
    figure = visit().figures("lstm-cell").first
    before, states = numbers(figure), (0.2, 1.0)
    for _ in range(20):
        figure.get_by_role("button", name="Next step").click()
        states = lstm(0.5, *states)
    now = numbers(figure)
    assert (now["h_prev"], now["c_prev"]) == tuple(map(shown, states))
    assert (now["h_t"], now["c_t"]) == tuple(map(shown, lstm(0.5, *states)))
    figure.get_by_role("button", name="Start again").click()
    assert numbers(figure) == before


def test_a_state_beyond_the_slider_is_shown_as_it_is(visit):
    figure = visit().figures("lstm-cell").first
    for name in ("b f bias of the forget gate", "b i bias of the input gate", "x t input"):
        slider(figure, name).press("End")
    states = 0.2, 1.0
    for _ in range(6):
        figure.get_by_role("button", name="Next step").click()
        states = lstm(3.0, *states, (8.0, 8.0, 0.0, 0.0))
    control = slider(figure, "c t−1 cell state")
    assert states[1] > 6.5
    assert control.get_attribute("aria-valuetext") == shown(states[1])
    assert abs(float(control.input_value()) - states[1]) <= 0.05


@pytest.mark.parametrize("name", ["b z bias of the update gate", "b r bias of the reset gate"])
def test_a_gate_of_the_gru(visit, name):
    figure = visit().figures("gru-cell").first
    slider(figure, name).press("Home")
    bias = np.array(GRU_BIAS[0])
    bias["zr".index(name[2])] = -8
    assert numbers(figure)["h_t"] == shown(gru(gru_step, 0.5, 0.6, bias))


def test_the_form_of_the_gru_changes_the_drawing_and_the_step(visit):
    figure = visit().figures("gru-cell").first
    recurrent_bias = slider(figure, "b′ h recurrent bias")
    assert recurrent_bias.is_disabled() and "m_t" not in numbers(figure)
    figure.get_by_role("combobox", name="Form of the GRU").select_option("of Keras")
    assert "in the form of Keras" in figure.get_by_role("img").get_attribute("aria-label")
    recurrent_bias.press("End")
    both = np.array(GRU_BIAS)
    both[1, 2] = 8
    right = shown(gru(gru_step_reset_after, 0.5, 0.6, both))
    now = numbers(figure)
    assert now["h_t"] == right
    assert now["m_t"] == shown(0.6 * GRU_RECURRENT[0][2] + 8)
    figure.locator(".values", has_text=f"= {right}").wait_for(timeout=3000)


def test_a_form_and_a_recurrent_bias_that_python_gives(visit):
    figure = visit().figures("gru-cell").nth(1)
    both = [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]
    assert numbers(figure)["h_t"] == shown(gru(gru_step_reset_after, 0.5, 0.6, both))
    figure.get_by_role("combobox").select_option("of the notes")
    assert numbers(figure)["h_t"] == shown(gru(gru_step, 0.5, 0.6, both[0]))
