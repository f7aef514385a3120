"""What code tries that no answer needs is noted, and what answers do is not."""

import pytest

from grader.sandbox.process import MOST_NOTES, MOST_OF_A_NOTE
from grader.sandbox.reply import Status
from tests.sandbox.conftest import DOUBLE, opened, works

NOTED = {
    "import sys; sys._getframe()": "inside sys._getframe",
    "import inspect; inspect.currentframe()": "inside sys._getframe",
    "try: 1 / 0\nexcept Exception as e: e.__traceback__.tb_frame": "inside tb_frame",
    "import sys; sys.settrace(None)": "inside sys.settrace",
    "import gc; gc.get_objects()": "inside gc.get_objects",
    "import ctypes; ctypes.CDLL(None)": "memory ctypes.dlopen",
    "import os; os.fork()": "processes os.fork",
    "import subprocess; subprocess.run(['ls'])": "processes subprocess.Popen",
    "import socket; socket.create_connection(('127.0.0.1', 1))": "network socket.getaddrinfo",
    "import os; os.kill(1, 0)": "signals os.kill",
    "open('/etc/passwd')": "files /etc/passwd",
    "import os; os.listdir('../x')": "files ../x",
    "open(b'/proc/self/mem')": "files /proc/self/mem",
}
NOT_NOTED = """
import asyncio, collections, dataclasses, enum, inspect, logging, random, tempfile, traceback
import typing, warnings
import matplotlib.pyplot as plt, numpy.testing
collections.namedtuple("A", "b")
@dataclasses.dataclass
class C:
    d: int = 0
class E(enum.Enum):
    F = 1
T = typing.TypeVar("T")
class N(typing.NamedTuple):
    a: int
try:
    1 / 0
except ZeroDivisionError:
    traceback.print_exc()
    logging.exception("So it is.")
warnings.warn("Careful.")
inspect.signature(plt.plot)
asyncio.run(asyncio.sleep(0))
plt.plot([1, 2])
plt.title("x")
plt.gcf().canvas.draw()
open("/dev/null").close()
numpy.testing.assert_allclose(1, 1)
get_ipython().run_cell_magic("time", "", "1")
"""


@pytest.mark.parametrize("source", NOTED, ids=NOTED.values())
def test_it_is_noted(source, sandboxed):
    with opened(source, DOUBLE) as notebook:
        assert NOTED[source] in notebook.noticed
        assert works(notebook)


def test_what_answers_do_is_not_noted(level):
    with opened(NOT_NOTED) as notebook:
        assert notebook.cells["cell-0"].status is Status.RETURNED, notebook.cells
        assert list(notebook.noticed) == []


def test_a_note_cannot_be_called_back(bare):
    source = "import os, sys\nos.write = os.fstat = len = str = None\nsys._getframe()"
    with opened(source, "import os\nsys._getframe()\nos._exit(0)", DOUBLE) as notebook:
        assert "inside sys._getframe" in notebook.noticed


def test_who_takes_the_line_for_notes_away_ends(bare):
    source = "import os, sys\nos.closerange(3, 64)\nopen('/etc/passwd')"
    with opened(source, DOUBLE) as notebook:
        assert notebook.cells["cell-0"].status is Status.DIED
        assert works(notebook)


def test_notes_are_few_and_short(bare):
    source = "for n in range(500):\n    try: open(f'/x{n}' + 'y' * 5000)\n    except OSError: pass"
    flood = "import os\nfor d in range(3, 20):\n    try: os.write(d, b'files \\x1b[2J' * 999)\n"
    with opened(source, flood + "    except OSError: pass", DOUBLE) as notebook:
        assert len(notebook.noticed) <= 3 * MOST_NOTES  # of each of three workers at most
        assert all(len(note) <= MOST_OF_A_NOTE and note.isprintable() for note in notebook.noticed)
        assert works(notebook)
