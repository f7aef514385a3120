"""JupyterLab on a copy of the graded class, and a browser window in front of it."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.folders import ROOT, Classroom

CONFIG = """\
from pathlib import Path

from grader.folders import Classroom
from grader.nbgrader_settings import settings

get_config().merge(settings(Classroom(Path({folder!r}))))
"""
PATIENCE = 120  # seconds: a busy machine may need them
WINDOW = {"width": 1300, "height": 900}


class Lab:
    """A running JupyterLab, the class that its formgrader shows, and its folder of notebooks."""

    def __init__(self, folder: Path, classroom: Classroom):
        self.folder, self.classroom = folder, classroom
        self.notebooks = folder / "notebooks"
        self.notebooks.mkdir(parents=True)
        config = CONFIG.format(folder=str(classroom.folder))
        (folder / "nbgrader_config.py").write_text(config)
        # It takes nothing from, and leaves nothing in, the home of the person who tests.
        places = {f"JUPYTER_{name}_DIR": f"{folder}/{name}" for name in ("CONFIG", "DATA")}
        places |= {"JUPYTER_RUNTIME_DIR": f"{folder}/run", "HOME": str(folder)}
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        self.environment = {**os.environ, **places, "PATH": path}

    @contextlib.contextmanager
    def running(self):
        """Run the server for the block."""
        # nbgrader wants the course inside of the server's folder; the class lies elsewhere here.
        root = os.path.commonpath([ROOT, self.folder])
        self.address_of_notebooks = os.path.relpath(self.notebooks, root)
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        command += ["--ServerApp.port=0", f"--ServerApp.root_dir={root}"]
        command += ["--IdentityProvider.token=secret", "--LabApp.news_url="]
        command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
        with (self.folder / "log").open("w") as log:
            server = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )
        try:
            self.address = self._address(server)
            yield self
        finally:
            server.terminate()
            server.wait(PATIENCE)

    def _address(self, server):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and server.poll() is None:
            for file in (self.folder / "run").glob("jpserver-*.json"):
                with contextlib.suppress(ValueError):  # it is being written
                    return json.loads(file.read_text())["url"]
            time.sleep(0.1)
        pytest.fail(f"JupyterLab did not start. It said:\n{(self.folder / 'log').read_text()}")


@pytest.fixture(scope="module")
def lab(browser, graded_class, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(graded_class.folder, folder / "class", symlinks=True)
    with Lab(folder / "server", Classroom(folder / "class")).running() as lab:
        yield lab


@pytest.fixture(scope="module")
def window(lab, browser):
    """A window with JupyterLab in it."""
    page = browser.new_page(viewport=WINDOW)
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(f"{lab.address}lab?token=secret&reset")
    page.get_by_role("menuitem", name="Nbgrader").wait_for()
    yield page
    page.close()
