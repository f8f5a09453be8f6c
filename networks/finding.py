"""Which organisations somebody finds, and what is offered where nothing is found."""

import re
from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import Case, When

from collab.base.ui.plain import plain

from .models import Collaborative, Organisation
from .models.organisations import NEAREST_FIRST, OrganisationQuerySet
from .postcodes import area_of, as_postcode

__all__ = ["BY_NAME", "NEAREST_FIRST", "Found", "found", "found_or_near", "meant"]

BY_NAME = ("plain_name", "uid")
REST = r"[^\W\d_]{3,}"
WORD = re.compile(rf"[^\W\d_]{REST}")
ALIKE = 0.75
"""How alike two words are of which one is offered for the other, of 1."""
LONGER = 2
"""By how many letters they differ at most."""


class Found(NamedTuple):
    """The organisations that were found, and whose area they are of, where a postcode is none of
    an organisation: "" otherwise."""

    rows: OrganisationQuerySet
    near: str = ""


def found(
    person: Any,
    *,
    words: str = "",
    kind: str = "",
    region: Collaborative | None = None,
    taking_part: bool = False,
) -> Found:
    """Those that this person sees, that are open, and that fit; all of them without words, kind
    or region. With words each has its ``nearness``, for ``NEAREST_FIRST``.

    Args:
        taking_part: only those that take part in a collaborative.
    """
    rows: OrganisationQuerySet = Organisation.objects.visible_to(person).still_open()
    if kind:
        rows = rows.filter(kind=kind)
    if region:
        rows = rows.filter(region=region)
    if taking_part:
        rows = rows.taking_part()
    return found_or_near(rows, words)


def found_or_near(rows: OrganisationQuerySet, words: str) -> Found:
    """Those that match words; of a whole postcode that none of them has, those of its area, its
    district first."""
    matching, postcode = rows.matching(words), as_postcode(words)
    if postcode is None or matching.exists():
        return Found(matching)
    here = When(postcode__startswith=f"{postcode.partition(' ')[0]} ", then=0)
    area = area_of(postcode)
    near = rows.filter(postcode_area=area).annotate(nearness=Case(here, default=1))
    return Found(near, area)


def meant(person: Any, words: str) -> str:
    """What somebody may have meant who found nothing: the same with each word that is in no name
    or town replaced by the likest that is; "" if that too finds nothing, or nothing is like it."""
    said = plain(words).lower().split()
    letters = {word[0] for word in said if WORD.fullmatch(word)}
    if not letters:
        return ""
    seen = Organisation.objects.visible_to(person).still_open()
    known = _words(seen.values_list("plain_name", "plain_town"), letters)
    likest = [_likest(word, known) for word in said]
    offered = " ".join(likest)
    return offered if likest != said and seen.matching(offered).exists() else ""


def _words(names: Iterable[tuple[str, str]], letters: set[str]) -> Counter[str]:
    # Almost nobody mistypes how a word begins, and to compare with all would take too long.
    text = " ".join(chain.from_iterable(names)).lower()
    return Counter(re.findall(rf"\b[{''.join(letters)}]{REST}", text))


def _likest(word: str, known: Counter[str]) -> str:
    if word in known or not WORD.fullmatch(word):
        return word
    possible = [
        each for each in known if each[0] == word[0] and abs(len(each) - len(word)) <= LONGER
    ]
    possible.sort(key=lambda each: -known[each])
    return next(iter(get_close_matches(word, possible, n=1, cutoff=ALIKE)), word)
