"""Importing this spares a process a second: it leaves out what grading never needs.

jsonschema, which nbformat imports, can check international addresses with a parser that is made
anew in every process; it does without where the package is missing. And importing any part of
nbgrader loads its pages in JupyterLab, with a web server; here they are empty modules.
"""

import sys
import types


def _empty(name: str) -> types.ModuleType:
    module = types.ModuleType(name, "A page of nbgrader that this process does not serve.")
    module.load_jupyter_server_extension = None
    return module


sys.modules.setdefault("rfc3987_syntax", None)
for _page in ("assignment_list", "course_list", "formgrader", "validate_assignment"):
    _name = f"nbgrader.server_extensions.{_page}"
    sys.modules.setdefault(_name, _empty(_name))
