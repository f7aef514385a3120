"""Importing this spares a process a second: it leaves out a grammar that no notebook needs.

jsonschema, which nbformat imports, can check international addresses with a parser that is made
anew in every process. It does without where the package is missing.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)
