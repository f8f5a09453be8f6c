"""The kinds of mail that the network sends."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from collab.base.mail.kinds import MailKind, mail_kind
from collab.base.mail.models import Mail
from collab.base.mail.outbox import queue_mail
from collab.base.ui.times import full_date

from .inviting import Inviter
from .models import Invitation


def still_waits(mail: Mail) -> bool:
    """Whether the invitation that it brings can still be taken up."""
    _kind, _colon, uid = mail.about.partition(":")
    row = Invitation.objects.waiting().for_rows().filter(uid=uid).first()
    return row is not None and not Inviter(row.by, row.collaborative).why_not(
        row.organisation, row.role
    )


# Who was invited twice would be annoyed; the invitation itself knows the address for long enough.
INVITATION_MAIL = mail_kind(
    MailKind(
        name="invitation",
        send_again=False,
        keep_trying=timedelta(days=3),
        still_wanted=still_waits,
        forgets_address=True,
    )
)


def mail_invitation(invitation: Invitation, token: str, *, gives_a_place: bool) -> None:
    """Queue the mail that brings an invitation. Only there is the token written."""
    names = {
        "by": invitation.by.name,
        "of": str(invitation.collaborative or invitation.organisation),
        "organisation": invitation.organisation.name,
        "role": invitation.get_role_display().lower(),
        "name": invitation.name,
        "day": full_date(invitation.expires_at),
        "link": f"{settings.PUBLIC_BASE_URL}{reverse('open_invitation', args=[token])}",
    }
    paragraphs = [
        _("Hello %(name)s,") if invitation.name else _("Hello,"),
        _(
            "%(by)s, %(of)s, invites you to join %(organisation)s on Patient Safety Collab, as: "
            "%(role)s. It is where people who make care safer share what works and ask each other."
        ),
        ""
        if gives_a_place
        else _(
            "%(organisation)s looks after who belongs to it. Once you have accepted, its safety "
            "lead or administrator confirms that you work there."
        ),
        _("Read the invitation:\n%(link)s"),
        _(
            "The link works once, for this address, until %(day)s. If you did not expect it, you "
            "need do nothing."
        ),
    ]
    queue_mail(
        kind=INVITATION_MAIL,
        to=invitation.to,
        subject=_("%(by)s invites you to join %(organisation)s") % names,
        text="\n\n".join(each % names for each in paragraphs if each),
        about=invitation.ref,
    )
