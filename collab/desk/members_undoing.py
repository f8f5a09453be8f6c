"""What a lead has just changed for somebody in a collaborative, told from what is kept of it, and
undoing that: what began ends, and what ended goes on as it was."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from django.utils.translation import gettext as _

from collab.base.accounts.models import Person
from networks.actions.collaboratives import (
    end_appointment,
    end_fellowship,
    take_back_end_of_appointment,
    take_back_end_of_fellowship,
)
from networks.actions.places import end_place, restore_place
from networks.models import Appointment, Collaborative, Fellowship, Place
from networks.models.removal import can_take_back
from networks.models.tenure import Tenure

from .members import own_spaces_of

Held = TypeVar("Held", bound=Tenure)


class JustChanged(NamedTuple):
    """Something that somebody has just begun to be, or is no longer.

    ``value`` is sent to undo it, ``label`` is what people read, ``ended`` says which of both it
    is, and ``undo`` undoes it, through the action for it.
    """

    value: str
    label: str
    ended: bool
    undo: Callable[[], Any]


def just_changed(
    *, by: Person, person: Person, collaborative: Collaborative, at: datetime
) -> Iterator[JustChanged]:
    """What one person has changed for another so lately that they can undo it, in three queries.

    Args:
        by: who has changed it; what others have is left out.
        person: for whom.
    """
    held = {"person": person, "collaborative": collaborative}
    appointments = Appointment.objects.filter(**held).select_related("organisation", *held)
    for appointment in _last(appointments, by, at):
        change = take_back_end_of_appointment if appointment.ended_at else end_appointment
        yield JustChanged(
            "undo:appointment",
            str(appointment.get_role_display()),
            appointment.ended_at is not None,
            partial(change, by=by, appointment=appointment),
        )
    for fellowship in _last(Fellowship.objects.filter(**held).select_related(*held), by, at):
        act = take_back_end_of_fellowship if fellowship.ended_at else end_fellowship
        yield JustChanged(
            "undo:fellow",
            _("Patient Safety Fellow"),
            fellowship.ended_at is not None,
            partial(act, by=by, fellowship=fellowship),
        )
    places = Place.objects.filter(person=person, space__in=own_spaces_of(collaborative))
    rows = places.select_related("space", "person", "organisation").order_by("space")
    for _space, there in groupby(rows, lambda row: row.space_id):
        for place in _last(there, by, at):
            if place.role == Place.Role.FACILITATOR:
                yield JustChanged(
                    f"undo:{place.space.uid}",
                    _("Facilitator of %(name)s") % {"name": place.space.name},
                    place.ended_at is not None,
                    partial(restore_place if place.ended_at else end_place, by=by, place=place),
                )


def _last(rows: Iterable[Held], by: Person, at: datetime) -> list[Held]:
    """Of what somebody has been, one after another, the last, if it was this person who has just
    begun or ended it."""
    held = max(
        rows, key=lambda row: (row.ended_at is None, row.ended_at or row.since), default=None
    )
    if held is None:
        return []
    ended = held.ended_at is not None
    done_by, done_at = (held.ended_by_id, held.ended_at) if ended else (held.by_id, held.since)
    return [held] if can_take_back(by, done_by=done_by, done_at=done_at, now=at) else []
