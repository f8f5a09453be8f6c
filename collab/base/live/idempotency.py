"""Doing a thing once, however often the same request arrives."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person

from .models import KeyedAction

KEPT = timedelta(days=7)

_key = re.compile(r"[0-9A-Za-z_-]{1,64}")


class Outcome(NamedTuple):
    """What came of an action, and whether it was done just now."""

    ref: Ref
    new: bool


class KeyUsedForOtherText(Exception):
    """The key already stands for something else that this person sent.

    Args:
        earlier: what came of that.
    """

    def __init__(self, earlier: Ref) -> None:
        super().__init__(f"the key was used for {earlier}")
        self.earlier = earlier


def once(
    *, by: Person, action: str, key: str | None, fields: dict[str, Any], do: Callable[[], Ref]
) -> Outcome:
    """Do a thing in a transaction, unless it was done under this key before.

    The caller has authorised the person, for a repeat too, and answers a repeat from the subject
    as it is now.

    Args:
        by: who asks.
        action: what is asked, such as "post_message".
        key: the request's own key, up to 64 letters, digits, "-" and "_"; None to do it anyway.
        fields: what makes one request differ from another, as JSON can hold it.
        do: does it, and returns what came of it.

    Raises:
        KeyUsedForOtherText: the key was used with other fields.
        ValidationError: the key is not of that form.
    """
    if key is None:
        with transaction.atomic():
            return Outcome(do(), new=True)
    if not _key.fullmatch(key):
        raise ValidationError(_("Send this form again from its page."), code="key")
    body_hash = hashlib.sha256(json.dumps(fields, sort_keys=True, default=str).encode()).hexdigest()
    with transaction.atomic():
        claim = _claim(by, action, key, body_hash)
        if claim:
            ref = do()
            claim.subject = str(ref)
            claim.save(update_fields=["subject"])
            return Outcome(ref, new=True)
    earlier = KeyedAction.objects.get(person=by, action=action, key=key)
    ref = Ref.read(earlier.subject)
    if earlier.body_hash != body_hash:
        raise KeyUsedForOtherText(ref)
    return Outcome(ref, new=False)


def _claim(by: Person, action: str, key: str, body_hash: str) -> KeyedAction | None:
    """The key, now ours until the transaction ends; None if it was used.

    It is taken before anything else: a repeat that comes meanwhile waits here, holding nothing.
    """
    try:
        with transaction.atomic():
            return KeyedAction.objects.create(
                person=by, action=action, key=key, body_hash=body_hash, subject=""
            )
    except IntegrityError:
        return None


def forget_old_keys(now: datetime) -> int:
    """Remove the keys that are older than seven days. Returns how many there were."""
    removed, _by_model = KeyedAction.objects.filter(at__lt=now - KEPT).delete()
    return removed
