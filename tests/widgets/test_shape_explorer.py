"""The figure of what a call of a Keras layer returns."""

import numpy as np
import pytest

from tests.widgets.every_call import CALLS, OPTIONS, as_the_figure_says, figure_of
from tests.widgets.in_a_folder import opened, outline
from unrolled import layers
from unrolled.widgets import shape_explorer
from unrolled.widgets.figure import read


def from_the_tape(layer):
    """The names and shapes that backward expects gradients for: the layer's own names."""
    tape = layer._last_tape()
    shapes = tape[2] if isinstance(layer, layers.Bidirectional) else tape.shapes
    return [[name.replace(" ", "_"), list(shape)] for name, shape in shapes.items()]


def named_shapes(figure):
    """The name and the shape of every array on the page."""
    return [
        " ".join(card.split("\n")[:2]) for card in figure.locator(".arrays li").all_inner_texts()
    ]


def test_there_is_every_combination():
    assert len(OPTIONS) == 3 * 2 * 2 * 6
    assert len(CALLS) == 6 * len(OPTIONS)


@pytest.mark.browser
def test_its_rules_are_what_the_layers_return(browser):
    for call, (values, parameters, _) in zip(
        CALLS, as_the_figure_says(browser, CALLS), strict=True
    ):
        layer = figure_of(call).layer()
        layer(np.zeros((call["batch"], call["time"], call["features"])), training=True)
        assert values == from_the_tape(layer), call
        assert parameters == sum(weight.size for weight in layer.weights), call


@pytest.mark.browser
def test_a_call_in_words_runs_and_returns_what_its_names_say(browser):
    some = CALLS[::5]
    for call, (values, _, line) in zip(some, as_the_figure_says(browser, some), strict=True):
        names = {kind: getattr(layers, kind) for kind in layers.__all__}
        names["x"] = np.zeros((call["batch"], call["time"], call["features"]))
        exec(line, names)
        assert [[name, list(names[name].shape)] for name, _ in values] == values, line


@pytest.mark.browser
def test_what_is_still_is_what_moves(browser):
    """For all combinations: the pictures, and the sentence with its numbers."""
    with browser.new_page() as page:
        scripts = ("controls.js", "shapes.js", "shape_explorer.js")
        page.add_script_tag(content="\n".join(map(read, scripts)))
        drawn = page.evaluate(
            "calls => calls.map((call) => [arraysOf(call), inWords(call)])", CALLS
        )
    for call, (arrays, words) in zip(CALLS, drawn, strict=True):
        moving = f'<div>{arrays}</div><p class="sentence">{words}</p>'
        assert outline(moving) == outline(figure_of(call).still()), call


@pytest.mark.browser
def test_controls_set_the_call(browser, tmp_path):
    with opened(browser, shape_explorer(), tmp_path) as (figure, page):
        assert figure.get_by_role("combobox", name="merge_mode").is_disabled()
        figure.get_by_role("combobox", name="layer").select_option("GRU")
        figure.get_by_role("checkbox", name="return_sequences").uncheck()
        figure.get_by_role("checkbox", name="Bidirectional").check()
        figure.get_by_role("combobox", name="merge_mode").select_option("None")
        for name, size in (("units", 4), ("batch", 1), ("time", 9), ("features", 6)):
            field = figure.get_by_role("spinbutton", name=name)
            field.fill(str(size))
            field.press("Enter")
        assert figure.locator(".call").inner_text() == (
            "forward_output, backward_output, forward_h, backward_h = "
            "Bidirectional(GRU(4, return_state=True), merge_mode=None)(x)"
        )
        assert named_shapes(figure) == [
            "x (1, 9, 6)", "forward_output (1, 4)", "backward_output (1, 4)",
            "forward_h (1, 4)", "backward_h (1, 4)",
        ]  # fmt: skip
        page.wait_for_timeout(600)
        parameters = 2 * 3 * 4 * (6 + 4 + 2)
        said = figure.locator("[aria-live=polite]").inner_text()
        assert said.startswith(f"4 values come back. The layer has {parameters} parameters: 2 dir")


@pytest.mark.browser
def test_the_keyboard_sets_the_call(browser, tmp_path):
    with opened(browser, shape_explorer(), tmp_path) as (figure, page):
        press = page.keyboard.press
        press("Tab")
        press("s")  # a letter chooses in a list
        for key in ("Tab", "ArrowUp", "Tab", "Space", "Tab", "Space"):
            press(key)
        assert figure.locator(".call").inner_text() == "output = SimpleRNN(4)(x)"
        described = "output, an array drawn as a grid: batch 2, units 4"
        assert figure.get_by_role("img", name=described).count() == 1


@pytest.mark.browser
@pytest.mark.parametrize(("typed", "taken"), [("0", "1"), ("1000", "99"), ("2.6", "3"), ("", "7")])
def test_a_field_takes_sizes_only(browser, tmp_path, typed, taken):
    with opened(browser, shape_explorer(), tmp_path) as (figure, _):
        field = figure.get_by_role("spinbutton", name="time")
        field.fill(typed)
        field.press("Enter")
        assert field.input_value() == taken
        assert named_shapes(figure)[1] == f"output (2, {taken}, 3)"


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "RNN"}, {"merge_mode": "max"}, {"units": 0}, {"batch": 100}, {"features": "5"}],
)
def test_what_is_no_call_is_refused(wrong):
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must"):
        shape_explorer(**wrong)
