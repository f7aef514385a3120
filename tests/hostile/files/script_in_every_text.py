"""
family: script in feedback
tries: to have script run in the browser of whoever reads the feedback
honest: forget_gate=0
says: forget_gate=raised, flag left out
"""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from tests.hostile.submissions import as_bytes

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)><svg/onload=alert(1)>"


def build(desk):
    notebook = desk.solved(
        forget_gate=f"print({SCRIPT!r})\nraise ValueError({SCRIPT!r})",
    )
    written = next(cell for cell in notebook.cells if cell.id == "written-forget-bias")
    written.source = f"{SCRIPT}\n\n[press](javascript:alert(1)) ![x](attachment:x.svg)"
    written["attachments"] = {"x.svg": {"image/svg+xml": "PHN2Zy8+"}}
    notebook.cells.insert(0, new_markdown_cell(SCRIPT))
    code = new_code_cell(f"class {'A' * 9}: pass\n# {SCRIPT}")
    code.outputs = [new_output("display_data", {"text/html": SCRIPT})]
    notebook.cells.insert(1, code)
    notebook.metadata["title"] = SCRIPT
    return as_bytes(notebook)
