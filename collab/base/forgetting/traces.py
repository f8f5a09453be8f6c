"""What is left of a text elsewhere than where it stood, and how it is removed from there."""

from datetime import timedelta
from typing import Any

from django.db import connection

from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.drafts.models import Draft
from collab.base.jobs.declaring import TryAgain, job
from collab.base.mail.models import Mail
from collab.base.mail.outbox import take_back_mail
from collab.base.security.log import Kind, note

from .reasons import PurgeReason


def clear_traces(ref: Ref, *, by: Person, reason: PurgeReason, **details: Any) -> None:
    """Remove what was kept of a text besides itself, and note that it was purged, in the
    transaction of the purge."""
    remove_traces(ref)
    note(Kind.PURGED, by=by.uid, about=str(ref), reason=reason.value, **details)


def remove_traces(ref: Ref) -> None:
    """Remove the mails that tell of a text, and drafts of changes to it."""
    take_back_mail(about=str(ref))
    Mail.objects.filter(about=str(ref)).update(subject="", text="")
    Draft.objects.filter(place__contains=f"/{ref.uid}/").delete()
    overwrite.enqueue()


@job(heavy=True)
def overwrite() -> None:
    """Have the database keep nothing of what was taken out where nobody looks any more.

    SQLite overwrites what is deleted (``secure_delete``) and here empties its journal. PostgreSQL
    gives dead rows back at its own time; here it is told to do so now. What its own journal and its
    backups hold goes with them, see docs/production.md.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_pages = cursor.fetchone()
            if busy:  # somebody still reads what was there before
                raise TryAgain(timedelta(minutes=1))
        else:
            cursor.execute("VACUUM")
