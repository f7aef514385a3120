"""
family: bent files
tries: to hand in a zip file, and a page of HTML, as one notebook
honest: all=0
says: all=not attempted, flag unreadable
"""

import io
import zipfile


def build(desk):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lstm-gates.ipynb", "<html><script>alert(1)</script>" + "0" * 10**7)
    return file.getvalue()
