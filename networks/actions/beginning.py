"""What every beginning of a tenure has in common."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from collab.base.accounts.models import Person
from networks.models import Affiliation, Organisation
from networks.models.tenure import Tenure

Held = TypeVar("Held", bound=Tenure)
Made = TypeVar("Made")


class AlreadyThere(ValueError):
    """What was asked for is so already; the words say what."""


class Closed(AlreadyThere):
    """Something would begin in what is closed; the words say where."""


class DoesNotBelong(ValueError):
    """Somebody would act for an organisation that has not confirmed them; the words say which."""


def begin(kind: type[Held], said: str, **fields: Any) -> Held:
    """Begin a tenure, unless it is held already.

    Args:
        kind: what begins.
        said: what to tell whoever asked, if it is held already.

    Raises:
        AlreadyThere: it is.
    """
    held: Held = unless_taken(said, lambda: kind.objects.create(**fields))
    return held


def unless_taken(said: str, write: Callable[[], Made]) -> Made:
    """Write something of which there can be only one.

    Args:
        said: what to tell whoever asked, if there is another.

    Raises:
        AlreadyThere: there is.
    """
    try:
        with transaction.atomic():
            return write()
    except IntegrityError as taken:
        raise AlreadyThere(said) from taken


def must_be_open(thing: Any) -> None:
    """Nothing begins in what is closed, or in an organisation that no steward has confirmed.

    Raises:
        Closed: it is.
    """
    if not getattr(thing, "listed", True):
        says = _("%(name)s waits for a national steward to confirm it.")
        raise Closed(says % {"name": thing.name})
    if thing.closed_at:
        raise Closed(_("%(name)s is closed.") % {"name": thing.name})


def must_belong(person: Person, organisation: Organisation) -> None:
    """Nobody is given a right on behalf of an organisation that is not theirs.

    Raises:
        DoesNotBelong: the organisation has not confirmed them.
    """
    confirmed = Affiliation.objects.confirmed()
    if not confirmed.filter(person=person, organisation=organisation).exists():
        raise DoesNotBelong(
            _("%(person)s does not belong to %(organisation)s.")
            % {"person": person.name, "organisation": organisation.name}
        )
