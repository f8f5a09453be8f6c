"""What was taken out for good since a backup was made is taken out again when that is restored.

The security log says what that was. It is read before its database is replaced, and kept in a file
until all of it was done.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.core import serializers
from django.db import DatabaseError, transaction

from collab.base.security.log import Kind
from collab.base.security.models import SecurityEntry

MARGIN = timedelta(minutes=10)
"""What was under way when a backup was made may be missing in it."""

TakeOut = Callable[[str, SecurityEntry], None]

_again: dict[tuple[str, str], TakeOut] = {}


def take_out_again(kind: Kind, about: str, act: TakeOut) -> None:
    """Say how something is taken out of a restored database.

    Args:
        kind: of the entries of the security log that tell of it.
        about: the kind of what they are about, such as "message".
        act: gets the uid of what it is about and the entry, in a transaction. It asks nobody for
            permission, which was given; what it is about may be missing, or taken out already.
    """
    _again[kind, about] = act


def taken_out_since(made_at: datetime) -> list[SecurityEntry] | None:
    """The entries that tell what was taken out since then, or shortly before; None where no log can
    be read."""
    try:
        if not SecurityEntry.objects.exists():
            return None
        kinds = {kind for kind, _about in _again}
        since = SecurityEntry.objects.filter(kind__in=kinds, at__gte=made_at - MARGIN)
        return [entry for entry in since.order_by("at", "pk") if _key(entry) in _again]
    except DatabaseError:
        return None


def as_text(entries: Iterable[SecurityEntry] | None) -> str:
    if entries is None:
        return ""
    return json.dumps(serializers.serialize("python", entries), default=str)


def from_text(text: str) -> list[SecurityEntry] | None:
    if not text:
        return None
    return [each.object for each in serializers.deserialize("python", json.loads(text))]


def take_all_out_again(entries: Iterable[SecurityEntry]) -> int:
    """Do again what these entries tell, and keep them in the log. Returns how many there were
    besides those that the restored log has: what it tells of was out before the backup."""
    done = 0
    for entry in entries:
        same = {"kind": entry.kind, "by": entry.by, "about": entry.about, "at": entry.at}
        with transaction.atomic():
            if SecurityEntry.objects.filter(**same).exists():
                continue
            _again[_key(entry)](entry.about.partition(":")[2], entry)
            entry.pk = None
            entry.save(force_insert=True)
            done += 1
    return done


def _key(entry: SecurityEntry) -> tuple[str, str]:
    return entry.kind, entry.about.partition(":")[0]
