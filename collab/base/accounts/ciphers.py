"""What only we can read and make, though others hold it."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def cipher(purpose: str) -> MultiFernet:
    """The cipher for one purpose, under the key of today and those before it."""
    return MultiFernet(
        [_key(purpose, each) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _key(purpose: str, secret: str | bytes) -> Fernet:
    digest = hashlib.sha256(f"{purpose} ".encode() + force_bytes(secret)).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
