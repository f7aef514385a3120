"""What the pages of the book use to print numbers: none that no cell has computed.

In a notebook outside the book the functions work too; a number that only the text of the page
shows is then not kept.
"""

import html
import warnings

import numpy as np
from IPython.display import HTML
from threadpoolctl import threadpool_limits

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def strict():
    """Let a page give the same numbers on every machine, and break the build at any warning.

    From here on each warning is an error, and products are made by one thread: with more of
    them sums are made in another order, and long trainings end elsewhere.
    """
    warnings.simplefilter("error")
    # The kernel says this of itself when it ends; as an error it would keep it from ending.
    warnings.filterwarnings("ignore", "For consistency across implementations")
    threadpool_limits(1)


def say(name, value):
    """Keep a number, or a word, for the text of the page, which shows it by its ``name``."""
    try:
        from myst_nb import glue
    except ImportError:  # a notebook outside the book
        return
    glue(name, np.asarray(value).item(), display=False)


def say_power(name, value, decimals=0):
    """Keep a very large or small number for the text, as 4 × 10⁻⁷, with so many decimals."""
    say(name, power_of_ten(value, decimals))


def power_of_ten(value, decimals=0):
    """Return ``value`` as text in the form 4 × 10⁻⁷, with so many ``decimals``."""
    digits, exponent = f"{value:.{decimals}e}".split("e")
    return f"{digits} × 10{str(int(exponent)).translate(_SUPERSCRIPTS)}"


def as_table(header, lines):
    """Return rows of cells as a table that scrolls in its own box; the first cell names the row.

    ``header``: the headings of the columns. ``lines``: one sequence of cells for each row.
    """
    head = "".join(f'<th scope="col">{_cell(cell)}</th>' for cell in header)
    rows = [
        f'<tr><th scope="row">{_cell(name)}</th>'
        + "".join(f"<td>{_cell(cell)}</td>" for cell in cells)
        + "</tr>"
        for name, *cells in lines
    ]
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return HTML(
        '<div class="pst-scrollable-table-container" tabindex="0">'
        f'<table class="table">{body}</table></div>'
    )


def _cell(value):
    return html.escape(str(value))
