"""Read a submitted notebook of which nothing can be taken for granted.

Only text is read. What is not as expected is left out; nothing here is ever run.
"""

import json
from dataclasses import dataclass, field

# An exercise's text is below 50,000 characters, but pictures and prints may be large.
MAX_BYTES = 64_000_000
MAX_PARTS = 3_000_000  # lists and objects, which take much more memory than their text
MAX_TEXT = 300_000
MAX_CELLS = 500


class Unreadable(ValueError):
    """A submission that cannot be read as a notebook. The message is a whole sentence."""


@dataclass(frozen=True)
class SubmittedCell:
    """The parts of a submitted cell that the grader looks at. Only ``source`` is ever used."""

    source: str
    type: str = ""
    id: str = ""
    tags: tuple[str, ...] = ()
    nbgrader: dict = field(default_factory=dict)
    has_attachments: bool = False

    @property
    def grade_id(self) -> str:
        """The name that nbgrader gave the cell, or "" if it has none."""
        return _string(self.nbgrader.get("grade_id"))


@dataclass(frozen=True)
class Submitted:
    """A submitted notebook: its cells in order, and the language that it says it is in."""

    cells: tuple[SubmittedCell, ...] = ()
    language: str = ""


def read(data: bytes) -> Submitted:
    """Read a notebook of format 3 or 4; raise Unreadable if it is not one."""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    if not data.strip():
        raise Unreadable("There is no notebook, or an empty one.")
    if data.count(b"[") + data.count(b"{") > MAX_PARTS:
        raise Unreadable("The file holds more parts than a notebook.")
    try:
        # json finds out by itself which of the Unicode encodings the bytes are in.
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unreadable("The file is not a Jupyter notebook.") from error
    return Submitted(_cells(content), _language(content))


def same_text(first: str, second: str) -> bool:
    """Whether two sources differ at most in white space at the ends of lines."""
    return _trimmed(first) == _trimmed(second)


def _trimmed(text):
    return [line.rstrip() for line in text.strip().split("\n")]


def _cells(content):
    cells = [cell for cell in _raw_cells(content) if isinstance(cell, dict)]
    if not cells:
        raise Unreadable("The file holds no notebook cells.")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"The notebook holds more than {MAX_CELLS} cells.")
    read = tuple(_cell(cell) for cell in cells)
    if sum(len(cell.source) for cell in read) > MAX_TEXT:
        raise Unreadable(f"The notebook holds more than {MAX_TEXT:,} characters of text.")
    return read


def _raw_cells(content):
    notebook = _dict(content)
    if "cells" in notebook:
        return _list(notebook["cells"])
    # Notebook format 3 keeps the cells in worksheets.
    sheets = [_dict(sheet) for sheet in _list(notebook.get("worksheets"))]
    return [cell for sheet in sheets for cell in _list(sheet.get("cells"))]


def _cell(cell):
    metadata = _dict(cell.get("metadata"))
    return SubmittedCell(
        # Notebook format 3 calls the source of a code cell its input.
        source=_text(cell.get("source", cell.get("input"))),
        type=_string(cell.get("cell_type")),
        id=_string(cell.get("id")),
        tags=tuple(sorted(_string(tag) for tag in _list(metadata.get("tags")))),
        nbgrader=_dict(metadata.get("nbgrader")),
        has_attachments=bool(cell.get("attachments")),
    )


def _language(content):
    metadata = _dict(_dict(content).get("metadata"))
    kernel = _string(_dict(metadata.get("kernelspec")).get("language"))
    return kernel or _string(_dict(metadata.get("language_info")).get("name"))


def _text(value):
    if isinstance(value, list):
        value = "".join(line for line in value if isinstance(line, str))
    text = _string(value).replace("\r\n", "\n").replace("\r", "\n")
    # JSON may hold halves of characters, which no file can be written with.
    return text.encode("utf-8", "replace").decode("utf-8")


def _string(value):
    return value if isinstance(value, str) else ""


def _dict(value):
    return value if isinstance(value, dict) else {}


def _list(value):
    return value if isinstance(value, list) else []
