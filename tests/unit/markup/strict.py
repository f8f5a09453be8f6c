"""What may stand in rendered text, written down apart from the product's own list."""

import re
from collections.abc import Iterator
from typing import Any

import html5lib

BARE = {"p", "br", "hr", "strong", "em", "code", "pre", "small", "ul"}
CLASSED = {
    "blockquote": {"app-caution"},
    "div": {"app-check", "app-scroll"},
    "li": {"app-check__done", "app-check__plain"},
    "span": {"nhsuk-u-visually-hidden"},
    "table": {"nhsuk-table"},
    "thead": {"nhsuk-table__head"},
    "tbody": {"nhsuk-table__body"},
    "tr": {"nhsuk-table__row"},
    "th": {"nhsuk-table__header", "nhsuk-table__header nhsuk-table__header--numeric"},
    "td": {"nhsuk-table__cell", "nhsuk-table__cell nhsuk-table__cell--numeric"},
    **{f"h{level}": {"app-check__h"} for level in range(2, 7)},
}
OTHER = {
    ("a", "href"): re.compile(r"https?://[^\s<>\"]+|mailto:[^\s<>\"]+", re.IGNORECASE),
    ("a", "rel"): re.compile("nofollow noopener"),
    ("ol", "start"): re.compile("[0-9]+"),
    ("ol", "role"): re.compile("list"),
    ("div", "role"): re.compile("group"),
    ("div", "tabindex"): re.compile("0"),
    ("div", "aria-label"): re.compile("Table"),
    ("th", "scope"): re.compile("col"),
}
ELEMENTS = BARE | set(CLASSED) | {"a", "ol"}
HTML = "{http://www.w3.org/1999/xhtml}"


def parse(html: str) -> Any:
    """The tree that a browser would build."""
    return html5lib.parseFragment(html, container="div")


def forbidden(html: str) -> list[str]:
    """Everything in the markup that is not on the list above; empty if it is safe."""
    return list(_forbidden(parse(html)))


def visible(html: str) -> str:
    """The text that a reader gets to see, apart from the numbers of lists."""
    return "".join(parse(html.replace("<br>", "\n")).itertext())


def _forbidden(tree: Any) -> Iterator[str]:
    for element in tree.iter():
        if element is tree:
            continue
        tag = str(element.tag).removeprefix(HTML)
        if tag not in ELEMENTS:  # comments and foreign elements too
            yield f"<{tag}>"
            continue
        for name, value in element.attrib.items():
            classed = name == "class" and value in CLASSED.get(tag, ())
            other = (tag, name) in OTHER and OTHER[tag, name].fullmatch(value)
            if not classed and not other:
                yield f"<{tag} {name}={value!r}>"
        if tag == "a" and "href" in element.attrib and "rel" not in element.attrib:
            yield "<a> without rel"
