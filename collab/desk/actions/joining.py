"""Asking to join with a reason, and declining with one: what people say in a request's discussion,
together with what becomes of the request."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.permissions import authorise
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.live.idempotency import once
from collab.base.mail.outbox import take_back_mail
from discussions.actions import post_message, remove_message, start_thread
from discussions.models import Message, Thread
from networks.actions.joining import (
    begin_join_request,
    decline_join,
    hold_for_decision,
    take_back_decision,
)
from networks.models import Affiliation, Collaborative, JoinRequest, Organisation
from networks.policies import ASK_TO_JOIN, COORDINATE
from networks.speaking import speaks_for_in


class SponsorMissing(ValidationError):
    """A request names no executive sponsor; the words say what to do."""


class ReasonMissing(ValidationError):
    """No reason was given; the words say what to do."""


def ask_to_join(
    *,
    by: Person,
    organisation: Organisation,
    collaborative: Collaborative,
    reason: str,
    sponsor: Person | None = None,
    sponsor_name: str = "",
    sponsor_job_title: str = "",
    key: str | None = None,
    at: datetime | None = None,
) -> JoinRequest:
    """Ask that an organisation takes part in a collaborative.

    The request opens a space for both sides. Its first message names the sponsor and says why.

    Args:
        reason: why, in Markdown.
        sponsor: the executive sponsor, one of the organisation's people, or else
        sponsor_name: their name, and
        sponsor_job_title: what they are, where they have no account.
        key: the request's own, so that a repeat asks nothing anew.

    Raises:
        NotPermitted: they do not look after the organisation.
        SponsorMissing: no sponsor is named.
        ReasonMissing: there is no reason.
        DoesNotBelong: the sponsor is not of the organisation.
        Closed: one of the two is closed.
        AlreadyThere: the organisation takes part already, or has asked.
        TextRefused: the reason cannot be taken.
        KeyUsedForOtherText: something else was asked under this key.
    """
    said = _first_message(reason, sponsor, sponsor_name, sponsor_job_title)

    def ask() -> Ref:
        request = begin_join_request(
            by=by, organisation=organisation, collaborative=collaborative, sponsor=sponsor, at=at
        )
        belongs = Affiliation.objects.confirmed().filter(person=by, organisation=organisation)
        title = _("Why %(name)s asks to join") % {"name": organisation.name}
        start_thread(
            by=by,
            for_organisation=organisation if belongs.exists() else None,
            space=request.space,
            title=title[:TITLE],
            text=said,
            about=request.ref,
            at=at,
        )
        return request.ref

    with transaction.atomic():
        authorise(by, ASK_TO_JOIN, organisation)
        asked = {
            "organisation": organisation.uid,
            "collaborative": collaborative.uid,
            "sponsor": sponsor and sponsor.uid,
            "said": said,
        }
        done = once(by=by, action="ask_to_join", key=key, fields=asked, do=ask)
    return JoinRequest.objects.named(done.ref.uid).get()


TITLE = 150
"""As long as the title of a discussion can be."""


def _first_message(reason: str, sponsor: Person | None, name: str, job_title: str) -> str:
    if not reason.strip():
        raise ReasonMissing(_("Enter why your organisation asks to join"))
    if sponsor:
        name, job_title = sponsor.name, sponsor.job_title
    if not name.strip():
        raise SponsorMissing(
            _("Name the executive sponsor: choose a person, or enter their name and job title")
        )
    who = ", ".join(" ".join(part.split()) for part in (name, job_title) if part.strip())
    return _sponsor(who) + f"\n\n{reason}"


def _sponsor(who: str) -> str:
    return _("Executive sponsor: %(who)s") % {"who": who}


def sponsors_written(requests: Iterable[JoinRequest]) -> dict[str, str]:
    """The sponsor without an account whom each request names in its first message, by the
    request's uid; in one query."""
    spaces = {each.space_id: each for each in requests if each.sponsor_id is None}
    first = Message.objects.filter(
        thread__space__in=spaces,
        thread__about__in=[str(each.ref) for each in spaces.values()],
        n=1,
        removed_at=None,
    )
    found: dict[str, str] = {}
    begins = _sponsor("")
    for space, body in first.order_by("thread__at").values_list("thread__space", "body"):
        line = body.partition("\n")[0]
        if line.startswith(begins):
            found.setdefault(spaces[space].uid, line.removeprefix(begins))
    return found


def discussion_of(request: JoinRequest) -> Thread:
    """The discussion that the request began with."""
    there = Thread.objects.filter(space=request.space).about(request.ref)
    return there.select_related("space").earliest("at")


@transaction.atomic
def decline_with_reason(
    *, by: Person, request: JoinRequest, reason: str, at: datetime | None = None
) -> JoinRequest:
    """Decline a request. The reason is the last message of its discussion, and is mailed.

    Raises:
        NotPermitted: they do not lead the collaborative.
        ReasonMissing: there is no reason.
        AlreadyThere: the request was answered already, or taken back.
        TextRefused: the reason cannot be taken.
    """
    authorise(by, COORDINATE, request.collaborative)
    if not reason.strip():
        raise ReasonMissing(_("Enter why you decline, so that they know what to do"))
    # Held until the end: of two who decide at once, the second finds it decided.
    request = hold_for_decision(request)
    at = at or timezone.now()
    message = post_message(
        by=by,
        for_organisation=next(iter(speaks_for_in(by, request.space)), None),
        thread=discussion_of(request),
        text=reason,
        at=at,
    )
    return decline_join(by=by, request=request, said_in=message.ref, at=at)


@transaction.atomic
def reconsider(*, by: Person, request: JoinRequest, at: datetime | None = None) -> JoinRequest:
    """Undo one's own accepting or declining, within ten minutes: the request waits again, and the
    reason for declining is removed.

    Raises:
        NotPermitted: they do not lead the collaborative.
        TooLateToUndo: it was decided longer ago, or by somebody else.
        FollowedAlready: the organisation has taken part since.
        AlreadyThere: it has asked anew since.
    """
    said_in = JoinRequest.objects.values_list("said_in", flat=True).get(pk=request.pk)
    request = take_back_decision(by=by, request=request, at=at)
    if said_in:
        message = Message.objects.get(uid=Ref.read(said_in).uid)
        take_back_mail(about=said_in)
        if not message.removed:
            remove_message(by=by, message=message, reason=_("The decision was taken back"))
    return request
