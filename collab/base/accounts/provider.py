"""Whom an account elsewhere is, as its provider tells. Django-allauth finds this by its name."""

import hashlib
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider


class ElsewhereProvider(OpenIDConnectProvider):
    """An account elsewhere is known by who vouches for it and whom they name, and by nothing else:
    ``iss`` and ``sub`` of OpenID Connect Core 1.0, section 5.7. An address of theirs opens no
    account of ours."""

    def extract_uid(self, data: dict[str, Any]) -> str:
        """
        Raises:
            OAuth2Error: what they say of the person is about somebody else, or about nobody.
        """
        issuer, subject = _named(data)
        return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        issuer, subject = _named(data)
        return {"issuer": issuer, "subject": subject}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """None: a new account has the address in its form, and its owner follows our link."""
        return []


def _named(data: dict[str, Any]) -> tuple[str, str]:
    vouched, told = data.get("id_token") or {}, data.get("userinfo") or {}
    issuer, subject = vouched.get("iss"), vouched.get("sub")
    if not issuer or not subject or told.get("sub", subject) != subject:
        raise OAuth2Error("The provider does not say whom it means.")
    return issuer, subject


provider_classes = [ElsewhereProvider]
