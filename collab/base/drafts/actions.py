"""Keeping what somebody types, and dropping it."""

import json
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.permissions import SITE, authorise
from collab.base.accounts.models import Person
from collab.base.security.screening import screen

from .models import Draft
from .policies import KEEP_DRAFTS

KEPT = timedelta(days=7)
LONGEST = 150_000
"""Characters of a draft: a document of 100,000 with its head, and some to be taken out again."""
FIELDS = 40
EACH = 50
"""Drafts that are kept of one person; the oldest makes room."""


class NotKept(ValidationError):
    """The draft stays where it was typed; the words say why."""


def keep_draft(*, by: Person, place: str, fields: dict[str, str]) -> Draft | None:
    """Keep what somebody has typed in a place, instead of what they had typed there before.

    Args:
        place: the address that it would be sent to, up to 100 characters.
        fields: what stands in each field; none at all, and nothing is kept.

    Raises:
        NotKept: something in it may identify a patient, or it is too long. What was kept there
            before is dropped: it was on the way to this.
    """
    if not fields:
        drop_draft(by=by, place=place)
        return None
    if refusal := _why_not(fields):
        drop_draft(by=by, place=place)
        raise NotKept(refusal)
    with transaction.atomic():
        authorise(by, KEEP_DRAFTS, SITE)
        draft, _new = Draft.objects.update_or_create(
            person=by, place=place, defaults={"fields": fields, "at": timezone.now()}
        )
        oldest = Draft.objects.visible_to(by).order_by("-at").values("pk")[EACH:]
        Draft.objects.filter(pk__in=list(oldest.values_list("pk", flat=True))).delete()
    return draft


def drop_draft(*, by: Person, place: str) -> None:
    """Keep nothing of what somebody has typed in a place: they sent it, or threw it away."""
    with transaction.atomic():
        authorise(by, KEEP_DRAFTS, SITE)
        Draft.objects.visible_to(by).filter(place=place).delete()


def drop_sent_draft(*, by: Person, place: str, fields: dict[str, str], saved: str) -> None:
    """Keep nothing of what a page has sent, though its browser could not say so itself. What was
    typed there since stays.

    Args:
        fields: what was sent.
        saved: which draft it came of, by the time at which that was kept; empty if of none.
    """
    drafts = Draft.objects.visible_to(by).filter(place=place)
    draft = drafts.first()
    if draft and (draft.fields == fields or draft.at.isoformat() == saved):
        with transaction.atomic():
            authorise(by, KEEP_DRAFTS, SITE)
            drafts.filter(at=draft.at).delete()


def drop_drafts(by: Person) -> None:
    """Keep nothing of what somebody has typed anywhere, as they sign out."""
    Draft.objects.filter(person=by).delete()


def _why_not(fields: dict[str, str]) -> str:
    if len(fields) > FIELDS or len(json.dumps(fields, ensure_ascii=False)) > LONGEST:
        return _("This is too long to be kept as a draft. It stays in this tab only.")
    if any(screen(text) for text in (*fields, *fields.values())):
        return _("This may identify a patient. As a draft it stays in this tab only.")
    return ""
