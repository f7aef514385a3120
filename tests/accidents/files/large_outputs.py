"""
family: files
tries: holds 50 MB of pictures and printed lines
honest:
says:
"""

from nbformat.v4 import new_output

from tests.hostile.submissions import as_bytes, cell


def build(desk):
    notebook = desk.solved()
    lines = "".join(f"[{number:8}, 0.123456]\n" for number in range(1_000_000))
    cell(notebook, "forget_gate").outputs = [
        new_output("display_data", {"image/png": "iVBORw0K" * 3_000_000}),
        new_output("stream", name="stdout", text=lines),
    ]
    return as_bytes(notebook)
