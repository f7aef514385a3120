"""What a reading LSTM is drawn as: words with a meter each, and a panel of bars for each vector."""

import html
from dataclasses import dataclass

WIDTH, HEIGHT = 120, 84  # of a panel, without its name and its numbers


@dataclass(frozen=True)
class Panel:
    """A vector: its letter and index in the equations, its name, its colour, its least value."""

    letter: str
    name: str
    colour: str
    low: int


PANELS = {
    "i": Panel("i", "input gate", "gate-i", 0),
    "f": Panel("f", "forget gate", "gate-f", 0),
    "candidate": Panel("c̃", "candidate", "gate-c", -1),
    "o": Panel("o", "output gate", "gate-o", 0),
    "c": Panel("c", "cell state", "accent", -1),
    "h": Panel("h", "hidden state", "ink", -1),
}


def words_markup(words, known, place=0):
    """Return a list of the words, each with a place for the probability after it.

    ``known``: for each word whether the network knows it; ``place``: how many have been read.
    """
    items = ""
    for k, (word, is_known) in enumerate(zip(words, known, strict=True), start=1):
        marks = " data-read" * (k <= place) + " data-now" * (k == place)
        marks += "" if is_known else ' class="unknown"'
        items += (
            f'<li data-place="{k}"{marks}><b>{html.escape(word)}</b>'
            f'<span class="meter" data-wire="p_{k}"></span><span data-value="p_{k}"></span></li>'
        )
    return f'<ol class="words">{items}</ol>'


def drawing(units, limit):
    """Return the SVG of all panels, and a table of their numbers, for templates.fill.

    ``limit``: cell states are drawn from -limit to limit.
    """
    panels = ""
    for place, (key, panel) in enumerate(PANELS.items()):
        x, y = 30 + 158 * (place % 3), 26 + 128 * (place // 3)
        top = limit if key == "c" else 1
        panels += f'<g transform="translate({x} {y})">{_panel(key, panel, units, top)}</g>'
    return (
        f'<svg class="vectors" viewBox="0 0 480 252" role="img" aria-label="{_DESCRIPTION}">'
        f"{panels}</svg>{_table(units)}"
    )


_DESCRIPTION = (
    "Six panels with a bar for each unit of the LSTM: input gate, forget gate and output gate from "
    "0 to 1, candidate and hidden state from −1 to 1, and the cell state. The table below has the "
    "numbers."
)


def _panel(key, panel, units, top):
    pitch, zero = WIDTH / units, HEIGHT / 2 if panel.low else HEIGHT
    size = f'y="{-zero:g}" width="{0.76 * pitch:.1f}" height="{zero:g}"'
    bars = "".join(
        f'<g transform="translate({pitch * (unit + 0.12):.1f} {zero:g})">'
        f'<rect class="bar" data-wire="bar_{key}_{unit}" {size}/></g>'
        for unit in range(units)
    )
    low = f"−{top}" if panel.low else "0"
    return (
        f'<text class="{panel.colour}" x="0" y="-8"><tspan class="var">{panel.letter}</tspan>'
        f'<tspan class="sub" dy="4">t</tspan><tspan dy="-4"> {panel.name}</tspan></text>'
        f'<text class="end" x="-5" y="9">{top}</text>'
        f'<text class="end" x="-5" y="{HEIGHT + 5}">{low}</text>'
        f'<path class="frame" d="M0 0V{HEIGHT}M0 {zero:g}H{WIDTH}"/>'
        f'<g class="{panel.colour}">{bars}</g>'
    )


def _table(units):
    """Return the numbers of the panels, folded away until somebody wants them."""
    head = "".join(
        f'<th scope="col"><i class="{panel.colour}">{panel.letter}<sub>t</sub></i></th>'
        for panel in PANELS.values()
    )
    rows = "".join(
        f'<tr><th scope="row">{unit + 1}</th>'
        + "".join(f'<td data-value="{key}_{unit}"></td>' for key in PANELS)
        + "</tr>"
        for unit in range(units)
    )
    return (
        "<details><summary>The numbers</summary><table><thead><tr>"
        f'<th scope="col">unit</th>{head}</tr></thead><tbody>{rows}</tbody></table></details>'
    )
