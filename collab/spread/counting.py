"""Counting what is shared and said in each space.

Counted as pages are opened, a network's year would be read each time. So jobs count, and only where
something happened since: every hour, and at once where something is for fewer people than it was.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from collab.base.access.subjects import Ref
from collab.interventions.events import InterventionConfined
from collab.interventions.models import Intervention, Version
from discussions.events import ThreadArrived, ThreadConfined, ThreadLeft, ThreadReturned
from discussions.models import Message, Thread
from networks.models import LedgerRow, Space, StreamHead
from networks.models.confined import narrower_of

from .models import Counted, InCommon, Tally
from .months import Month, last_months


def count_what_changed(now: datetime) -> int:
    """Count afresh each space in which something happened since it was counted, or in which a month
    has passed. Returns how many there were."""
    month = last_months(timezone.localdate(now))[-1].first
    counted = dict(Counted.objects.filter(month=month).values_list("space", "seq"))
    heads = dict(StreamHead.objects.values_list("stream", "seq"))
    done = 0
    for space in Space.objects.order_by("pk").iterator():
        head = heads.get(space.stream)
        if head is not None and counted.get(space.pk) != head:
            count_space(space, seq=head, now=now)
            done += 1
    return done


MOVES = (ThreadLeft.name, ThreadArrived.name, ThreadReturned.name)
CLOSES = (ThreadConfined.name, InterventionConfined.name)


def count_what_moved(now: datetime) -> int:
    """Count afresh each space which a discussion left or came to since it was counted, or in which
    something was closed to some of those who read it. Returns how many there were."""
    heads = dict(StreamHead.objects.values_list("stream", "seq"))
    done = 0
    for counted in list(Counted.objects.select_related("space").order_by("space")):
        stream = counted.space.stream
        since = LedgerRow.objects.filter(stream=stream, seq__gt=counted.seq)
        if heads[stream] != counted.seq and since.filter(kind__in=MOVES + CLOSES).exists():
            count_space(counted.space, seq=heads[stream], now=now)
            done += 1
    return done


def count_space(space: Space, *, seq: int, now: datetime) -> None:
    """Count one space afresh. What another worker has counted since stays.

    Args:
        seq: the last number of its stream, read before: what comes in between is counted twice by
            the next time, never left out.
        now: the moment of counting.
    """
    months = last_months(timezone.localdate(now))
    circles = list(_circles(space))
    tallies = [tally for circle in circles for tally in _tallies(circle, months)]
    pairs = {circle: _pairs(circle, months[0].begins) for circle in circles}
    of_now = {"seq": seq, "month": months[-1].first, "at": now}
    with transaction.atomic():
        # Whoever else counts it waits here.
        rows = Counted.objects.select_for_update()
        counted, _made = rows.get_or_create(space=space, defaults=of_now)
        if counted.seq > seq:
            return
        Tally.objects.filter(space=space).delete()
        Tally.objects.bulk_create(tallies)
        InCommon.objects.filter(space=space).delete()
        InCommon.objects.bulk_create(
            InCommon(space=space, reach=circle.reach, one_id=one, other_id=other, things=things)
            for circle, counted in pairs.items()
            for (one, other), things in counted.items()
        )
        Counted.objects.filter(pk=counted.pk).update(**of_now)


class Circle(NamedTuple):
    """Readers of a space, and what is for them and for no more people, by how far it reaches."""

    space: Space
    reach: str
    of: tuple[str, ...]

    @property
    def interventions(self) -> QuerySet[Intervention]:
        found = Intervention.objects.filter(space=self.space, reach__in=self.of)
        return found.filter(removed_at=None)

    @property
    def threads(self) -> QuerySet[Thread]:
        return Thread.objects.filter(space=self.space, reach__in=self.of)

    @property
    def messages(self) -> QuerySet[Message]:
        return Message.objects.filter(
            thread__space=self.space, thread__reach__in=self.of, removed_at=None
        )


def _circles(space: Space) -> Iterator[Circle]:
    """Counted apart, as some see things that others do not. What a space keeps to fewer than it
    reached is counted for those: if more see the space again, they are not told how much was
    written meanwhile."""
    reaches = Space.Visibility.values
    for circle in reaches:
        of = (each for each in reaches if narrower_of(space.visible_to_whom, each) == circle)
        if found := tuple(of):
            yield Circle(space, circle, found)


def _tallies(circle: Circle, months: list[Month]) -> Iterator[Tally]:
    interventions, messages = circle.interventions, circle.messages
    shared, said = _by_month(interventions, months), _by_month(messages, months)
    for organisation, index in sorted(shared.keys() | said.keys()):
        yield Tally(
            space=circle.space,
            reach=circle.reach,
            organisation_id=organisation,
            month=months[index].first,
            shared=shared[organisation, index],
            said=said[organisation, index],
        )


def _by_month(rows: QuerySet[Any], months: list[Month]) -> Counter[tuple[int, int]]:
    """How many rows each organisation has in each month, by its place among the months."""
    in_month = {
        str(index): Count("pk", filter=Q(at__gte=month.begins, at__lt=month.ends))
        for index, month in enumerate(months)
    }
    found = rows.filter(for_organisation__isnull=False, at__gte=months[0].begins).order_by()
    counted: Counter[tuple[int, int]] = Counter()
    named = {f"month_{index}": counts for index, counts in in_month.items()}
    for row in found.values("for_organisation").annotate(**named):
        for index in range(len(months)):
            if number := row[f"month_{index}"]:
                counted[row["for_organisation"], index] = number
    return counted


def _pairs(circle: Circle, since: datetime) -> Counter[tuple[int, int]]:
    """How many things each two organisations have in common: discussions in which both wrote,
    interventions of which both saved versions, and those of the one that the other discusses."""
    taking_part: dict[str, set[int]] = defaultdict(set)
    for subject, organisation in _took_part(circle, since):
        taking_part[subject].add(organisation)
    pairs: Counter[tuple[int, int]] = Counter()
    for together in taking_part.values():
        pairs.update(combinations(sorted(together), 2))
    return pairs


def _took_part(circle: Circle, since: datetime) -> Iterable[tuple[str, int]]:
    """What, and which organisation took part in it, perhaps more than once."""
    interventions = circle.interventions
    owned = interventions.filter(for_organisation__isnull=False)
    owner_of = {
        str(Ref("intervention", uid)): owner
        for uid, owner in owned.values_list("uid", "for_organisation")
    }
    messages = circle.messages.filter(for_organisation__isnull=False, at__gte=since)
    about = circle.threads.filter(last_at__gte=since).exclude(about="")
    for thread, subject in about.values_list("pk", "about"):
        if subject in owner_of:
            yield f"thread:{thread}", owner_of[subject]
    for thread, organisation in _once(messages, "thread"):
        yield f"thread:{thread}", organisation
    versions = Version.objects.filter(
        intervention__in=interventions, for_organisation__isnull=False, at__gte=since
    )
    for intervention, organisation in _once(versions, "intervention"):
        yield f"intervention:{intervention}", organisation


def _once(rows: QuerySet[Any], subject: str) -> Iterable[tuple[int, int]]:
    return rows.order_by().values_list(subject, "for_organisation").distinct()
