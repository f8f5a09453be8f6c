from collab.base.mail.kinds import MailKind, mail_kind
from collab.base.mail.models import Mail

from .models import Person


def account_is_open(mail: Mail) -> bool:
    """Whether its reader can still use what the mail offers; who has no account yet can."""
    _kind, _colon, uid = mail.reader.partition(":")
    return not uid or Person.objects.filter(uid=uid, is_active=True).exists()


# Links to sign in with and news of one's account: somebody waits, and twice is better than never.
ACCOUNT_MAIL = mail_kind(
    MailKind(name="account", send_again=True, urgent=True, still_wanted=account_is_open)
)
