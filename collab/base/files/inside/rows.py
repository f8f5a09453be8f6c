"""Tables as text."""

from collections.abc import Iterator
from datetime import date
from typing import Any


def rows_as_lines(rows: list[list[Any]]) -> Iterator[str]:
    """Each cell beside the head of its column: "born" is read together with the date under it."""
    heads = [written(cell) for cell in rows[0]] if rows else []
    yield " ".join(heads)
    for row in rows[1:]:
        cells = zip(heads, map(written, row), strict=False)
        yield ", ".join(f"{head} {cell}" for head, cell in cells if cell)


def written(cell: Any) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
