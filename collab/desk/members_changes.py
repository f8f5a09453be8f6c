"""What a lead can make of somebody in a collaborative, end again, and undo: each a word with what
it is about, such as ``lead:`` with an organisation."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.uid import UidConverter
from collab.base.accounts.models import Person
from networks.actions.collaboratives import (
    appoint,
    end_appointment,
    end_fellowship,
    name_fellow,
)
from networks.actions.places import end_place, give_place
from networks.models import (
    Appointment,
    Collaborative,
    Fellowship,
    Organisation,
    Place,
    Space,
)

from .members import Member, own_spaces_of
from .members_undoing import just_changed


class Change(NamedTuple):
    """Something that can become of somebody: what is sent, and what people read."""

    value: str
    label: str


def begins(member: Member, spaces: Iterable[Space]) -> Iterator[Change]:
    """What somebody can become."""
    organisations = [each.organisation for each in member.affiliations]
    if member.appointment is None:
        for organisation in organisations:
            for_it = {"name": organisation.name}
            yield Change(f"lead:{organisation.uid}", _("Lead, for %(name)s") % for_it)
            yield Change(f"coach:{organisation.uid}", _("Coach, for %(name)s") % for_it)
    if member.fellowship is None:
        for organisation in organisations:
            says = _("Patient Safety Fellow, supported by %(name)s")
            yield Change(f"fellow:{organisation.uid}", says % {"name": organisation.name})
    if member.appointment is None:
        held = {place.space_id for place in member.facilitates}
        for space in spaces:
            if space.pk not in held:
                says = _("Facilitator of %(name)s")
                yield Change(f"facilitate:{space.uid}", says % {"name": space.name})


def ends(member: Member, collaborative: Collaborative) -> Iterator[Change]:
    """What of somebody can be ended."""
    if appointment := member.appointment:
        yield Change("end:appointment", str(appointment.get_role_display()))
    if member.fellowship and member.fellowship.collaborative_id == collaborative.pk:
        yield Change("end:fellow", _("Patient Safety Fellow"))
    for place in member.facilitates:
        yield Change(
            f"stop:{place.space.uid}", _("Facilitator of %(name)s") % {"name": place.space.name}
        )


class Asked(NamedTuple):
    """A change, for whom and by whom."""

    by: Person
    collaborative: Collaborative
    person: Person
    about: str


class NoSuchChange(LookupError):
    """What was asked for is not there to be changed, or is none of the changes."""


def make(asked: Asked, value: str) -> str:
    """Make a change, through the action for it. Returns what was done, in words.

    Raises:
        NoSuchChange: there is no such change, or nothing to change.
        NotPermitted, AlreadyThere, AlreadyEnded, DoesNotBelong, LastLead, TooLateToUndo,
            TooLateToBringBack: the action's own.
    """
    word, _colon, about = value.partition(":")
    act = CHANGES.get(value) or CHANGES.get(word)
    if act is None:
        raise NoSuchChange(value)
    return act(asked._replace(about=about))


def _appoint(role: str) -> Callable[[Asked], str]:
    def act(asked: Asked) -> str:
        organisation = _organisation(asked)
        held = appoint(
            by=asked.by,
            person=asked.person,
            collaborative=asked.collaborative,
            organisation=organisation,
            role=role,
        )
        says = _("%(name)s is now: %(role)s.")
        words = {"name": asked.person.name, "role": held.get_role_display()}
        return says % words

    return act


def _end_appointment(asked: Asked) -> str:
    held = Appointment.objects.current().filter(**_of(asked))
    appointment = _found(held.select_related("collaborative", "person").first())
    end_appointment(by=asked.by, appointment=appointment)
    says = _("%(name)s is no longer: %(role)s.")
    words = {"name": asked.person.name, "role": appointment.get_role_display()}
    return says % words


def _name_fellow(asked: Asked) -> str:
    name_fellow(
        by=asked.by,
        person=asked.person,
        supported_by=_organisation(asked),
        collaborative=asked.collaborative,
    )
    says = _("%(name)s is now a Patient Safety Fellow.")
    return says % {"name": asked.person.name}


def _end_fellowship(asked: Asked) -> str:
    held = Fellowship.objects.current().filter(**_of(asked))
    fellowship = _found(held.select_related("collaborative", "person", "supported_by").first())
    end_fellowship(by=asked.by, fellowship=fellowship)
    says = _("%(name)s is no longer a Patient Safety Fellow.")
    return says % {"name": asked.person.name}


def _facilitate(asked: Asked) -> str:
    space = _space(asked)
    theirs = asked.person.affiliation_set.filter(confirmed_at__isnull=False, ended_at=None)
    belongs = theirs.filter(
        organisation__membership__collaborative=asked.collaborative,
        organisation__membership__ended_at=None,
    ).select_related("organisation")
    first = belongs.order_by("organisation__plain_name").first()
    give_place(
        by=asked.by,
        space=space,
        person=asked.person,
        organisation=first.organisation if first else None,
        role=Place.Role.FACILITATOR,
    )
    says = _("%(name)s now facilitates %(space)s.")
    words = {"name": asked.person.name, "space": space.name}
    return says % words


def _stop_facilitating(asked: Asked) -> str:
    space = _space(asked)
    facilitating = Place.objects.current().filter(role=Place.Role.FACILITATOR)
    held = facilitating.filter(space=space, person=asked.person)
    place = _found(held.select_related("space", "person").first())
    end_place(by=asked.by, place=place)
    says = _("%(name)s no longer facilitates %(space)s.")
    words = {"name": asked.person.name, "space": space.name}
    return says % words


def _undo(asked: Asked) -> str:
    found = just_changed(
        by=asked.by, person=asked.person, collaborative=asked.collaborative, at=timezone.now()
    )
    changed = _found(next((each for each in found if each.value == f"undo:{asked.about}"), None))
    changed.undo()
    if changed.ended:
        says = _("%(name)s is again: %(role)s.")
    else:
        says = _("%(name)s is no longer: %(role)s.")
    return says % {"name": asked.person.name, "role": changed.label}


def _of(asked: Asked) -> dict[str, object]:
    return {"person": asked.person, "collaborative": asked.collaborative}


Held = TypeVar("Held")


def _found(row: Held | None) -> Held:
    if row is None:
        raise NoSuchChange
    return row


def _organisation(asked: Asked) -> Organisation:
    return _found(Organisation.objects.filter(uid=_uid(asked)).first())


def _space(asked: Asked) -> Space:
    return _found(own_spaces_of(asked.collaborative).filter(uid=_uid(asked)).first())


def _uid(asked: Asked) -> str:
    # Anything can be sent, also what a database does not take.
    return _found(asked.about if re.fullmatch(UidConverter.regex, asked.about) else None)


CHANGES: dict[str, Callable[[Asked], str]] = {
    "lead": _appoint(Appointment.Kind.LEAD),
    "coach": _appoint(Appointment.Kind.COACH),
    "end:appointment": _end_appointment,
    "fellow": _name_fellow,
    "end:fellow": _end_fellowship,
    "facilitate": _facilitate,
    "stop": _stop_facilitating,
    "undo": _undo,
}
