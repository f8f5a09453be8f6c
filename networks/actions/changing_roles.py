"""What somebody is in an organisation to which they belong."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import authorise
from collab.base.accounts.models import Person
from networks import events
from networks.models import Affiliation
from networks.policies import DECIDE_AFFILIATIONS

from .beginning import AlreadyThere
from .organisations import held_for_decision, tell_of
from .roles import note_ended, note_given


@transaction.atomic
def change_affiliation_role(
    *, by: Person, affiliation: Affiliation, role: str, at: datetime | None = None
) -> Affiliation:
    """Make somebody something else in an organisation, such as its safety lead.

    Args:
        role: an ``Affiliation.Kind``.

    Raises:
        NotPermitted: they do not look after the organisation.
        AlreadyThere: they are that, do not belong to it yet, or have left.
    """
    authorise(by, DECIDE_AFFILIATIONS, affiliation.organisation)
    raise_access_epoch()
    affiliation = held_for_decision(affiliation)
    name = {"name": affiliation.person.name}
    if affiliation.ended_at or not affiliation.confirmed_at:
        raise AlreadyThere(_("%(name)s does not belong to it.") % name)
    if affiliation.role == role:
        raise AlreadyThere(_("%(name)s is that already.") % name)
    organisation = affiliation.organisation.uid
    note_ended(affiliation, by=by, organisation=organisation)
    affiliation.role = role
    affiliation.save(update_fields=["role"])
    note_given(affiliation, by=by, organisation=organisation)
    tell_of(events.AffiliationRoleChanged, affiliation, by, at or timezone.now())
    return affiliation
