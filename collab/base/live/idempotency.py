"""Doing a thing once, however often the same request arrives."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collab.base.access.keys import can_be_key
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person

from .models import KeyedAction


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
    as it is now. Where this raises within a transaction of the caller's, all of that is undone.

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
        with transaction.atomic(savepoint=False):
            return Outcome(do(), new=True)
    if not can_be_key(key):
        raise ValidationError(_("Send this form again from its page."), code="key")
    with transaction.atomic(savepoint=False):
        if claim := _claim(by, action, key, _hash(fields)):
            ref = do()
            _keep(claim, ref)
            return Outcome(ref, new=True)
    return Outcome(_earlier(by, action, key, fields), new=False)


def done_before(*, by: Person, action: str, key: str | None, fields: dict[str, Any]) -> Ref | None:
    """What came of an action under this key, or None: for what is costly to do in vain.

    Raises:
        KeyUsedForOtherText: the key was used with other fields.
    """
    try:
        return _earlier(by, action, key, fields)
    except KeyedAction.DoesNotExist:
        return None


def came_of(*, by: Person, action: str, key: str) -> Ref | None:
    """What came of an action under this key, whatever else was sent with it: for whoever gives each
    thing that they send a key of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject FROM live_keyedaction"
            " WHERE person_id = %s AND action = %s AND key = %s",
            [by.pk, action, key],
        )
        earlier = cursor.fetchone()
    return Ref(*earlier[0].split(":")) if earlier else None


def _earlier(by: Person, action: str, key: str | None, fields: dict[str, Any]) -> Ref:
    earlier = KeyedAction.objects.get(person=by, action=action, key=key)
    ref = Ref(*earlier.subject.split(":"))
    if earlier.body_hash != _hash(fields):
        raise KeyUsedForOtherText(ref)
    return ref


def _hash(fields: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(fields, sort_keys=True, default=str).encode()).hexdigest()


def _claim(by: Person, action: str, key: str, body_hash: str) -> int | None:
    """The key, now ours until the transaction ends; None if it was used.

    It is taken before anything else: a repeat that comes meanwhile waits here, holding nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO live_keyedaction (person_id, action, key, body_hash, subject, at)"
            " VALUES (%s, %s, %s, %s, '', %s)"
            " ON CONFLICT (person_id, action, key) DO NOTHING RETURNING id",
            [by.pk, action, key, body_hash, _now()],
        )
        claim = cursor.fetchone()
    return claim and claim[0]


def _keep(claim: int, ref: Ref) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE live_keyedaction SET subject = %s WHERE id = %s", [str(ref), claim])


def _now() -> Any:
    return connection.ops.adapt_datetimefield_value(timezone.now())
