"""Who may invite to what, and what an invitation gives: asked when it is sent, and once more when
it is taken up."""

from collections.abc import Collection
from functools import cached_property
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from collab.base.access.permissions import may
from collab.base.accounts.models import Person

from .models import Affiliation, Collaborative, Invitation, Membership, Organisation
from .models.invitations import DECIDING
from .policies import COORDINATE, INVITE
from .standing import standing_of


class Inviter:
    """What one person may invite to, as it is now, asked for any number of invitations.

    Args:
        person: who invites.
        collaborative: through which they do, where they lead one.
    """

    def __init__(self, person: Person, collaborative: Collaborative | None = None) -> None:
        self.person, self.collaborative = person, collaborative
        standing_of(person, fresh=True)

    def looks_after(self, organisation: Organisation) -> bool:
        return may(self.person, INVITE, organisation)

    def why_not(self, organisation: Organisation, role: str) -> str:
        """Why they cannot invite to this, in kind words; "" if they can."""
        names = {"organisation": organisation.name, "collaborative": str(self.collaborative or "")}
        if organisation.closed_at:
            return _("%(organisation)s is closed.") % names
        if not organisation.listed:
            return _("%(organisation)s waits for a national steward to confirm it.") % names
        if self.looks_after(organisation):
            return ""
        through = self.collaborative
        if through is None or not may(self.person, COORDINATE, through):
            return _("Only those who look after %(organisation)s can invite to it.") % names
        if organisation.pk not in self._taking_part:
            return _("%(organisation)s does not take part in %(collaborative)s.") % names
        if role == Affiliation.Kind.ADMINISTRATOR:
            return _("Only %(organisation)s itself can invite an administrator.") % names
        return ""

    def gives_a_place(self, organisation: Organisation) -> bool:
        """Whether whoever accepts belongs to it at once. A lead plants nobody into an organisation
        that looks after itself: there an invitation becomes a request, which it decides."""
        return self.looks_after(organisation) or organisation.pk not in self._deciding_themselves

    @cached_property
    def _taking_part(self) -> set[int]:
        through = self.collaborative
        if through is None or through.closed_at:
            return set()
        held = Membership.objects.current().filter(collaborative=through)
        return set(held.values_list("organisation_id", flat=True))

    @cached_property
    def _deciding_themselves(self) -> set[int]:
        deciding = Affiliation.objects.confirmed().filter(role__in=DECIDING, person__is_active=True)
        return set(deciding.values_list("organisation_id", flat=True))


def addresses_of(person: Any) -> set[str]:
    """The addresses that were proven somebody's."""
    if not person.is_authenticated:
        return set()
    proven = EmailAddress.objects.filter(user=person.pk, verified=True)
    return {email.lower() for email in proven.values_list("email", flat=True)}


def sent_to(person: Any) -> QuerySet[Invitation]:
    """The invitations that wait for somebody, by their proven addresses."""
    proven = EmailAddress.objects.filter(user=person.pk, verified=True)
    rows = Invitation.objects.waiting().filter(to__in=proven.values(lower=Lower("email")))
    joined = rows.select_related("organisation", "collaborative", "by")  # nobody has taken it up
    return joined.order_by("sent_at", "pk")


def belonging(addresses: Collection[str], organisations: Collection[int]) -> set[tuple[str, int]]:
    """Which of these addresses are of people who belong to which of these organisations."""
    proven = Q(person__emailaddress__verified=True, person__emailaddress__email__in=addresses)
    rows = (
        Affiliation.objects.confirmed()
        .filter(Q(person__email__in=addresses) | proven, organisation__in=organisations)
        .values_list("person__email", "person__emailaddress__email", "organisation_id")
    )
    asked = set(addresses)
    return {
        (email, organisation)
        for first, further, organisation in rows
        for email in (first, further)
        if email in asked
    }
