"""The second factor: who must have one, and how its secrets are kept."""

import base64
import secrets
from collections.abc import Callable, Collection
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .ciphers import cipher
from .models import Person

KINDS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
SECOND_FACTOR = "second factor"
_holding_much: list[Callable[[Collection[Person]], set[int]]] = []


def second_factor_is_for(holding_much: Callable[[Collection[Person]], set[int]]) -> None:
    """Have those add a second factor, of the people given, whose ids this returns."""
    _holding_much.append(holding_much)


def has_second_factor(person: Person) -> bool:
    return Authenticator.objects.filter(user=person, type__in=KINDS).exists()


def lacks_second_factor(person: Person) -> bool:
    """Whether somebody holds so much that a password is not enough, and has nothing more yet."""
    return person.pk in lacking_second_factor([person])


def lacking_second_factor(people: Collection[Person]) -> set[int]:
    """The ids of those of these people of whom that is so."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return set()
    must = {person.pk for person in people if person.is_staff}
    must.update(*(holding_much(people) for holding_much in _holding_much))
    has = Authenticator.objects.filter(user__in=must, type__in=KINDS)
    return must - set(has.values_list("user_id", flat=True)) if must else must


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Enter the one that your app shows now"),
    }

    def encrypt(self, text: str) -> str:
        """Who reads the database alone, or a copy of it, can make no code."""
        return cipher(SECOND_FACTOR).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """A secret that was kept under a lost key fits no code, rather than an empty one."""
        try:
            return cipher(SECOND_FACTOR).decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, Any]:
        return super().get_public_key_credential_user_entity(user) | {"id": user.uid.encode()}
