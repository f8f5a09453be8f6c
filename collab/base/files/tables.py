"""The rows of a table that somebody sends, for what they say: the file itself is not kept."""

from django.core.files.uploadedfile import UploadedFile

from .checking import FileRefused, checked, look_inside
from .inside.refusing import Refused

TABLES = {"csv": "csv", "txt": "csv", "xlsx": "xlsx"}
ACCEPTED_TABLES = ".csv,.txt,.xlsx"


def rows_of(upload: UploadedFile) -> list[list[str]]:
    """What the cells of a CSV file or an Excel workbook hold, as far as 2,000 rows.

    It is looked at as any file that people attach. That a cell could identify a patient is for
    whoever uses the rows to find.

    Raises:
        FileRefused: it is no table, or not taken.
    """
    try:
        with checked(upload, stated=lambda said: True) as file:
            if file.kind.name not in TABLES:
                raise FileRefused(file.name, "table")
            try:
                seen = look_inside("table", TABLES[file.kind.name], file.path, file.path)
            except Refused as refused:
                raise FileRefused(file.name, refused.why) from refused
    except FileRefused as refused:
        if refused.why == "kind":  # which would offer more kinds than are taken here
            raise FileRefused(refused.name, "table") from refused
        raise
    rows: list[list[str]] = seen["rows"]
    return rows
