"""Honest notebooks, and what can be wrong before any of them runs."""

import sys
import textwrap
from dataclasses import replace

import numpy as np
import pytest

from grader.sandbox import launch, session
from grader.sandbox.launch import SandboxUnavailable
from grader.sandbox.reply import Raised, Reply, Status
from grader.sandbox.session import CellReport, Session, SourceCell
from tests.sandbox.conftest import DOUBLE, QUICK, opened, works


def test_cells_share_a_namespace_and_their_functions_can_be_called(level):
    with opened(
        "import numpy as np\nscale = 3.0\nprint('ready')",
        "def lstm(x, h=None):\n    print(x.shape)\n    x += 1\n    return scale * x, [1, 2]",
        DOUBLE,
    ) as notebook:
        assert notebook.protection == {"nursery": "bubblewrap"}.get(level, level)
        assert notebook.cells == {
            "cell-0": CellReport(Status.RETURNED, printed="ready\n"),
            "cell-1": CellReport(Status.RETURNED),
            "cell-2": CellReport(Status.RETURNED),
        }
        x = np.zeros((2, 3))
        reply = notebook.call("lstm", [x, None], 2)
        assert (reply.status, reply.returned) == (Status.RETURNED, "a tuple of 2 values")
        np.testing.assert_array_equal(reply.values[0], np.full((2, 3), 3.0), strict=True)
        np.testing.assert_array_equal(reply.values[1], np.array([1, 2]), strict=True)
        assert (reply.changed, reply.printed) == ((0,), "(2, 3)\n")
        assert not x.any()
        assert works(notebook)
        assert notebook.call("gru", [], 1) == Reply(Status.MISSING)
        assert notebook.call("scale", [], 1) == Reply(Status.MISSING)


def test_large_arrays_and_many_kinds_of_arguments_make_the_journey(bare):
    with opened("def back(*arguments):\n    return list(arguments)") as notebook:
        big, values = np.random.default_rng(1).normal(size=(500, 500)), [None, "σ", True, 2, 0.1]
        reply = notebook.call("back", [big, big.T, *values, [big, [1]]], 8)
        np.testing.assert_array_equal(reply.values[0], big, strict=True)
        np.testing.assert_array_equal(reply.values[1], big.T, strict=True)
        assert reply.values[2:4] == ("nothing", "a str")
        assert [float(value) for value in reply.values[4:7]] == [1, 2, 0.1]
        assert reply.values[7] == "a list of 2 values, which is no array of numbers"


def test_a_cell_that_fails_costs_only_itself(level):
    with opened(
        DOUBLE,
        "a = 1\n\nb = a / 0\nc = 2",
        "def f(x):\n    return x +",
        "import sys\nsys.exit('enough')",
        "import unrolled",
        "text = '\ud800'",
        "print(a)",
    ) as notebook:
        reports = list(notebook.cells.values())
        assert reports[1].status is Status.RAISED
        assert reports[1].raised == Raised("ZeroDivisionError", "division by zero", 3, "b = a / 0")
        assert reports[2].raised == Raised("SyntaxError", "invalid syntax", 2, "return x +")
        assert reports[3].raised.type == "SystemExit"
        assert reports[4].raised.type == "ModuleNotFoundError"
        assert reports[5].raised.type == "UnicodeEncodeError"
        assert reports[6] == CellReport(Status.RETURNED, printed="1\n")
        assert works(notebook)


def test_an_exception_names_its_line_in_the_cell(bare):
    with opened("def f(x):\n    y = x @ 2\n    return y") as notebook:
        reply = notebook.call("f", [np.ones(2)], 1)
        assert reply.status is Status.RAISED
        assert (reply.raised.line, reply.raised.code) == (2, "y = x @ 2")


def test_a_notebook_finds_what_it_finds_in_its_kernel(level):
    cells = [
        "import numpy as np\nfrom grader.check import checker\ncheck = checker('lstm-gates')",
        "get_ipython().run_line_magic('matplotlib', 'inline')\nget_ipython().system('ls')\n"
        "files = get_ipython().getoutput('ls')\nget_ipython().magic('time t = 5')",
        "get_ipython().run_cell_magic('time', '', 'def timed(x):\\n    return x @ None\\n')",
        "get_ipython().run_cell_magic('bash', '', 'ls')",
        "from IPython.display import HTML, display as show\nfrom google.colab import drive\n"
        "drive.mount('/content')\nshow(HTML('<b>'), 1)\ndisplay(files, t, __name__)\n"
        "import IPython.core.interactiveshell as shell\nshell.InteractiveShell.a.b = 'all'",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nplt.savefig('figure.png')",
        "name = input('Your name? ')",
        "import sys\nprint(repr(sys.stdin.read()))\nprint(sorted(set(globals()) - {'np'})[:3])",
        DOUBLE + "\ncheck('double', double)",
        "from dataclasses import dataclass\n@dataclass\nclass S:\n    h: 'float' = 0.0\nS()",
    ]
    with opened(*cells, limits=replace(QUICK, cell_seconds=15, memory_bytes=2**30)) as notebook:
        reports = list(notebook.cells.values())
        failed = [at for at, report in enumerate(reports) if report.status is not Status.RETURNED]
        # Without bubblewrap no file can be written, not even a figure.
        assert failed == ([3, 5, 6] if level == "limits only" else [3, 6])
        assert reports[3].raised.message.startswith("The cell magic %%bash cannot be used")
        assert "Nobody can type" in reports[6].raised.message
        assert reports[4].printed.endswith(" 1\n[]\n5\n__main__\n".lstrip())
        assert "''" in reports[7].printed
        raised = notebook.call("timed", [np.ones(2)], 1).raised
        assert (raised.line, raised.code) == (3, "return x @ None")
        assert works(notebook)


def test_threads_are_welcome(level):
    source = """
        import threading
        def answer(x):
            found = []
            threads = [threading.Thread(target=lambda: found.append(x.sum())) for _ in range(4)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            return found
        def leave_one_running():
            threading.Thread(target=threading.Event().wait).start()
            return 1
    """
    with opened(textwrap.dedent(source), DOUBLE) as notebook:
        assert notebook.call("answer", [np.ones(5)], 1).values[0].tolist() == [5] * 4
        assert notebook.call("leave_one_running", [], 1).values[0] == 1
        assert works(notebook)


# What can be wrong before any answer runs.


def test_the_sandbox_can_be_demanded(monkeypatch):
    monkeypatch.setattr(session, "available", lambda: (False, "Install bubblewrap."))
    with pytest.raises(SandboxUnavailable, match="Install bubblewrap"):
        Session([], require_sandbox=True)


def test_a_missing_environment_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(session, "available", lambda: (False, ""))
    monkeypatch.setattr(launch, "RUNTIME", tmp_path / ".runtime")
    with pytest.raises(SandboxUnavailable, match=r"make setup"):
        Session([])


def test_a_worker_that_does_not_start_says_why(bare, monkeypatch):
    notebook = Session([])
    broken = replace(notebook._launch, command=(sys.executable, "-c", "raise OSError('No luck')"))
    monkeypatch.setattr(notebook, "_launch", broken)
    with pytest.raises(SandboxUnavailable, match="No luck"):
        notebook.__enter__()


def test_a_machine_without_a_filter_is_refused(bare, monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(SandboxUnavailable, match="x86_64 or aarch64"):
        Session([])


def test_two_cells_cannot_share_an_id():
    with pytest.raises(ValueError, match="same id"):
        Session([SourceCell("a", ""), SourceCell("a", "")])
