"""What is done after a lead's answer: everybody who was written to gets a mail, once."""

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.jobs.declaring import job
from collab.base.live.idempotency import once
from collab.base.mail.kinds import MailKind, mail_kind
from collab.base.mail.outbox import queue_mail
from discussions.models import Message, Thread
from networks.joining_mails import is_seen
from networks.members import people_in
from networks.models import Place, Space

WRITTEN_TO = mail_kind(MailKind(name="written_to", send_again=False, still_wanted=is_seen))
AT_ONCE = 50


@job
def mail_thread(*, uid: str, space: str, after: int) -> None:
    """Mail those who take part in a discussion's space that it is there, some at a time.

    Once it is moved to another space nobody else is mailed: those there were not written to.

    Which were mailed is remembered in the transaction that queues their mails. So whoever is done
    again, because a worker died, is not mailed again.

    Args:
        uid: the discussion's.
        space: the uid of the space in which it was started.
        after: the id of the last person of the batch before; ids are in order, uids are not.
    """
    first = Message.objects.filter(thread__uid=uid, n=1, removed_at=None).first()
    threads = Thread.objects.select_related("space", "by").filter(uid=uid, space__uid=space)
    thread = threads.first()
    if thread is None or first is None:
        return

    def mail() -> Ref:
        people = _written_to(thread.space).filter(pk__gt=after).exclude(pk=thread.by_id)
        batch = list(people.order_by("pk")[:AT_ONCE])
        for person in batch:
            _mail(person, thread, first)
        if len(batch) == AT_ONCE:
            mail_thread.enqueue(uid=uid, space=space, after=batch[-1].pk)
        return thread.ref

    with transaction.atomic():
        key = f"{uid}-{after}"
        once(by=thread.by, action="mail_thread", key=key, fields={}, do=mail)


def _written_to(space: Space) -> QuerySet[Person]:
    """Those for whom a space was opened, or everybody where everybody takes part. Other leads and
    coaches see what was opened for some, and were not written to."""
    if space.members_by != Space.MembersBy.NAMED:
        return people_in(space)
    places = Place.objects.current().filter(space=space)
    return Person.objects.filter(pk__in=places.values("person"), is_active=True)


def _mail(person: Person, thread: Thread, first: Message) -> None:
    says = _("%(who)s has written to you on Patient Safety Collab: %(title)s")
    paragraphs = [
        says % {"who": thread.by.name, "title": thread.title},
        first.first_line,
        f"{_('Read and answer:')}\n{settings.PUBLIC_BASE_URL}{thread.get_absolute_url()}",
    ]
    queue_mail(
        kind=WRITTEN_TO,
        to=person.email,
        subject=thread.title,
        text="\n\n".join(paragraphs),
        about=str(first.ref),
        reader=f"person:{person.uid}",
    )
