"""The colours of the gates, and figures that follow the light or dark theme of the page."""

import html
import io
from contextlib import contextmanager

import matplotlib
from IPython.display import HTML, display
from matplotlib.figure import Figure

from unrolled.svg import compact

# Each differs from the others for colour-blind readers too. They are the colours of a white
# page; book/_static/course.css repeats them, and holds lighter ones for a dark page.
GATES = {"i": "#007d5e", "f": "#b84d00", "c": "#a8508a", "o": "#0a5fb0"}
# The GRU's update gate, reset gate and candidate. Its candidate has the colour of the LSTM's.
GRU_GATES = {"z": "#2f2b8f", "r": "#7a5c00", "h": GATES["c"]}
ACCENT = "#8a6400"  # what is set against the ink, where no gate is meant
INK = "#010203"  # replaced by the colour of the page's text

_ON_THE_PAGE = {
    INK: "currentColor",
    ACCENT: f"var(--accent, {ACCENT})",
    **{
        colour: f"var(--gate-{gate}, {colour})"
        for gate, colour in (GRU_GATES | GATES).items()
        if gate != "h"  # drawn as c, whose colour it has
    },
}
_STYLE = {
    "axes.edgecolor": INK,
    "axes.facecolor": "none",
    "axes.labelcolor": INK,
    "axes.prop_cycle": matplotlib.cycler(color=[INK]),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": "none",
    "font.size": 11,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "savefig.facecolor": "none",
    "svg.fonttype": "path",
    "svg.hashsalt": "unrolled",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


@contextmanager
def drawing(description, width=5.6, height=3.2, **subplots):
    """Open a figure, and show it on the page when the block ends.

    ``description``: what the figure shows, in words, for readers who do not see it.
    ``width``, ``height``: in inches. ``subplots``: passed to ``Figure.subplots``. The block
    receives what that returns: one matplotlib Axes, or an array of them.
    """
    with styled(width, height, **subplots) as (figure, axes):
        yield axes
    display(HTML(to_svg(figure, description)))


@contextmanager
def styled(width=5.6, height=3.2, **subplots):
    """Open a figure in the style of the course; the block receives it and what it is made of.

    For whoever does not show it on the page of a notebook; the arguments are those of drawing.
    """
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure, figure.subplots(**subplots)


def to_svg(figure, description):
    """Return ``figure`` as an SVG element that takes its colours from the page.

    ``description`` becomes the alternative text. The element names no font and loads
    nothing, and its ids meet no other figure's ids on the same page.
    """
    file = io.StringIO()
    with matplotlib.rc_context(_STYLE):
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    svg = file.getvalue()
    svg = svg[svg.index("<svg") :]
    for colour, variable in _ON_THE_PAGE.items():
        svg = svg.replace(colour, variable)
    svg = compact(svg)
    label = html.escape(description, quote=True)
    return svg.replace("<svg", f'<svg class="figure" role="img" aria-label="{label}"', 1)
