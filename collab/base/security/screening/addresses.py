"""Addresses: a house's number and a street, and postcodes.

A postcode has the form of the Royal Mail's Postcode Address File (BS 7666): an outward code of two
to four letters and digits, and an inward code of a digit and two letters, of which C, I, K, M, O
and V are none. One that stands beside an organisation is that organisation's, and left alone.
"""

import re
from collections.abc import Iterator

from .spans import Span, occurrences, words

STREETS = [
    f" {word}"
    for word in words(
        """
    Street St Road Rd Close Avenue Ave Lane Drive Way Crescent Court Gardens Grove Place
    Terrace Hill Walk Square Mews Row Park View Rise Green Cottages Buildings Parade
        """
    )
]
WORDS_BEFORE = r"(?:[A-Z][a-z'’]+\s){0,2}[A-Z][a-z'’]+$"
HOUSE = re.compile(rf"(?:\b[Ff]lat\s\d{{1,3}}[A-Za-z]?,?\s)?\b\d{{1,4}}[A-Za-z]?,?\s{WORDS_BEFORE}")
LIVES_AT = re.compile(rf"\b[Ll]ives?\s(?:at|in|on)\s(?P<where>{WORDS_BEFORE})")
INWARD = re.compile(r"[0-9][ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}(?![0-9A-Za-z])")
OUTWARD = re.compile(
    r"(?<![0-9A-Za-z])(?:[A-Z]{1,2}[0-9][0-9A-Z]?\s{0,2}|[a-z]{1,2}[0-9][0-9a-z]?\s)$"
)
OF_AN_ORGANISATION = re.compile(
    r"\b(?:hospital|infirmary|surgery|practice|trust|clinic|centre|university|college|network"
    r"|hospice|pharmacy|headquarters|venue|office|NHS|site|conference|meeting|hotel|hall)\b",
    re.IGNORECASE,
)
NEAR = 80  # characters


def addresses(text: str) -> Iterator[Span]:
    for street in STREETS:
        for at in occurrences(text, [street]):
            end = at + len(street)
            if text[end : end + 1].isalnum():
                continue
            for pattern, group in ((HOUSE, 0), (LIVES_AT, "where")):
                found = pattern.search(text, max(0, at - NEAR), at)
                if found and (group or not _of_an_organisation(text, found.start())):
                    yield found.start(group), end
                    break


def postcodes(text: str) -> Iterator[Span]:
    for inward in INWARD.finditer(text):
        outward = OUTWARD.search(text, max(0, inward.start() - 6), inward.start())
        if outward and not _of_an_organisation(text, outward.start()):
            written = text[outward.start() : inward.end()]
            if written.isupper() or written.islower():
                yield outward.start(), inward.end()


def _of_an_organisation(text: str, start: int) -> bool:
    line = text[max(0, start - NEAR) : start].rpartition("\n")[2]
    return bool(OF_AN_ORGANISATION.search(line))
