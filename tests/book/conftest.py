"""The built book and its pages."""

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
HTML = ROOT / "_build" / "html"
BUILD = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "-W", "-q"]


@pytest.fixture(scope="session")
def book():
    """The folder of the built book; built, with warnings as errors, if it is missing or old."""
    (ROOT / "_build").mkdir(exist_ok=True)
    with (ROOT / "_build" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # parallel test processes wait for one build
        if not _is_current():
            shutil.rmtree(HTML, ignore_errors=True)
            shutil.rmtree(HTML.parent / ".doctrees", ignore_errors=True)
            subprocess.run(BUILD, cwd=ROOT, check=True)
    return HTML


def _is_current():
    home = HTML / "index.html"
    if not home.is_file():
        return False
    sources = [ROOT / "_config.yml", ROOT / "_toc.yml", ROOT / "grader/misconception_table.py"]
    for folder in ("src/unrolled", "grader/exercises", "book"):
        sources += [path for path in (ROOT / folder).rglob("*") if _is_source(path)]
    return max(path.stat().st_mtime for path in sources) <= home.stat().st_mtime


def _is_source(path):
    caches = ("__pycache__", ".ipynb_checkpoints")
    return path.is_file() and not any(part in caches for part in path.parts)


@pytest.fixture(scope="session")
def pages(book):
    """The pages of the book: path below the book's folder -> parsed page."""
    files = [file for file in book.rglob("*.html") if "_static" not in file.parts]
    return {
        file.relative_to(book).as_posix(): BeautifulSoup(file.read_text("utf-8"), "html.parser")
        for file in files
    }
