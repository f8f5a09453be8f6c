"""How far somebody has read all that the front page tells of a space."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from discussions.events import MessagePosted, ThreadArrived, ThreadReturned
from discussions.models import Message, Thread
from networks.actions.marks import mark_seen
from networks.models import LedgerRow, Mark, Space

from .unread import OPENED, not_read_to_the_end


def mark_all_seen(*, by: Person, space: Space, n: int, at: datetime | None = None) -> None:
    """Remember that somebody has read what a space told up to a number of its stream, and with it
    what was said until then in the discussions there that they have opened; marks never go back.

    What comes after that number, also while they press the button, stays new to them.
    """
    at = at or timezone.now()
    with transaction.atomic():
        mark_seen(by=by, subject=Ref("space", space.uid), n=n, at=at)
        ends = _ends(by, space, n)
        rows = list(Mark.objects.select_for_update().filter(person=by, subject__in=ends))
        marks = [mark for mark in rows if mark.n < ends[mark.subject]]
        for mark in marks:
            mark.n, mark.at = ends[mark.subject], at
        Mark.objects.bulk_update(marks, ["n", "at"], batch_size=200)


def _ends(person: Person, space: Space, n: int) -> Mapping[str, int]:
    """The number of the last message of each discussion that somebody opened and has not read to
    its end, as the discussion was when the stream was at a number."""
    opened = Thread.objects.filter(pk__in=not_read_to_the_end(person, [space.pk], OPENED))
    ends = {str(Ref("thread", uid)): last for uid, last in opened.values_list("uid", "last_n")}
    since = LedgerRow.objects.filter(stream=space.stream, seq__gt=n)
    came = since.filter(kind__in=(ThreadArrived.name, ThreadReturned.name))
    for arrived in came.values_list("subject", flat=True):
        ends.pop(arrived, None)
    said = since.filter(kind=MessagePosted.name, within__in=ends)
    first = said.order_by().values("within").annotate(first=Min("seq")).values("first")
    posted = LedgerRow.objects.filter(stream=space.stream, seq__in=first)
    uids = [Ref.read(subject).uid for subject in posted.values_list("subject", flat=True)]
    for uid, first_n in Message.objects.filter(uid__in=uids).values_list("thread__uid", "n"):
        ends[str(Ref("thread", uid))] = first_n - 1
    return ends
