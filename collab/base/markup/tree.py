"""What we do to the tree once Markdown has built it: headings, tables, quotations, depth."""

import xml.etree.ElementTree as etree

from django.utils.translation import gettext as _
from markdown.treeprocessors import Treeprocessor

from .checklist import HEADINGS, Section, build_checklist
from .limits import DEPTH_LIMIT, PARAGRAPH_LIMIT, TextRefused
from .plain import first_line

FIRST_LEVEL = 2
"""The page has its own h1."""


class ParagraphLimit(Treeprocessor):
    """Before inline markup, whose cost grows faster than the paragraph."""

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            if element.tag != "code" and any(
                len(text or "") > PARAGRAPH_LIMIT for text in (element.text, element.tail)
            ):
                raise TextRefused(
                    _(
                        "A paragraph is longer than %(limit)s characters. "
                        "Divide it with an empty line."
                    )
                    % {"limit": f"{PARAGRAPH_LIMIT:,}"}
                )


class Finish(Treeprocessor):
    """The last step before HTML; keeps the checklist and the first line of the text."""

    checklist: list[Section]
    first_line: str

    def begin(self) -> None:
        self.checklist, self.first_line = [], ""

    def run(self, root: etree.Element) -> None:
        refuse_deep_emphasis(root)
        self.checklist = build_checklist(root)
        items = " · ".join(item.text for section in self.checklist for item in section.items)
        self.first_line = first_line(root, otherwise=items)
        level_headings(root)
        mark_cautions(root)
        wrap_tables(root)


def refuse_deep_emphasis(root: etree.Element) -> None:
    """``Shape`` has counted lists and quotations; a list takes two elements, hence the factor."""
    depth, level = 0, list(root)
    while level:
        depth += 1
        if depth > 3 * DEPTH_LIMIT:
            raise TextRefused(
                _("Emphasis is nested too deeply. Take out some of the * and _ signs.")
            )
        level = [child for element in level for child in element]


def level_headings(root: etree.Element) -> None:
    """The levels in use become h2, h3 and so on, none skipped on the way down."""
    headings = [each for each in root.iter() if each.tag in HEADINGS]
    used = sorted({each.tag for each in headings})
    before = FIRST_LEVEL - 1
    for each in headings:
        before = min(used.index(each.tag) + FIRST_LEVEL, before + 1, 6)
        each.tag = f"h{before}"


def mark_cautions(root: etree.Element) -> None:
    """A quotation that opens in bold is a caution."""
    for quote in root.iter("blockquote"):
        lead = quote.find("p")
        if lead is not None and len(lead) and lead[0].tag == "strong" and not lead.text:
            quote.set("class", "app-caution")


def wrap_tables(root: etree.Element) -> None:
    """A wide table scrolls inside a region that the keyboard can reach."""
    for parent in list(root.iter()):
        for index, table in enumerate(parent):
            if table.tag == "table":
                parent[index] = wrapped_table(table)


TABLE_CLASSES = {
    "table": "nhsuk-table",
    "thead": "nhsuk-table__head",
    "tbody": "nhsuk-table__body",
    "tr": "nhsuk-table__row",
    "th": "nhsuk-table__header",
    "td": "nhsuk-table__cell",
}


def wrapped_table(table: etree.Element) -> etree.Element:
    for part in table.iter():
        if part.tag in TABLE_CLASSES:
            part.set("class", TABLE_CLASSES[part.tag])
        if part.attrib.pop("align", "") == "right":
            part.set("class", f"{part.get('class')} {part.get('class')}--numeric")
        if part.tag == "th":
            part.set("scope", "col")
    region = etree.Element(
        "div", {"class": "app-scroll", "role": "group", "aria-label": "Table", "tabindex": "0"}
    )
    region.append(table)
    region.tail, table.tail = table.tail, None
    return region
