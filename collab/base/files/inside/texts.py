"""Plain text and tables of plain text."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .refusing import Refused
from .rows import rows_as_lines
from .running import run
from .screened import screened

ENCODINGS = ("utf-8-sig", "windows-1252")


def look(kind: str, source: Path, target: Path) -> dict[str, Any]:
    return screened(kind, text_of(source, table=kind == "csv"))


def text_of(path: Path, *, table: bool) -> Iterator[str]:
    """The text; of a table, each cell beside the head of its column as well.

    Raises:
        Refused: it is no text.
    """
    text = decoded(path.read_bytes())
    yield text
    if table:
        try:
            yield from rows_as_lines(list(csv.reader(io.StringIO(text))))
        except csv.Error as error:
            raise Refused("broken_document") from error


def decoded(content: bytes) -> str:
    """
    Raises:
        Refused: it is no text.
    """
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refused("kind")
    if any(character < " " and character not in "\t\n\r\f" for character in text):
        raise Refused("kind")
    return text


if __name__ == "__main__":
    run(look)
