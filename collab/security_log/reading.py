"""Finding entries of the security log, and saying in words what they tell."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.accounts.models import Person
from collab.base.security.models import SecurityEntry

from .naming import BY_KIND, Named, named
from .words import details, references

NEWEST_FIRST = ("-at", "-id")
UID = re.compile(r"[0-9A-Za-z]{12}")
PEOPLE_OF_A_NAME = 200
ABOUT_PEOPLE = {SecurityEntry.Kind.ROLE_GIVEN, SecurityEntry.Kind.ROLE_ENDED}


@dataclass(frozen=True)
class Line:
    """An entry in words, with the names that its references have now."""

    entry: SecurityEntry
    who: str
    about: Named | None
    details: list[Named]

    @property
    def icon(self) -> str:
        return "people" if self.about and self.entry.kind in ABOUT_PEOPLE else "lock"


def matching(asked: dict[str, Any]) -> QuerySet[SecurityEntry]:
    """The entries that a filter asks for.

    Args:
        asked: what a valid ``LogFilter`` was given: kind, who, about, since and until, both days
            in the reader's zone and both included.
    """
    found = SecurityEntry.objects.all()
    if asked.get("kind"):
        found = found.filter(kind=asked["kind"])
    if asked.get("who"):
        found = found.filter(_of_people(asked["who"]))
    if asked.get("about"):
        uids = UID.findall(asked["about"])
        about = [f"{kind}:{uids[-1].upper()}" for kind in BY_KIND] if uids else []
        found = found.filter(about__in=about)
    if asked.get("since"):
        found = found.filter(at__gte=_midnight(asked["since"]))
    if asked.get("until"):
        found = found.filter(at__lt=_midnight(asked["until"] + timedelta(days=1)))
    return found


def _of_people(words: str) -> Q:
    """Entries by or about people of this name, email address or uid."""
    named = Q(name__icontains=words) | Q(email__iexact=words) | Q(uid=words.upper())
    people = Person.objects.filter(named).values_list("uid", flat=True)[:PEOPLE_OF_A_NAME]
    uids = list(people)
    return Q(by__in=uids) | Q(about__in=[f"person:{uid}" for uid in uids])


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.min))


def lines(entries: Iterable[SecurityEntry], reader: Any) -> Iterator[Line]:
    """Entries in words, in a fixed number of queries."""
    entries = list(entries)
    names = named((each for entry in entries for each in references(entry)), reader)
    for entry in entries:
        yield Line(
            entry=entry,
            who=names[f"person:{entry.by}"].words if entry.by else _("Somebody not signed in"),
            about=names.get(entry.about),
            details=list(details(entry, names)),
        )
