"""nbgrader's settings for this course, as one object that every way into nbgrader uses."""

import os
from pathlib import Path

from traitlets.config import Config

from grader.folders import ROOT, Classroom

# Seconds that a process waits for another one to finish with the gradebook.
DATABASE_TIMEOUT = 120

_PLUGIN = "grader.nbgrader_plugin"


def settings(classroom: Classroom | None = None, root: Path = ROOT) -> Config:
    """Return the settings for one class; ``root`` is where solutions/ and book/ are."""
    classroom = classroom or Classroom()
    config = Config()
    _folders(config, classroom, root)
    _grading(config, classroom)
    _pages(config)
    return config


def database_url(classroom: Classroom) -> str:
    """Return the address of the class's gradebook."""
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


def _pages(config):
    """Let no HTML of a student into the pages of feedback and of the formgrader."""
    config.HTMLExporter.sanitize_html = True
    config.HTMLExporter.filters = {
        "markdown2html": f"{_PLUGIN}.clean_markdown",
        "clean_html": f"{_PLUGIN}.clean_html",
    }
