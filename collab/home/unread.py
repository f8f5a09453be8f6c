"""What somebody has not seen yet, by how far they have read.

A space's mark tells up to which headline of its stream they have read, a discussion's up to which
message. Without a mark in a space, all of it is new to them; a discussion that they never opened
is new through its headline alone. What somebody did themselves is never new.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import starmap
from typing import Any, NamedTuple

from django.db.models import BooleanField, F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from collab.base.access.subjects import Ref, Told
from collab.base.access.uid import address_of
from collab.base.live.source import MEMBER
from collab.base.sql import places
from discussions.models import Message, Thread
from networks.ledger import HAPPENED, Happened
from networks.models import LedgerRow, Mark, Space, StreamHead

from .now import meta_of, with_subjects

MOST, LEAST = 20, 3
"""As many new things are counted in one space: the fewer, the more spaces somebody has."""
ALTOGETHER = 100
"""As many are counted in all of them; of opened discussions, those that were written in last."""
OPENED = 1_000
"""Discussions that somebody read in last, and in which it is looked for what is new to them."""
SHOWN = 3
# From the marks, which are few, to what each is in; never from the discussions to the marks. Django
# would look for the marks and for the discussions twice.
NOT_READ_TO_THE_END = """
SELECT thread.id FROM (
    SELECT SUBSTR(subject, 8) AS uid, n FROM networks_mark
    WHERE person_id = %s AND subject LIKE 'thread:%%' ORDER BY at DESC LIMIT %s
) AS opened
JOIN discussions_thread thread ON thread.uid = opened.uid AND thread.last_n > opened.n
WHERE thread.space_id IN ({spaces}) ORDER BY thread.last_at DESC LIMIT %s
"""
OF_A_MESSAGE = (
    "n",
    "at",
    "first_line",
    "removed_at",
    "by__name",
    "for_organisation__name",
    "thread__uid",
    "thread__space_id",
    "thread__title",
)
"""What is told of it."""


class NewThing(NamedTuple):
    """Something that somebody has not seen."""

    space_id: int
    at: datetime
    icon: str
    href: str
    title: str
    first_line: str
    meta: str


@dataclass
class NewInSpace:
    """What somebody has not seen in a space, latest first. ``head`` is how far that reaches."""

    space: Space
    most: int
    head: int = 0
    things: list[NewThing] = field(default_factory=list)

    @property
    def count(self) -> int:
        return min(len(self.things), self.most)

    @property
    def has_more(self) -> bool:
        """There is more than was counted."""
        return len(self.things) > self.most

    @property
    def shown(self) -> list[NewThing]:
        return self.things[:SHOWN]

    @property
    def others(self) -> int:
        return self.count - len(self.shown)


def unread_threads(threads: Iterable[Thread], person: Any) -> set[int]:
    """Which of these discussions, by id, have messages beyond the reader's mark."""
    if not person.is_authenticated:
        return set()
    by_subject = {str(thread.ref): thread for thread in threads}
    marks = Mark.objects.filter(person=person, subject__in=by_subject)
    return {
        by_subject[mark.subject].pk for mark in marks if by_subject[mark.subject].last_n > mark.n
    }


