"""Pictures as templates: a drawing and a sentence, whose numbers are filled in.

A template is HTML. ``data-value="NAME">`` stands before an empty place for the number called NAME,
and ``data-wire="NAME"`` marks a wire that is as thick as that number is large. controls.js fills
the same templates in the same way, so that the still picture and the moving one are one drawing.
"""

import re
from decimal import ROUND_HALF_UP, Decimal


def fill(template, values):
    """Return ``template`` with the numbers of ``values``, a dictionary, in their places.

    Raises KeyError when a place has no number.
    """
    filled = re.sub(
        r'data-value="(\w+)">', lambda place: place[0] + shown(values[place[1]]), template
    )
    return re.sub(r'data-wire="(\w+)"', lambda wire: wire[0] + _wire(values[wire[1]]), filled)


def shown(value, decimals=3):
    """Return a number as text: so many decimals, and a real minus sign."""
    rounded = Decimal(float(value)).quantize(Decimal(10) ** -decimals, ROUND_HALF_UP)
    return f"{rounded or abs(rounded)}".replace("-", "−")


def _wire(value):
    sign = ' data-negative=""' if value < 0 else ""
    return f'{sign} style="--strength: {min(1, abs(float(value))):.3f};"'
