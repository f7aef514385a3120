"""Figures as Python objects: what they accept, what they say, and what they bring along."""

import json
import subprocess
import sys
import tomllib

import numpy as np
import pytest
from bs4 import BeautifulSoup

from tests.book.conftest import ROOT
from unrolled.gru import gru_step
from unrolled.lstm import lstm_step
from unrolled.widgets import gru_cell, lstm_cell
from unrolled.widgets.figure import MovingFigure, read
from unrolled.widgets.templates import fill, shown

VIEW = "application/vnd.jupyter.widget-view+json"


def soup(figure):
    return BeautifulSoup(figure.to_html(), "html.parser")


def test_the_package_alone_does_not_load_what_figures_need():
    code = "import sys, unrolled, unrolled.lstm, unrolled.layers; print('anywidget' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_wheel_brings_every_file_of_the_figures():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["unrolled"]
    folder = ROOT / "src" / "unrolled"
    brought = {path for pattern in patterns for path in folder.glob(pattern)}
    there = {path for path in (folder / "widgets").iterdir() if path.is_file()}
    assert {path for path in there if path.suffix != ".py"} <= brought


def test_a_figure_is_a_view_for_jupyter_and_html_for_the_book():
    data, _ = lstm_cell()._repr_mimebundle_()
    assert data[VIEW]["model_id"]
    assert data["text/html"].startswith('<figure class="moving" data-widget="lstm-cell"')


def test_the_html_holds_the_inputs_and_the_still_picture():
    figure = soup(lstm_cell(x_t=-1, h_prev=0, c_prev=2, bias=[0, 0, 0, 0]))
    state = json.loads(figure.script.string)
    assert set(state) == {"x_t", "h_prev", "c_prev", "kernel", "recurrent_kernel", "bias"}
    assert (state["x_t"], state["bias"]) == (-1, [0, 0, 0, 0])
    assert figure.svg["role"] == "img" and len(figure.svg["aria-label"]) > 100
    assert figure.svg.find(attrs={"data-value": "x_t"}).string == "−1.000"


@pytest.mark.parametrize("figure", [lstm_cell, gru_cell])
def test_the_still_picture_shows_what_unrolled_computes(figure):
    shapes = {"kernel": (1, 4), "recurrent_kernel": (1, 4), "bias": (4,)}
    if figure is gru_cell:
        shapes = {"kernel": (1, 3), "recurrent_kernel": (1, 3), "bias": (3,)}
    rng = np.random.default_rng(5)
    weights = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    x_t, h_prev, c_prev = rng.uniform(-1, 1, (3, 1, 1))
    picture = soup(figure(x_t=x_t, h_prev=h_prev, **weights)).svg
    expected = {"x_t": x_t, "h_prev": h_prev}
    if figure is gru_cell:
        expected["h_t"] = gru_step(x_t, h_prev, *weights.values())
    else:
        picture = soup(figure(x_t=x_t, h_prev=h_prev, c_prev=c_prev, **weights)).svg
        step = lstm_step(x_t, h_prev, c_prev, *weights.values())
        expected |= dict(zip(("h_t", "c_t"), step, strict=True), c_prev=c_prev)
    for name, value in expected.items():
        assert picture.find(attrs={"data-value": name}).string == shown(np.asarray(value).item())


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: lstm_cell(kernel=np.ones((3, 4))), r"kernel must have the shape \(1, 4\), the"),
        (lambda: lstm_cell(bias=[0, 1, 0]), r"bias must have the shape \(4,\)"),
        (lambda: lstm_cell(x_t="a"), "x_t must hold numbers, but it is 'a'"),
        (lambda: lstm_cell(c_prev=float("nan")), "c_prev must be finite"),
        (lambda: lstm_cell(h_prev=[0.1, 0.2]), "h_prev must be one number"),
        (lambda: gru_cell(form="pytorch"), 'form must be "notes" or "keras"'),
        (lambda: gru_cell(bias=np.ones(6)), r"bias must have the shape \(2, 3\)"),
    ],
)
def test_inputs_that_do_not_fit_are_refused_in_words(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_number_is_rounded_as_javascript_rounds_it():
    assert [shown(value) for value in (0.0625, -0.0625, 1.0005, -0.0004, 0, -2)] == [
        "0.063", "−0.063", "1.000", "0.000", "0.000", "−2.000",
    ]  # fmt: skip


def test_a_place_without_a_number_is_refused():
    with pytest.raises(KeyError, match="c_t"):
        fill('<text data-value="c_t"></text>', {})


def test_inputs_cannot_end_the_script_that_holds_them():
    class Said(MovingFigure):
        name, parts, rows = "said", (), 0

        def still(self):
            return ""

        def inputs(self):
            return {"text": "</script><b>"}

    try:
        assert "</script><b>" not in Said().to_html()
        assert json.loads(soup(Said()).script.string) == {"text": "</script><b>"}
    finally:
        del MovingFigure.known["said"]


def test_notebooks_have_the_colours_of_the_book():
    style, course = read("widgets.css"), (ROOT / "book/_static/course.css").read_text("utf-8")
    light, dark = (rule.split("}")[0] for rule in course.split("{")[1:3])
    named = [line.strip(" ;") for line in dark.splitlines() if line.strip().startswith("--")]
    assert len(named) == 7 and all(f"{colour};" in style for colour in named)
    for line in light.splitlines():
        if ":" in line:
            name, colour = line.strip(" ;").split(": ")
            assert f"var({name}, {colour})" in style
