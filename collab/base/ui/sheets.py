"""Tables as CSV that a spreadsheet opens as text, whatever people wrote into their cells.

A spreadsheet takes a cell that begins with "=", "+", "-" or "@" for a formula, which can send what
stands beside it elsewhere or start a program (OWASP, "CSV Injection"). An apostrophe in front makes
it text. The same goes for what follows a separator inside a cell: where the semicolon separates,
it begins a cell of its own.
"""

import csv
import re
from collections.abc import Iterable
from io import StringIO

LEAD = (
    r"[=+@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH COMMERCIAL AT}"
    r"\N{MINUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}]"
)
MINUS = r"-(?!\d+(?:\.\d+)?\s*(?:$|[;,]))"
FORMULA = re.compile(rf"(?P<before>^|[;,\t\r\n\"])(?P<space>\s*)(?={LEAD}|{MINUS})")


def safe_cell(text: object) -> str:
    """A cell that no spreadsheet takes for a formula. Plain numbers stay numbers."""
    return FORMULA.sub(r"\g<before>'\g<space>", str(text))


def as_csv(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    """A table with a byte order mark, by which spreadsheets know that it is UTF-8."""
    text = StringIO("\N{ZERO WIDTH NO-BREAK SPACE}", newline="")
    text.seek(0, 2)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(map(safe_cell, head))
    writer.writerows(map(safe_cell, row) for row in rows)
    return text.getvalue()
