"""The figures of the lessons: one colour for each gate, and drawings that follow the page."""

import re

import matplotlib
import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure

from tests.book.conftest import ROOT
from unrolled.plots import ACCENT, GATES, GRU_GATES, INK, drawing, to_svg


def some_figure():
    figure = Figure(figsize=(3, 2))
    axes = figure.subplots()
    for colour in (INK, ACCENT, *GATES.values()):
        axes.plot([0, 1], [0, 1], color=colour)
    axes.set_xlabel("step $t$")
    return figure


def test_the_style_sheet_repeats_the_colours_of_the_figures():
    css = (ROOT / "book" / "_static" / "course.css").read_text("utf-8")
    light = dict(re.findall(r"--([\w-]+): (#\w{6});", css.split("}")[0]))
    colours = {**GATES, **{gate: GRU_GATES[gate] for gate in "zr"}}
    assert light == {**{f"gate-{gate}": colours[gate] for gate in "ifcozr"}, "accent": ACCENT}
    assert GRU_GATES["h"] == GATES["c"]


def test_a_figure_names_colours_that_the_page_decides():
    svg = to_svg(some_figure(), "Some lines from the origin to the upper right.")
    assert "stroke: currentColor" in svg
    for gate, colour in GATES.items():
        assert f"stroke: var(--gate-{gate}, {colour})" in svg
    assert INK not in svg


def test_a_figure_is_described_and_stands_alone():
    svg = to_svg(some_figure(), 'Lines for "i" & "f" <b>.')
    tag = BeautifulSoup(svg, "html.parser").find("svg")
    assert tag["role"] == "img"
    assert tag["aria-label"] == 'Lines for "i" & "f" <b>.'
    assert not re.search(r"(href|src)=\"(?!#)", svg)
    assert "<text" not in svg  # letters are drawn, so no font is needed


def test_ids_of_two_figures_never_meet():
    one = to_svg(some_figure(), "one")
    other = some_figure()
    other.axes[0].set_title("another")
    other = to_svg(other, "other")
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (one, other)]
    assert ids[0] and not ids[0] & ids[1]
    for svg, own in zip((one, other), ids, strict=True):
        assert set(re.findall(r'(?:href="|url\()#([^")]+)', svg)) <= own


def test_the_same_figure_gives_the_same_text():
    assert to_svg(some_figure(), "same") == to_svg(some_figure(), "same")


def test_drawing_shows_the_figure_once_and_leaves_the_settings_alone(monkeypatch):
    shown = []
    monkeypatch.setattr("unrolled.plots.display", shown.append)
    before = dict(matplotlib.rcParams)
    with drawing("Two empty boxes, one above the other.", nrows=2) as axes:
        assert len(axes) == 2
        assert not shown
    assert dict(matplotlib.rcParams) == before
    assert len(shown) == 1 and "Two empty boxes" in shown[0].data


def test_drawing_shows_nothing_when_the_block_fails(monkeypatch):
    shown = []
    monkeypatch.setattr("unrolled.plots.display", shown.append)
    with pytest.raises(ZeroDivisionError), drawing("Nothing.") as axes:
        axes.plot([1 / 0])
    assert not shown
