"""What a PDF is made of, each part once; and which of it does more than show pages."""

from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    StreamObject,
    TextStringObject,
)

ACTIONS = {
    *("/GoTo", "/GoToR", "/GoToE", "/Launch", "/Thread", "/URI", "/Sound", "/Movie", "/Hide"),
    *("/Named", "/SubmitForm", "/ResetForm", "/ImportData", "/JavaScript", "/SetOCGState"),
    *("/Rendition", "/Trans", "/GoTo3DView", "/RichMediaExecute"),
}
ACTS = {
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE"),
    *("/Sound", "/Movie", "/Rendition", "/RichMediaExecute"),
}
"""Actions that run, send or open something, even if a reader asks for them."""
PLAYED = ("/RichMedia", "/Screen", "/Movie", "/Sound", "/3D")
FILES = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
STRINGS = (TextStringObject, ByteStringObject)


def parts_of(reader: PdfReader) -> Iterator[Any]:
    """Each dictionary, list and string that its tables list, or that another one refers to."""
    listed = [(n, generation) for generation, found in reader.xref.items() for n in found]
    listed += [(n, 0) for n in reader.xref_objStm]
    left: list[Any] = [IndirectObject(*each, reader) for each in listed]
    left.append(reader.trailer)
    seen = set()
    while left:
        part = left.pop()
        if isinstance(part, IndirectObject):
            if (part.idnum, part.generation) in seen:
                continue
            seen.add((part.idnum, part.generation))
            part = part.get_object()
        if isinstance(part, DictionaryObject):
            yield part
            left += [each for each in part.values() if not isinstance(each, STRINGS)]
        elif isinstance(part, ArrayObject):
            yield part
            left += [each for each in part if not isinstance(each, STRINGS)]
        elif isinstance(part, STRINGS):
            yield part


def value_of(part: Any, key: str) -> Any:
    return part[key] if isinstance(part, DictionaryObject) and key in part else None


def is_of_a_page(part: Any) -> bool:
    """Whether there is something that a reader could open."""
    return value_of(part, "/Type") in ("/Page", "/Pages") or value_of(part, "/Pages") is not None


def why_not(part: Any, *, opens: bool) -> str | None:
    """Why a PDF with this part is not taken.

    Args:
        opens: whether it has pages. Without, no reader opens it, and nothing in it acts.
    """
    if _is_file(part):
        return "files_inside"
    if isinstance(part, StreamObject) and ("/F" in part or "/Ref" in part):
        return "loads_from_elsewhere"
    return "acts" if opens and _acts(part) else None


def _is_file(part: Any) -> bool:
    if (
        value_of(part, "/Type") == "/EmbeddedFile"
        or value_of(part, "/Subtype") == "/FileAttachment"
    ):
        return True
    inside = value_of(part, "/EF")
    return isinstance(inside, DictionaryObject) and any(
        isinstance(value_of(inside, each), StreamObject) for each in FILES
    )


def _acts(part: Any) -> bool:
    return (
        value_of(part, "/S") in ACTS
        or value_of(part, "/Subtype") in PLAYED
        or isinstance(value_of(part, "/XFA"), StreamObject | ArrayObject)
        or _acts_by_itself(value_of(part, "/AA"))
        or _does_more_than_go(value_of(part, "/OpenAction"))
    )


def _acts_by_itself(occasions: Any) -> bool:
    """Of a font or picture of the name "AA" nothing is an action."""
    return isinstance(occasions, DictionaryObject) and any(
        value_of(value_of(occasions, each), "/S") in ACTIONS for each in occasions
    )


def _does_more_than_go(action: Any) -> bool:
    """Where it opens, at which page and how large, may be said."""
    return isinstance(action, DictionaryObject) and (
        value_of(action, "/S") not in (None, "/GoTo") or "/Next" in action
    )
