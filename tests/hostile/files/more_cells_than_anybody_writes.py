"""
family: bent files
tries: to have hundreds of thousands of cells run
honest: all=0
says: all=not attempted, flag unreadable
"""

import json

from tests.hostile.submissions import as_bytes


def build(desk):
    notebook = json.loads(as_bytes(desk.solved()))
    notebook["cells"] += [{"cell_type": "code", "source": ""}] * 100_000
    return json.dumps(notebook).encode()
