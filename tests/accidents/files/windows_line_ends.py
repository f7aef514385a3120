"""
family: files
tries: was edited with a program that ends lines as Windows does
honest:
says:
"""

import json

from tests.hostile.submissions import as_bytes


def build(desk):
    notebook = json.loads(as_bytes(desk.solved()))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    return json.dumps(notebook, indent=1).replace("\n", "\r\n").encode()
