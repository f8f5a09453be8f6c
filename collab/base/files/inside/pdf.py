"""The text of a PDF."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    EncodedStreamObject,
    StreamObject,
)

from .markup import parsed, parsed_loosely, words
from .objects import STRINGS, is_of_a_page, parts_of, value_of, why_not
from .refusing import Refused
from .running import run
from .screened import screened

PAGES = 1_000
NO_TABLE = b"\nstartxref\n0\n%%EOF\n"  # has the reader look for the objects itself
LABELS = ("/TU", "/T", "/Title")
WORDLESS = {"/CharSet"}
UNWRITTEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]+")


def look(kind: str, source: Path, target: Path) -> dict[str, Any]:
    return screened(kind, text_of(source))


def text_of(path: Path) -> Iterator[str]:
    """The text of each page, and of all that is not on a page: what was written into forms and
    notes, titles, what is told about it. A scanned page has none.

    Raises:
        Refused: it takes a password, does more than show pages, or cannot be read.
    """
    content = path.read_bytes()
    try:
        yield from _text(content)
    except PyPdfError:
        try:
            yield from _text(content + NO_TABLE)
        except PyPdfError as error:
            raise Refused("broken_document") from error


def _text(content: bytes) -> Iterator[str]:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("password")
    parts = list(parts_of(reader))
    opens = any(is_of_a_page(part) for part in parts)
    lines: dict[str, None] = {}  # each once: a link stands on every page
    for part in parts:
        if why := why_not(part, opens=opens):
            raise Refused(why)
        lines.update(dict.fromkeys(_written(part)))
    yield from lines
    if "/Pages" not in reader.root_object:
        return  # it shows nothing
    if len(reader.pages) > PAGES:
        raise Refused("too_much_text")
    for page in reader.pages:
        yield page.extract_text()
        yield from _stamped(page)


def _written(part: Any) -> Iterator[str]:
    """The strings of a part on one line, a label before what was written beside it."""
    strings: list[Any] = []
    if isinstance(part, STRINGS):
        strings = [part]
    elif isinstance(part, ArrayObject):
        strings = [each for each in part if isinstance(each, STRINGS)]
    elif isinstance(part, DictionaryObject):
        keys = [
            *(key for key in LABELS if key in part),
            *(key for key in part if key not in LABELS),
        ]
        values = [value_of(part, key) for key in keys if key not in WORDLESS]
        strings = [each for each in values if isinstance(each, STRINGS)]
        if value_of(part, "/Type") == "/Metadata":
            yield from _told(part)
        for key in ("/V", "/DV", "/RV"):
            if isinstance(value := value_of(part, key), StreamObject):
                yield value.get_data().decode("utf-8", "replace")
    if strings:
        yield " ".join(map(_readable, strings))


def _readable(string: Any) -> str:
    if isinstance(string, ByteStringObject):
        string = string.decode("cp1252", "replace")
    return UNWRITTEN.sub(" ", string)


def _told(part: Any) -> Iterator[str]:
    """What XMP tells about it: as text, or as attributes of any name."""
    if not isinstance(part, StreamObject):
        return
    content = part.get_data().replace(b"\x00", b"")
    try:
        root = parsed(content.strip())
    except Refused:
        root = parsed_loosely(content)
    yield from words(root, set())
    yield "\n".join(value for element in root.iter() for value in element.attrib.values())


def _stamped(page: PageObject) -> Iterator[str]:
    """What stands on notes, stamps and fields of a page, as they look."""
    notes = value_of(page, "/Annots")
    for note in notes if isinstance(notes, ArrayObject) else ():
        looks = value_of(value_of(note.get_object(), "/AP"), "/N")
        states = [looks]
        if isinstance(looks, DictionaryObject) and not isinstance(looks, StreamObject):
            states = [value_of(looks, each) for each in looks]
        for state in states:
            if isinstance(state, StreamObject):
                yield page.extract_xform_text(cast(EncodedStreamObject, state))


if __name__ == "__main__":
    run(look)
