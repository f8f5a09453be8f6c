"""What happened in a space, as its front page tells it: headlines from the ledger, day by day.

The ledger holds references only. What they refer to is read now, through what this person may
see, so a row whose subject is gone or hidden is left out.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.utils import timezone

from collab.base.access.subjects import MODELS, Ref, Told, told_of
from networks.events import EVENTS
from networks.ledger import Happened, headlines_in
from networks.live import hears
from networks.models import Space

PAGE = 30
MOST_NEW = 100


class Headline(NamedTuple):
    """One row: what happened, to what, by whom, and whether the reader has it before them anew."""

    seq: int
    at: datetime
    icon: str
    href: str
    title: str
    first_line: str
    meta: str
    new: bool
    precise: bool = True


class Day(NamedTuple):
    """The headlines of one day in the reader's zone, newest first."""

    on: date
    rows: list[Headline]


class Stream(NamedTuple):
    """Some days, and the number before which there is more: None at the beginning.

    ``unseen`` says that the reader has not marked all of it as read.
    """

    days: list[Day]
    earlier: int | None
    unseen: bool


def earlier_than(space: Space, person: Any, before: int | None, *, mark: int | None) -> Stream:
    """The latest headlines of a space, or those before a number.

    Args:
        mark: how far they have read it, if they have.
    """
    found = headlines_in(space.stream, hears=hears(person, space), before=before, most=PAGE + 1)
    more = len(found) > PAGE
    shown = headlines(found[:PAGE], person, space, new_beyond=mark)
    unseen = bool(shown) and (mark is None or any(row.new for row in shown))
    return Stream(days(shown), found[PAGE - 1].seq if more else None, unseen)


def later_than(space: Space, person: Any, after: int) -> list[Day] | None:
    """The headlines of a space after a number; None where there are too many to add to a page."""
    most = MOST_NEW + 1
    rows = headlines_in(space.stream, hears=hears(person, space), after=after, most=most)
    if len(rows) > MOST_NEW:
        return None
    return days(headlines(rows, person, space, new_beyond=after))


def headlines(
    rows: Iterable[Happened], person: Any, space: Space, *, new_beyond: int | None
) -> list[Headline]:
    """The rows of a space whose subject this person sees, as a list shows them.

    Args:
        rows: from the ledger.
        new_beyond: the number beyond which others' rows are new; None where nothing is.
    """
    me = person.pk
    return [
        Headline(
            row.seq,
            row.at,
            subject.icon,
            subject.href,
            subject.title,
            subject.first_line,
            meta_of(row, subject),
            new_beyond is not None and row.seq > new_beyond and row.actor_id != me,
        )
        for row, subject in with_subjects(rows, person, [space])
    ]


def with_subjects(
    rows: Iterable[Happened], person: Any, spaces: Iterable[Space]
) -> list[tuple[Happened, Told]]:
    """The rows of these spaces whose subject this person sees, each with it, in one query a kind.
    A space tells of what is in it, and no longer of what has moved to another."""
    streams = {space.pk: space.stream for space in spaces}
    refs = [(row, Ref.read(row.subject)) for row in rows if row.subject.partition(":")[0] in MODELS]
    subjects = told_of({ref for _row, ref in refs}, person)
    found = [(row, subjects[ref]) for row, ref in refs if ref in subjects]
    return [(row, told) for row, told in found if streams.get(told.space_id) == row.stream]


def meta_of(row: Happened, subject: Told) -> str:
    """Who did what. An organisation is named where the subject says for whom they spoke."""
    who = row.actor_name
    if subject.for_organisation and row.actor_id == subject.by_id:
        who = f"{who}, {subject.for_organisation}"
    kind = EVENTS[row.kind]
    says = kind.verb if kind.says else subject.meta or kind.verb
    return f"{who} · {says}"


def days(rows: Iterable[Headline]) -> list[Day]:
    """Rows by the day on which they happened, where the reader is."""
    by_day: Iterator[tuple[date, Iterator[Headline]]] = groupby(
        rows, key=lambda row: timezone.localtime(row.at).date()
    )
    return [Day(on, list(found)) for on, found in by_day]
