"""What leads write to people from their desk. Each mail waits for as long as it can be undone."""

from django.conf import settings
from django.utils.translation import gettext as _

from collab.base.access.subjects import Ref, find
from collab.base.accounts.models import Person
from collab.base.mail.kinds import MailKind, mail_kind
from collab.base.mail.models import Mail
from collab.base.mail.outbox import queue_mail, take_back_mail
from discussions.models import Thread
from networks.ledger import open_stream, record
from networks.models import Affiliation, Collaborative, Organisation
from networks.models.removal import UNDO_WITHIN
from networks.waiting import deciding

from . import events
from .models import Step

SUBJECT = 200
"""As long as the subject of a mail can be."""


class TooLate(ValueError):
    """What was done cannot be undone any more; the words say why."""


def still_wanted(mail: Mail) -> bool:
    """Whether what it asks for is still to be done, by somebody who still can."""
    kind, _colon, uid = mail.about.partition(":")
    reader = Person.objects.filter(uid=mail.reader.partition(":")[2], is_active=True).first()
    if reader is None or Step.objects.filter(mail=mail.uid, undone_at__isnull=False).exists():
        return False
    own = deciding().filter(person=reader)
    match kind:
        case "affiliation":
            waiting = Affiliation.objects.waiting().filter(uid=uid)
            return waiting.filter(organisation__in=own.values("organisation")).exists()
        case "organisation":
            return own.filter(organisation__uid=uid).exists()
        case _:
            thread = find(Ref(kind, uid), reader)
            return isinstance(thread, Thread) and _is_unanswered(uid)


def _is_unanswered(uid: str) -> bool:
    return Thread.objects.filter(uid=uid).unanswered().exists()


REMINDER = mail_kind(MailKind(name="desk_reminder", send_again=False, still_wanted=still_wanted))


def remind_of_request(*, by: Person, to: Person, request: Affiliation) -> Mail:
    """Ask whoever decides to answer somebody who waits."""
    names = {"who": request.person.name, "organisation": request.organisation.name, "by": by.name}
    return _write(
        to,
        Ref("affiliation", request.uid),
        subject=_("%(who)s waits for your answer") % names,
        paragraphs=[
            _("%(who)s has asked to belong to %(organisation)s. Only you can confirm that.")
            % names,
            _("%(by)s has asked us to remind you.") % names,
        ],
        label=_("See who waits:"),
        path=request.organisation.get_absolute_url(),
    )


def remind_quiet(
    *, by: Person, to: Person, organisation: Organisation, collaborative: Collaborative
) -> Mail:
    """Tell an organisation that it has not been heard of, and would be welcome."""
    names = {
        "organisation": organisation.name,
        "collaborative": collaborative.name,
        "by": by.name,
    }
    return _write(
        to,
        Ref("organisation", organisation.uid),
        subject=_("How is %(organisation)s getting on?") % names,
        paragraphs=[
            _(
                "We have not heard from %(organisation)s for a while. A line about what you are "
                "trying helps others, and so does a question."
            )
            % names,
            _("%(by)s of %(collaborative)s has asked us to write to you.") % names,
        ],
        label=_("See what is new:"),
        path=collaborative.get_absolute_url(),
    )


def ask_fellow(*, by: Person, to: Person, thread: Thread) -> Mail:
    """Ask a fellow to answer a question that nobody has answered."""
    names = {"asker": thread.by.name, "title": thread.title, "by": by.name}
    return _write(
        to,
        thread.ref,
        subject=_("Can you answer this? %(title)s") % names,
        paragraphs=[
            _("%(asker)s has asked “%(title)s”, and nobody has answered yet.") % names,
            _("%(by)s thinks that you might know, and has asked us to write to you.") % names,
        ],
        label=_("Read the question:"),
        path=thread.get_absolute_url(),
    )


def _write(
    to: Person,
    about: Ref,
    *,
    subject: str,
    paragraphs: list[str],
    label: str,
    path: str,
) -> Mail:
    return queue_mail(
        kind=REMINDER,
        to=to.email,
        subject=subject[:SUBJECT],
        text="\n\n".join([*paragraphs, f"{label}\n{settings.PUBLIC_BASE_URL}{path}"]),
        about=str(about),
        reader=f"person:{to.uid}",
        held_for=UNDO_WITHIN,
    )


def tell_reminded(step: Step, *, kind: str) -> None:
    """Whoever was written to hears of it on their own stream.

    Args:
        kind: what the step is about, in references.
    """
    if step.to:
        stream = f"p:{step.to.uid}"
        open_stream(stream)
        about = Ref(kind, step.about)
        record(events.Reminded, stream=stream, subject=about, version=1, by=step.by, at=step.at)


def take_back_reminder(step: Step, *, kind: str) -> None:
    """The mail of a step is not sent.

    Raises:
        TooLate: it has been sent.
    """
    if not step.to or not take_back_mail(uid=step.mail):
        raise TooLate(_("The mail has left already."))
    about = Ref(kind, step.about)
    event = events.ReminderTakenBack
    record(event, stream=f"p:{step.to.uid}", subject=about, version=1, by=step.by)
