"""The text of Word, Excel and PowerPoint documents, which are packages of XML."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile, ZipInfo

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from .markup import local, parsed, parsed_loosely, words
from .parts import VML, XML, extension, look_at_markup, look_at_name
from .refusing import Refused
from .rows import rows_as_lines
from .running import run
from .screened import screened

PARTS = 2_000
INFLATED = 150_000_000  # bytes of all parts together
PIECE = 1_000_000  # bytes
LARGEST_XML = 60_000_000  # bytes of one part that is read
MAIN = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}
LOOKS = {
    *("styles", "styleSheet", "tblStyleLst", "theme", "themeOverride", "fonts", "webSettings"),
    *("colorsDef", "styleDef", "layoutDef", "chartStyle", "colorStyle", "calcChain"),
}
"""Parts that tell how the others look, by their first tag: nobody writes in them."""
ANOTHER_FILE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-", b"MZ", b"Rar!", b"7z\xbc\xaf")
QUOTED = re.compile(r'"([^"]+)"')


def look(kind: str, source: Path, target: Path) -> dict[str, Any]:
    return screened(*look_into(source))


def look_into(path: Path) -> tuple[str, Iterator[str]]:
    """What kind of document it is, and all text in it, also where its writer no longer sees it.

    Raises:
        Refused: it is an archive, holds programs or other files, or cannot be read.
    """
    with _package(path) as package:
        kind = _kind(package)
    return kind, _text(kind, path)


@contextmanager
def _package(path: Path) -> Iterator[ZipFile]:
    try:
        with ZipFile(path) as package:
            yield package
    except (BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError) as error:
        raise Refused("broken_document") from error


def _kind(package: ZipFile) -> str:
    names = [name.lower() for name in package.namelist()]
    kinds = [kind for main, kind in MAIN.items() if main in names]
    if "[content_types].xml" not in names or not kinds:
        raise Refused("archive")
    if len(kinds) > 1 or len(set(names)) != len(names):
        raise Refused("broken_document")
    return kinds[0]


def _text(kind: str, path: Path) -> Iterator[str]:
    sheets, known = 0, set[str]()
    with _package(path) as package:
        for root in _parts(package):
            look_at_markup(root)
            tag = local(root.tag)
            if kind == "xlsx" and tag == "worksheet":
                sheets += 1
                yield from _quoted(root, known)
                _leave_out_cells(root)
            if tag == "Relationships":
                yield from (link.get("Target", "") for link in root if link.get("TargetMode"))
            elif tag not in LOOKS and not (kind == "xlsx" and tag == "sst"):
                yield from words(root, known)
    if kind == "xlsx":
        yield from _sheets(path, sheets)


def _parts(package: ZipFile) -> Iterator[Element]:
    """What is XML. Every part is unpacked, within bounds, whatever its head says of its size."""
    parts, left = package.infolist(), INFLATED
    if len(parts) > PARTS:
        raise Refused("too_large_inside")
    for part in parts:
        look_at_name(part)
        kind = extension(part.filename)
        size, content = _unpacked(package, part, left, kept=kind in XML or kind == VML)
        left -= size
        if kind in XML:
            yield parsed(content)
        elif kind == VML:
            yield parsed_loosely(content)


def _unpacked(package: ZipFile, part: ZipInfo, left: int, *, kept: bool) -> tuple[int, bytes]:
    """A part's size, and its bytes if they are to be kept."""
    size, pieces = 0, []
    with package.open(part) as unpacked:
        while piece := unpacked.read(PIECE):
            if not size and (piece.startswith(ANOTHER_FILE) or part.is_dir()):
                raise Refused("files_inside")
            size += len(piece)
            if size > (min(left, LARGEST_XML) if kept else left):
                raise Refused("too_large_inside")
            if kept:
                pieces.append(piece)
    return size, b"".join(pieces)


def _quoted(sheet: Element, known: set[str]) -> Iterator[str]:
    """Words within formulas, each once."""
    for element in sheet.iter():
        if local(element.tag) == "f":
            for each in QUOTED.findall(element.text or ""):
                if each not in known:
                    known.add(each)
                    yield each


def _leave_out_cells(sheet: Element) -> None:
    """They are read with the heads of their columns."""
    for element in sheet.iter():
        if local(element.tag) == "sheetData":
            element.clear()


def _sheets(path: Path, there: int) -> Iterator[str]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        told = [each for each in book.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
        if there > len(told):
            raise Refused("broken_document")  # one is there that its writer no longer sees
        for name in book.sheet_names:
            yield name
            yield from rows_as_lines(book.get_sheet_by_name(name).to_python())
    except CalamineError as error:
        raise Refused("broken_document") from error


if __name__ == "__main__":
    run(look)
