"""nbgrader's settings for this course, as one object that every way into nbgrader uses."""

import os
from pathlib import Path

from traitlets.config import Config

from grader.folders import ROOT, Classroom

# Seconds that a process waits for another one to finish with the gradebook.
DATABASE_TIMEOUT = 120

_PLUGIN = "grader.nbgrader_plugin"

# Canvas: "alvarezana_LATE_9876_5432_lstm-gates.ipynb"; the student is called "9876", as in the
# column ID of its gradebook. Moodle: "Ana Alvarez_1234_assignsubmission_file_/lstm-gates.ipynb",
# or without the slash; the student is called "Ana Alvarez_1234".
_NAME_IN_ARCHIVE = (
    r".*/(?:[^/_]*_(?:LATE_)?(?=\d+_\d+_))?(?P<student_id>[^/.][^/]*?)_"
    r"(?:assignsubmission_file_?/|assignsubmission_file_|\d+_(?!assign))(?P<file_id>[^/]+)$"
)


def settings(classroom: Classroom | None = None, root: Path = ROOT) -> Config:
    """Return the settings for one class; ``root`` is where solutions/ and book/ are."""
    classroom = classroom or Classroom()
    config = Config()
    _folders(config, classroom, root)
    _collecting(config, classroom, root)
    _grading(config, classroom)
    _pages(config, classroom)
    return config


def database_url(classroom: Classroom) -> str:
    """Return the address of the class's gradebook: its SQLite file, if no other is chosen."""
    if classroom.gradebook_url.exists():
        return classroom.gradebook_url.read_text(encoding="utf-8").strip()
    return f"sqlite:///{classroom.gradebook}?timeout={DATABASE_TIMEOUT}"


def _folders(config, classroom, root):
    def step(folder):
        # nbgrader reads these names as patterns, the root as plain text: so they stay short.
        return os.path.relpath(folder, root)

    config.CourseDirectory.root = str(root)
    config.CourseDirectory.source_directory = "solutions"
    config.CourseDirectory.release_directory = step(root / "book" / "exercises")
    config.CourseDirectory.submitted_directory = step(classroom.submitted)
    config.CourseDirectory.autograded_directory = step(classroom.autograded)
    config.CourseDirectory.feedback_directory = step(classroom.feedback)
    config.CourseDirectory.db_url = database_url(classroom)
    if classroom.gradebook_url.exists():
        # Other databases than SQLite insist that an assignment's course is one they know.
        config.CourseDirectory.course_id = "default_course"


def _collecting(config, classroom, root):
    """Let `nbgrader zip_collect` understand the names in the archives of Canvas and Moodle.

    And let it unpack no more than a class can need.
    """
    config.ZipCollectApp.extractor_plugin = "grader.collect.BoundedExtractor"
    config.ZipCollectApp.downloaded_directory = os.path.relpath(classroom.downloaded, root)
    config.FileNameCollectorPlugin.named_regexp = _NAME_IN_ARCHIVE


def _grading(config, classroom):
    """Set the judge in place of the step in which nbgrader would run the submission."""
    config.Autograde.exporter_class = f"{_PLUGIN}.TransplantExporter"
    config.TransplantExporter.classroom = str(classroom.folder)
    config.Autograde.pre_convert_hook = f"{_PLUGIN}.before_grading"
    config.Autograde.autograde_preprocessors = [
        f"{_PLUGIN}.WriteVerdicts",
        "nbgrader.preprocessors.LimitOutput",
        "nbgrader.preprocessors.SaveAutoGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    config.WriteVerdicts.classroom = str(classroom.folder)


def _pages(config, classroom):
    """Let no HTML of a student into the pages of feedback and of the formgrader."""
    config.GenerateFeedback.exporter_class = "grader.feedback.FeedbackExporter"
    config.GenerateFeedback.preprocessors = []
    config.FeedbackExporter.classroom = str(classroom.folder)
    config.HTMLExporter.sanitize_html = True
    config.HTMLExporter.filters = {
        "markdown2html": f"{_PLUGIN}.clean_markdown",
        "clean_html": f"{_PLUGIN}.clean_html",
    }
