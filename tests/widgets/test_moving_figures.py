"""What holds for every moving figure in the book, on the example of the cells."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.book.test_browser import _contrast

pytestmark = pytest.mark.browser
CODE = re.compile(r"_static/(moving[./].*|.*widget.*|.*require.*)$")
NAMES = ("lstm-cell", "gru-cell")


def numbers(figure):
    """The numbers in the drawing, by name."""
    return {
        place.get_attribute("data-value"): place.text_content()
        for place in figure.locator("svg [data-value]").all()
    }


def elements(figure):
    """What the drawing consists of; the order of attributes does not matter."""
    drawing = figure.locator("svg").first.evaluate("svg => svg.outerHTML")
    return [
        (tag.name, tag.attrs, tag.string)
        for tag in BeautifulSoup(drawing, "html.parser").find_all()
    ]


def code_loaded(visit):
    paths = [url.split("?")[0] for url in visit.requests]
    return sorted(CODE.search(path)[1] for path in paths if CODE.search(path))


def heights(visit):
    return visit.page.locator("figure.moving").evaluate_all(
        "figures => figures.map((figure) => figure.offsetHeight)"
    )


def test_a_page_loads_the_code_of_its_figures_alone(visit):
    moving, plain = visit("moving"), visit("plain")
    for name in NAMES:
        moving.figures(name)
    assert code_loaded(moving) == ["moving.js", "moving/gru-cell.js", "moving/lstm-cell.js"]
    assert code_loaded(plain) == []
    assert moving.problems == plain.problems == []


def test_pages_hold_nothing_that_only_jupyter_needs(moving_book):
    moving, plain = ((moving_book / f"{name}.html").read_text() for name in ("moving", "plain"))
    for page in (moving, plain):
        assert "widget-state" not in page and "widget-view" not in page and "cdn" not in page
    assert moving.count("moving.js") == 1 and not re.search("moving[./](?!html)", plain)


def test_code_is_loaded_when_a_figure_comes_near(visit):
    page = visit(height=300)
    page.figures("lstm-cell")
    assert code_loaded(page) == ["moving.js", "moving/lstm-cell.js"]
    page.figures("gru-cell")
    assert code_loaded(page)[1] == "moving/gru-cell.js"


def test_without_javascript_the_still_picture_and_its_text_stay(visit):
    page = visit(java_script_enabled=False).page
    figure = page.locator("figure[data-widget=lstm-cell]")
    assert figure.locator("svg[role=img]").is_visible()
    assert "tanh(1.058) = 0.485" in figure.locator(".values").inner_text()
    assert page.locator("figure").locator("input, button, select").count() == 0
    assert heights_without_room_for_controls(page)


def heights_without_room_for_controls(page):
    """Whether no place is kept for controls that never come."""
    figure = page.locator("figure[data-widget=lstm-cell]").bounding_box()
    text = page.locator("figure[data-widget=lstm-cell] .values").bounding_box()
    return figure["y"] + figure["height"] - text["y"] - text["height"] < 10


def test_a_script_that_is_missing_leaves_the_still_picture(visit):
    page = visit(without_scripts=True)
    page.page.wait_for_function("window.performance.now() > 500")
    figure = page.page.locator("figure[data-widget=lstm-cell]")
    assert figure.locator(".values").is_visible() and figure.locator("input").count() == 0
    assert any("lstm-cell stays still" in problem for problem in page.problems)


def test_the_moving_picture_begins_as_the_still_one(visit):
    still, live = visit(java_script_enabled=False), visit()
    for name in NAMES:
        before = still.page.locator(f"figure[data-widget={name}]").all()
        for one, other in zip(before, live.figures(name).all(), strict=True):
            assert numbers(other) == numbers(one)
            assert elements(other) == elements(one)
            assert len({figure.locator(".values").inner_text() for figure in (one, other)}) == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_else_moves_when_a_figure_comes_alive(visit, width):
    still, live = visit(width=width, without_scripts=True), visit(width=width)
    for name in NAMES:
        live.figures(name)
    assert heights(still) == heights(live)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_everything_large_enough(visit, scheme):
    phone = visit(width=390, height=844, color_scheme=scheme)
    for name in NAMES:
        phone.figures(name)
    page = phone.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sizes = page.locator("figure svg :is(text, tspan)").evaluate_all(
        """texts => texts.map((text) =>
             parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)"""
    )
    assert min(sizes) >= 11
    for control in page.locator("figure :is(input, button, select)").all():
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 24


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_and_letters_stand_out(visit, scheme):
    page = visit(color_scheme=scheme)
    for name in NAMES:
        page.figures(name)
    below, colours = page.page.evaluate(
        """() => [getComputedStyle(document.body).backgroundColor,
             [...document.querySelectorAll("figure svg *, figure .values *, figure .control *")]
               .map((item) => getComputedStyle(item).color)]"""
    )
    assert len(set(colours)) >= 7  # the ink, and a colour for each gate
    assert min(_contrast(colour, below) for colour in set(colours)) >= 4.5


def test_every_control_has_a_name_and_every_drawing_a_description(visit):
    page = visit()
    for name in NAMES:
        for figure in page.figures(name).all():
            assert len(figure.get_by_role("img").get_attribute("aria-label")) > 100
            text = figure.locator(".values")  # read as a whole, once it has come to rest
            assert text.get_attribute("aria-live") == "polite"
            assert text.get_attribute("aria-atomic") == "true"
            for control in figure.locator("input, select").all():
                assert len(control.evaluate("control => control.labels[0].textContent")) > 5
    figure = page.figures("lstm-cell").first
    slider = figure.get_by_role("slider", name="b f bias of the forget gate")
    assert slider.get_attribute("aria-valuetext") == "1.000"


def test_nothing_moves_by_itself(visit):
    page = visit()
    page.figures("lstm-cell")
    before = numbers(page.figures("lstm-cell").first)
    page.page.wait_for_timeout(700)
    assert numbers(page.figures("lstm-cell").first) == before
    assert page.page.evaluate("document.getAnimations().length") == 0


def test_on_paper_the_picture_is_there_without_its_controls(visit):
    page = visit()
    figure = page.figures("lstm-cell").first
    page.page.emulate_media(media="print")
    assert figure.locator("svg").is_visible() and figure.locator(".values").is_visible()
    assert not figure.locator(".controls").is_visible()


def test_a_figure_that_needs_python_stays_still_and_holds_its_table(visit):
    page = visit().page
    figure = page.locator("figure.moving:not([data-widget])")
    assert figure.locator("input").count() == 0
    rows = figure.locator("tbody tr").all_inner_texts()
    assert [row.split("\t") for row in rows] == [
        ["h t", "0.485", "0.485", "= the same"],
        ["c t", "1.058", "1.058", "= the same"],
    ]
