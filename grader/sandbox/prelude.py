"""Make a worker look like a notebook's kernel to the cells that run in it.

A worker runs this file, as text, before the first cell. The course is out of its reach: what
the cells see of ``grader``, of IPython and of Colab are stand-ins that do nothing.
"""

import builtins
import linecache
import os
import shutil
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

STAND_INS = ("grader", "IPython", "ipywidgets", "google")
CELL_MAGICS_THAT_RUN = ("capture", "time", "timeit")


class Nothing:
    """It can be called and asked for any attribute, and does nothing."""

    def __call__(self, *arguments, **options):
        """Return nothing of use."""
        return Nothing()

    def __getattr__(self, name: str):
        """Return nothing of use, except where Python itself asks what this can do."""
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()


class StandIn(ModuleType):
    """A module in which every name is there and does nothing."""

    __getattr__ = Nothing.__getattr__


class StandIns:
    """What Python's import system asks for the modules in STAND_INS and all below them."""

    @staticmethod
    def find_spec(name: str, path=None, target=None) -> ModuleSpec | None:
        """Return how to load the module, or None where it is none of these."""
        if name == "matplotlib":
            give_fonts()
        if name.partition(".")[0] in STAND_INS:
            return ModuleSpec(name, StandIns, is_package=True)
        return None

    @staticmethod
    def create_module(spec: ModuleSpec) -> StandIn:
        """Return the new module."""
        return StandIn(spec.name)

    @staticmethod
    def exec_module(module: StandIn) -> None:
        """Give the module the few names that do something."""
        module.__dict__.update(KNOWN_NAMES.get(module.__name__, {}))


class Shell:
    """What ``get_ipython()`` returns: magics that measure run their code, the others nothing."""

    def __bool__(self) -> bool:
        """Return False, for Matplotlib would draw by the events of a shell that is there."""
        return False

    def run_line_magic(self, name: str, line: str, *_) -> None:
        """Run the statement of %time; ignore every other line magic."""
        if name == "time":
            _run(line, "<%time>")

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        """Run the cell below %%time, %%timeit and %%capture; refuse every other cell magic."""
        if name not in CELL_MAGICS_THAT_RUN:
            raise RuntimeError(
                f"The cell magic %%{name} cannot be used in a graded notebook. "
                "Write the cell in Python."
            )
        # The magic was the cell's first line: the cell's own lines keep their numbers.
        _run(f"\n{cell}", sys._getframe(1).f_code.co_filename)

    def magic(self, line: str) -> None:
        """Do as for a line magic, given in one text."""
        name, _, rest = line.partition(" ")
        self.run_line_magic(name, rest)

    def system(self, command: str) -> None:
        """Ignore a command for the system."""

    def getoutput(self, command: str) -> list[str]:
        """Return the output of a command for the system, which is not run."""
        return []


def _run(source: str, file: str) -> None:
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    exec(compile(source, file, "exec"), sys.modules["__main__"].__dict__)


def display(*objects, **options) -> None:
    """Print the objects, one to a line."""
    for each in objects:
        print(each)


def no_input(prompt: str = "") -> str:
    """Refuse to wait for somebody who is not there."""
    raise RuntimeError("Nobody can type while a notebook is graded. Write a value for input(...).")


SHELL = Shell()


def get_ipython() -> Shell:
    """Return the shell."""
    return SHELL


KNOWN_NAMES = {
    "IPython": {"get_ipython": get_ipython, "version_info": (9, 0)},  # Matplotlib asks for both
    "IPython.display": {"display": display},
}


def prepare() -> None:
    """Put everything where the cells look for it."""
    builtins.get_ipython = get_ipython
    builtins.display = display
    builtins.input = no_input
    sys.meta_path.insert(0, StandIns)


def give_fonts() -> None:
    """Give Matplotlib its list of fonts, for it would spend a second on looking for them."""
    fonts, own = Path(sys.prefix, "matplotlib"), Path(os.environ["MPLCONFIGDIR"])
    if fonts.is_dir() and not own.exists():
        own.mkdir()
        for file in fonts.iterdir():
            shutil.copyfile(file, own / file.name)
