"""Finds patient identifiers before a text is saved: NHS numbers and dates of birth.

**NHS number.** Ten digits, of which the last is a check digit by Modulus 11 (NHS Data Dictionary,
"NHS NUMBER"): multiply the first nine by 10, 9 … 2, add up, divide by 11 and take the remainder
from 11; a result of 11 counts as 0, and 10 means that the number is not valid. About one in eleven
random ten-digit numbers passes, so a finding is a question to the author and no verdict.

The digits may stand together, as 3 3 4, or one by one; after "NHS" or "NHS number" in any groups.
Between groups we accept what people type and paste: spaces of any width, line ends,
dashes, dots, slashes and brackets. Markup and invisible characters between digits do not count,
nor does the script of the digits. Left out: what a dash glues to further digits (part of a longer
code), a decimal, a telephone number after "+", and numbers that pass the check but were never
given to anyone (ten equal digits, 0123456789).

**Date of birth.** A calendar date, in figures or with the month's name, shortly after words such
as "date of birth", "DOB" or "born", or shortly before the first two.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from django.utils.translation import gettext_lazy as _

SAYS = {
    "nhs_number": _("an NHS number"),
    "date_of_birth": _("a date of birth"),
}


@dataclass(frozen=True, order=True)
class Finding:
    """What was found, between ``start`` and ``end`` of the text as it was given."""

    start: int
    end: int
    kind: str

    @property
    def says(self) -> str:
        """What it is, in words that can end the sentence "This looks like …"."""
        return str(SAYS[self.kind])


def screen(text: str) -> list[Finding]:
    """The identifiers in a text, in reading order; empty if there are none."""
    folded = Folded(text)
    found = [(span, "nhs_number") for span in nhs_numbers(folded.text)]
    found += [(span, "date_of_birth") for span in dates_of_birth(folded.text)]
    return sorted({Finding(*folded.original(*span), kind) for span, kind in found})


# One plain form for the many ways to write the same characters

UNLIKE_PLAIN = re.compile(
    r"(?P<space>&(?:nbsp|thinsp|ensp|emsp|shy|zwj|zwnj|#x?[0-9a-f]{2,5});)"
    r"|(?P<markup></?[a-z][^<>\n]{0,100}>|[*_~`\\]+)"
    r"|[^\n -~]",
    re.IGNORECASE,
)


class Folded:
    """The text by NFKC, with plain digits, spaces and dashes, and without markup.

    ``original`` gives the place in the text as it was for a place in this one.
    """

    def __init__(self, text: str) -> None:
        self._pieces: list[str] = []
        self._starts: list[int] = []  # of each piece in the folded text
        self._places: list[int] = []  # of each piece in the text as it was
        self._length = 0
        end = 0
        for match in UNLIKE_PLAIN.finditer(text):
            self._add(text[end : match.start()], end)
            end = match.end()
            if match.lastgroup == "space":
                self._add(" ", match.start())
            elif match.lastgroup is None:
                for character in fold(match[0]):
                    self._add(character, match.start())
        self._add(text[end:], end)
        self.text = "".join(self._pieces)

    def _add(self, piece: str, place: int) -> None:
        if piece:
            self._pieces.append(piece)
            self._starts.append(self._length)
            self._places.append(place)
            self._length += len(piece)

    def original(self, start: int, end: int) -> tuple[int, int]:
        return self._place(start), self._place(end - 1) + 1

    def _place(self, at: int) -> int:
        piece = bisect_right(self._starts, at) - 1
        return self._places[piece] + at - self._starts[piece]


@lru_cache(maxsize=4096)
def fold(character: str) -> str:
    if character.isspace():
        return "\n" if character == "\n" else " "
    return "".join(map(_fold_one, unicodedata.normalize("NFKC", character)))


def _fold_one(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    if category == "Zs":
        return " "
    if category in ("Cf", "Cc", "Mn"):
        return ""
    return character


# NHS numbers

DIGITS = re.compile(r"[0-9]+")
SEPARATORS = r"[\s.\-/()·•]{0,5}+"
TEN_DIGITS_OR_MORE = re.compile(rf"[0-9](?:{SEPARATORS}[0-9]){{9,}}+")
ANNOUNCED = re.compile(r"\bnhs(?:\W{0,3}(?:number|num|no|id)|\W{0,5}$)", re.IGNORECASE)
ANNOUNCED_WITHIN = 30  # characters
NEVER_GIVEN = {digit * 10 for digit in "0123456789"} | {"0123456789"}

Span = tuple[int, int]


def passes_modulus_11(number: str) -> bool:
    total = sum(int(number[place]) * (10 - place) for place in range(9))
    return (11 - total % 11) % 11 == int(number[9])


def nhs_numbers(text: str) -> Iterator[Span]:
    for stretch in TEN_DIGITS_OR_MORE.finditer(text):
        start, end = stretch.span()
        run = [group.span() for group in DIGITS.finditer(text, start, end)]
        announced = bool(ANNOUNCED.search(text[max(0, start - ANNOUNCED_WITHIN) : start]))
        telephone = text[max(0, start - 1) : start] == "+" and not announced
        for first, last in windows(run, any_groups=announced):
            number = "".join(text[slice(*group)] for group in run[first:last])
            if (
                passes_modulus_11(number)
                and number not in NEVER_GIVEN
                and not (telephone and first < 2)
                and not is_glued(text, run, first, last)
            ):
                yield run[first][0], run[last - 1][1]


def windows(run: list[Span], *, any_groups: bool) -> Iterator[tuple[int, int]]:
    """Neighbouring groups with ten digits together, as ``run[first:last]``."""
    lengths = [end - start for start, end in run]
    if any_groups:
        before = [0, *accumulate(lengths)]
        ends = {total: last for last, total in enumerate(before)}
        yield from ((first, ends[n + 10]) for first, n in enumerate(before) if n + 10 in ends)
    elif lengths == [1] * 10:
        yield 0, 10
    else:
        for first, length in enumerate(lengths):
            if length == 10:
                yield first, first + 1
            elif lengths[first : first + 3] == [3, 3, 4]:
                yield first, first + 3


def is_glued(text: str, run: list[Span], first: int, last: int) -> bool:
    """Whether a dash, or "0." in front, makes the digits part of something longer."""
    before = text[run[first - 1][0] : run[first][0]] if first else ""
    after = text[run[last - 1][1] : run[last][0]] if last < len(run) else ""
    return before.endswith("-") or before == "0." or after == "-"


# Dates of birth

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
YEAR = r"(?:(?:18|19|20)[0-9]{2}|'?[0-9]{2})"
FULL_YEAR = r"(?:18|19|20)[0-9]{2}"
BETWEEN = r"\s{0,2}[-/.,\s]\s{0,2}"
DATE = re.compile(
    r"(?<![0-9])(?:"
    rf"{DAY}{BETWEEN}{MONTH_NUMBER}{BETWEEN}{YEAR}"
    rf"|{FULL_YEAR}{BETWEEN}{MONTH_NUMBER}{BETWEEN}{DAY}"
    rf"|{DAY}(?:st|nd|rd|th)?[\s\-/.,]{{0,3}}(?:of\s)?(?:the\s)?{MONTH}[\s\-/.,]{{0,3}}{YEAR}"
    rf"|{MONTH}[\s\-/.]{{0,3}}{DAY}(?:st|nd|rd|th)?[\s\-/.,]{{1,3}}{YEAR}"
    r"|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:(?:18|19|20)[0-9]{2}|[0-9]{2})"
    r")(?![0-9])",
    re.IGNORECASE,
)
DOB = r"\bd\s?\.?\s?o\s?\.?\s?b"
DATE_OF_BIRTH = r"\b(?:date\s?of\s?birth|birth\s?-?da(?:te|y))"
BIRTH = rf"(?:{DOB}\b\.?|{DATE_OF_BIRTH}\b)"
BORN = r"\b(?:born|b\.)(?:\son)?(?:\s(?:the|(?:mon|tues|wednes|thurs|fri|satur|sun)day))?"
BEFORE_DATE = re.compile(
    rf"{BIRTH}(?:(?:(?![.;!?]\s)[^\n]){{0,30}}\n?|\W{{0,5}})$|{BORN}\W{{0,5}}$", re.IGNORECASE
)
AFTER_DATE = re.compile(
    rf"\W{{0,5}}(?:(?:is|was|as|the|his|her|their)\s){{0,2}}{BIRTH}", re.IGNORECASE
)
# A word that its date is glued to, as in "DOB3/7/41", ends only where the date is cut off.
BIRTH_WORDS = re.compile(rf"{DOB}|{DATE_OF_BIRTH}|{BORN}", re.IGNORECASE)
NEAR = 60  # characters
LONGEST_DATE = 40


def dates_of_birth(text: str) -> Iterator[Span]:
    for stretch in near_birth_words(text):
        for date in DATE.finditer(text, *stretch):
            start, end = date.span()
            before = text[max(0, start - NEAR) : start]
            if BEFORE_DATE.search(before) or AFTER_DATE.match(text, end):
                yield start, end


def near_birth_words(text: str) -> Iterator[Span]:
    """The stretches of a text where a date could be one of birth; looking at all of it is slow."""
    start = end = 0
    for word in BIRTH_WORDS.finditer(text):
        if word.start() - NEAR > end:
            yield start, end
            start = word.start() - NEAR
        end = word.end() + NEAR + LONGEST_DATE
    yield start, end
