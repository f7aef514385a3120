"""The figure of the gradient along an unrolled plain RNN."""

import re

import numpy as np
import pytest

from tests.widgets.in_a_folder import opened, outline
from unrolled.widgets import recurrent_scale
from unrolled.widgets.recurrent_scale import gradient_lengths

SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def said(text):
    """Read the sentence: gain, input size, steps back, what is left, and the bound."""
    numbers = r"Gain (.+), input size (.+)\. After (\d+) steps back, (.+) of the .+, is (.+)\.$"
    return [_number(part) for part in re.match(numbers, text).groups()]


def _number(text):
    digits, _, exponent = text.replace("\N{NO-BREAK SPACE}", " ").partition(" × 10")
    return float(digits) * 10.0 ** int(exponent.translate(SUPERSCRIPTS) or 0)


@pytest.mark.browser
@pytest.mark.parametrize(("gain", "size"), [(1, 0.5), (0.4, 2), (2, 0), (1.5, 1)])
def test_it_says_what_unrolled_computes(browser, tmp_path, gain, size):
    made = recurrent_scale(units=5, time=12, seed=3)
    with opened(browser, made, tmp_path) as (figure, page):
        figure.get_by_role("slider", name="gain").fill(str(gain))
        figure.get_by_role("slider", name="input size").fill(str(size))
        for back in (12, 1):
            figure.get_by_role("slider", name="read the gradient").fill(str(back))
            page.wait_for_timeout(600)  # the text waits until nothing moves
            lengths = gradient_lengths(**{**made.inputs(), "gain": gain, "input_size": size})
            expected = [gain, size, back, lengths[back], gain**back]
            assert said(figure.locator(".sentence").inner_text()) == pytest.approx(
                expected, rel=6e-4
            )
            assert figure.locator(f".state[data-back='{back}'][data-chosen]").count() == 1
            assert figure.locator("[data-chosen]").count() == 2


@pytest.mark.browser
def test_marks_and_boxes_stand_for_the_lengths(browser, tmp_path):
    made = recurrent_scale(gain=0.7, time=10)
    strength = "item => Number(getComputedStyle(item).getPropertyValue('--strength'))"
    with opened(browser, made, tmp_path) as (figure, _):
        for back, length in enumerate(gradient_lengths(**made.inputs())):
            place = figure.locator(f"[data-wire=left_{back}]").evaluate(strength)
            assert 10 ** (16 * place - 12) == pytest.approx(length, rel=0.02)
            bound = figure.locator(f"[data-wire=bound_{back}]").evaluate(strength)
            assert 10 ** (16 * bound - 12) == pytest.approx(0.7**back, rel=0.02)
            full = figure.locator(f"[data-wire=box_{back}]").evaluate(strength)
            assert full == pytest.approx(np.clip(1 + np.log10(length) / 6, 0, 1), abs=6e-4)
        top, bottom = (
            figure.locator(f"[data-wire=left_{back}]").bounding_box()["y"] for back in (0, 10)
        )
        assert bottom > top + 20  # the dots are where they belong, and not only marked


@pytest.mark.browser
def test_the_keyboard_moves_it(browser, tmp_path):
    with opened(browser, recurrent_scale(), tmp_path) as (figure, page):
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")
        assert figure.get_by_role("slider", name="gain").input_value() == "1.05"
        page.keyboard.press("Tab")
        page.keyboard.press("Home")
        page.keyboard.press("Tab")
        page.keyboard.press("End")
        page.wait_for_timeout(600)
        sentence = figure.locator("[aria-live=polite]").inner_text()
        assert said(sentence)[:3] == [1.05, 0, 30]
        slider = figure.get_by_role("slider", name="read the gradient")
        assert slider.get_attribute("aria-valuetext") == "30 steps back"


@pytest.mark.browser
def test_what_is_still_is_how_it_begins(browser, tmp_path):
    made = recurrent_scale(gain=1.3, input_size=0.25, units=3, time=7)
    with opened(browser, made, tmp_path) as (figure, _):
        assert outline(figure.locator(".picture").inner_html()) == outline(made.still())
        assert figure.locator("svg[role=img][aria-label]").count() == 1


def test_with_no_input_and_a_small_state_only_the_gain_counts():
    made = recurrent_scale(gain=0.9, input_size=0)
    lengths = gradient_lengths(**made.inputs())
    np.testing.assert_allclose(lengths, 0.9 ** np.arange(31), rtol=1e-4)


def test_no_length_exceeds_the_bound():
    for gain in (0.5, 1, 1.7):
        made = recurrent_scale(gain=gain, input_size=1)
        lengths = gradient_lengths(**made.inputs())
        assert all(lengths <= gain ** np.arange(31) * (1 + 1e-9))


@pytest.mark.parametrize("wrong", [{"gain": -1}, {"input_size": np.nan}, {"time": 0}])
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        recurrent_scale(**wrong)
