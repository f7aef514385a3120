"""What several folders of tests need: a browser, and a class that is graded once."""

import os
import shutil

import pytest

from grader.bootstrap import BROWSERS


@pytest.fixture(scope="session")
def browser_path():
    """Where the program of the browser lies."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        message = (
            "No browser was found, so no page was opened. Install Chromium, for example with "
            "'apt install chromium', and run the tests again."
        )
        if os.environ.get("UNROLLED_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture(scope="session")
def browser(browser_path):
    """Headless Chromium."""
    from playwright.sync_api import sync_playwright

    switches = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    if os.geteuid() == 0:
        switches.append("--no-sandbox")  # Chromium refuses to start as root with its sandbox
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=switches)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def graded_class(tmp_path_factory):
    """The class of five, graded. Read it, but do not change it: copy it first."""
    from grader.classroom import grade  # slow to import, and most tests do without
    from grader.folders import Classroom
    from tests.grader import class_of_five

    classroom = Classroom(tmp_path_factory.mktemp("graded") / "class")
    class_of_five.make(classroom)
    graded = grade(classroom, class_of_five.NAME, jobs=2)
    assert graded.failures == {}
    return classroom
