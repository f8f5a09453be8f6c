"""What somebody does with what they are told."""

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
def read_all_notices(*, by: Person, at: datetime | None = None) -> int:
    """Mark all that somebody is told of as read, at this moment. Returns how many were not."""
    authorise(by, READ_OWN_NOTICES, SITE)
    unread = Notice.objects.visible_to(by).unread()
    read = Notice.objects.filter(pk__in=unread.values("pk"))
    return read.update(read_at=at or timezone.now())


@transaction.atomic
def unread_notices(*, by: Person, read_at: datetime) -> None:
    """Take back that somebody marked all of them as read at a moment."""
    authorise(by, READ_OWN_NOTICES, SITE)
    Notice.objects.filter(person=by, read_at=read_at).update(read_at=None)
