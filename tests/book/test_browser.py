"""Every page, opened in a real browser from the folder, as a reader without network opens it."""

import re

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture(params=["light", "dark"])
def phone(browser, request):
    """A page of the width of a phone that reports what goes wrong on it."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme=request.param
    )
    page = context.new_page()
    page.problems = []
    page.on("request", lambda sent: _refuse_other_hosts(page, sent))
    page.on("requestfailed", lambda sent: page.problems.append(f"failed: {sent.url}"))
    page.on("pageerror", lambda error: page.problems.append(f"script error: {error}"))
    page.on("console", lambda said: _note_error(page, said))
    yield page
    context.close()


def _refuse_other_hosts(page, sent):
    if not sent.url.startswith(("file:", "data:")):
        page.problems.append(f"request to another host: {sent.url}")


def _note_error(page, said):
    if said.type in ("error", "warning"):
        page.problems.append(f"console: {said.text}")


def test_every_page_opens_from_a_folder(phone, book, pages):
    phone.context.set_offline(True)
    problems = []
    for name in sorted(pages.keys() - {"index.html"}):
        phone.goto((book / name).as_uri())
        phone.wait_for_load_state()
        problems += [f"{name}: {problem}" for problem in phone.problems + _faults(phone)]
        phone.problems.clear()
    assert not problems, "\n".join(problems)


def test_the_first_page_leads_to_the_home_page(phone, book):
    phone.goto((book / "index.html").as_uri())
    phone.wait_for_url("**/book/index.html")
    assert phone.locator("article h1").inner_text().startswith("Unrolled")


def _faults(page):
    """What is wrong with the page as it stands on the screen."""
    faults = []
    width, shown = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if width > shown:
        faults.append(f"the page is {width} pixels wide and scrolls sideways")
    if page.locator(".math:not(:has(mjx-container))").count():
        faults.append("an equation is not typeset")
    return faults


def test_gates_have_their_colours_in_both_themes(phone, book):
    phone.goto((book / "book/lstm/gate-by-gate.html").as_uri())
    for gate in "ifco":
        colours = phone.evaluate(
            """gate => {
              const page = document.querySelector("article");
              const colour = item => getComputedStyle(page.querySelector(item)).color;
              return [colour(`mjx-container .gate-${gate}`), colour(`p .gate-${gate}`)];
            }""",
            gate,
        )
        assert len(set(colours)) == 1
        assert _contrast(colours[0], phone.evaluate(_BACKGROUND)) >= 4.5


_BACKGROUND = "getComputedStyle(document.body).backgroundColor"


def _contrast(one, other):
    """The contrast ratio of WCAG 2, from 1 to 21."""
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour):
    channels = [int(channel) / 255 for channel in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_figure_takes_the_colours_of_the_page(phone, book):
    phone.goto((book / "book/limits/why-it-forgets.html").as_uri())
    ink, text = phone.evaluate(
        """() => [document.querySelector("svg.figure"), document.querySelector("article p")]
             .map(item => getComputedStyle(item).color)"""
    )
    assert _contrast(ink, text) < 1.5
    card = "getComputedStyle(document.querySelector('.text_html:has(svg.figure)')).backgroundColor"
    assert phone.evaluate(card) == "rgba(0, 0, 0, 0)"


def test_an_answer_is_folded_until_it_is_opened(phone, book):
    phone.goto((book / "book/lstm/gate-by-gate.html").as_uri())
    answer = phone.locator("details.sd-dropdown").first
    text = answer.locator(".sd-card-text").first
    assert not text.is_visible()
    answer.locator("summary").click()
    assert text.is_visible()


def test_the_search_finds_a_word_without_a_server(phone, book):
    phone.goto((book / "search.html").as_uri() + "?q=carousel")
    phone.locator("ul.search li a", has_text="The path of the gradient").first.wait_for()
    assert not phone.problems
