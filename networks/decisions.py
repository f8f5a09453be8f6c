"""What whoever waited for a decision is told beside what it is: why, and what they can do next.

What was decided can have been taken back before a mail tells of it: each function answers None
where its thing is not as the event left it any more.
"""

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from collab.base.access.subjects import Ref, find
from collab.base.mail.models import Mail

from . import events
from .models import Affiliation, EmailDomain, JoinRequest, Registration


class Decided(NamedTuple):
    """What a mail about a decision says further.

    Args:
        text: paragraphs, or "".
        link: words above the address.
        path: where it leads.
        about: what the mail is taken back with.
    """

    text: str
    link: str
    path: str
    about: Ref


def on_affiliation(affiliation: Affiliation, event: str, reader: Any) -> Decided | None:
    """An organisation confirmed somebody, declined them or ended their part."""
    confirmed, over = affiliation.confirmed_at is not None, affiliation.ended_at is not None
    holds = {
        events.AffiliationConfirmed.name: confirmed and not over,
        events.AffiliationDeclined.name: over and not confirmed,
        events.AffiliationEnded.name: over,
        events.AffiliationReopened.name: not confirmed and not over,
    }
    about = Ref("affiliation", affiliation.uid)
    if not holds[event]:
        return None
    if event == events.AffiliationReopened.name and not _were_told(about, reader):
        return None
    organisation = affiliation.organisation
    domain = affiliation.email_domain
    if event == events.AffiliationEnded.name and domain and domain.ended_at:
        says = _(
            "You belonged to %(name)s with an email address at a domain that was taken away from "
            "it. So its spaces are closed to you now. What you wrote stays, under your name and "
            "the organisation’s."
        ) % {"name": organisation.name}
        link = _("If you work there, ask to join:")
        return Decided(says, link, reverse("my_organisations"), about)
    says = ""
    if event == events.AffiliationDeclined.name and affiliation.reason:
        says = _because(affiliation.reason)
    return Decided(says, _open(organisation.name), organisation.get_absolute_url(), about)


def on_registration(registration: Registration, event: str, reader: Any) -> Decided | None:
    """A steward decided about an organisation that somebody registered."""
    names = {
        "name": registration.organisation.name,
        "into": registration.merged_into and registration.merged_into.name,
        "reason": registration.reason,
    }
    match event, registration.outcome:
        case events.RegistrationConfirmed.name, Registration.Outcome.CONFIRMED:
            says = _(
                "Everybody finds %(name)s in the directory now. If you work there and have not "
                "asked to join it, do so on its page."
            )
        case events.RegistrationMerged.name, Registration.Outcome.MERGED:
            says = _(
                "%(name)s is in the directory as %(into)s. If you asked to join it, your request "
                "has moved there."
            )
        case events.RegistrationDeclined.name, Registration.Outcome.DECLINED:
            says = _("It was not taken into the directory, for this reason: %(reason)s")
        case events.RegistrationDecisionTakenBack.name, "" if _were_told(registration.ref, reader):
            says = ""
        case _:
            return None
    path = registration.get_absolute_url()
    link = _("See your organisations:")
    if registration.outcome != Registration.Outcome.DECLINED:
        link = _("Open its page:")
    return Decided(says % names, link, path, registration.ref)


def on_domain(domain: EmailDomain, event: str, reader: Any) -> Decided | None:
    """A steward decided about an email domain that somebody listed for their organisation."""
    organisation = domain.organisation
    names = {"name": organisation.name, "domain": domain.domain, "reason": domain.reason}
    confirmed, over = domain.confirmed_at is not None, domain.ended_at is not None
    if event == events.DomainConfirmed.name:
        holds = confirmed and not over
        says = _(
            "%(domain)s belongs to %(name)s alone. From now on, whoever proves an address there "
            "can join %(name)s without asking."
        )
    elif event == events.DomainReopened.name:
        holds = not confirmed and not over and _were_told(domain.ref, reader)
        says = ""
    else:
        holds = over and not confirmed
        says = _(
            "They could not confirm that %(domain)s belongs to %(name)s alone, and say why:\n\n"
            "%(reason)s\n\n"
            "People can still ask to join, and you confirm them. You can list another domain on "
            "your organisation’s page."
        )
    if not holds:
        return None
    path = organisation.get_absolute_url()
    return Decided(says % names, _open(organisation.name), path, domain.ref)


LEAVES = {
    events.JoinAccepted.name: JoinRequest.State.ACCEPTED,
    events.JoinDeclined.name: JoinRequest.State.DECLINED,
    events.JoinWithdrawn.name: JoinRequest.State.WITHDRAWN,
    events.JoinReopened.name: JoinRequest.State.WAITING,
    events.JoinClosed.name: JoinRequest.State.CLOSED,
}
"""The state in which each event leaves a request to join."""


def on_join_request(request: JoinRequest, event: str, reader: Any) -> Decided | None:
    """A collaborative decided whether an organisation takes part, or nothing is left to decide.

    Why it was declined is a message of the request’s discussion: what is not said there any more is
    not mailed either.
    """
    if request.state != LEAVES[event]:
        return None
    link, path = _("Open the request:"), request.get_absolute_url()
    if event == events.JoinDeclined.name and request.said_in:
        said_in = Ref.read(request.said_in)
        said = find(said_in, reader)
        if said and not said.removed:
            return Decided(_because(said.body), link, path, said_in)
    says = ""
    if event == events.JoinClosed.name:
        says = _("The request has ended, because the organisation or the collaborative was closed.")
    return Decided(says, link, path, request.ref)


def _were_told(about: Ref, reader: Any) -> bool:
    """Whether a mail about it has left to them: only then there is something to take back."""
    mails = Mail.objects.filter(about=str(about), reader=f"person:{reader.uid}")
    return mails.exclude(state=Mail.State.NOT_WANTED).exists()


def _because(reason: str) -> str:
    return _("The reason: %(reason)s") % {"reason": " ".join(reason.split())}


def _open(name: str) -> str:
    return _("See %(what)s:") % {"what": name}
