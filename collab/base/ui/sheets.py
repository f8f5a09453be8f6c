"""Tables for spreadsheets, as CSV and as XLSX, whose cells are text, whatever people wrote there.

A spreadsheet takes a cell that begins with "=", "+", "-" or "@" for a formula, which can send what
stands beside it elsewhere or start a program (OWASP, "CSV Injection"). An apostrophe in front makes
it text. The same goes for what follows a separator inside a cell: where the semicolon separates,
it begins a cell of its own. In XLSX a cell says itself that it is text.
"""

import csv
import re
from collections.abc import Iterable
from datetime import date
from io import BytesIO, StringIO

from xlsxwriter import Workbook

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


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
"""Characters that a spreadsheet keeps in a cell."""
WIDEST = 60


def as_xlsx(head: Iterable[object], rows: Iterable[Iterable[object]]) -> bytes:
    """A table as a workbook: its head stays in sight, numbers and days are such, all else is text.

    A text longer than a cell can be ends with "…".
    """
    file = BytesIO()
    book = Workbook(file, {"in_memory": True, "default_date_format": "d mmmm yyyy"})
    sheet = book.add_worksheet()
    widths: dict[int, int] = {}
    bold = book.add_format({"bold": True})
    for row, cells in enumerate([head, *rows]):
        for column, cell in enumerate(cells):
            widths[column] = max(widths.get(column, 0), len(str(cell)))
            if isinstance(cell, date):
                sheet.write_datetime(row, column, cell)
            elif isinstance(cell, int | float):
                sheet.write_number(row, column, cell)
            else:
                sheet.write_string(row, column, _fitting(str(cell)), None if row else bold)
    for column, width in widths.items():
        sheet.set_column(column, column, min(WIDEST, width + 2))
    sheet.freeze_panes(1, 0)
    book.close()
    return file.getvalue()


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
