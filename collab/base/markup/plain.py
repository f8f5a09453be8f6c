"""The plain text of a rendered tree."""

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Iterator

FIRST_LINE_LIMIT = 200
SENTENCE_END = re.compile(r"[.!?][\"'”’)]*(?=\s)")
APART = {"br", "p", "li", "tr", "td", "th", "pre", "div", "small", "blockquote"}
QUIET = {"h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "div"}


def plain(element: etree.Element) -> str:
    """Its text in one line, spaces collapsed."""
    return " ".join("".join(_texts(element)).split())


def first_line(root: etree.Element, *, otherwise: str = "") -> str:
    """The first sentences of the prose, for a row; at most 200 characters.

    A text without prose gives ``otherwise``, and without that whatever it has.
    """
    prose = (each for each in root if each.tag not in QUIET)
    return shortened(_opening(prose) or otherwise or _opening(root))


def _opening(elements: Iterable[etree.Element]) -> str:
    """The elements' text in one line, until there is more of it than a first line takes."""
    text = ""
    for element in elements:
        text = f"{text} {plain(element)}".strip()
        if len(text) > FIRST_LINE_LIMIT:
            break
    return text


def shortened(text: str, limit: int = FIRST_LINE_LIMIT) -> str:
    """Whole sentences if they fill a third of the limit; otherwise whole words and an ellipsis."""
    if len(text) <= limit:
        return text
    ends = [end.end() for end in SENTENCE_END.finditer(text, limit // 3, limit + 1)]
    if ends:
        return text[: ends[-1]]
    words = text[:limit].rsplit(" ", 1)[0]
    return words[: limit - 1].rstrip(" ,;:") + "…"


def _texts(element: etree.Element) -> Iterator[str]:
    if element.tag in APART:
        yield " "
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""
    if element.tag in APART:
        yield " "
