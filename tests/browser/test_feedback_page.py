"""Feedback and report as people open them: a file, on a phone or a desk, without a network."""

import pytest

from grader.report import write
from tests.grader.class_of_five import AUTOMATIC, CY, NAME, SCRIPT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["light", "dark"])
def phone(browser, request):
    """A page of the width of a phone that notes every request and everything that is said."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme=request.param, offline=True
    )
    page = context.new_page()
    page.problems = []
    page.on("request", lambda sent: note(page, sent.url, not sent.url.startswith("file:")))
    page.on("console", lambda said: note(page, said.text, said.type in ("error", "warning")))
    page.on("pageerror", lambda error: note(page, str(error)))
    page.on("dialog", lambda dialog: (note(page, dialog.message), dialog.dismiss()))
    yield page
    context.close()


def note(page, problem, is_one=True):
    if is_one:
        page.problems.append(problem)


def faults(page, path):
    """Open everything that is folded on the page, and return what is wrong with it."""
    page.problems.clear()
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    width, shown = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    too_wide = [f"{path} is {width} pixels wide"] if width > shown else []
    return page.problems + too_wide


@pytest.mark.parametrize("student", AUTOMATIC)
def test_feedback_fits_a_phone_and_loads_and_runs_nothing(phone, graded_class, student):
    path = graded_class.feedback / student / NAME / f"{NAME}.html"
    assert faults(phone, path) == []
    assert phone.locator("h1").inner_text() == "Feedback: The LSTM, gate by gate"


def test_hostile_text_is_seen_as_text(phone, graded_class):
    path = graded_class.feedback / CY / NAME / f"{NAME}.html"
    assert faults(phone, path) == []
    assert SCRIPT in phone.locator("#forget_gate").inner_text()


def test_the_policy_of_the_page_stops_what_sanitising_would_miss(phone, graded_class, tmp_path):
    html = (graded_class.feedback / "bo" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    path = tmp_path / "missed.html"
    path.write_text(html.replace("</main>", f"{SCRIPT}<img src=x onerror=alert(2)></main>"))
    problems = faults(phone, path)
    assert len(problems) == 3  # the script, the image, and what the image would have run
    assert all("Content Security Policy" in problem for problem in problems)


def test_the_report_fits_a_phone_and_loads_nothing(phone, graded_class):
    path, _ = write(graded_class, NAME)
    assert faults(phone, path) == []
    ink, text = phone.evaluate(
        "['svg.figure', 'body'].map(name => getComputedStyle(document.querySelector(name)).color)"
    )
    assert ink == text
