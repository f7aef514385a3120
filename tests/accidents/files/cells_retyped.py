"""
family: cells
tries: turned an answer and the written answer into the other type, and a text into code
honest:
says: flag changed cell type
"""

import json

from tests.hostile.submissions import as_bytes

RETYPED = {
    "forget_gate": "markdown",
    "about-forget_gate": "code",
    "written-forget-bias": "code",
}


def build(desk):
    notebook = json.loads(as_bytes(desk.solved()))
    for cell in notebook["cells"]:
        cell["cell_type"] = RETYPED.get(cell["id"], cell["cell_type"])
    return json.dumps(notebook).encode()
