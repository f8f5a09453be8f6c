"""What somebody does with what they are told."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from collab.base.access.permissions import SITE, authorise
from collab.base.accounts.models import Person

from .models import Notice
from .policies import READ_OWN_NOTICES


@transaction.atomic
def read_notice(*, by: Person, notice: Notice, at: datetime | None = None) -> None:
    """Remember that somebody opened a notice of theirs."""
    authorise(by, READ_OWN_NOTICES, SITE)
    Notice.objects.filter(pk=notice.pk, person=by, read_at=None).update(
        read_at=at or timezone.now()
    )


@transaction.atomic
def read_all_notices(*, by: Person, at: datetime | None = None) -> list[str]:
    """Mark all that somebody is told of as read. Returns the uids of those that were not."""
    authorise(by, READ_OWN_NOTICES, SITE)
    unread = Notice.objects.visible_to(by).unread()
    uids = list(unread.values_list("uid", flat=True))
    Notice.objects.filter(person=by, uid__in=uids).update(read_at=at or timezone.now())
    return uids


@transaction.atomic
def unread_notices(*, by: Person, uids: Collection[str]) -> None:
    """Take back that somebody marked these as read."""
    authorise(by, READ_OWN_NOTICES, SITE)
    Notice.objects.filter(person=by, uid__in=uids).update(read_at=None)
