"""Every call that the figure of shapes can show, and how its JavaScript sees them."""

from itertools import product

from unrolled.widgets import shape_explorer
from unrolled.widgets.figure import read
from unrolled.widgets.shape_explorer import KINDS, MERGE_MODES

BOOL = (False, True)
WRAPPINGS = [(False, "concat"), *[(True, mode) for mode in MERGE_MODES]]
# batch, time, features, units: all different, then each of them 1, then units as others.
SIZES = [(2, 7, 5, 3), (1, 7, 5, 3), (2, 1, 5, 3), (2, 7, 1, 3), (2, 7, 5, 1), (4, 7, 4, 4)]
OPTIONS = [
    {
        "kind": kind,
        "return_sequences": return_sequences,
        "return_state": return_state,
        "bidirectional": bidirectional,
        "merge_mode": merge_mode,
    }
    for kind, return_sequences, return_state, (bidirectional, merge_mode) in product(
        KINDS, BOOL, BOOL, WRAPPINGS
    )
]
CALLS = [
    {**options, **dict(zip(("batch", "time", "features", "units"), sizes, strict=True))}
    for options, sizes in product(OPTIONS, SIZES)
]


def as_the_figure_says(browser, calls):
    """Return for each call its values (name and shape), its parameters, and it in words."""
    with browser.new_page() as page:
        page.add_script_tag(content=read("shapes.js"))
        return page.evaluate(
            """calls => calls.map((call) => [
              returnedValues(call).map(({ name, axes }) => [name, axes.map(([, size]) => size)]),
              parameterCount(call),
              callInWords(call),
            ])""",
            calls,
        )


def figure_of(call):
    return shape_explorer(**call)
