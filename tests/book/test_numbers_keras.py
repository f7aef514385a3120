"""The numbers on the pages about Keras' layers, each computed here a second time."""

import math
import re
import struct
from fractions import Fraction

import pytest

SIMPLE_RNN, STATES, BIDIRECTIONAL, MORE, WEIGHTS, TWO_SETS = PAGES = tuple(
    f"book/keras/{name}.html"
    for name in (
        "simple-rnn",
        "lstm-gru-states",
        "bidirectional",
        "more-shapes",
        "weights",
        "two-sets",
    )
)
X = (
    (0.1, 4.2, 1.5, 1.1, 2.8),
    (1.0, 3.1, 2.5, 0.7, 1.1),
    (0.3, 2.1, 1.5, 2.1, 0.1),
    (2.2, 1.4, 0.5, 0.9, 1.1),
)
PRINTED = [0.35896602, 0.5509713, 0.5910032, 0.6301636]  # by the notes, forward
PRINTED += [0.7037439, 0.5884772, 0.39501813, 0.21932526]  # and backward


def _sigma(a):
    return 1 / (1 + math.exp(-a))


def _states(x, rounded=lambda number: number, forget_bias=1):
    """The notes' LSTM, unit by unit: all units are equal, so plain numbers are enough."""
    h = c = 0.0
    weight = rounded(0.1)
    for x_t in x:
        a = sum(rounded(entry) * weight for entry in x_t) + 3 * rounded(h) * weight
        c = _sigma(a + forget_bias) * c + _sigma(a) * math.tanh(a)
        h = _sigma(a) * math.tanh(c)
        yield h


def _both(**options):
    return [*_states(X, **options), *reversed([*_states(X[::-1], **options)])]


def _tf32(number):
    """Round in the bits of float32: the last 13 of its 23 mantissa bits go."""
    (bits,) = struct.unpack("I", struct.pack("f", number))
    bits = (bits + 0xFFF + (bits >> 13 & 1)) & 0xFFFFE000
    return struct.unpack("f", struct.pack("I", bits))[0]


def _outputs(page):
    """What the cells of a page printed, as one text with single spaces."""
    return " ".join(" ".join(tag.get_text().split()) for tag in page.select(".cell_output pre"))


def _numbers_after(page, words, count):
    text = _outputs(page)
    text = text[text.index(words) + len(words) :]
    return [float(number) for number in re.findall(r"-?\d+\.\d+(?:e-?\d+)?", text)[:count]]


def _rows(page, *header):
    """The rows of the computed table with these headings; blanks to be filled in do not count."""
    for table in page.select(".cell_output table"):
        if [cell.get_text() for cell in table.select("thead th")] == list(header):
            body = table.select("tbody tr")
            return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in body]
    raise AssertionError(f"No table with the headings {header}.")


OPTIONS = ("return_sequences", "return_state", "number of values", "shapes")


def _shapes(width, states, sequences, state):
    first = f"(2, 7, {width})" if sequences else f"(2, {width})"
    return [first] + ["(2, 3)"] * (states if state else 0)


@pytest.mark.parametrize(
    "page, width, states, joint", [(SIMPLE_RNN, 3, 1, " and "), (BIDIRECTIONAL, 6, 4, ", ")]
)
def test_the_tables_of_shapes(pages, page, width, states, joint):
    rows = _rows(pages[page], *OPTIONS)
    assert len(rows) == 4
    for sequences, state, number, shapes in rows:
        expected = _shapes(width, states, sequences == "True", state == "True")
        assert (int(number), shapes) == (len(expected), joint.join(expected))


def test_the_table_of_shapes_of_lstm_and_gru(pages):
    rows = _rows(pages[STATES], "layer", *OPTIONS)
    assert len(rows) == 6
    for layer, sequences, state, number, shapes in rows:
        states = {"LSTM": 2, "GRU": 1}[layer]
        expected = _shapes(3, states, sequences == "True", state == "True")
        assert (int(number), shapes) == (len(expected), ", ".join(expected))


def test_the_last_state_is_the_last_row(pages):
    every = _numbers_after(pages[SIMPLE_RNN], "shape: (1, 3)", 12)
    last = _numbers_after(pages[SIMPLE_RNN], "last state: (1, 3)", 3)
    assert every[-3:] == last
    every = _numbers_after(pages[STATES], "hidden states:", 12)
    assert every[-3:] == _numbers_after(pages[STATES], "last h:", 3)
    last_c = _numbers_after(pages[STATES], "last c:", 3)
    cells = _numbers_after(pages[STATES], "cell states:", 12)
    assert cells[-3:] == pytest.approx(last_c, abs=1e-6)
    for h, c in zip(every, cells, strict=True):  # h = o tanh(c), with a gate between 0 and 1
        assert 0 < h / math.tanh(c) < 1