def new_in_spaces(person: Any, spaces: Iterable[Space]) -> list[NewInSpace]:
    """What somebody has not seen in each of these spaces, the latest first."""
    of_stream = {space.stream: space for space in spaces}
    most = max(LEAST, min(MOST, ALTOGETHER // max(1, len(of_stream))))
    heads = StreamHead.objects.filter(stream__in=of_stream)
    # Where counting ends, found by an index in each stream: a window would read each whole stream.
    headlines = _of_others(person).filter(stream=OuterRef("stream")).order_by("-seq")
    counted = heads.annotate(beyond=Subquery(headlines.values("seq")[most + 1 : most + 2]))
    found, beyond = {}, {}
    for stream, seq, end in counted.values_list("stream", "seq", "beyond"):
        found[of_stream[stream].pk] = NewInSpace(of_stream[stream], most, seq)
        beyond[stream] = end or 0
    things: dict[Ref, NewThing] = {}
    rows = _headlines(person, of_stream.values(), beyond)
    happened = with_subjects(rows, person, of_stream.values())
    read = _read_to_the_end([subject for _row, subject in happened], person)
    for row, subject in happened:
        if subject.ref not in read:
            things.setdefault(subject.ref, _new_thing(row, subject))
    for message in _last_messages(person, found):
        things[Ref("thread", message.thread__uid)] = _said_in(message)
    for thing in sorted(things.values(), key=lambda thing: thing.at, reverse=True):
        found[thing.space_id].things.append(thing)
    new = [each for each in found.values() if each.things]
    return sorted(new, key=lambda each: each.things[0].at, reverse=True)


def _of_others(person: Any) -> QuerySet[LedgerRow]:
    """The headlines that everybody who takes part in a space hears of, of what others did."""
    return LedgerRow.objects.filter(headline=True, min_role__lte=MEMBER).exclude(actor=person)


def _headlines(
    person: Any, spaces: Collection[Space], beyond: Mapping[str, int]
) -> Iterator[Happened]:
    """Others' headlines beyond the reader's mark in each space, and beyond a number in its stream,
    the latest first."""
    subjects = [str(Ref("space", space.uid)) for space in spaces]
    marks = Mark.objects.filter(person=person, subject__in=subjects)
    read = dict(marks.values_list("subject", "n"))
    new = RawSQL(  # noqa: S611 it holds only places
        " OR ".join(["1 = 0", *["stream = %s AND seq > %s"] * len(spaces)]),
        [
            given
            for space, subject in zip(spaces, subjects, strict=True)
            for given in (space.stream, max(read.get(subject, 0), beyond.get(space.stream, 0)))
        ],
        BooleanField(),
    )
    headlines = _of_others(person).filter(new).order_by("stream", "-seq")
    return starmap(Happened, headlines.values_list(*HAPPENED))


def _read_to_the_end(subjects: Iterable[Told], person: Any) -> set[Ref]:
    threads = {str(each.ref): each for each in subjects if each.last_n}
    marks = Mark.objects.filter(person=person, subject__in=threads).values_list("subject", "n")
    return {threads[subject].ref for subject, n in marks if n >= threads[subject].last_n}


def _last_messages(person: Any, spaces: Collection[int]) -> QuerySet[Message, Any]:
    """The last message of each discussion that somebody has opened and not read to its end, with
    what is told of it.

    Args:
        spaces: the ids of spaces in which they take part, and so see everything.
    """
    if not spaces:
        return Message.objects.none()
    threads = not_read_to_the_end(person, spaces, ALTOGETHER)
    last = Message.objects.filter(thread__in=threads, n=F("thread__last_n")).exclude(by=person)
    return last.values_list(*OF_A_MESSAGE, named=True)


def not_read_to_the_end(person: Any, spaces: Collection[int], most: int) -> RawSQL:
    """The ids of the discussions in some spaces that somebody has opened and not read to their
    end, those written in last first.

    Args:
        spaces: their ids, at least one.
    """
    return RawSQL(  # noqa: S611 it holds only places
        NOT_READ_TO_THE_END.format(spaces=places(spaces)), (person.pk, OPENED, *spaces, most)
    )


def _new_thing(row: Happened, subject: Told) -> NewThing:
    return NewThing(
        subject.space_id,
        row.at,
        subject.icon,
        subject.href,
        subject.title,
        subject.first_line,
        meta_of(row, subject),
    )


def _said_in(message: Any) -> NewThing:
    """A discussion, as its last message shows it."""
    return NewThing(
        message.thread__space_id,
        message.at,
        Thread.icon,
        address_of("thread", message.thread__uid),
        message.thread__title,
        _("This message was removed.") if message.removed_at else message.first_line,
        _meta_of(message),
    )


def _meta_of(message: Any) -> str:
    who = message.by__name
    if message.for_organisation__name:
        who = f"{who}, {message.for_organisation__name}"
    n = message.n
    return f"{who} · " + ngettext("%(n)d message", "%(n)d messages", n) % {"n": n}
