"""Legal holds: what must stay as it is, because an inquiry or a court may ask for it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.permissions import authorise
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.forgetting.models import LegalHold
from collab.base.security.log import Kind, note
from networks.policies import HOLD
from networks.roles import NETWORK

from .beginning import AlreadyThere, unless_taken


@transaction.atomic
def place_hold(*, by: Person, about: Ref, reason: str, at: datetime | None = None) -> LegalHold:
    """Have something stay as it is, with all that belongs to it: nothing of it is purged,
    forgotten or ended by time until the hold is lifted.

    Args:
        about: a message, a discussion, an intervention, a space or a person.
        reason: why, for whoever looks after holds later.

    Raises:
        NotPermitted: they are no steward.
        AlreadyThere: it is held.
    """
    authorise(by, HOLD, NETWORK)
    hold = unless_taken(
        _("That is held already."),
        lambda: LegalHold.objects.create(
            about=str(about), reason=reason, by=by, since=at or timezone.now()
        ),
    )
    note(Kind.HELD, by=by.uid, about=str(about), hold=hold.uid)
    return hold


@transaction.atomic
def lift_hold(*, by: Person, hold: LegalHold, at: datetime | None = None) -> LegalHold:
    """End a hold. Its reason is not needed any more, and blanked.

    Raises:
        NotPermitted: they are no steward.
        AlreadyThere: it was lifted.
    """
    authorise(by, HOLD, NETWORK)
    there = LegalHold.objects.current().filter(pk=hold.pk)
    if not there.update(ended_by=by, ended_at=at or timezone.now(), reason=""):
        raise AlreadyThere(_("That was lifted already."))
    note(Kind.HELD, by=by.uid, about=hold.about, hold=hold.uid, lifted=True)
    hold.refresh_from_db()
    return hold
