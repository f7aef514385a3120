"""Look at this machine: what works, what does not, and how to mend it."""

import importlib.metadata
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from grader.bootstrap import BROWSERS
from grader.folders import ROOT
from grader.protection import VARIABLE, is_required
from grader.sandbox.bubblewrap import available
from grader.sandbox.launch import READABLE, RUNTIME, has_landlock


@dataclass(frozen=True)
class Symptom:
    """One thing looked at: whether it is well, what was seen, and how to mend it."""

    name: str
    well: bool
    seen: str
    mend: str = ""
    needed: bool = True  # False: the course works without it, and says what is lost


def examine() -> Iterator[Symptom]:
    """Look at everything that the course needs, one thing after the other."""
    yield _python()
    yield _packages()
    yield _runtime()
    yield _sandbox()
    yield _browser()
    yield _kernel()
    yield _links()
    yield _space()


def _python():
    version = sys.version.split()[0]
    return Symptom("Python", sys.version_info >= (3, 11), version, "Install Python 3.11 or newer.")


def _packages():
    pins = re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(.*)$", _text("requirements.txt"), re.M)
    # A pin with a condition (";") may be meant for another system: it is not looked for here.
    wrong = [f"{name} {pin}" for name, pin, rest in pins if ";" not in rest and _has(name) != pin]
    seen = f"{len(pins)} packages as pinned" if not wrong else f"not as pinned: {', '.join(wrong)}"
    return Symptom("packages", not wrong, seen, "Run: make setup")


def _has(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def _runtime():
    python = RUNTIME / "bin" / "python"
    seen = str(python.relative_to(ROOT)) if python.exists() else "missing"
    return Symptom("environment of graded answers", python.exists(), seen, "Run: make setup")


def _sandbox():
    works, reason = available()
    protection = "bubblewrap" if works else "Landlock" if has_landlock() else "limits only"
    seen = f"{protection}: an answer can read {READABLE[protection]}"
    mend = (
        f"{reason.rstrip('.')}. Until then answers are run with the protection above. The marks "
        "are decided outside of their process all the same. To grade nothing without the sandbox, "
        f"use --require-sandbox, or set {VARIABLE}=1 for plain nbgrader."
    )
    return Symptom("sandbox", works, seen, mend, needed=is_required())


def _browser():
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    mend = "Install Chromium (Debian: apt-get install chromium). Only the tests need it."
    return Symptom("browser", path is not None, path or "none found", mend, needed=False)


def _kernel():
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        return Symptom("Jupyter kernel python3", False, "none found", "Run: make setup")
    return Symptom("Jupyter kernel python3", True, "found")


def _links():
    book = os.environ.get("UNROLLED_BOOK")
    seen = book or "feedback names the lessons, and does not link them"
    mend = "Set UNROLLED_BOOK to the address at which students read the book."
    return Symptom("links to lessons", bool(book), seen, mend, needed=False)


def _space():
    free = shutil.disk_usage(ROOT).free / 2**30
    writable = os.access(ROOT, os.W_OK)
    seen = f"{free:.0f} GiB free in {ROOT}" + ("" if writable else ", which cannot be written to")
    return Symptom("disk", free > 1 and writable, seen, "Free at least 1 GiB, and allow writing.")
