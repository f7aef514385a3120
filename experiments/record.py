"""Write and read the results of an experiment, with what is needed to repeat it."""

import json
import platform
import tempfile
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def write(name, settings, results, packages=("numpy",)):
    """Write ``NAME.json``: the settings (seeds among them), the results and the versions.

    ``settings``, ``results``: dictionaries of plain data. ``packages``: whose versions count.
    Returns the path. The file is complete or as before, never half written. Raises ValueError
    where a number is NaN or infinite.
    """
    content = {
        "settings": settings,
        "results": results,
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in packages},
        },
    }
    text = json.dumps(content, indent=1, allow_nan=False) + "\n"
    target = FOLDER / f"{name}.json"
    with tempfile.NamedTemporaryFile("w", dir=FOLDER, delete=False, encoding="utf-8") as file:
        file.write(text)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(target)
    return target


def read(name):
    """Return what :func:`write` has written for ``name``: settings, results and versions.

    Raises FileNotFoundError, with the command that makes the file, where there is none.
    """
    path = FOLDER / f"{name}.json"
    if not path.is_file():
        raise FileNotFoundError(
            f"{path.name} is missing. To run the experiment: python -m experiments.{name}"
        )
    return json.loads(path.read_text("utf-8"))
