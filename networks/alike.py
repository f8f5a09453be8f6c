"""Which organisations of the directory may be the one that somebody writes down."""

import re
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from .models import Organisation

MOST_FOUND, SHOWN = 300, 5
WORD = re.compile(r"[\w’']{3,}")
IN_MANY_NAMES = {
    *("and", "care", "centre", "clinic", "foundation", "group", "health", "healthcare"),
    *("home", "homes", "hospital", "hospitals", "house", "medical", "nhs", "nursing"),
    *("practice", "residential", "services", "surgery", "the", "trust", "university"),
}


def words_of(name: str) -> list[str]:
    """The words of a name by which it is told from others; all of them, where it has none."""
    words = list(dict.fromkeys(WORD.findall(name.lower())))
    return [each for each in words if each not in IN_MANY_NAMES] or words


class Sought:
    """An organisation that somebody wrote down, to be looked for among others."""

    def __init__(self, *, name: str = "", ods_code: str | None = "", postcode: str = "") -> None:
        self.words, self.ods_code, self.postcode = words_of(name), ods_code, postcode

    @property
    def asked(self) -> Q:
        either = [Q(name__icontains=word) for word in self.words]
        if self.ods_code:
            either.append(Q(ods_code__iexact=self.ods_code))
        if self.postcode:
            either.append(Q(postcode=self.postcode))
        return reduce(or_, either, Q(pk=None))

    def likeness(self, organisation: Organisation) -> int:
        """How much speaks for it being this one; 0 if too little does. A postcode may be shared, a
        code is nobody else's."""
        name = organisation.name.lower()
        shared = sum(word in name for word in self.words)
        enough = shared >= min(2, len(self.words)) > 0
        points = shared if enough else 0
        if self.postcode and organisation.postcode == self.postcode:
            points += 2 + shared
        if self.ods_code and organisation.ods_code == self.ods_code.upper():
            points += 100
        return points


def alike(sought: Sequence[Sought], person: Any) -> list[list[Organisation]]:
    """For each that is sought those that it may be, the likeliest first, in one query for all.

    Args:
        person: who reads it; only what they see is found. What is not listed is nobody's double.
    """
    if not sought:
        return []
    rows = Organisation.objects.visible_to(person).filter(listed=True).still_open().for_rows()
    found = list(rows.filter(reduce(or_, (each.asked for each in sought)))[:MOST_FOUND])
    return [_likeliest(each, found) for each in sought]


def _likeliest(sought: Sought, found: Sequence[Organisation]) -> list[Organisation]:
    with_points = [(sought.likeness(each), each) for each in found]
    likely = [pair for pair in with_points if pair[0]]
    likely.sort(key=lambda pair: (-pair[0], pair[1].name))
    return [each for _points, each in likely[:SHOWN]]
