"""Forgetting a person."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import SITE, authorise
from collab.base.accounts.models import FORGOTTEN_HOST, Person
from collab.base.mail.kinds import MailKind, mail_kind
from collab.base.mail.models import Mail
from collab.base.mail.outbox import queue_mail
from collab.base.security.log import Kind, note
from collab.base.security.models import SecurityEntry

from .holds import must_not_be_held
from .leaving import FORGETS, what_is_in_the_way
from .policies import LEAVE
from .traces import overwrite

FAREWELL = mail_kind(MailKind(name="farewell", send_again=False, forgets_address=True))
NOBODY = "A former member"
"""Kept in the database: what the person is called from then on, everywhere."""


class NotYet(ValueError):
    """Somebody cannot leave before they have handed something over.

    Args:
        says: what, in words.
    """

    def __init__(self, says: list[str]) -> None:
        super().__init__(" ".join(says))
        self.says = says


def forget(*, by: Person, at: datetime | None = None) -> Person:
    """Leave and be forgotten: who they are is blanked, all that they held ends, what they wrote
    stays under "A former member".

    Raises:
        NotYet: something would be left without anybody, such as a collaborative without a lead.
        Held: a legal hold keeps their account.
        NotPermitted: nobody is signed in.
    """
    at = at or timezone.now()
    with transaction.atomic():
        authorise(by, LEAVE, SITE)
        raise_access_epoch()
        person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
        must_not_be_held(person)
        if in_the_way := what_is_in_the_way(person):
            raise NotYet(in_the_way)
        address = person.email
        _blank(person, at)
        queue_mail(kind=FAREWELL, to=address, subject=_("You have left"), text=_farewell())
        note(Kind.FORGOTTEN, by=person.uid, about=f"person:{person.uid}")
    return person


def forget_again(uid: str, entry: SecurityEntry) -> None:
    """Forget somebody in a restored database who has left since the backup."""
    person = Person.objects.filter(uid=uid).first()
    if person:
        raise_access_epoch()
        _blank(person, entry.at)


def _blank(person: Person, at: datetime) -> None:
    for each in FORGETS:
        each(person, at)
    Mail.objects.filter(reader=f"person:{person.uid}").delete()
    Mail.objects.filter(to__iexact=person.email).delete()
    person.name, person.job_title, person.profession = NOBODY, "", ""
    person.email = f"{person.uid.lower()}@{FORGOTTEN_HOST}"
    person.password = make_password(None)
    person.is_active = person.is_staff = person.is_superuser = False
    person.version += 1
    person.save()
    overwrite.enqueue()


def _farewell() -> str:
    return _(
        "You have left Patient Safety Collab. Your name, your address and what you told about "
        "yourself are deleted. What you wrote for others stays, under “A former member”.\n\n"
        "This is the last mail that we send you, and we do not keep your address."
    )
