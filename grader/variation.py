"""Leave questions of an exercise out, and give the others points of one's own.

An instructor's choice is one file, solutions/NAME.yml. It changes neither the source of the
exercise nor its judge.
"""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from nbformat import NotebookNode

from grader.transplant import grade_id, is_answer, is_check

TOTAL = 100
_HEADING = re.compile(r"^## (\d+)\. (.*) \(([\d.]+) points?\)$", re.MULTILINE)
_REFERENCE = re.compile(r"\bquestions?\s+(\d+(?:(?:,|\s+and|\s+to)\s+\d+)*)")
_ROW_OF_QUESTIONS = re.compile(r"^(\| questions )(\|.*\|)$", re.MULTILINE)
_COUNT = re.compile(
    r"There\s+are\s+\w+\s+functions\s+to\s+write,\s+each\s+of\s+them\s+a\s+few\s+lines\s+long,"
    r"\s+and\s+\w+\s+questions?\s+to\s+answer\s+in\s+words\."
)
_RUBRIC = re.compile(r"\*\*Rubric, ([\d.]+) points\.\*\*")
_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_NUMBERS += ["eleven", "twelve"]


class VariationError(ValueError):
    """The file that says which questions are kept is wrong. The message says how to mend it."""


@dataclass(frozen=True)
class _Asked:
    """A question of the source: its number and its title there."""

    name: str
    number: int
    title: str
    is_code: bool


def varied(notebook: NotebookNode, path: Path) -> NotebookNode:
    """Return the ``notebook`` of an exercise with the questions that ``path`` keeps.

    Without such a file it stays as it is. Raises VariationError.
    """
    if not path.is_file():
        return notebook
    asked = _questions(notebook)
    points = _read(path, [each.name for each in asked])
    kept = [each for each in asked if each.name in points]
    if not any(each.is_code for each in kept):
        raise VariationError(f"{path} keeps no question that is answered in code. Add one.")
    _refuse_what_needs_more(path, notebook, kept, asked)
    left_out = {each.name for each in asked} - points.keys()
    notebook.cells = [cell for cell in notebook.cells if _question(cell) not in left_out]
    text = _Text(asked, kept, points)
    for cell in notebook.cells:
        if "points" in cell.metadata.get("nbgrader", {}):
            cell.metadata.nbgrader.points = points[_question(cell)]
        if cell.cell_type == "markdown":
            cell.source = text.changed(_question(cell), cell.source)
    return notebook


def _question(cell) -> str:
    """Return the name of the question that a cell belongs to, if it belongs to one."""
    return grade_id(cell).removeprefix("about-").removesuffix("-check")


