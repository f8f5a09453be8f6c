"""That somebody stated of exactly these texts that they identify nobody."""

import hashlib
import json

from django.core import signing

SALT = "collab.base.security.confirming"
CONFIRMATION_SECONDS = 24 * 3600


def digest(place: str, texts: dict[str, str]) -> str:
    """What stands for the texts of a form or a request, by their names there."""
    return hashlib.sha256(json.dumps([place, sorted(texts.items())]).encode()).hexdigest()


def offer(said: str) -> str:
    """A signed digest, to be sent back with the statement."""
    return signing.dumps(said, salt=SALT)


def is_stated(offered: str, said: str) -> bool:
    """Whether an offer of the last day, sent back, is of this digest; of several, one of them."""
    return any(_stated(each) == said for each in offered.split())


def _stated(offered: str) -> str:
    try:
        return str(signing.loads(offered, salt=SALT, max_age=CONFIRMATION_SECONDS))
    except signing.BadSignature:
        return ""
