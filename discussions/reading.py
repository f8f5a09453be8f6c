"""A page of a discussion, as one person reads it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from collab.base.accounts.models import initials_of
from collab.base.ui import times
from networks.members import fellows_among
from networks.models import Mark

from .live import Glance, drawn, glances_in
from .models import PAGE, Thread

AUTHORS = 12
"""People named beside a discussion."""


class Moved(Exception):
    """The discussion was moved to another space while it was read."""


class Window(NamedTuple):
    """The messages on a page, by number, the last one included."""

    first: int
    last: int


@dataclass
class Part:
    """Messages with no line between them.

    ``day`` is set where their day begins, ``new_since`` where the reader left off.
    """

    on: date
    day: date | None = None
    new_since: str = ""
    html: list[SafeString] = field(default_factory=list)


class Author(NamedTuple):
    """Somebody who wrote in the discussion, and for whom last."""

    name: str
    organisation: str | None
    fellow: bool

    @property
    def initials(self) -> str:
        return initials_of(self.name)


@dataclass
class Page:
    """What a page of a discussion shows.

    ``earlier`` is the number before which there are more messages, ``later`` the number from
    which there are, each None where there are none. ``unseen`` says that the reader has not seen
    all of it. ``authors`` wrote last.
    """

    parts: list[Part]
    last: int
    earlier: int | None
    later: int | None
    unseen: bool
    authors: list[Author]
    author_count: int

    @property
    def others(self) -> int:
        """How many wrote whom the page does not name."""
        return self.author_count - len(self.authors)


def count_again(thread: Thread) -> None:
    """Bring a discussion's ``last_n`` to what it is now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_n FROM discussions_thread WHERE id = %s", [thread.pk])
        (thread.last_n,) = cursor.fetchone()


def read_page(thread: Thread, person: Any, asked: Mapping[str, str]) -> Page:
    """The page that an address asks for.

    Args:
        thread: with its ``last_n`` as it is now.
        person: who reads.
        asked: the address's parameters; ``from`` and ``before`` name a message by its number.

    Raises:
        Moved: it is in another space than it was.
    """
    mark = mark_of(person, thread)
    window = window_of(thread.last_n, asked, mark)
    latest = latest_authors(thread)
    messages = glances_in(thread, *window)
    wrote = {each.by_id for each in messages} | {each.by_id for each in latest}
    fellows = fellows_among(wrote)
    html = drawn(messages, fellows, thread.space_id)
    if not messages or len(html) < len(messages):
        raise Moved
    return Page(
        parts=list(parts(messages, html, mark, person)),
        last=window.last,
        earlier=window.first if window.first > 1 else None,
        later=window.last + 1 if window.last < thread.last_n else None,
        unseen=mark is None or mark.n < window.last,
        authors=[Author(each.name, each.organisation, each.by_id in fellows) for each in latest],
        author_count=latest[0].of if latest else 0,
    )


class _Latest(NamedTuple):
    """Somebody who wrote, and of how many."""

    by_id: int
    name: str
    organisation: str | None
    of: int


def latest_authors(thread: Thread) -> list[_Latest]:
    """Those who wrote in a discussion, who wrote last first, for whom they spoke last."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT author.id, author.name, spoke_for.name, latest.authors
            FROM (
                SELECT MAX(n) AS n, COUNT(*) OVER () AS authors FROM discussions_message
                WHERE thread_id = %s GROUP BY by_id ORDER BY 1 DESC LIMIT %s
            ) latest
            JOIN discussions_message message ON message.thread_id = %s AND message.n = latest.n
            JOIN accounts_person author ON author.id = message.by_id
            LEFT JOIN networks_organisation spoke_for ON spoke_for.id = message.for_organisation_id
            ORDER BY latest.n DESC
            """,
            [thread.pk, AUTHORS, thread.pk],
        )
        return [_Latest(*row) for row in cursor.fetchall()]


def mark_of(person: Any, thread: Thread) -> Mark | None:
    """How far somebody with an account has read."""
    if not person.is_authenticated:
        return None
    return Mark.objects.filter(person=person, subject=str(thread.ref)).first()


def window_of(last_n: int, asked: Mapping[str, str], mark: Mark | None) -> Window:
    """The page asked for; without one, where the reader left off, or else the end."""
    if first := number(asked.get("from", ""), highest=last_n):
        return Window(first, min(first + PAGE - 1, last_n))
    if (before := number(asked.get("before", ""), highest=last_n + 1)) > 1:
        return Window(max(before - PAGE, 1), before - 1)
    first = max(1, min(last_n - PAGE + 1, mark.n if mark else last_n))
    return Window(first, min(first + PAGE - 1, last_n))


def number(written: str, *, highest: int) -> int:
    """A number written in an address, from 1 to the highest; 0 for anything else."""
    if not (written.isascii() and written.isdecimal() and len(written) < 10):
        return 0
    return int(written) if int(written) <= highest else 0


def parts(
    messages: Sequence[Glance],
    html: Mapping[str, SafeString],
    mark: Mark | None,
    person: Any,
) -> Iterator[Part]:
    """The messages, parted where a day begins and where the reader left off.

    What one wrote oneself is never new.
    """
    new = (each for each in messages if mark and each.n > mark.n and each.by_id != person.pk)
    first_new = next(new, None)
    part: Part | None = None
    for message in messages:
        on = timezone.localtime(message.at).date()
        day_begins = part is None or part.on != on
        if part is None or day_begins or message is first_new:
            if part:
                yield part
            part = Part(on, day=on if day_begins else None)
            if mark and message is first_new:
                part.new_since = new_since(mark.at, timezone.localdate())
        part.html.append(html[message.uid])
    if part:
        yield part


def new_since(at: datetime, today: date) -> str:
    said = times.when(at, today)
    if said == _("Yesterday"):
        return _("New since yesterday")
    return _("New since %(when)s") % {"when": said}
