"""Task-list items under headings are a checklist: its sections and items.

::

    ## Sign in (before anaesthesia)

    - [ ] Known allergy is said aloud
      or "no known allergy"

A heading's trailing parenthesis says when, and the lines below an item's first are its hint.
"""

import re
import xml.etree.ElementTree as etree
from dataclasses import asdict, dataclass, field

from .plain import plain

TASK = re.compile(r"\[([ xX]?)\]\s+")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LISTS = ("ul", "ol")
INLINE = ("a", "br", "code", "em", "strong")


@dataclass(frozen=True)
class Item:
    """What to do or say, and a quieter hint below it."""

    text: str
    hint: str = ""


@dataclass
class Section:
    """A part of a checklist. ``hint`` says when it is done."""

    title: str = ""
    hint: str = ""
    items: list[Item] = field(default_factory=list)


def as_json(sections: list[Section]) -> list[dict]:
    """The checklist as plain data, for storing beside the document."""
    return [asdict(section) for section in sections]


def build_checklist(root: etree.Element) -> list[Section]:
    """Turn the task lists at the top of the tree into checklists; their sections."""
    sections: list[Section] = []
    page: list[etree.Element] = []
    heading: etree.Element | None = None
    group: etree.Element | None = None
    since: list[etree.Element] = []  # what stands between the heading or last list and here

    for element in list(root):
        if element.tag in HEADINGS:
            page += since
            heading, group, since = element, None, [element]
        elif element.tag in LISTS and any(_is_task(li) for li in element.iter("li")):
            if group is None:
                group = etree.Element("div", {"class": "app-check"})
                page.append(group)
                sections.append(Section())
                if heading is None:
                    page[-1:-1] = since
                    since = []
                else:
                    _title(heading, sections[-1])
            group.extend([*since, element])
            since = []
            sections[-1].items += _check(element)
            if heading is not None:
                _count(heading, sections[-1])
        else:
            since.append(element)
    root[:] = page + since
    return sections


def _lead(li: etree.Element) -> etree.Element:
    """Where the item's own words are: in its first paragraph if it has paragraphs."""
    loose = len(li) and li[0].tag == "p" and not (li.text or "").strip()
    return li[0] if loose else li


def _is_task(li: etree.Element) -> bool:
    return bool(TASK.match(_lead(li).text or ""))


def _title(heading: etree.Element, section: Section) -> None:
    last = heading[-1] if len(heading) else None
    words = ((heading.text if last is None else last.tail) or "").rstrip()
    title, _, hint = words.removesuffix(")").rpartition("(")
    named = bool(title.strip()) or last is not None
    if words.endswith(")") and named and hint.strip() and ")" not in hint:
        section.hint = " ".join(hint.split())
        if last is None:
            heading.text = title.rstrip()
        else:
            last.tail = title.rstrip()
    section.title = plain(heading)
    heading.set("class", "app-check__h")
    _append_text(heading, " ")
    etree.SubElement(heading, "span")


def _count(heading: etree.Element, section: Section) -> None:
    count = len(section.items)
    note = heading[-1]
    note[:] = []
    note.text = f"{section.hint} · {count}" if section.hint else str(count)
    unit = etree.SubElement(note, "span", {"class": "nhsuk-u-visually-hidden"})
    unit.text = " item" if count == 1 else " items"


def _check(element: etree.Element) -> list[Item]:
    element.tag = "ol"
    element.attrib.clear()
    element.set("role", "list")
    return [item for li in element for item in _item(li)]


def _item(li: etree.Element) -> list[Item]:
    """Rewrite one item as ``<li><div>words <small>hint</small> …</div></li>``."""
    lead = _lead(li)
    task = TASK.match(lead.text or "")
    words, hint, rest = _parts(li, lead)
    body = etree.Element("div")
    if task:
        words.text = (words.text or "")[task.end() :]
        items = [Item(plain(words), " ".join(filter(None, map(plain, hint))))]
    else:
        li.set("class", "app-check__plain")
        items = []
    if task and task[1].lower() == "x":
        li.set("class", "app-check__done")
        done = etree.SubElement(body, "span", {"class": "nhsuk-u-visually-hidden"})
        done.text = "Done: "
        done.tail, words.text = words.text, None
    else:
        body.text = words.text
    body.extend(words)
    if hint:
        _append_text(body, " ")
    body.extend([*hint, *rest])
    li.text, li[:] = None, [body]
    for nested in rest:
        if nested.tag in LISTS:
            items += _check(nested)
    return items


def _append_text(element: etree.Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _parts(
    li: etree.Element, lead: etree.Element
) -> tuple[etree.Element, list[etree.Element], list[etree.Element]]:
    """The item's words, its hints (later lines and paragraphs) and its other blocks."""
    words = etree.Element("span")
    words.text = lead.text
    hint: list[etree.Element] = []
    rest: list[etree.Element] = []
    into = words
    for child in list(lead):
        if child.tag == "br" and into is words:
            into = etree.Element("small")
            into.text, child.tail = child.tail, None
            hint.append(into)
        elif child.tag in INLINE:
            into.append(child)
        else:
            rest.append(child)
    if lead is not li:
        for child in li[1:]:
            (hint if child.tag == "p" else rest).append(child)
            if child.tag == "p":
                child.tag = "small"
    return words, hint, rest
