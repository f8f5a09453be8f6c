"""What a password must be, in the same words as every other error."""

import hashlib
import logging
from typing import Any

import requests
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


class LongEnough(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("Password must be %(length)d characters or more") % {"length": self.min_length}


class NotCommon(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("Many people use this password, so it is easy to guess. Choose another one")


class NotAboutYou(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("Password must not be like your name or email address")


class NotBreached:
    """Refuses what is known from other places' breaches, by a service with the range protocol of
    "Pwned Passwords" (https://haveibeenpwned.com/API/v3#PwnedPasswords).

    Only the first five of the forty characters of the SHA-1 leave here. An answer that does not
    come within two seconds keeps nobody from choosing a password.
    """

    SECONDS = 2

    def validate(self, password: str, user: Any = None) -> None:
        if settings.BREACHED_PASSWORDS_URL and self._is_known(password):
            raise ValidationError(
                _("This password was found in a breach of another service. Choose another one")
            )

    def get_help_text(self) -> str:
        return ""

    def _is_known(self, password: str) -> bool:
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        start, rest = digest[:5], digest[5:]
        try:
            answer = requests.get(
                f"{settings.BREACHED_PASSWORDS_URL.rstrip('/')}/{start}",
                headers={"Add-Padding": "true"},
                timeout=self.SECONDS,
            )
            answer.raise_for_status()
        except requests.RequestException as error:
            log.warning("Breached passwords could not be asked for: %s", type(error).__name__)
            return False
        found = (line.strip().partition(":") for line in answer.text.splitlines())
        return any(suffix.upper() == rest and count != "0" for suffix, _colon, count in found)
