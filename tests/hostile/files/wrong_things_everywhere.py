"""
family: bent files
tries: to make the grader stumble over fields of the wrong type, halves of characters, huge numbers
honest: forget_gate=0
says: forget_gate=raised, flag wrong kernel, flag changed metadata, flag changed cell type
"""

import json

from tests.hostile.submissions import as_bytes


def build(desk):
    notebook = json.loads(as_bytes(desk.solved(forget_gate="x = '\ud800'\n1 / 0")))
    answer = next(cell for cell in notebook["cells"] if cell["id"] == "forget_gate")
    answer["metadata"]["tags"] = [{"a": 1}, None, "\ud800"]
    answer["metadata"]["nbgrader"].update(points=[1], checksum={"a": 1}, locked="yes")
    answer["cell_type"] = ["code"]
    notebook["cells"] += [None, 7, "text", [], {"cell_type": {}, "source": {"a": 1}, "id": 3}]
    notebook["nbformat"] = "four"
    notebook["metadata"] = {"kernelspec": {"language": "bash"}, "widgets": 1}
    return json.dumps(notebook).encode()
