"""What the pages print numbers with: names for the text, powers of ten, and tables."""

import sys
import warnings

import numpy as np
import pytest
from bs4 import BeautifulSoup

from unrolled.lesson import as_table, power_of_ten, say, say_power, strict


@pytest.fixture
def kept(monkeypatch):
    """What the page keeps for its text, by name."""
    kept = {}

    def glue(name, value, display=True):
        assert not display
        kept[name] = value

    monkeypatch.setattr("myst_nb.glue", glue)
    return kept


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.float64(0.25), 0.25),
        (np.float32(0.5), 0.5),
        (np.array(3), 3),
        (np.array([[2.5]]), 2.5),
        (7, 7),
        ("imprecise", "imprecise"),
    ],
)
def test_a_number_or_a_word_is_kept_as_plain_python(kept, value, plain):
    say("my-number", value)
    assert kept == {"my-number": plain}
    assert type(kept["my-number"]) is type(plain)


def test_an_array_of_several_numbers_is_no_number(kept):
    with pytest.raises(ValueError):
        say("my-numbers", np.zeros(2))
    assert not kept


def test_outside_of_the_book_nothing_is_kept_and_nothing_fails(monkeypatch):
    monkeypatch.setitem(sys.modules, "myst_nb", None)  # as if it were not installed
    say("my-number", 1)
    say_power("my-number", 1e-7)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (7.94e-31, 0, "8 × 10⁻³¹"),
        (7.94e-31, 1, "7.9 × 10⁻³¹"),
        (9.96e-8, 1, "1.0 × 10⁻⁷"),  # rounding may move the exponent
        (4.2e17, 0, "4 × 10¹⁷"),
        (-2.5e-3, 1, "-2.5 × 10⁻³"),
        (1.0, 0, "1 × 10⁰"),
        (1234567890, 2, "1.23 × 10⁹"),
    ],
)
def test_a_power_of_ten_is_written_with_raised_digits(kept, value, decimals, text):
    assert power_of_ten(value, decimals) == text
    say_power("my-power", value, decimals)
    assert kept == {"my-power": text}


def table(header, lines):
    return BeautifulSoup(as_table(header, lines).data, "html.parser")


def test_a_table_names_its_columns_and_its_rows():
    soup = table(["layer", "time", "memory"], [["LSTM", 4, 2.5], ["GRU", 3, None]])
    assert [th.get_text() for th in soup.select("thead th[scope=col]")] == [
        "layer",
        "time",
        "memory",
    ]
    assert [th.get_text() for th in soup.select("tbody th[scope=row]")] == ["LSTM", "GRU"]
    assert [td.get_text() for td in soup.select("tbody td")] == ["4", "2.5", "3", "None"]


def test_a_table_shows_signs_that_html_would_take_for_its_own():
    soup = table(["a < b"], [["<script>alert(1)</script>"], ["x & y"]])
    assert soup.select_one("thead th").get_text() == "a < b"
    assert [th.get_text() for th in soup.select("tbody th")] == [
        "<script>alert(1)</script>",
        "x & y",
    ]
    assert soup.find("script") is None


def test_a_table_takes_lines_of_any_kind_and_scrolls_in_a_box_that_keys_reach():
    soup = table(("n", "square"), ((n, n * n) for n in range(3)))
    assert len(soup.select("tbody tr")) == 3
    box = soup.select_one("div.pst-scrollable-table-container")
    assert box["tabindex"] == "0"
    assert box.find("table") is not None


def test_strict_turns_a_warning_into_an_error_and_keeps_to_one_thread(monkeypatch):
    limits = []
    monkeypatch.setattr("unrolled.lesson.threadpool_limits", limits.append)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        strict()
        with pytest.raises(UserWarning, match="careful"):
            warnings.warn("careful", UserWarning, stacklevel=1)
    assert limits == [1]
