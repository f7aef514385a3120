"""
family: files
tries: was saved without the names of cells, as before format 4.5
honest:
says:
"""

import json

from tests.hostile.submissions import as_bytes


def build(desk):
    notebook = json.loads(as_bytes(desk.solved()))
    notebook["nbformat_minor"] = 0
    for cell in notebook["cells"]:
        del cell["id"]
        cell["source"] = "".join(cell["source"])
    return json.dumps(notebook).encode()
