import csv
import io
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin

from grader.exporters import FORMATS, CanvasExport, CsvExport, Entry, MoodleExport, remarks
from grader.folders import Classroom
from grader.nbgrader_settings import database_url
from grader.tables import as_csv, as_text
from tests.grader.class_of_five import AUTOMATIC, CY, NAME

ANA = AUTOMATIC["ana"] - 12.5  # the late penalty of the fixture
BO = AUTOMATIC["bo"] + 7.25  # with its manual mark


@pytest.fixture(scope="module")
def gradebook(graded_class, tmp_path_factory):
    """The gradebook of the class of five, with a name, a late penalty and a manual mark."""
    classroom = Classroom(tmp_path_factory.mktemp("export"))
    shutil.copy(graded_class.gradebook, classroom.gradebook)
    with Gradebook(database_url(classroom)) as gradebook:
        ana = gradebook.update_or_create_student("ana")
        ana.last_name, ana.first_name, ana.email = 'Ál"varez, Dr', "Ana", "ana@example.org"
        gradebook.find_submission_notebook(NAME, NAME, "ana").late_submission_penalty = 12.5
        gradebook.find_submission(NAME, "ana").timestamp = datetime.now(UTC) - timedelta(1)
        grade = gradebook.find_grade("written-forget-bias", NAME, NAME, "bo")
        grade.manual_score, grade.needs_manual_grade = 7.25, False
        gradebook.update_or_create_student("zoe")  # has handed in nothing
        gradebook.db.commit()
        yield gradebook


def exported(exporter, gradebook, path):
    exporter.to = str(path / "marks.csv")
    exporter.export(gradebook)
    return (path / "marks.csv").read_bytes().decode("utf-8")


def rows(text):
    return list(csv.reader(io.StringIO(text), strict=True))


def test_canvas_gets_its_columns_its_points_and_a_row_for_each_submission(gradebook, tmp_path):
    text = exported(CanvasExport(), gradebook, tmp_path)
    assert rows(text) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", NAME],
        ["    Points Possible", "", "", "", "", "100.0"],
        [f"'{CY}", "", "", f"'{CY}", "", f"{AUTOMATIC[CY]:.1f}"],
        ['Ál"varez, Dr, Ana', "", "", "ana", "", str(ANA)],
        ["bo", "", "", "bo", "", str(BO)],
        ["mallory", "", "", "mallory", "", "0.0"],
        ["nemo", "", "", "nemo", "", "0.0"],
    ]


def test_moodle_gets_one_field_to_find_the_student_by(gradebook, tmp_path):
    found = rows(exported(MoodleExport(identifier="ID number"), gradebook, tmp_path))
    assert found[0] == ["ID number", "First name", "Last name", NAME]
    assert found[2] == ["ana", "Ana", 'Ál"varez, Dr', str(ANA)]
    assert len(found) == 6


def test_the_plain_table_says_what_makes_up_a_score(gradebook, tmp_path):
    text = exported(CsvExport(), gradebook, tmp_path)
    ana = next(row for row in csv.DictReader(io.StringIO(text)) if row["student"] == "ana")
    parts = ana["before penalty"], ana["late penalty"], ana["score"]
    assert parts == (f"{AUTOMATIC['ana']:.1f}", "12.5", str(ANA))
    assert ana["to be marked by hand"] == "yes"


def test_texts_are_quoted_and_numbers_are_not(gradebook, tmp_path):
    line = exported(CanvasExport(), gradebook, tmp_path).splitlines()[4]
    assert line == f'"bo","","","bo","",{BO}'


@pytest.mark.parametrize(
    ("option", "value", "students"),
    [("student", ["ana"], ["ana"]), ("assignment", ["other"], [])],
)
def test_nbgraders_own_options_choose_what_is_exported(
    gradebook, tmp_path, option, value, students
):
    exporter = CanvasExport(**{option: value})
    assert [row[3] for row in rows(exported(exporter, gradebook, tmp_path))[2:]] == students


def test_the_column_of_the_identifier_can_be_chosen(gradebook, tmp_path):
    found = rows(exported(CanvasExport(identifier="SIS User ID"), gradebook, tmp_path))
    assert found[4][:5] == ["bo", "", "bo", "", ""]


@pytest.mark.parametrize(
    ("student", "cell"), [("98765", "98765"), ("12b", ""), ("bo", ""), ("٣", ""), ("", "")]
)
def test_only_a_number_is_an_id_of_canvas(student, cell):
    entry = Entry(NAME, 10.0, student, "", "", "", "", 5.0, 0.0, False)
    row = list(CanvasExport(identifier="ID").rows([entry]))[2]
    assert list(row[1:4]) == [cell, "", ""]


def test_whoever_exports_is_told_what_is_missing(gradebook):
    waiting, changed = remarks(CanvasExport().entries(gradebook))
    assert waiting.startswith("3 of these marks still wait")
    assert repr(CY) in changed


def test_nothing_is_half_written(gradebook, tmp_path, monkeypatch):
    exported(CanvasExport(), gradebook, tmp_path)
    before = (tmp_path / "marks.csv").read_bytes()
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        exported(CanvasExport(), gradebook, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["marks.csv"]
    assert (tmp_path / "marks.csv").read_bytes() == before


def test_every_format_is_an_export_plugin_of_nbgrader():
    assert all(issubclass(exporter, ExportPlugin) for exporter in FORMATS.values())


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", " \t+", "\u00a0@"])
def test_no_text_starts_a_formula(start):
    assert as_text(f"{start}1") == f"'{start}1"
    assert as_text(f"a{start}1") == f"a{start}1"


def test_a_table_keeps_numbers_numbers_and_texts_whole():
    text = as_csv([["a,b", 'c"d', -1.5, None, "e\nf", "-1"]])
    assert text == '"a,b","c""d",-1.5,"","e\nf","\'-1"\n'
    assert rows(text) == [["a,b", 'c"d', "-1.5", "", "e\nf", "'-1"]]
