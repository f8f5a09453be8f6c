"""The directory's people as a table to take along: everybody, however they take part."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collab.spread.tables import Row, Table, taken_along
from networks.models import Affiliation, Collaborative

from .members import Member, member_rows, order_of
from .members import people as people_of

AT_ONCE = 1000
"""People, so that no query names more of them than a database takes."""


@taken_along("people", gettext_lazy("People"))
def people(collaborative: Collaborative, reader: Any, today: date) -> Table:
    """Whoever takes part, a row for each organisation to which they belong there, and one for
    whoever belongs to none."""
    everybody = list(people_of(collaborative, {}).order_by(*order_of({})))
    head = (
        _("Name"),
        _("Job title"),
        _("Profession"),
        _("Organisation"),
        _("ODS code"),
        _("Role there"),
        _("Belongs since"),
        _("In the collaborative"),
        _("Lead or coach for"),
        _("Patient Safety Fellow"),
        _("Supported by"),
        _("Guest until"),
        _("Facilitates"),
        _("Last here"),
    )
    rows = [
        row
        for first in range(0, len(everybody), AT_ONCE)
        for member in member_rows(collaborative, everybody[first : first + AT_ONCE])
        for row in _rows(member)
    ]
    return Table(head, rows)


def _rows(member: Member) -> Iterator[Row]:
    person, appointment, fellowship = member.person, member.appointment, member.fellowship
    held: list[Affiliation | None] = [*member.affiliations] or [None]
    for belongs in held:
        yield (
            person.name,
            person.job_title,
            person.profession,
            belongs.organisation.name if belongs else "",
            (belongs.organisation.ods_code or "") if belongs else "",
            belongs.get_role_display() if belongs else "",
            timezone.localdate(belongs.confirmed_at) if belongs else "",
            appointment.get_role_display() if appointment else "",
            appointment.organisation.name if appointment else "",
            _("Yes") if fellowship else _("No"),
            fellowship.supported_by.name if fellowship else "",
            member.last_day or "",
            ", ".join(place.space.name for place in member.facilitates),
            person.active_on or "",
        )
