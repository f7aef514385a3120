import json

import pytest

from grader import reader
from grader.reader import Unreadable, read, same_text
from tests.grader.small_notebook import answered, as_bytes, release

TEXT = "x = 1\ny = 2"


def sources(data):
    return [cell.source for cell in read(data).cells]


def only(cell):
    return json.dumps({"cells": [cell]}).encode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no notebook"),
        (b"  \n", "no notebook"),
        (b"%PDF-1.7 \xff\xfe\x00", "not a Jupyter notebook"),
        (b"\x80\x81", "not a Jupyter notebook"),
        (b"{", "not a Jupyter notebook"),
        (b"[" * 100_000, "not a Jupyter notebook"),
        (b'{"cells": [' + b"9" * 5000 + b"]}", "not a Jupyter notebook"),
        (b"[]", "no notebook cells"),
        (b"null", "no notebook cells"),
        (b'{"cells": "no"}', "no notebook cells"),
        (b'{"cells": [1, null, "x"]}', "no notebook cells"),
        (b'{"worksheets": [{"cells": {}}]}', "no notebook cells"),
        (only({"source": "x" * (reader.MAX_TEXT + 1)}), "characters of text"),
        (json.dumps({"cells": [{}] * (reader.MAX_CELLS + 1)}).encode(), "cells"),
        (b" " * (reader.MAX_BYTES + 1), "larger than"),
    ],
)
def test_what_is_no_notebook_is_refused_in_a_sentence(data, reason):
    with pytest.raises(Unreadable, match=reason) as refusal:
        read(data)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("source", [TEXT, ["x = 1\n", "y = 2"], "x = 1\r\ny = 2", "x = 1\ry = 2"])
def test_a_source_is_one_text_with_plain_line_ends(source):
    assert sources(only({"cell_type": "code", "source": source})) == [TEXT]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_every_unicode_encoding_is_read(encoding):
    data = as_bytes(answered(double="x = '도'")).decode().encode(encoding)
    assert "x = '도'" in sources(data)


def test_halves_of_characters_do_not_get_through():
    assert sources(b'{"cells": [{"source": "a\\ud800b"}]}') == ["a?b"]


def test_notebooks_of_format_3_are_read():
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["a\n", "b"]}]}]}
    assert sources(json.dumps(old).encode()) == ["a\nb"]


@pytest.mark.parametrize("junk", [None, 7, [], {}, "x", [[]], {"nbgrader": 3}, {"tags": {}}])
def test_any_junk_in_a_cell_reads_as_nothing(junk):
    cell = dict.fromkeys(("cell_type", "source", "metadata", "id", "attachments"), junk)
    (read_cell,) = read(only(cell)).cells
    assert isinstance(read_cell.source, str)
    assert read_cell.grade_id == ""


def test_the_language_is_that_of_the_kernel():
    notebook = release()
    assert read(as_bytes(notebook)).language == "python"
    notebook.metadata = {"language_info": {"name": "R"}}
    assert read(as_bytes(notebook)).language == "R"


def test_white_space_at_the_ends_of_lines_is_no_difference():
    assert same_text("a = 1 \nb = 2\n\n", "a = 1\nb = 2")
    assert not same_text("  a = 1\n  b", "a = 1\nb")
    assert not same_text("a", "b")
