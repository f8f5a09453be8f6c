"""A collaborative's tables: its organisations, what they did each month, and what they have in
common. Whoever knows more of a collaborative gives further tables."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.models import Collaborative, Membership, Organisation

from .activity import activity_of, in_common
from .drawing.arcs import as_sequence
from .months import last_months

Row = tuple[object, ...]


class Table(NamedTuple):
    head: tuple[str, ...]
    rows: list[Row]


Maker = Callable[[Collaborative, Any, date], Table]
TABLES: dict[str, tuple[Any, Maker]] = {}
"""By the name that an address carries: what it is called, and what makes it."""


def taken_along(name: str, label: Any) -> Callable[[Maker], Maker]:
    """Have what a function makes be one of the tables. It is given the collaborative, who reads it,
    and the day in London.

    Args:
        name: in the table's address.
        label: what it is called.
    """

    def declare(make: Maker) -> Maker:
        TABLES[name] = label, make
        return make

    return declare


@taken_along("organisations", gettext_lazy("Organisations"))
def organisations(collaborative: Collaborative, reader: Any, today: date) -> Table:
    """Its member organisations, with how many people they have and what they did in a year."""
    found = list(members(collaborative, reader))
    activity = activity_of([each.pk for each in found], reader, last_months(today))
    head = (
        _("Organisation"),
        _("ODS code"),
        _("Kind"),
        _("Region"),
        _("Takes part since"),
        _("People"),
        _("Last here"),
        _("Interventions shared in 12 months"),
        _("Messages in 12 months"),
    )
    return Table(
        head,
        [
            (
                each.name,
                each.ods_code or "",
                each.get_kind_display(),
                each.region.region if each.region else "",
                timezone.localdate(each.member_since),
                each.people,
                each.last_here or "",
                sum(activity[each.pk].shared),
                sum(activity[each.pk].said),
            )
            for each in found
        ],
    )


@taken_along("activity", gettext_lazy("Activity in each of the last 12 months"))
def activity(collaborative: Collaborative, reader: Any, today: date) -> Table:
    """What each member organisation did in each of the last twelve months that it did anything."""
    months = last_months(today)
    found = list(members(collaborative, reader))
    counted = activity_of([each.pk for each in found], reader, months)

    def rows() -> Iterator[Row]:
        for each in found:
            did = counted[each.pk]
            for month, shared, said in zip(months, did.shared, did.said, strict=True):
                if shared or said:
                    yield month.first, each.name, each.ods_code or "", shared, said

    head = (
        _("Month from"),
        _("Organisation"),
        _("ODS code"),
        _("Interventions shared"),
        _("Messages"),
    )
    return Table(head, list(rows()))


@taken_along("pairs", gettext_lazy("Pairs with something in common"))
def pairs(collaborative: Collaborative, reader: Any, today: date) -> Table:
    """Each two of its member organisations that have something in common, those with most first."""
    found = {each.pk: each for each in members(collaborative, reader)}
    head = (
        _("Organisation"),
        _("ODS code"),
        _("And"),
        _("ODS code of the other"),
        _("Things in common in 12 months"),
    )
    rows: list[Row] = [
        (
            found[one].name,
            found[one].ods_code or "",
            found[other].name,
            found[other].ods_code or "",
            count,
        )
        for one, other, count in as_sequence(in_common(found, reader))
    ]
    return Table(head, rows)


def members(collaborative: Collaborative, reader: Any) -> Any:
    """Its member organisations by name, each with since when, how many people, and the last day on
    which one of them was here."""
    belongs = Q(
        affiliation__ended_at=None,
        affiliation__confirmed_at__isnull=False,
        affiliation__person__is_active=True,
    )
    taking_part = Membership.objects.current().filter(collaborative=collaborative)
    rows = Organisation.objects.visible_to(reader).filter(membership__in=taking_part)
    counted = rows.for_rows().annotate(
        member_since=F("membership__since"),
        people=Count("affiliation", filter=belongs),
        last_here=Max("affiliation__person__active_on", filter=belongs),
    )
    # What is counted has no order of its own.
    return counted.order_by("plain_name", "uid")
