"""Every change to an account of ours. Passwords and the first address are django-allauth's."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import SITE, authorise
from collab.base.security.log import Kind, note

from .models import Person, Session, people_of_address
from .policies import LOOK_AFTER_OWN_ACCOUNT


def update_profile(*, by: Person, name: str, job_title: str, profession: str) -> Person:
    """Change what others read beside one's words.

    A new name raises the person's version, so that everything that shows it is drawn again.

    Raises:
        NotPermitted: nobody is signed in.
    """
    with transaction.atomic():
        authorise(by, LOOK_AFTER_OWN_ACCOUNT, SITE)
        person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
        if name != person.name:
            person.version += 1
        person.name = name
        person.job_title = job_title
        person.profession = profession
        person.save(update_fields=["name", "job_title", "profession", "version"])
    return person


class AddressTaken(Exception):
    """Another account has this address."""


def add_address(*, by: Person, email: str) -> None:
    """Have somebody sign in with a further address, which they have shown to be theirs.

    Their main address is told, and the security log.

    Raises:
        NotPermitted: nobody is signed in.
        AddressTaken: it belongs to another account.
    """
    try:
        with transaction.atomic():
            authorise(by, LOOK_AFTER_OWN_ACCOUNT, SITE)
            if people_of_address(email).exclude(pk=by.pk).exists():
                raise AddressTaken
            EmailAddress.objects.create(user=by, email=email, verified=True)
            adapter = get_adapter()
            adapter.send_notification_mail("account/email/email_added", by, {"email": email})
    except IntegrityError as error:  # somebody else has proven it at the same moment
        raise AddressTaken from error


def end_session(*, by: Person, uid: str, address: str | None) -> bool:
    """Sign somebody out in one of their other browsers; its sockets close.

    Args:
        uid: the session's.
        address: the network address that they ask from.

    Returns whether it was theirs and still went on.

    Raises:
        NotPermitted: nobody is signed in.
    """
    return _end(by, Session.objects.of(by).filter(uid=uid), address)


def end_other_sessions(*, by: Person, but: str, address: str | None) -> bool:
    """Sign somebody out everywhere but in the session of that key.

    Returns whether there was another.

    Raises:
        NotPermitted: nobody is signed in.
    """
    return _end(by, Session.objects.of(by).exclude(session_key=but), address)


def _end(by: Person, sessions: QuerySet[Session], address: str | None) -> bool:
    with transaction.atomic():
        authorise(by, LOOK_AFTER_OWN_ACCOUNT, SITE)
        uids = list(sessions.values_list("uid", flat=True))
        Session.objects.filter(uid__in=uids).delete()
        for uid in uids:
            note(Kind.SESSION_ENDED, by=by.uid, about=f"session:{uid}", address=address)
        raise_access_epoch()
    return bool(uids)
