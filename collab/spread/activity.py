"""How much organisations shared and said, month by month, of what somebody may see."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet, Sum, Window

from .models import InCommon, Tally
from .months import Month

Pair = tuple[int, int]
"""The ids of two organisations, the lesser first."""


class Activity(NamedTuple):
    """Of one organisation, or of several together: as many in each month, the earliest first."""

    shared: tuple[int, ...]
    """Interventions shared."""
    said: tuple[int, ...]
    """Messages written in discussions."""

    @property
    def together(self) -> tuple[int, ...]:
        return tuple(map(sum, zip(self.shared, self.said, strict=True)))

    @property
    def total(self) -> int:
        return sum(self.together)


def activity_of(
    organisations: Collection[int], person: Any, months: Sequence[Month]
) -> dict[int, Activity]:
    """What was shared and said for each of these organisations, by id, as it was counted last.

    Args:
        organisations: their ids; one that did nothing has noughts.
        person: who reads it: only what they may see is counted.
        months: one after the other, of those that are counted.
    """
    tallies = Tally.objects.visible_to(person).filter(
        organisation__in=organisations, month__gte=months[0].first
    )
    found = {
        (organisation, month): (shared, said)
        for organisation, month, shared, said in tallies.values_list("organisation", "month")
        .order_by()
        .annotate(Sum("shared"), Sum("said"))
    }
    return {
        each: Activity(*zip(*(found.get((each, on.first), (0, 0)) for on in months), strict=True))
        for each in organisations
    }


def all_together(activity: Collection[Activity], months: Sequence[Month]) -> Activity:
    """The sum of several."""
    none = (0,) * len(months)
    return Activity(
        tuple(map(sum, zip(none, *(each.shared for each in activity), strict=True))),
        tuple(map(sum, zip(none, *(each.said for each in activity), strict=True))),
    )


STRONGEST = 1000
"""As many pairs are enough to find out which organisations have the most in common."""


class Strongest(NamedTuple):
    """The pairs with the most in common, and how many pairs there are in all."""

    pairs: dict[Pair, int]
    of: int


def in_common(organisations: Collection[int], person: Any) -> dict[Pair, int]:
    """How many things each two of these organisations have in common, as it was counted last.

    Args:
        organisations: their ids.
        person: who reads it: only what they may see is counted.
    """
    counted = _pairs(organisations, person).values_list("one", "other", "in_common")
    return {(one, other): things for one, other, things in counted}


def most_in_common(organisations: Collection[int], person: Any, most: int = STRONGEST) -> Strongest:
    """The same for as many pairs as are asked for, those with the most in common: among 400
    organisations there can be 79,800.

    Args:
        organisations: their ids.
        person: who reads it: only what they may see is counted.
        most: as many pairs at most.
    """
    pairs = _pairs(organisations, person).annotate(of=Window(Count("*")))
    found = list(
        pairs.order_by("-in_common", "one", "other").values_list("one", "other", "in_common", "of")[
            :most
        ]
    )
    return Strongest(
        {(one, other): things for one, other, things, _of in found}, found[0][3] if found else 0
    )


def _pairs(organisations: Collection[int], person: Any) -> QuerySet[Any, Any]:
    pairs = InCommon.objects.visible_to(person).filter(
        one__in=organisations, other__in=organisations
    )
    return pairs.order_by().values("one", "other").annotate(in_common=Sum("things"))
