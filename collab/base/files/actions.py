"""Keeping a file that somebody sent, and removing one."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from collab.base.access.permissions import authorise
from collab.base.access.subjects import Ref
from collab.base.access.versions import Removed
from collab.base.accounts.models import Person
from collab.base.forgetting.holds import must_not_be_held
from collab.base.live.idempotency import done_before, once
from collab.base.security.log import Kind, note
from collab.base.security.models import SecurityEntry

from . import bytes
from .checking import Checked, FileRefused, checked
from .hosts import HOSTS
from .jobs import take_out
from .models import File
from .policies import ATTACH_FILES, REMOVE_FILE

WAITS = timedelta(hours=24)
"""How long a file is kept that is not attached to anything."""


def keep_file(
    *,
    by: Person,
    space: Any,
    upload: UploadedFile,
    description: str = "",
    stated: Callable[[str], bool] = lambda said: False,
    key: str | None = None,
) -> File:
    """Check a file and keep it for its sender alone, to be attached to what they write next.

    Args:
        space: in which they write.
        upload: as it came; its name and type are claims.
        description: what a picture shows.
        stated: asked whether they have stated of a digest that it identifies nobody.
        key: the request's own, so that a repeat keeps nothing new.

    Raises:
        NotPermitted: they do not contribute there.
        Removed: this is a repeat, and what was kept is gone.
        KeyUsedForOtherText: another file was sent under this key.
        FileRefused: it is not taken. The security log notes why.
        MayIdentify: it is, once they have stated that it identifies nobody. Nothing of it is kept.
    """
    authorise(by, ATTACH_FILES, space)
    try:
        with checked(upload, stated=stated) as taken:
            return _keep_once(by, space, taken, description, key)
    except FileRefused as refused:
        note(Kind.FILE_REFUSED, by=by.uid, about=f"space:{space.uid}", why=refused.why)
        raise


def _keep_once(by: Person, space: Any, taken: Checked, description: str, key: str | None) -> File:
    asked = {
        "space": space.uid,
        "name": taken.name,
        "description": description,
        "sha256": taken.sent_sha256,
    }
    doing: dict[str, Any] = {"by": by, "action": "keep_file", "key": key, "fields": asked}
    if before := done_before(**doing):
        return _still_there(before)
    file = _make_room(by, space, taken, description)
    # The row is there first: whatever happens now, nothing is kept that no row knows.
    try:
        bytes.write(file.key, taken.path, taken.preview)
    except OSError:
        bytes.delete(file.key)  # where the disk is full, even what came so far is in the way
        with transaction.atomic():
            take_out(File.objects.filter(pk=file.pk))
        raise
    # The key stands for it last, once its bytes are there. Of two at the same time one stays.
    kept = once(**doing, do=lambda: Ref("file", file.uid))
    if not kept.new:
        with transaction.atomic():
            take_out(File.objects.filter(pk=file.pk))
    return _still_there(kept.ref)


def _still_there(kept: Ref) -> File:
    file = File.objects.filter(uid=kept.uid).exclude(key="").first()
    if file is None:
        raise Removed
    return file


def _make_room(by: Person, space: Any, taken: Checked, description: str) -> File:
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # one file after the other
        authorise(by, ATTACH_FILES, space)
        used = File.objects.filter(by=by).exclude(key="").aggregate(sum=Sum("size"))["sum"] or 0
        if used + taken.size > settings.FILES_QUOTA_MB * 1_000_000:
            raise FileRefused(taken.name, "quota")
        now = timezone.now()
        return File.objects.create(
            name=taken.name,
            description=description,
            media_type=taken.kind.media_type,
            size=taken.size,
            width=taken.width,
            height=taken.height,
            has_preview=taken.preview is not None,
            sha256=taken.sha256,
            key=secrets.token_urlsafe(24),
            by=by,
            at=now,
            ends_at=now + WAITS,
        )


def remove_file(*, by: Person, file: File, at: datetime | None = None) -> None:
    """Remove a file for good, with its bytes and its name. Removing it again changes nothing.

    Args:
        at: when; now, unless a past is being written.

    Raises:
        NotPermitted: they neither attached it, nor wrote what carries it, nor facilitate there.
        Held: a legal hold keeps it.
    """
    with transaction.atomic():
        there = File.objects.select_for_update().filter(pk=file.pk).exclude(key="").first()
        if there is None:
            return
        authorise(by, REMOVE_FILE, there)
        must_not_be_held(there)
        carrier = there.carrier
        if carrier is not None:
            must_not_be_held(carrier)
        take_out(File.objects.filter(pk=file.pk))
        note(Kind.REMOVED, by=by.uid, about=f"file:{there.uid}", subject=there.subject)
        if carrier is not None:
            HOSTS[carrier.ref.kind].changed(carrier, by, at or timezone.now())


def remove_file_again(uid: str, entry: SecurityEntry) -> None:
    """Take out of a restored database a file that was removed since the backup."""
    take_out(File.objects.filter(uid=uid))
