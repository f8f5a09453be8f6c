"""What we do to the tree once Markdown has built it: headings, tables, quotations, depth."""

import xml.etree.ElementTree as etree

from django.utils.translation import gettext as _
from markdown.treeprocessors import Treeprocessor

from collab.base.markup.checklist import HEADINGS, Section, build_checklist
from collab.base.markup.limits import DEPTH_LIMIT, PARAGRAPH_LIMIT, TextRefused
from collab.base.markup.plain import first_line

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
    """The last step before HTML; keeps the checklist and the first line."""

    checklist: list[Section]
    first_line: str

    def run(self, root: etree.Element) -> None:
        refuse_deep_emphasis(root)
        self.first_line = first_line(root)
        level_headings(root)
        self.checklist = build_checklist(root)
        mark_cautions(root)
        wrap_tables(root)


def refuse_deep_emphasis(root: etree.Element) -> None:
    """Blocks were counted by ``Shape``; an item takes two elements, hence the factor."""
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


def wrapped_table(table: etree.Element) -> etree.Element:
    table.set("class", "nhsuk-table")
    table.find("thead").set("class", "nhsuk-table__head")
    table.find("tbody").set("class", "nhsuk-table__body")
    for row in table.iter("tr"):
        row.set("class", "nhsuk-table__row")
        for cell in row:
            classes = "nhsuk-table__header" if cell.tag == "th" else "nhsuk-table__cell"
            if cell.attrib.pop("align", "") == "right":
                classes += f" {classes}--numeric"
            cell.set("class", classes)
            if cell.tag == "th":
                cell.set("scope", "col")
    region = etree.Element(
        "div", {"class": "app-scroll", "role": "region", "aria-label": "Table", "tabindex": "0"}
    )
    region.append(table)
    region.tail, table.tail = table.tail, None
    return region
