"""Tables of comma-separated values that no spreadsheet takes for a program."""

import csv
import io
from collections.abc import Iterable

# A cell of text that begins with one of these is a formula to a spreadsheet.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_text(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula: after an apostrophe.

    A spreadsheet may drop spaces, so it is the first character after them that counts.
    """
    dangerous = text.startswith(STARTS_A_FORMULA) or text.strip().startswith(STARTS_A_FORMULA)
    return f"'{text}" if dangerous else text


def as_csv(rows: Iterable[Iterable]) -> str:
    """Return the rows as comma-separated values: texts in quotes and safe, numbers bare."""
    file = io.StringIO()
    table = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    for row in rows:
        table.writerow([as_text(cell) if isinstance(cell, str) else cell for cell in row])
    return file.getvalue()
