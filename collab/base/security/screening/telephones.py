"""Telephone numbers of people.

United Kingdom numbers begin with 0 or +44 (Ofcom, National Telephone Numbering Plan): mobiles with
07, others with 01, 02 or 03. A mobile is somebody's; another number is when words beside it say
whose. An extension, a bleep, a switchboard or a helpline is the hospital's.
"""

import re
from collections.abc import Iterator

from .spans import Span, occurrences

NUMBER = re.compile(
    r"(?<![\w+.])(?:\+44\s?\(?0?\)?\s?|\(?0)(?P<area>[1-37])[\d\s()-]{7,14}\d(?![\d-])"
)
SOMEBODYS = re.compile(
    r"\b(?:home|mobile|mob|tel|telephone|phone|contact|next of kin|nok|son|daughter|wife|husband"
    r"|mother|father|partner|carer|family|relative|him|her|his|their|them|patient|pt|reached|lives)\b",
    re.IGNORECASE,
)
THE_HOSPITALS = re.compile(
    r"\b(?:bleep|pager|ext(?:ension)?|switchboard|helpline|hotline|reception|ward|office|desk|pals"
    r"|111|team|service|department|dept|clinic|advice line|hospital|surgery|practice|trust|fax)\b",
    re.IGNORECASE,
)
NEAR = 40  # characters
DIGITS = range(10, 12)  # with the leading 0


def telephones(text: str) -> Iterator[Span]:
    for at in occurrences(text, ("0", "+44")):
        match = NUMBER.match(text, at)
        if match is None:
            continue
        start, end = match.span()
        digits = sum(character.isdigit() for character in match[0])
        if match[0].startswith("+"):
            digits -= 2 if "(0)" in match[0] else 1
        before = text[max(0, start - NEAR) : start].rpartition("\n")[2]
        after = text[end : end + 12]
        if digits not in DIGITS or THE_HOSPITALS.search(before) or " ext" in after.lower():
            continue
        if match["area"] == "7" or SOMEBODYS.search(before):
            yield start, end
