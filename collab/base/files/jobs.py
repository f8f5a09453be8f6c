"""Taking files out."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from collab.base.forgetting.holds import Held, must_not_be_held
from collab.base.jobs.batches import SIZE
from collab.base.jobs.declaring import TryAgain, every, job
from collab.base.operations.errors import kind_of

from . import bytes
from .models import File

STORAGE_AWAY = timedelta(minutes=5)
LOOK_AGAIN = timedelta(days=1)
"""After this it is asked again whether a legal hold still keeps a file."""

log = logging.getLogger(__name__)


@job
def delete_bytes(*, key: str) -> None:
    """Keep nothing of what lies under a key. No row knows the key any more, so this is tried for as
    long as the storage is away."""
    try:
        bytes.delete(key)
    except Exception as error:  # each storage has its own
        log.error("What was taken out waits for the storage to delete it: %s", kind_of(error))
        raise TryAgain(STORAGE_AWAY) from error


@every(timedelta(minutes=5))
@job
def take_out_files_that_are_over() -> None:
    """Those that were never attached, and those of what was removed some time ago."""
    now = timezone.now()
    over = File.objects.filter(ends_at__lt=now).exclude(key="").order_by("pk")
    while some := list(over[:SIZE]):
        with transaction.atomic():
            take_out_what_is_over(some, now)


def take_out_what_is_over(files: Collection[File], at: datetime) -> None:
    """Take out those of these that are still over, in the caller's transaction: one may have been
    attached since they were listed. What a legal hold keeps is looked at later."""
    over = File.objects.filter(pk__in=[file.pk for file in files], ends_at__lt=at).exclude(key="")
    locked = list(over.select_for_update())
    held = [file.pk for file in locked if _is_held(file)]
    File.objects.filter(pk__in=held).update(ends_at=at + LOOK_AGAIN)
    take_out(File.objects.filter(pk__in=[file.pk for file in locked if file.pk not in held]))


def take_out(files: QuerySet[File]) -> None:
    """Take files out for good, in the caller's transaction: their names and descriptions now, their
    bytes by a job. Of what was never attached not even the row stays."""
    locked = list(files.exclude(key="").select_for_update())
    File.objects.filter(pk__in=[file.pk for file in locked if not file.subject]).delete()
    File.objects.filter(pk__in=[file.pk for file in locked if file.subject]).update(
        name="", description="", sha256="", key="", ends_at=None
    )
    for file in locked:
        delete_bytes.enqueue(key=file.key)


def _is_held(file: File) -> bool:
    try:
        must_not_be_held(file)
        if file.carrier is not None:
            must_not_be_held(file.carrier)
    except Held:
        return True
    return False
