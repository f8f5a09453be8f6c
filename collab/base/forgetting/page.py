"""Everything about a person as a page to read, in plain words."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.accounts.models import Person
from collab.base.ui.times import clock, full_date

from .leaving import Chapter, Part


class Told(NamedTuple):
    """A line of the page: a label, and its text or what stands indented below it."""

    label: str
    text: str = ""
    below: list[list["Told"]] = []


def page_of(person: Person, told: Iterable[tuple[Part, list[dict[str, Any]]]]) -> str:
    """One HTML file that needs no other, with all that the parts tell, in the order of chapters."""
    chapters: dict[Chapter, list[tuple[Any, list[list[Told]]]]] = {each: [] for each in Chapter}
    for part, rows in told:
        chapters[part.chapter].append((part.title, [list(_lines(part, row)) for row in rows]))
    context = {"person": person, "chapters": chapters.items(), "at": _text(timezone.now())}
    return render_to_string("forgetting/everything.html", context)


def _lines(part: Part, row: dict[str, Any]) -> Iterator[Told]:
    names = [name for name in part.labels if name in row]
    for name in [*names, *(name for name in row if name not in part.labels)]:
        label = str(part.labels.get(name) or name.replace("_", " ").capitalize())
        match row[name]:
            case empty if empty in (None, "", [], {}):
                continue
            case dict() as below:
                yield Told(label, below=[list(_lines(part, below))])
            case [dict(), *_rest] as below:
                yield Told(label, below=[list(_lines(part, each)) for each in below])
            case list() as values:
                yield Told(label, ", ".join(_said(part, name, each) for each in values))
            case value:
                yield Told(label, _said(part, name, value))


def _said(part: Part, name: str, value: Any) -> str:
    return _text(part.says[name](value) if name in part.says else value)


def _text(value: Any) -> str:
    match value:
        case bool():
            return _("Yes") if value else _("No")
        case datetime():
            return f"{full_date(value)}, {clock(value)}"
        case date():
            return full_date(value)
        case _other:
            return str(value)
