"""
family: cell tags and metadata
tries: to show one source to one reader of the file and another source to the next
honest: forget_gate=0
says: forget_gate=raised
"""

import json

from tests.hostile.submissions import as_bytes


def build(desk):
    wrong = json.dumps("raise ValueError('the last one counts')")
    text = as_bytes(desk.solved()).decode()
    answer = json.loads(text)
    source = next(cell["source"] for cell in answer["cells"] if cell.get("id") == "forget_gate")
    begin = text.index('"source": [', text.index('"id": "forget_gate"'))
    assert source
    end = text.index("]\n", begin) + 1
    return (text[:end] + f',\n   "source": {wrong}' + text[end:]).encode()
