"""Identifiers that people see: short, random, permanent, and naming no parent."""

import secrets
from functools import cache
from typing import Any

from django.db import models
from django.urls import get_urlconf, register_converter, reverse

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12


def new_uid() -> str:
    """Twelve characters of Crockford's base 32: 60 random bits."""
    bits = secrets.randbits(5 * LENGTH)
    return "".join([ALPHABET[bits >> shift & 31] for shift in range(0, 5 * LENGTH, 5)])


class UidField(models.CharField):
    """A row's identifier in every address, frame and answer; database ids never leave."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {
            "max_length": LENGTH,
            "unique": True,
            "default": new_uid,
            "editable": False,
        }
        super().__init__(**kwargs)


def address_of(name: str, uid: str) -> str:
    """The address of a page that one uid names, as ``reverse()`` gives it. A list asks for many.

    Args:
        name: the page's name among the addresses.
        uid: the row's.
    """
    before, after = _around_uid(name, get_urlconf())
    return f"{before}{uid}{after}"


@cache
def _around_uid(name: str, urlconf: str | None) -> tuple[str, str]:
    sample = "0" * LENGTH
    before, _uid, after = reverse(name, urlconf, args=[sample]).partition(sample)
    return before, after


class UidConverter:
    regex = f"[{ALPHABET}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(UidConverter, "uid")
