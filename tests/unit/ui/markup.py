"""Markup as a tree, so that it can be compared whatever its white space and order of attributes."""

from collections.abc import Iterator
from typing import Any

import html5lib

Tree = tuple[str, dict[str, Any], list[Any]]


def tree(markup: str) -> list[Tree | str]:
    """The elements and words of a piece of markup."""
    fragment = html5lib.parseFragment(markup, namespaceHTMLElements=False)
    return list(_children(fragment))


def _children(element: Any) -> Iterator[Tree | str]:
    if words := " ".join((element.text or "").split()):
        yield words
    for child in element:
        if isinstance(child.tag, str):
            attributes = {
                name: set(value.split()) if name == "class" else value
                for name, value in child.attrib.items()
            }
            yield child.tag, attributes, list(_children(child))
        if words := " ".join((child.tail or "").split()):
            yield words


def elements(markup: str, tag: str) -> list[dict[str, str]]:
    """The attributes of each element of that name in a whole page."""
    page = html5lib.parse(markup, namespaceHTMLElements=False)
    return [dict(found.attrib) for found in page.iter(tag)]


def words(markup: str) -> str:
    """What a page says, in one line."""
    page = html5lib.parse(markup, namespaceHTMLElements=False)
    return " ".join(" ".join(page.itertext()).split())
