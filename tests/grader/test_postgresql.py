"""A gradebook in PostgreSQL instead of SQLite: the same marks, through the same programs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from grader.classroom import grade
from grader.folders import Classroom
from grader.gradebook import GradebookUnusable, all_marks
from grader.report import write
from tests.grader.class_of_five import AUTOMATIC, NAME, hand_in, make, solution
from tests.grader.state import state

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of an empty database of a server that runs for these tests."""
    pytest.importorskip("psycopg", reason="The package psycopg is not installed.")
    if not PROGRAMS:
        pytest.skip("PostgreSQL is not installed.")
    # Its server refuses to be root; and the path of its socket must be short.
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(subprocess.check_output([*user, "mktemp", "-d"], text=True).strip())

    def run(program, *options):
        command = [*user, PROGRAMS[-1] / program, *options]
        subprocess.run(command, check=True, capture_output=True, cwd="/")

    run("initdb", "-D", folder / "data", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    only_here = f"-k {folder} -c listen_addresses="
    control = ("pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log")
    run(*control, "-o", only_here, "start")
    run("createdb", "-h", folder, "gradebook")
    name = "postgres" if user else os.environ["USER"]
    yield f"postgresql+psycopg://{name}@/gradebook?host={folder}"
    run(*control, "-m", "immediate", "stop")
    shutil.rmtree(folder)


def test_a_gradebook_in_postgresql_holds_the_same_marks(server, tmp_path):
    classroom, usual = Classroom(tmp_path / "class"), Classroom(tmp_path / "usual")
    make(usual)
    usual.key.write_text("4" * 64)
    shutil.copytree(usual.folder, classroom.folder, symlinks=True)
    classroom.gradebook_url.write_text(server + "\n")
    for again in (False, True):
        for each in (classroom, usual):
            if again:
                hand_in(each, "ana", solution(lstm_step=""))
            assert grade(each, NAME, jobs=2, feedback=again).failures == {}
        assert marks(classroom) == marks(usual)
        for part in ("files", "verdicts"):
            assert state(classroom)[part] == state(usual)[part]
    assert not classroom.gradebook.exists()
    assert len(marks(classroom)) == len(AUTOMATIC)
    assert "ana" in write(classroom, NAME)[1].read_text(encoding="utf-8")


def marks(classroom):
    return all_marks(classroom, NAME)


def test_a_server_that_does_not_answer_is_named(tmp_path):
    pytest.importorskip("psycopg", reason="The package psycopg is not installed.")
    classroom = Classroom(tmp_path / "class")
    hand_in(classroom, "ana", solution())
    classroom.gradebook_url.write_text(f"postgresql+psycopg://nobody@/none?host={tmp_path}")
    with pytest.raises(GradebookUnusable, match="See that it can be reached"):
        grade(classroom, NAME, feedback=False)
