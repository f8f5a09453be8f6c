"""What every beginning of a tenure has in common."""

from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from collab.base.accounts.models import Person
from networks.models import Affiliation, Organisation
from networks.models.tenure import Tenure

Held = TypeVar("Held", bound=Tenure)


class AlreadyThere(ValueError):
    """What was asked for is so already; the words say what."""


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
    try:
        with transaction.atomic():
            held: Held = kind.objects.create(**fields)
            return held
    except IntegrityError as taken:
        raise AlreadyThere(said) from taken


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