def test_the_output_gates_of_the_notes_numbers(pages):
    h = (0.10580046, 0.3162607, 0.3505974, -0.23502806, -0.45216066, 0.06345625)
    c = (0.23588046, 0.63385934, 1.5717858, -0.38973868, -0.6697613, 0.10231213)
    gates = [one / math.tanh(other) for one, other in zip(h, c, strict=True)]
    assert _numbers_after(pages[STATES], "output gates:", 6) == pytest.approx(gates, abs=6e-4)


def test_the_example_of_the_notes(pages):
    shown = _numbers_after(pages[BIDIRECTIONAL], "at each time step:", 8)
    assert shown[::2] + shown[1::2] == pytest.approx(_both(), abs=2e-7)
    assert _numbers_after(pages[TWO_SETS], "on a CPU:", 8) == pytest.approx(_both(), abs=2e-7)


@pytest.mark.parametrize("page", [BIDIRECTIONAL, TWO_SETS])
def test_the_example_with_a_bias_of_zero(pages, page):
    values = _both(forget_bias=0)
    text = pages[page].get_text()
    assert f"{values[3]:.6f}" in text and f"{values[4]:.6f}" in text


def test_rounding_in_the_bits_gives_the_printed_values(pages):
    values = _both(rounded=_tf32)
    assert values == pytest.approx(PRINTED, abs=1e-7)
    shown = _numbers_after(pages[TWO_SETS], "computed:", 8)
    assert shown == pytest.approx(values, abs=2e-8)
    distance = max(abs(one - other) for one, other in zip(values, PRINTED, strict=True))
    assert f"{distance:.1e}" in _outputs(pages[TWO_SETS])


@pytest.mark.parametrize("bits", range(7, 14))
def test_a_tenth_in_few_bits(pages, bits):
    grid = 2 ** (bits + 4)  # 0.1 lies between 2^-4 and 2^-3
    nearest = Fraction(round(Fraction(1, 10) * grid), grid)
    assert f"{bits} bits: {float(nearest):.8f}" in _outputs(pages[TWO_SETS])


def test_each_printed_value_asks_for_a_smaller_weight(pages):
    for needed, printed, exact in zip(
        _numbers_after(pages[TWO_SETS], "0.21942245]]", 8), PRINTED, _both(), strict=True
    ):
        assert 0.09996 < needed < 0.09998 and printed < exact


def test_the_windows_of_a_convolution(pages):
    rows = _rows(pages[MORE], "padding", "strides", "dilation", "output")
    assert len(rows) == 6
    for padding, strides, dilation, output in rows:
        reach = 2 * int(dilation)  # from the first to the last of three steps
        before, after = {
            "valid": (0, 0),
            "causal": (reach, 0),
            "same": (reach // 2, reach // 2),
        }[padding]
        starts = range(-before, 7 + after, int(strides))
        fitting = sum(start + reach < 7 + after for start in starts)
        assert output == f"(2, {fitting}, 4)"


def test_the_numbers_of_parameters(pages):
    rows = _rows(pages[WEIGHTS], "layer", "kernel", "recurrent kernel", "bias", "Keras", "PyTorch")
    assert [row[4] for row in rows] == ["27", "108", "90", "81"]
    assert [row[5] for row in rows[:3]] == ["30", "120", "90"]
    for row in rows:  # the number is that of all entries of the three shapes
        sizes = [math.prod(map(int, re.findall(r"\d+", shape))) for shape in row[1:4]]
        assert sum(sizes) == int(row[4])


def test_pushing_one_block_down(pages):
    gate, candidate = _sigma(0.5), math.tanh(0.5)
    blocks = {"none": None, "0 to 2": 0, "3 to 5": 1, "6 to 8": 2, "9 to 11": 3}
    for name, block in blocks.items():
        i, f, o = (0 if block == place else gate for place in (0, 1, 3))
        c = f * 2 + i * (-1 if block == 2 else candidate)
        line = f"{name} h = {o * math.tanh(c):.3f} c = {c:.3f}"
        assert line in _outputs(pages[WEIGHTS])


def test_no_stream_of_errors_and_no_warning_is_shown(pages):
    for page in PAGES:
        assert not pages[page].select(".stderr, .traceback")
        assert "Warning" not in pages[page].find("article").get_text()


def test_the_docstring_example_still_stops(pages):
    assert "final_state = rnn(inputs) ValueError: too many values to unpack" in _outputs(
        pages[STATES]
    )
