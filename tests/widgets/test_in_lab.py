"""The figures in a real JupyterLab: they move, and the learner's own function computes."""

import nbformat
import pytest

from grader.folders import Classroom
from tests.browser.conftest import PATIENCE, WINDOW, Lab
from tests.long import long

pytestmark = [pytest.mark.browser, long]
CELLS = (
    "from unrolled.widgets import gate_explorer, lstm_cell\n\nlstm_cell()",
    """\
from unrolled.lstm import lstm_step

def my_lstm_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    if x_t > 2:
        raise ValueError("too <large>")
    h_t, c_t = lstm_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias)
    return h_t, c_t + (x_t > 1)

gate_explorer(my_lstm_step)""",
    """\
from IPython.display import display
from unrolled.layers import LSTM, Dense, Embedding, Sequential
from unrolled.tasks.reviews import Review
from unrolled.widgets import reading, recurrent_scale, shape_explorer

model = Sequential([Embedding(4, 2, rng=0), LSTM(3, rng=0), Dense(1, rng=0)])
model.build((1, 1))
reviews = [Review("good film", 2), Review("bad film", -2)]
display(recurrent_scale(), shape_explorer(), reading(model, ["good", "film"], reviews))""",
)


@pytest.fixture(scope="module")
def outputs(browser, tmp_path_factory):
    """The outputs of the cells of a notebook that has run in JupyterLab."""
    folder = tmp_path_factory.mktemp("lab")
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    lab = Lab(folder / "server", Classroom(folder / "class"))
    nbformat.write(notebook, lab.notebooks / "figures.ipynb")
    with lab.running(), browser.new_page(viewport=WINDOW) as page:
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(f"{lab.address}lab/tree/{lab.address_of_notebooks}/figures.ipynb?token=secret")
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        page.locator(".jp-Notebook .jp-Cell .cm-content").first.click()
        for _ in CELLS:
            page.keyboard.press("Shift+Enter")
        outputs = page.locator(".jp-Notebook .jp-Cell-outputArea")
        outputs.nth(1).locator(".moving .stage.live").wait_for()
        outputs.nth(2).locator(".moving .stage.live").nth(2).wait_for()
        yield outputs


def set_slider(figure, name, value):
    slider = figure.get_by_role("slider", name=name)
    slider.evaluate(
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')) }",
        value,
    )


def number(figure, name):
    return figure.locator(f"svg [data-value={name}]").text_content()


def test_a_cell_moves(outputs):
    figure = outputs.nth(0)
    assert number(figure, "c_t") == "1.058"
    set_slider(figure, "b f bias of the forget gate", -8)
    assert number(figure, "f_t") == "0.000"
    assert number(figure, "c_t") == "0.352"


def test_the_own_function_computes(outputs):
    figure = outputs.nth(1)
    cell_state = figure.get_by_role("row").nth(2).get_by_role("cell")
    assert cell_state.all_inner_texts() == ["1.058", "1.058", "= the same"]

    set_slider(figure, "x t input", 1.5)
    figure.get_by_text("≠ too large by 1.000").wait_for()
    yours, right, _ = cell_state.all_inner_texts()
    assert float(yours) == pytest.approx(float(right) + 1, abs=0.0015)
    assert number(figure, "c_t") == f"≠ {yours}"

    set_slider(figure, "x t input", 2.5)
    figure.get_by_text("my_lstm_step raised ValueError: too <large>").wait_for()
    assert number(figure, "h_t") == "?"

    set_slider(figure, "x t input", 0.5)
    figure.get_by_role("table").wait_for()
    assert cell_state.all_inner_texts() == ["1.058", "1.058", "= the same"]


def test_sequences_move(outputs):
    scale, shapes, reader = outputs.nth(2).locator(".moving").all()
    set_slider(scale, "input size", 0)
    scale.get_by_text("Gain 1.000, input size 0.000.").wait_for()
    shapes.get_by_role("combobox", name="layer").select_option("GRU")
    shapes.get_by_text("output, h = GRU(3, return_sequences=True, return_state=True)(x)").wait_for()
    reader.get_by_role("combobox", name="sentence").select_option("bad film")
    reader.get_by_role("button", name="Forward").click()
    reader.get_by_text("After word 2 of 2, “film”").wait_for()
