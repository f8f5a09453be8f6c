"""How much organisations shared and said, month by month, of what somebody may see."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from collab.interventions.models import Intervention
from discussions.models import Message

from .months import Month


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
    """What was shared and said for each of these organisations, by id, in two queries.

    Args:
        organisations: their ids; one that did nothing has noughts.
        person: who reads it: only what they may see is counted.
        months: one after the other.
    """
    shared = _counted(
        Intervention.objects.visible_to(person).filter(for_organisation__in=organisations), months
    )
    said = _counted(
        Message.objects.visible_to(person).filter(
            for_organisation__in=organisations, removed_at=None
        ),
        months,
    )
    none = (0,) * len(months)
    return {each: Activity(shared.get(each, none), said.get(each, none)) for each in organisations}


def all_together(activity: Collection[Activity], months: Sequence[Month]) -> Activity:
    """The sum of several."""
    none = (0,) * len(months)
    return Activity(
        tuple(map(sum, zip(none, *(each.shared for each in activity), strict=True))),
        tuple(map(sum, zip(none, *(each.said for each in activity), strict=True))),
    )


def _counted(rows: QuerySet[Any], months: Sequence[Month]) -> dict[int, tuple[int, ...]]:
    names = [f"month_{number}" for number in range(len(months))]
    in_month = {
        name: Count("pk", filter=Q(at__gte=month.begins, at__lt=month.ends))
        for name, month in zip(names, months, strict=True)
    }
    since = rows.filter(at__gte=months[0].begins, at__lt=months[-1].ends)
    found = since.order_by().values("for_organisation").annotate(**in_month)
    return {row["for_organisation"]: tuple(row[name] for name in names) for row in found}
