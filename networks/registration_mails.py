"""What whoever registered an organisation is told by mail: what a steward decided."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from collab.base.accounts.mails import account_is_open
from collab.base.mail.kinds import MailKind, mail_kind
from collab.base.mail.models import Mail
from collab.base.mail.outbox import queue_mail, take_back_mail

from .models import Registration


def still_stands(mail: Mail) -> bool:
    """Whether the decision that it tells was not taken back, and its reader can sign in."""
    uid = mail.about.partition(":")[2]
    decided = Registration.objects.filter(uid=uid).exclude(outcome="")
    return decided.exists() and account_is_open(mail)


REGISTRATION_MAIL = mail_kind(
    MailKind(name="registration", send_again=True, still_wanted=still_stands)
)


def mail_decision(registration: Registration) -> None:
    """Tell whoever registered an organisation what was decided, in the caller's transaction."""
    names = {
        "name": registration.organisation.name,
        "into": registration.merged_into and registration.merged_into.name,
        "reason": registration.reason,
    }
    match registration.outcome:
        case Registration.Outcome.CONFIRMED:
            subject = _("%(name)s is in the directory")
            says = _(
                "You registered %(name)s, and a national steward has confirmed it. Everybody finds "
                "it now. If you work there and have not asked to join it, do so on its page."
            )
            link, path = _("Open its page:"), registration.organisation.get_absolute_url()
        case Registration.Outcome.MERGED if registration.merged_into:
            subject = _("%(name)s was in the directory already")
            says = _(
                "You registered %(name)s. A national steward has found it in the directory, as "
                "%(into)s. If you asked to join it, your request has moved there."
            )
            link, path = _("Open its page:"), registration.merged_into.get_absolute_url()
        case _declined:
            subject = _("%(name)s was not taken into the directory")
            says = _(
                "You registered %(name)s. A national steward has not taken it into the directory, "
                "for this reason: %(reason)s"
            )
            link, path = _("See your organisations:"), reverse("my_organisations")
    queue_mail(
        kind=REGISTRATION_MAIL,
        to=registration.by.email,
        subject=(subject % names)[:200],
        text=f"{says % names}\n\n{link}\n{settings.PUBLIC_BASE_URL}{path}",
        about=str(registration.ref),
        reader=f"person:{registration.by.uid}",
    )


def take_back_decision_mail(registration: Registration) -> None:
    """What was decided does not hold any more, and is not mailed if it was not yet."""
    take_back_mail(about=str(registration.ref))
