"""The security log speaks to whoever reads it: no code of the product's stands in it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from collab.base.access.permissions import PERMISSIONS
from collab.base.api.scopes import Scope
from collab.base.files.words import WHY
from collab.base.forgetting.reasons import PurgeReason
from collab.base.security.models import SecurityEntry
from collab.security_log.words import CHANGED, ROLES, TENURES, details
from networks.models import Space

Kind = SecurityEntry.Kind
NOTIFIED = "account_connected", "account_disconnected", "password_", "email_", "totp_", "webauthn_"
NOT_NOTED = (
    "password_reset_key",
    "email_confirmation",
    "email_confirmation_signup",
    "email_deleted_there",
)
"""Mails that ask for something before anything has changed, or tell of a change a second time."""


def told(kind: Kind, **kept: Any) -> list[str]:
    return [str(each) for each in details(SecurityEntry(kind=kind, details=kept), {})]


@pytest.mark.parametrize(
    ("kind", "kept", "words"),
    [
        (Kind.CREDENTIALS_CHANGED, {"what": "webauthn_added"}, ["Added a passkey"]),
        (Kind.CREDENTIALS_CHANGED, {"what": "totp_activated"}, ["Added an authenticator app"]),
        (Kind.ROLE_GIVEN, {"tenure": "affiliation", "role": "safety_lead"}, ["Role: Safety lead"]),
        (Kind.ROLE_GIVEN, {"tenure": "fellowship", "role": ""}, ["Role: Patient Safety Fellow"]),
        (Kind.ROLE_ENDED, {"tenure": "all"}, ["All roles there: it was closed"]),
        (Kind.HELD, {"hold": "P518E69809J8", "lifted": True}, ["Lifted"]),
        (Kind.HELD, {"hold": "P518E69809J8"}, ["Placed"]),
        (Kind.PURGED, {"reason": "patient"}, ["Reason: It could identify a patient"]),
        (
            Kind.PURGED,
            {"reason": "harm", "before": 3},
            ["Reason: Somebody could come to harm by it", "Versions before version 3"],
        ),
        (
            Kind.VISIBILITY_CHANGED,
            {"before": "members", "after": "public"},
            ["Before: Members only", "Now: The public"],
        ),
        (Kind.EXPORTED, {"entries": 1}, ["1 entry"]),
        (
            Kind.FILE_REFUSED,
            {"why": "too_much_text"},
            [
                "They were told: It has more text than we can check. Choose a part of it",
            ],
        ),
        (
            Kind.REFUSED,
            {"permission": "see_history"},
            [f"What they tried: {PERMISSIONS['see_history'].sentence}"],
        ),
        (
            Kind.REFUSED,
            {"scope": "follow"},
            ["What their token is not for: Follow spaces live"],
        ),
    ],
)
def test_an_entry_speaks_plain_english(kind: Kind, kept: dict[str, Any], words: list[str]) -> None:
    assert told(kind, **kept) == words


def every_code() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((key, {"permission": key}) for key in PERMISSIONS)
    yield from ((each.value, {"scope": each.value}) for each in Scope)
    yield from ((each.value, {"scopes": each.value}) for each in Scope)
    yield from ((why, {"why": why}) for why in WHY)
    yield from ((each.value, {"reason": each.value}) for each in PurgeReason)
    yield from ((each.value, {"before": each.value}) for each in Space.Visibility)
    yield from ((each.value, {"after": each.value}) for each in Space.Visibility)
    yield from ((what, {"what": what}) for what in mails_of_changes())
    for tenure, roles in ROLES.items():
        yield from ((role, {"tenure": tenure, "role": role}) for role in roles)
    yield from ((tenure, {"tenure": tenure, "role": ""}) for tenure in TENURES)


def mails_of_changes() -> set[str]:
    """The mails that tell of a change to how somebody signs in, by their templates."""
    found = {
        path.name.removesuffix("_subject.txt")
        for path in (settings.BASE_DIR / "collab/base/accounts").rglob("*_subject.txt")
    }
    return {each for each in found if each.startswith(NOTIFIED) and each not in NOT_NOTED}


def test_no_code_of_the_product_stands_in_an_entry() -> None:
    codes = list(every_code())
    assert len(codes) > 80
    for code, kept in codes:
        said = told(Kind.REFUSED, **kept)
        assert said, code
        assert said[0] not in (code, f"{next(iter(kept))}: {code}")
        assert not said[0].endswith(f": {code}"), said
        assert "_" not in said[0], said


def test_each_mail_of_a_change_is_told_of_in_words() -> None:
    assert mails_of_changes() <= set(CHANGED)
    assert len(mails_of_changes()) > 8
