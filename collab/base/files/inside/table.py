"""The rows of a table: of a CSV file, or of the first sheet of a workbook that has any."""

import csv
import io
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from .refusing import Refused
from .rows import written
from .running import run
from .texts import decoded

MOST_ROWS, MOST_CELLS, LONGEST = 2_000, 40, 500


def look(kind: str, source: Path, target: Path) -> dict[str, Any]:
    rows = _of_workbook(source) if kind == "xlsx" else _of_text(source)
    return {"rows": [[cell[:LONGEST] for cell in row[:MOST_CELLS]] for row in rows]}


def _of_text(path: Path) -> list[list[str]]:
    text = decoded(path.read_bytes())
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max("\t;,", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True)
        return list(islice((row for row in rows if any(row)), MOST_ROWS))
    except csv.Error as error:
        raise Refused("broken_document") from error


def _of_workbook(path: Path) -> list[list[str]]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name).iter_rows()
            rows = ([written(cell) for cell in row] for row in sheet)
            if found := list(islice((row for row in rows if any(row)), MOST_ROWS)):
                return found
    except CalamineError as error:
        raise Refused("broken_document") from error
    return []


if __name__ == "__main__":
    run(look)
