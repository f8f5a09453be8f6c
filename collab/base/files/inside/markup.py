"""The words of XML, wherever they stand in it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from .refusing import Refused

ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
SPLIT = {"t", "delText"}
"""A word is split over these, where somebody changed its look or spelling."""
BEFORE = {
    **dict.fromkeys(("p", "br", "cr", "tr", "comment"), "\n"),
    **dict.fromkeys(("tab", "tc"), " "),
    "noBreakHyphen": "-",
}
WRITERS = {"creator", "lastModifiedBy", "author"}
"""Whoever wrote a document is no patient."""
ATTRIBUTES = {
    *("v", "val", "name", "title", "descr", "alt", "caption", "tooltip", "text"),
    *("prompt", "promptTitle", "error", "errorTitle"),
}
NUMBERED = re.compile(r"id$|^crossAx$", re.I)
"""What an office program numbers by itself, at random: every tenth could be an NHS number."""


def parsed(content: bytes) -> Element:
    """
    Raises:
        Refused: it is no XML, or declares what would be unfolded in it.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:64]:
        raise Refused("broken_document")
    if any(each in content for each in ENTITIES):
        raise Refused("broken_document")
    try:
        return ElementTree.fromstring(content)  # noqa: S314 it declares no entities: we looked
    except ElementTree.ParseError as error:
        raise Refused("broken_document") from error


def parsed_loosely(content: bytes) -> Element:
    """What Office calls VML is often no XML: its tags one after the other, and what is between."""
    found = _Tags()
    found.feed(content.decode("utf-8", "replace"))
    found.close()
    return found.root


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("vml")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        SubElement(self.root, tag, {name: value or "" for name, value in attrs})

    def handle_data(self, data: str) -> None:
        SubElement(self.root, "t").text = data


def local(name: str) -> str:
    """A name without what tells where it comes from."""
    return name.rpartition("}")[2].rpartition(":")[2]


def words(root: Element, known: set[str]) -> Iterator[str]:
    """All text, a paragraph a line, and then what attributes say.

    Args:
        known: what attributes have said before, which is not said again.
    """
    pieces = []
    for element in root.iter():
        tag, text, tail = local(element.tag), element.text or "", element.tail or ""
        pieces.append(BEFORE.get(tag, ""))
        if tag == "property":
            pieces.append(f"\n{element.get('name', '')} ")
        if tag in SPLIT:
            pieces.append(text)
        elif text.strip() and tag not in WRITERS:
            pieces.append(f" {text}\n")
        if tail.strip():
            pieces.append(f" {tail}\n")
    yield "".join(pieces)
    for element in root.iter():
        if NUMBERED.search(local(element.tag)):
            continue
        said = (value for name, value in element.items() if local(name) in ATTRIBUTES)
        line = " ".join(said).strip()
        if line and line not in known:
            known.add(line)
            yield line
