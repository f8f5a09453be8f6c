"""How far somebody has read."""

from datetime import datetime

from django.utils import timezone

from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from networks.models import Mark


def mark_seen(*, by: Person, subject: Ref, n: int, at: datetime | None = None) -> None:
    """Remember that somebody has read up to a number; a mark never goes back."""
    at = at or timezone.now()
    mark, made = Mark.objects.get_or_create(
        person=by, subject=str(subject), defaults={"n": n, "at": at}
    )
    if not made and mark.n < n:
        Mark.objects.filter(pk=mark.pk, n__lt=n).update(n=n, at=at)
