"""Judge every known mistake and every right answer of the exercises, and show what came out.

The numbers are computed while the book is built, by the code behind ``python -m grader mutants``.
They are kept beside the build's other files, and computed anew when that code or an answer changes.
"""

import hashlib
import json
import sys
from importlib import import_module
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from misconception_pages import bullets, note_sources, question_link
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from grader.exercises import NAMES, load_exercise
from grader.mutants import accepted, tally

DRAWS = 1  # each takes seconds; `python -m grader mutants` judges more of them
JUDGED_BY = ("grader", "src/unrolled", "tests/exercises")


def setup(app):
    """Offer the directives."""
    app.add_directive("recognition", Recognition)
    app.add_directive("messages", Messages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class Recognition(SphinxDirective):
    """For each exercise a table of its questions, and below it all their messages, folded."""

    def run(self):
        """Return one section for each exercise."""
        note_sources(self.env)
        counts = _kept_counts(Path(self.env.srcdir), Path(self.env.doctreedir))
        return [self._exercise(load_exercise(name), counts) for name in NAMES]

    def _exercise(self, exercise, counts):
        section = nodes.section(ids=[nodes.make_id(f"recognized {exercise.name}")])
        section += nodes.title(exercise.title, exercise.title)
        lines = ["| question | mistakes | caught | named | right answers |"]
        lines += ["|---|---:|---:|---:|---:|"]
        for question in exercise.questions:
            known, caught, named, right, others = counts[question.name]
            lines += [f"| `{question.name}` | {known} | {caught} | {named} | {right} of {others} |"]
        for question in exercise.questions:
            lines += ["", f"::::{{dropdown}} The messages of `{question.name}`"]
            lines += [f":::{{messages}} {exercise.name} {question.name}", ":::", "::::"]
        self.state.nested_parse(StringList(lines, self.env.docname), self.content_offset, section)
        return section


class Messages(SphinxDirective):
    """All messages of one question, under the names that its mistakes have in the code."""

    required_arguments = 2

    def run(self):
        """Return a link to the question, and the list of its messages."""
        exercise, name = self.arguments
        question = load_exercise(exercise).question(name)
        link = question_link(self.env, exercise, name)
        return [link, bullets([mistake.message for mistake in question.mistakes])]


def _kept_counts(root, folder):
    """Return the counts of the last build if nothing has changed that they depend on."""
    kept, digest = folder / "recognition.json", _digest(root)
    if kept.is_file():
        data = json.loads(kept.read_text("utf-8"))
        if data["digest"] == digest:
            return data["counts"]
    counts = _counts(root)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps({"digest": digest, "counts": counts}), "utf-8")
    return counts


def _counts(root):
    """Return for each question: mistakes known, caught, named; right answers accepted, tried."""
    sys.path.insert(0, str(root))  # the right answers in other styles are among the tests
    try:
        return {
            question.name: _count(question, variants[question.name])
            for name in NAMES
            for variants in [_variants(name)]
            for question in load_exercise(name).questions
        }
    finally:
        sys.path.remove(str(root))


def _variants(name):
    return import_module(f"tests.exercises.variants.{name.replace('-', '_')}").VARIANTS


def _count(question, answers):
    row = tally(question, DRAWS)
    if not row.reference_passes:
        raise ExtensionError(f"The reference of {question.name} is judged wrong.")
    caught = row.mistakes - len(row.escaped)
    right = accepted(question, answers, DRAWS)
    return row.mistakes, caught, caught - len(row.misnamed), right, len(answers)


def _digest(root):
    files = sorted(path for folder in JUDGED_BY for path in (root / folder).rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
