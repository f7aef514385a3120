import re
from xml.etree import ElementTree

import numpy as np
import pytest

from grader.exercise import Output
from grader.graded_notebook import verdict_outputs
from grader.pattern import pattern_of
from grader.picture import as_picture
from grader.show import as_html, as_text
from grader.verdict import Outcome, Verdict


def picture(axes, differs):
    return as_picture(pattern_of(Output("h<t>", axes), differs))


def panels(html):
    """Return, for each panel, its texts, and how many cells are right, wrong and crossed."""
    found = []
    for svg in re.findall(r"<svg.*?</svg>", html):
        tree = ElementTree.fromstring(svg)
        texts = [text.text for text in tree.iter("text")]
        counts = dict.fromkeys(("right", "wrong", "crossed"), 0)
        for path in tree.iter("path"):
            kind = {"4": "right", "2": "crossed"}.get(path.get("stroke-width"), "wrong")
            counts[kind] = len(re.findall(r"M\d", path.get("d")))
        found.append((texts, counts))
    return found


def test_every_cell_is_drawn_by_what_it_is():
    differs = np.zeros((2, 4), bool)
    differs[1, 2:] = True
    ((texts, counts),) = panels(picture(("batch", "units"), differs))
    assert counts == {"right": 6, "wrong": 2, "crossed": 2}
    assert texts == ["units →", *"0123", "batch ↓", *"01"]


def test_wrong_cells_lie_under_and_beside_the_labels_of_their_entry():
    differs = np.zeros((2, 4), bool)
    differs[1, 3] = True
    svg = ElementTree.fromstring(re.search("<svg.*</svg>", picture(("batch", "units"), differs))[0])
    labels = {text.text: text for text in svg.iter("text")}  # of two "1", the row's comes later
    (wrong,) = (path for path in svg.iter("path") if path.get("fill"))
    x, y = map(int, re.match(r"M(\d+) (\d+)", wrong.get("d")).groups())
    assert x < int(labels["3"].get("x")) < x + 14
    assert y < int(labels["1"].get("y")) < y + 14


def test_blocks_are_named_and_set_apart():
    differs = np.zeros((3, 8), bool)
    differs[:, 2:4] = True
    ((texts, _),) = panels(picture(("features", "4 units"), differs))
    assert texts[:5] == ["4 units →", "i", "f", "c", "o"]
    assert width(picture(("features", "4 units"), differs)) > width(
        picture(("features", "units"), differs)
    )


def width(html):
    return int(re.search(r'<svg width="(\d+)"', html)[1])


@pytest.mark.parametrize(
    ("where", "titles"),
    [
        (np.s_[:, 2:], ["every sample"]),
        (np.s_[1], ["every time step"]),
        (np.s_[1, 2:], ["samples 0 and 2", "sample 1"]),
        (np.s_[:2, 3], ["samples 0 and 1", "sample 2"]),
    ],
)
def test_three_axes_give_one_panel_for_each_different_slice(where, titles):
    differs = np.zeros((3, 5, 4), bool)
    differs[where] = True
    found = panels(picture(("batch", "time", "units"), differs))
    assert [texts[0] for texts, _ in found] == titles


def test_one_axis_is_one_row():
    differs = np.arange(8) > 5
    ((texts, counts),) = panels(picture(("units",), differs))
    assert texts == ["units →", *"01234567"]
    assert counts == {"right": 6, "wrong": 2, "crossed": 2}


def test_there_are_no_more_panels_than_can_be_looked_at():
    differs = np.random.default_rng(0).random((20, 20, 1)) < 0.5
    assert picture(("batch", "time", "units"), differs) == ""


def test_four_axes_are_told_and_not_drawn():
    differs = np.zeros((2, 2, 2, 2), bool)
    differs[0] = True
    assert picture(("batch", "time", "units", "classes"), differs) == ""


def test_the_alternative_text_says_what_the_picture_shows():
    differs = np.zeros((2, 4), bool)
    differs[0] = True
    html = picture(("batch", "units"), differs)
    assert 'role="img" aria-label="In h&lt;t&gt;, sample 0 is wrong in every unit."' in html
    assert "h<t>" not in html


def test_nothing_is_loaded_run_or_named_by_an_id():
    differs = np.eye(4, dtype=bool)
    html = picture(("batch", "units"), differs)
    assert not re.search(r"<script|<style|href|url\(|\bid=|\bon[a-z]+=|class=", html)
    assert set(re.findall(r"<(\w+)", html)) == {"div", "svg", "text", "path", "br", "small", "span"}


def wrong_verdict():
    differs = np.zeros((2, 4), bool)
    differs[0] = True
    found = pattern_of(Output("h_t", ("batch", "units")), differs)
    return Verdict("f", Outcome.WRONG, 0.0, "Wrong.", "Why.", pattern=found)


def test_words_and_picture_are_in_the_html_and_the_words_in_the_text():
    html, text = as_html(wrong_verdict()), as_text(wrong_verdict())
    words = "In h_t, sample 0 is wrong in every unit."
    assert html.index(f"<p{html.split('<p')[1].split('>')[0]}>{words}") < html.index("<svg")
    assert html.index("</svg>") < html.index("Why.")
    assert f"  {words}\n" in text


def test_a_graded_notebook_tells_the_pattern_without_a_picture():
    shown = verdict_outputs(wrong_verdict(), 10)[0].data["text/html"]
    assert "sample 0 is wrong" in shown
    assert "<svg" not in shown
