"""What a notice says."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from collab.base.access.subjects import load
from networks.events import EVENTS

from .models import Notice

ICONS = {
    Notice.Why.MENTIONED: "mentioned",
    Notice.Why.ANSWERED: "reply",
    Notice.Why.DECIDED: "closed",
}


class Told(NamedTuple):
    """A notice as a list shows it."""

    uid: str
    icon: str
    title: str
    first_line: str
    meta: str
    at: datetime
    new: bool


def told(notices: Iterable[Notice], person: Any) -> list[Told]:
    """These notices in words, in their order; what the person does not see is left out.

    Args:
        notices: with their actors, and ``is_unread`` on each.
        person: who reads them.
    """
    rows = list(notices)
    subjects = load({each.ref for each in rows}, person)
    return [
        Told(
            uid=each.uid,
            icon=ICONS[Notice.Why(each.why)],
            title=sentence(each, subjects[each.ref]),
            first_line=getattr(subjects[each.ref], "first_line", ""),
            meta=_where(each, subjects[each.ref]),
            at=each.at,
            new=each.is_unread,  # type: ignore[attr-defined]  # annotated
        )
        for each in rows
        if each.ref in subjects
    ]


def sentence(notice: Notice, subject: Any) -> str:
    """Who did what, in one sentence."""
    says = {
        Notice.Why.MENTIONED: _("%(who)s mentions you"),
        Notice.Why.ANSWERED: _("%(who)s answers you"),
        Notice.Why.DECIDED: EVENTS[notice.event].decision,
    }[Notice.Why(notice.why)]
    return str(says) % {"who": notice.actor.name, "what": subject.title}


def _where(notice: Notice, subject: Any) -> str:
    return "" if notice.why == Notice.Why.DECIDED else subject.title
