"""Keys by which a request is done once, however often it comes."""

import re

_key = re.compile(r"[0-9A-Za-z_-]{1,64}")


def can_be_key(text: str) -> bool:
    """Whether whoever asks may have given this as the request's own key."""
    return _key.fullmatch(text) is not None
