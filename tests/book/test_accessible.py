"""What axe-core finds on the pages, in both themes: nothing."""

from importlib.resources import files

import pytest

from tests.long import EVERY

pytestmark = pytest.mark.browser
# One page of each form. `make test` looks at these, `make test-all` at every page.
FORMS = (
    "book/index.html",
    "book/glossary.html",
    "book/misconceptions/gate-order.html",
    "book/recognized.html",
    "book/limits/why-it-forgets.html",
    "book/lstm/gate-by-gate.html",
    "book/lstm/reading.html",
    "book/exercises/lstm-gates/lstm-gates.html",
    "search.html",
)
ON_A_PHONE = FORMS[:1] + FORMS[-4:]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that a theme decides
STILL = "*, *::before, *::after { transition: none !important; animation: none !important; }"
# The signs of an equation are many, and hidden from readers who listen. A cell of a table that
# holds nothing but MathML is taken for empty.
CHECK = """async ([theme, rules]) => {
  document.documentElement.dataset.theme = theme;
  const options = { resultTypes: ["violations"], iframes: false };
  if (rules) options.runOnly = { type: "rule", values: rules };
  const { violations } = await axe.run({ exclude: ["mjx-math", "svg"] }, options);
  const isEmpty = ({ target }) => !document.querySelector(target[0]).querySelector("math");
  for (const one of violations.filter(({ id }) => id === "empty-table-header")) {
    one.nodes = one.nodes.filter(isEmpty);
  }
  return violations.filter(({ nodes }) => nodes.length).map(({ id, nodes }) =>
    `${theme}: ${id}, ${nodes.length} times: ${nodes[0].html.slice(0, 200)}`);
}"""


@pytest.fixture(scope="module")
def axe():
    """The program that finds barriers, as text."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def barriers(browser, book, axe, names, width):
    """What stands in a reader's way: page -> what axe-core says."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme="light")
    found = {}
    for name in sorted(names):
        page.goto((book / name).as_uri())
        page.add_style_tag(content=STILL)
        page.evaluate(axe)
        said = page.evaluate(CHECK, ["light", None]) + page.evaluate(CHECK, ["dark", COLOURS])
        if said:
            found[name] = said
    page.close()
    return found


def listed(found):
    return "\n".join(f"{name}: {line}" for name, said in found.items() for line in said)


def test_no_page_has_a_barrier(browser, book, axe, pages):
    found = barriers(browser, book, axe, pages.keys() - {"index.html"} if EVERY else FORMS, 1280)
    assert not found, listed(found)


def test_no_page_has_a_barrier_on_a_phone(browser, book, axe):
    found = barriers(browser, book, axe, ON_A_PHONE, 390)
    assert not found, listed(found)


def test_axe_finds_a_barrier_in_each_theme(browser, axe, tmp_path):
    page = '<html lang="en"><title>A page</title><main><h1>A page</h1>{}</main></html>'
    style = "<style>[data-theme={}] p {{ color: #777; background: #888 }}</style><p>Some words</p>"
    for theme in ("light", "dark"):
        (tmp_path / "page.html").write_text(page.format(style.format(theme)), "utf-8")
        (said,) = barriers(browser, tmp_path, axe, ["page.html"], 1280)["page.html"]
        assert said.startswith(f"{theme}: color-contrast")
