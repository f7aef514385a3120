import os

import pytest

from grader import intake
from grader.flag import FlagKind
from grader.folders import Classroom
from grader.reader import MAX_BYTES

NAME = "lstm-gates"


@pytest.fixture
def classroom(tmp_path):
    classroom = Classroom(tmp_path / "class")
    notebook = classroom.notebook(NAME, "ana")
    notebook.parent.mkdir(parents=True)
    notebook.write_bytes(b"notebook")
    return classroom


@pytest.fixture
def folder(classroom):
    return classroom.notebook(NAME, "ana").parent


def tidied(classroom):
    intake.tidy(classroom, NAME, "ana")
    return intake.flags(classroom, NAME, "ana")


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_students_are_those_with_a_folder_for_the_assignment(classroom):
    (classroom.submitted / "bo" / NAME).mkdir(parents=True)
    (classroom.submitted / "cy" / "another").mkdir(parents=True)
    assert intake.students(classroom, NAME) == ["ana", "bo"]


def test_small_plain_files_stay_where_they_are(classroom, folder):
    (folder / "data").mkdir()
    (folder / "data" / "notes.txt").write_text("x")
    (folder / "timestamp.txt").write_text("2026-03-01 10:00:00 UTC")
    before = names(folder)
    assert tidied(classroom) == []
    assert names(folder) == before


def test_links_are_set_aside_and_never_followed(classroom, folder, tmp_path):
    secret = tmp_path / "gradebook.db"
    secret.write_text("secret")
    (folder / "data.csv").symlink_to(secret)
    (folder / "all").symlink_to(tmp_path)
    (flag,) = tidied(classroom)
    assert flag.kind is FlagKind.SET_ASIDE
    assert "all, data.csv" in flag.text
    assert names(folder) == [f"{NAME}.ipynb"]
    assert (classroom.set_aside / "ana" / NAME / "data.csv").is_symlink()
    assert secret.read_text() == "secret"


def test_pipes_large_and_unreadable_files_are_set_aside(classroom, folder, monkeypatch):
    monkeypatch.setattr(intake, "MAX_EXTRA_BYTES", 10)
    os.mkfifo(folder / "pipe")
    (folder / "large.bin").write_bytes(b"x" * 11)
    (folder / "small.bin").write_bytes(b"x" * 10)
    (flag,) = tidied(classroom)
    assert "large.bin, pipe" in flag.text
    assert names(folder) == [f"{NAME}.ipynb", "small.bin"]


def test_more_files_than_a_submission_needs_are_set_aside(classroom, folder, monkeypatch):
    monkeypatch.setattr(intake, "MAX_EXTRA_FILES", 3)
    for number in range(9):
        (folder / f"{number}.txt").write_text("x")
    (flag,) = tidied(classroom)
    assert len(names(folder)) == 4
    assert flag.text.endswith("3.txt, 4.txt, 5.txt, 6.txt, 7.txt and 1 more.")


@pytest.mark.parametrize("text", ["soon", "9" * 40, "x" * 200, "0000-00-00", b"\xff\xfe\x00"])
def test_a_timestamp_that_nbgrader_cannot_read_is_set_aside(classroom, folder, text):
    (folder / "timestamp.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    (flag,) = tidied(classroom)
    assert "timestamp.txt" in flag.text
    assert names(folder) == [f"{NAME}.ipynb"]


def test_a_folder_that_is_a_link_is_replaced_by_an_empty_submission(classroom, folder, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)
    tidied(classroom)
    assert not folder.is_symlink()
    assert intake.read_file(classroom.notebook(NAME, "ana")) == b""
    assert (elsewhere / f"{NAME}.ipynb").read_bytes() == b"notebook"


def test_a_notebook_under_another_name_is_taken_if_it_is_the_only_one(classroom, folder):
    (folder / f"{NAME}.ipynb").rename(folder / f"{NAME} (1).ipynb")
    (flag,) = tidied(classroom)
    assert (folder / f"{NAME}.ipynb").read_bytes() == b"notebook"
    assert flag.kind is FlagKind.LEFT_OUT
    assert f"under another name: {NAME} (1).ipynb." in flag.text


def test_of_two_other_notebooks_none_is_taken(classroom, folder):
    (folder / f"{NAME}.ipynb").rename(folder / "a.ipynb")
    (folder / "b.ipynb").write_bytes(b"another")
    (flag,) = tidied(classroom)
    assert (folder / f"{NAME}.ipynb").read_bytes() == b""
    assert "not: a.ipynb, b.ipynb." in flag.text


def test_a_submission_without_a_notebook_is_still_there_to_be_marked(classroom, folder):
    (folder / f"{NAME}.ipynb").unlink()
    assert tidied(classroom) == []
    assert (folder / f"{NAME}.ipynb").read_bytes() == b""


def test_tidying_twice_changes_nothing_more(classroom, folder):
    (folder / "link").symlink_to("/etc/hostname")
    (folder / f"{NAME}.ipynb").rename(folder / "mine.ipynb")
    first = tidied(classroom)
    before = names(classroom.folder)
    assert tidied(classroom) == first
    assert names(classroom.folder) == before


def test_folders_in_folders_are_set_aside_whole(classroom, folder):
    deepest = folder
    for _ in range(200):
        deepest = deepest / "d"
    deepest.mkdir(parents=True)
    for number in range(intake.MAX_EXTRA_FILES):
        (folder / f"e{number:02}").mkdir()
    (folder / "z").mkdir()
    (flag,) = tidied(classroom)
    assert "z" in flag.text
    assert len(names(folder)) <= intake.MAX_EXTRA_FILES + 1
    assert not (folder / "/".join("d" * (intake.MAX_DEPTH + 1))).exists()


def test_an_earlier_attempt_is_not_in_the_way_of_a_later_one(classroom, folder):
    (folder / "x").symlink_to("/etc/hostname")
    tidied(classroom)
    (folder / "x").mkdir()
    (folder / "x" / "y").symlink_to("/etc/hostname")
    (folder / "x__y").symlink_to("/etc/passwd")
    tidied(classroom)
    assert names(folder) == [f"{NAME}.ipynb", "x"]
    assert names(classroom.set_aside / "ana" / NAME) == ["x", "x__y", "x__y-2"]


def test_only_a_plain_file_is_read(tmp_path):
    plain, link, pipe = tmp_path / "plain", tmp_path / "link", tmp_path / "pipe"
    plain.write_bytes(b"text")
    link.symlink_to(plain)
    os.mkfifo(pipe)
    assert intake.read_file(plain) == b"text"
    for other in (link, pipe, tmp_path, tmp_path / "missing"):
        assert intake.read_file(other) == b""


def test_no_more_is_read_than_shows_that_a_file_is_too_large(tmp_path):
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(3 * MAX_BYTES)
    assert len(intake.read_file(large)) == MAX_BYTES + 1


def test_names_in_flags_are_short_and_printable(classroom, folder):
    (folder / ("x" * 200 + "\n\x1b[31m")).symlink_to("/etc/hostname")
    (flag,) = tidied(classroom)
    assert flag.text.isprintable()
    assert len(flag.text) < 200
