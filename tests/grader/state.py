"""All that grading leaves behind, in a form in which two classes can be compared."""

import json
import stat

from grader.folders import Classroom
from grader.nbgrader_settings import database_url


def gradebook_rows(classroom: Classroom) -> dict[str, list]:
    """Return every row of the gradebook, with names in place of the random ids."""
    from nbgrader import api
    from sqlalchemy import create_engine, text

    engine = create_engine(database_url(classroom))
    tables = api.Base.metadata.sorted_tables
    with engine.connect() as database:
        found = {
            table.name: [
                row._asdict() for row in database.execute(text(f"SELECT * FROM {table.name}"))
            ]
            for table in tables
        }
    engine.dispose()
    names = {}

    def label(table, row):
        """Return what a row is called: its own name and those of the rows that it belongs to."""
        key = row.get("id", row.get("name"))
        if key not in names:
            parents = [names.get(row[c.name]) for c in table.columns if c.foreign_keys]
            own = row.get("name", key if table.name in ("student", "course") else "")
            names[key] = " ".join(map(str, [own, *parents]))
        return names[key]

    rows = {}
    for table in tables:
        for row in found[table.name]:
            label(table, row)
        rows[table.name] = sorted(
            json.dumps(
                {column: names.get(value, value) for column, value in row.items()}, default=str
            )
            for row in found[table.name]
        )
    return rows


def graded_files(classroom: Classroom) -> dict[str, tuple[int, bytes]]:
    """Return mode and content of every file that Autograde leaves."""
    return {
        str(path.relative_to(classroom.autograded)): (
            stat.S_IMODE(path.stat().st_mode),
            path.read_bytes(),
        )
        for path in classroom.autograded.rglob("*")
        if path.is_file()
    }


def verdicts(classroom: Classroom) -> dict[str, dict]:
    """Return every record, without the time that judging took."""
    found = {}
    for path in classroom.records.rglob("*.json"):
        record = json.loads(path.read_bytes())
        record["result"].pop("seconds", None)
        found[path.name] = record
    return found


def state(classroom: Classroom) -> dict:
    """Return all of it."""
    return {
        "gradebook": gradebook_rows(classroom),
        "files": graded_files(classroom),
        "verdicts": verdicts(classroom),
    }
