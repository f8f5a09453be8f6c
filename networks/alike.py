"""Which organisations of the directory may be the one that somebody writes down."""

import re
from collections.abc import Sequence
from functools import reduce
from operator import add, or_
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from collab.base.ui.plain import plain

from .models import Organisation

MOST_FOUND, SHOWN = 50, 5
WORD = re.compile(r"\w{3,}")
IN_MANY_NAMES = {
    *("and", "care", "centre", "clinic", "foundation", "group", "health", "healthcare"),
    *("home", "homes", "hospital", "hospitals", "house", "medical", "nhs", "nursing"),
    *("practice", "residential", "services", "surgery", "the", "trust", "university"),
}


def words_of(name: str) -> list[str]:
    """The words of a name by which it is told from others; all of them, where it has none."""
    words = list(dict.fromkeys(WORD.findall(plain(name).lower())))
    return [each for each in words if each not in IN_MANY_NAMES] or words


class Sought:
    """An organisation that somebody wrote down, to be looked for among others."""

    def __init__(self, *, name: str = "", ods_code: str | None = "", postcode: str = "") -> None:
        self.words, self.ods_code, self.postcode = words_of(name), ods_code, postcode

    def likeliest_of(self, rows: QuerySet[Organisation]) -> Q:
        """The likeliest by what the database can tell, so that those of a frequent word crowd out
        nobody who shares more."""
        signs = [(Q(plain_name__icontains=word), 1) for word in self.words]
        if self.postcode:
            signs.append((Q(postcode=self.postcode), 2))
        if self.ods_code:
            signs.append((Q(ods_code__iexact=self.ods_code), 100))
        if not signs:
            return Q(pk=None)
        either = reduce(or_, (sign for sign, _points in signs))
        points = (Case(When(sign, then=Value(each)), default=Value(0)) for sign, each in signs)
        likeliest = rows.filter(either).order_by(reduce(add, points).desc(), "plain_name", "pk")
        return Q(pk__in=likeliest.values("pk")[:MOST_FOUND])

    def likeness(self, organisation: Organisation) -> int:
        """How much speaks for it being this one; 0 if too little does. A postcode may be shared, a
        code is nobody else's."""
        name = plain(organisation.name).lower()
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
    rows = Organisation.objects.visible_to(person).filter(listed=True).still_open()
    of_any = reduce(or_, (each.likeliest_of(rows) for each in sought))
    found = list(rows.for_rows().filter(of_any))
    return [_likeliest(each, found) for each in sought]


def _likeliest(sought: Sought, found: Sequence[Organisation]) -> list[Organisation]:
    with_points = [(sought.likeness(each), each) for each in found]
    likely = [pair for pair in with_points if pair[0]]
    likely.sort(key=lambda pair: (-pair[0], pair[1].plain_name))
    return [each for _points, each in likely[:SHOWN]]
