"""Keeping somebody out of their account, and letting them in again."""

from django.db import transaction
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import authorise
from collab.base.accounts.leaving import end_what_the_old_password_began
from collab.base.accounts.models import Person, Session
from collab.base.security.log import Kind, note
from networks.policies import SUSPEND
from networks.roles import NETWORK

from .beginning import AlreadyThere


class NotOneself(ValueError):
    """Somebody would suspend themselves; the words say what to do."""


@transaction.atomic
def suspend_person(*, by: Person | None, person: Person) -> Person:
    """Keep somebody out from now on: they cannot sign in, and their sessions, access tokens and
    open pages end. What they wrote and held stays.

    Args:
        by: a steward; None from the command line.

    Raises:
        NotPermitted: they are no steward.
        AlreadyThere: nobody can sign in there already.
        NotOneself: it is their own account.
    """
    return _decide(by, person, suspended=True)


@transaction.atomic
def readmit_person(*, by: Person | None, person: Person) -> Person:
    """Let somebody sign in again who was suspended.

    Raises:
        NotPermitted: they are no steward.
        AlreadyThere: they can sign in, or have left for good.
    """
    return _decide(by, person, suspended=False)


def _decide(by: Person | None, person: Person, *, suspended: bool) -> Person:
    if by:
        authorise(by, SUSPEND, NETWORK)
        if by == person:
            raise NotOneself(_("Ask another steward: nobody suspends themselves."))
    raise_access_epoch()
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.is_active != suspended or person.has_left:
        raise AlreadyThere(_("That is so already."))
    person.is_active = not suspended
    person.save(update_fields=["is_active"])
    if suspended:
        Session.objects.filter(person=person).delete()
        end_what_the_old_password_began(person)
    note(
        Kind.CREDENTIALS_CHANGED,
        by=by.uid if by else "",
        about=f"person:{person.uid}",
        what="suspended" if suspended else "readmitted",
    )
    return person
