"""nbgrader's own pages in a real JupyterLab: they must go on working with the course's judge."""

import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest

from grader.classroom import grade
from grader.folders import release_notebook
from grader.gradebook import all_marks
from tests.browser.conftest import PATIENCE, WINDOW
from tests.grader.class_of_five import AUTOMATIC, CY, GATES_SWAPPED, NAME, hand_in, solution

pytestmark = pytest.mark.browser
WRITTEN = "written-forget-bias"


@pytest.fixture(scope="module")
def formgrader(window):
    """The frame of the formgrader, opened from the menu of JupyterLab."""
    window.get_by_role("menuitem", name="Nbgrader").click()
    window.locator(".lm-Menu").get_by_text("Formgrader", exact=True).click()
    window.frame_locator("iframe").get_by_text("Manage Assignments").first.wait_for()
    return window.locator("iframe").element_handle().content_frame()


def marks(lab):
    return {row.student: row for row in all_marks(lab.classroom, NAME)}


def manage_students(lab, formgrader):
    """Open the page of all students, and return its rows by their names."""
    formgrader.goto(f"{lab.address}formgrader/manage_students")
    formgrader.locator("td.id", has_text="bo").first.wait_for()
    return {row.locator("td.id").inner_text(): row for row in formgrader.locator("tbody tr").all()}


def open_submission(lab, formgrader, student):
    """Open the page on which the submission of ``student`` is marked by hand."""
    manage_students(lab, formgrader)[student].locator("td.name a").click()
    formgrader.wait_for_url(lambda address: "manage_students/" in address)
    formgrader.locator("td.name a", has_text=NAME).click()
    formgrader.wait_for_url(lambda address: address.endswith(f"/{NAME}"))
    formgrader.locator("td.name a", has_text=NAME).click()
    formgrader.locator(f"input.score#{WRITTEN}").wait_for()


def test_the_formgrader_lists_the_class_and_its_marks(lab, formgrader):
    rows = manage_students(lab, formgrader)
    shown = {student: row.locator("td.score").inner_text() for student, row in rows.items()}
    assert shown == {student: f"{score} / 100" for student, score in AUTOMATIC.items()}


def test_a_mark_given_by_hand_survives_that_the_answer_is_graded_again(lab, formgrader, window):
    open_submission(lab, formgrader, "ana")
    # The page has this class on it when it knows the marks: what is typed sooner is overwritten.
    score = formgrader.locator(f"input.score.needs_manual_grade#{WRITTEN}")
    score.wait_for()
    with window.expect_response(lambda reply: reply.request.method == "PUT" and reply.ok):
        score.fill("7.5")
        score.press("Tab")
    given = marks(lab)["ana"].marks[WRITTEN]
    assert (given.manual, given.score, given.needs_manual) == (7.5, 7.5, False)

    hand_in(lab.classroom, "ana", solution(cell_update=GATES_SWAPPED))
    assert grade(lab.classroom, NAME).marked == ["ana"]
    assert marks(lab)["ana"].marks["cell_update-check"].score == 0
    after = f"{AUTOMATIC['bo'] + 7.5} / 100"  # bo has made the same mistake
    assert manage_students(lab, formgrader)["ana"].locator("td.score").inner_text() == after
    open_submission(lab, formgrader, "ana")
    # What a person wrote is still there; the page asks to look at the new answer.
    score = formgrader.locator(f"input.score.needs_manual_grade#{WRITTEN}")
    score.wait_for()
    assert score.input_value() == "7.5"
    assert "The input and forget gates are swapped." in formgrader.locator("body").inner_text()


def test_nothing_of_a_student_runs_in_the_formgrader(lab, formgrader, window):
    said = []
    window.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    for student in ("mallory", CY):
        open_submission(lab, formgrader, student)
        assert "alert(1)" in formgrader.locator("body").inner_text()
        assert formgrader.locator("img[src=x], a[href^=javascript]").count() == 0
    assert said == []


def test_an_archive_of_a_platform_is_collected_and_graded(lab, formgrader):
    answers = {
        "alvarezana_LATE_98765_4321_lstm-gates.ipynb": solution(),
        "Bo Bee_1234_assignsubmission_file_/lstm-gates.ipynb": solution(cell_update=GATES_SWAPPED),
        "Cy Sea_1235_assignsubmission_file_lstm-gates.ipynb": solution(),
    }
    path = lab.classroom.downloaded / NAME / "archive" / "submissions.zip"
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, notebook in answers.items():
            archive.writestr(name, nbformat.writes(notebook))
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "zip_collect", NAME],
        cwd=lab.folder,
        env=lab.environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    collected = {"98765", "Bo Bee_1234", "Cy Sea_1235"}
    assert all(lab.classroom.notebook(NAME, student).is_file() for student in collected)

    formgrader.goto(f"{lab.address}formgrader/manage_assignments")
    formgrader.locator("td.num-submissions a").click()
    row = formgrader.locator("tr", has=formgrader.locator("td.student-id", has_text="Bo Bee_1234"))
    row.locator("td.autograde a").click()
    formgrader.locator(".modal-title", has_text="Success").wait_for()
    assert marks(lab)["Bo Bee_1234"].score == AUTOMATIC["bo"]


def test_validate_tells_a_student_what_is_right(lab, browser):
    folder = lab.address_of_notebooks
    shutil.copy(release_notebook(NAME), lab.notebooks / "untouched.ipynb")
    (lab.notebooks / "solved.ipynb").write_text(nbformat.writes(solution()))
    for name, said in (
        ("solved", "Success! Your notebook passes all the tests."),
        ("untouched", "CheckFailed: forget_gate has no answer yet."),
    ):
        with browser.new_page(viewport=WINDOW) as page:
            page.set_default_timeout(PATIENCE * 1000)
            page.goto(f"{lab.address}lab/workspaces/{name}/tree/{folder}/{name}.ipynb?token=secret")
            page.get_by_role("button", name="Validate").click()
            page.locator(".jp-Dialog").get_by_text(said).first.wait_for()
