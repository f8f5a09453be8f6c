"""Kinds of mail: how each is treated when it is not certain that it was sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from .models import Mail


def always(mail: Mail) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class MailKind:
    """What mails of one purpose have in common.

    Args:
        name: up to 40 letters, kept with each mail.
        send_again: whether a mail is sent again, under the same Message-ID, when its worker died
            while it was handed over. Right for what somebody waits for; wrong for what would annoy.
        urgent: whether somebody waits for it.
        keep_trying: how long it is tried while the mail server is away or refuses for now.
        still_wanted: asked just before a mail is sent. It answers whether its reader may still see
            what it tells and still wants it.
        forgets_address: whether the row of a mail that is over no longer says to whom it went.
    """

    name: str
    send_again: bool
    urgent: bool = False
    keep_trying: timedelta = timedelta(days=1)
    still_wanted: Callable[[Mail], bool] = always
    forgets_address: bool = False


KINDS: dict[str, MailKind] = {}


def mail_kind(kind: MailKind) -> MailKind:
    """Make a kind known, so that a worker finds it by its name.

    Raises:
        ValueError: there is one of that name.
    """
    if kind.name in KINDS:
        raise ValueError(f"There are two kinds of mail named {kind.name}")
    KINDS[kind.name] = kind
    return kind
