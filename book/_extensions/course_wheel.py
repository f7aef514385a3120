"""Build the wheel of the course beside the notebooks, which install it.

Without an address of the book, whoever downloads a notebook needs the wheel, too: then a zip holds
both.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxRole

FOLDER = "_notebooks"
SOURCES = ("pyproject.toml", "README.md", "src", "grader", "experiments", "benchmarks")
LONG_AGO = (2020, 1, 1, 0, 0, 0)  # so that equal contents give an equal zip


def setup(app):
    """Offer a link to the wheel, and build it at the end."""
    app.add_role("course_wheel", CourseWheel())
    app.connect("build-finished", add_wheel)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class CourseWheel(SphinxRole):
    """A link to the wheel of the course, in the text: {course_wheel}`the file`."""

    def run(self):
        """Return the link, or the words alone where the project makes no wheel."""
        name = wheel_name(Path(self.env.srcdir))
        if name is None:
            return [nodes.inline(self.rawtext, self.text)], []
        target = f"{'../' * self.env.docname.count('/')}{FOLDER}/{name}"
        return [nodes.reference(self.rawtext, self.text, refuri=target, internal=True)], []


def wheel_name(root):
    """Return the file name of the project's wheel; None where there is no project."""
    if not (root / "pyproject.toml").is_file():
        return None
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return f"{project['name']}-{project['version']}-py3-none-any.whl"


def add_wheel(app, exception):
    """Build the wheel beside the notebooks, unless it is there and nothing has changed since."""
    root = Path(app.srcdir)
    if exception or app.builder.name != "html" or wheel_name(root) is None:
        return
    wheel = Path(app.outdir, FOLDER, wheel_name(root))
    stamp, digest = Path(app.doctreedir, "course-wheel.txt"), _digest(root)
    if not (wheel.is_file() and stamp.is_file() and stamp.read_text("utf-8") == digest):
        wheel.parent.mkdir(parents=True, exist_ok=True)
        _build_wheel(root, wheel)
        stamp.write_text(digest, "utf-8")
    if needs_wheel(app):
        for notebook in wheel.parent.rglob("*.ipynb"):
            _zip(notebook.with_suffix(".zip"), notebook, wheel)


def needs_wheel(app):
    """Return whether a notebook needs the wheel beside it: the book has no address for it."""
    return not app.config.html_baseurl


def _zip(target, *files):
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            info = zipfile.ZipInfo(file.name, LONG_AGO)
            archive.writestr(info, file.read_bytes(), zipfile.ZIP_DEFLATED)


def _build_wheel(root, wheel):
    """Build in a copy, because the build leaves folders behind."""
    with tempfile.TemporaryDirectory() as folder:
        copy, out = Path(folder, "source"), Path(folder, "wheel")
        for path in _files(root):
            target = copy / path.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
        command += ["--no-build-isolation", "--disable-pip-version-check", "-w", out, copy]
        # The same sources give the same file: no time of the build is in it.
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1600000000"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode != 0 or not (out / wheel.name).is_file():
            raise ExtensionError(f"The wheel of the course cannot be built: {done.stderr}")
        shutil.copyfile(out / wheel.name, wheel)


def _digest(root):
    digest = hashlib.sha256()
    for path in _files(root):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _files(root):
    """Return the files that the wheel is made of, sorted."""
    found = [path for name in SOURCES for path in (root / name, *(root / name).rglob("*"))]
    unwanted = ("__pycache__", ".egg-info", ".ipynb_checkpoints")
    return sorted(
        path
        for path in found
        if path.is_file() and not any(part.endswith(unwanted) for part in path.parts)
    )
