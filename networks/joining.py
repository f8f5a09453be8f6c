"""A request to join as somebody meets it on a page."""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from django.utils import timezone

from collab.base.access.permissions import may
from collab.base.access.subjects import Ref, find

from .models import Collaborative, JoinRequest, Membership, Organisation, Space
from .policies import ASK_TO_JOIN, COORDINATE
from .waiting import may_ask_for


class Card(NamedTuple):
    """A request, what this person can do about it now, and why it was declined."""

    request: JoinRequest
    decides: bool
    can_take_back: bool
    can_undo: bool
    reason: str


def request_of(space: Space) -> JoinRequest | None:
    """The request for which a space was opened, if it was."""
    if space.members_by != Space.MembersBy.NAMED or space.collaborative_id is None:
        return None
    request: JoinRequest | None = JoinRequest.objects.filter(space=space).for_rows().first()
    return request


def card_of(space: Space, person: Any) -> Card | None:
    """The same as this person meets it on a page of the space."""
    request = request_of(space)
    return card(request, person) if request else None


def card(request: JoinRequest, person: Any) -> Card:
    decides = may(person, COORDINATE, request)
    return Card(
        request,
        request.waits and decides,
        request.waits and may(person, ASK_TO_JOIN, request),
        decides and request.undone_by(person, timezone.now()),
        _why_declined(request, person),
    )


def _why_declined(request: JoinRequest, person: Any) -> str:
    """The message of its discussion that says why, as far as this person reads it."""
    if request.state != JoinRequest.State.DECLINED or not request.said_in:
        return ""
    said = find(Ref.read(request.said_in), person)
    return " ".join(said.body.split()) if said and not said.removed else ""


class Asking(NamedTuple):
    """An organisation that somebody may ask for, and its request that waits, if one does."""

    organisation: Organisation
    request: JoinRequest | None


def asking_of(person: Any, collaborative: Collaborative) -> Iterator[Asking]:
    """The organisations for which somebody may ask to join a collaborative, and those whose
    request there waits, by name. Those that take part already are left out."""
    if collaborative.closed_at:
        return
    organisations = list(may_ask_for(person))
    if not organisations:
        return
    there = _members(collaborative, organisations)
    waiting = {
        each.organisation_id: each
        for each in JoinRequest.objects.visible_to(person)
        .waiting()
        .filter(collaborative=collaborative, organisation__in=organisations)
        .select_related("space")
    }
    for each in organisations:
        if each.pk not in there:
            yield Asking(each, waiting.get(each.pk))


def _members(collaborative: Collaborative, organisations: Collection[Organisation]) -> set[int]:
    held = Membership.objects.current().filter(collaborative=collaborative)
    return set(held.filter(organisation__in=organisations).values_list("organisation", flat=True))