def _questions(notebook) -> list[_Asked]:
    kinds = {
        _question(cell): is_check(cell)
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    found = []
    for cell in notebook.cells:
        heading = _HEADING.search(cell.source)
        if grade_id(cell).startswith("about-") and heading and _question(cell) in kinds:
            name = _question(cell)
            found.append(_Asked(name, int(heading[1]), heading[2], kinds[name]))
    return found


def _read(path: Path, known: list[str]) -> dict[str, float]:
    """Return the points of the questions that are kept."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise VariationError(f"{path} is not YAML: {error}") from error
    points = data.get("questions") if isinstance(data, dict) else None
    if not isinstance(points, dict) or set(data) != {"questions"} or not points:
        raise VariationError(
            f"{path} must hold one entry, questions, with a line NAME: POINTS for each question "
            f"that is kept. The names are: {', '.join(known)}."
        )
    unknown = [f"{name}" for name in points if name not in known]
    if unknown:
        raise VariationError(
            f"{path} names {', '.join(unknown)}, which the exercise does not have. "
            f"Its questions are: {', '.join(known)}."
        )
    for name, value in points.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
            raise VariationError(
                f"{path} gives {name} {value!r} points. Points are numbers above 0; to leave a "
                "question out, remove its line."
            )
    total = sum(points.values())
    if abs(total - TOTAL) > 1e-9:
        raise VariationError(
            f"The points in {path} add up to {total:g}, and must add up to {TOTAL}."
        )
    return points


def _refuse_what_needs_more(path, notebook, kept, asked):
    """Raise VariationError where the model answer of a question calls one that is left out."""
    kept_names = {each.name for each in kept}
    others = {each.name for each in asked} - kept_names
    for cell in notebook.cells:
        if cell.cell_type == "code" and is_answer(cell) and _question(cell) in kept_names:
            missing = [name for name in sorted(_names(cell.source)) if name in others]
            if missing:
                raise VariationError(
                    f"{path} keeps {_question(cell)}, which calls {' and '.join(missing)}, and "
                    f"leaves {' and '.join(missing)} out. Keep both, or leave both out."
                )


def _names(source: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


class _Text:
    """Changes what texts say of the numbers and the points of questions."""

    def __init__(self, asked: list[_Asked], kept: list[_Asked], points: dict[str, float]):
        self._points, self._kept = points, kept
        self._titles = {each.number: each.title for each in asked}
        self._new = {each.number: number for number, each in enumerate(kept, start=1)}

    def changed(self, question: str, text: str) -> str:
        """Return the ``text`` of a cell that belongs to ``question``, or to none."""
        text = _REFERENCE.sub(lambda found: self._reference(found[1]), text)
        text = _ROW_OF_QUESTIONS.sub(self._row, text)
        text = _COUNT.sub(self._count(), text)
        if question in self._points:
            points = self._points[question]
            text = _HEADING.sub(lambda found: self._heading(found, points), text)
            text = _RUBRIC.sub(lambda found: _rubric(found, points), text)
        return text

    def _heading(self, found, points):
        unit = "point" if points == 1 else "points"
        return f"## {self._new[int(found[1])]}. {found[2]} ({points:g} {unit})"

    def _reference(self, listed: str) -> str:
        """Return the words for some questions, given as "2", "4 and 5" or "1 to 4"."""
        numbers = list(map(int, re.findall(r"\d+", listed)))
        if " to " in " ".join(listed.split()):
            numbers = list(range(numbers[0], numbers[-1] + 1))
        new = [self._new[number] for number in numbers if number in self._new]
        gone = [f'"{self._titles[number]}"' for number in numbers if number not in self._new]
        parts = [f"question{'s'[: len(new) > 1]} {_numbers(new)}"] if new else []
        if gone:
            gone_words = f"question{'s'[: len(gone) > 1]} {_listed(gone)}"
            parts.append(f"the {gone_words}, which this version leaves out")
        return " and ".join(parts)

    def _row(self, found) -> str:
        """Return a table's row of questions by number."""
        cells = [
            ", ".join(
                str(self._new[int(number)])
                for number in re.findall(r"\d+", cell)
                if int(number) in self._new
            )
            for cell in found[2].strip("|").split("|")
        ]
        return f"{found[1]}| {' | '.join(cell or 'none' for cell in cells)} |"

    def _count(self) -> str:
        code = sum(each.is_code for each in self._kept)
        words = len(self._kept) - code
        verb, each = ("is", "") if code == 1 else ("are", "each of them ")
        sentence = f"There {verb} {_number(code)} function{'s'[: code != 1]} to write, {each}a few "
        sentence += "lines long"
        if words:
            sentence += f", and {_number(words)} question{'s'[: words != 1]} to answer in words"
        return f"{sentence}."


def _rubric(found, points) -> str:
    before = float(found[1])
    if before == points:
        return found[0]
    return (
        f"**Rubric, {points:g} points.** The points below add up to {before:g}: multiply each of "
        f"them by {points / before:g}."
    )


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _numbers(numbers: list[int]) -> str:
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]} to {numbers[-1]}"
    return _listed(list(map(str, numbers)))


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
