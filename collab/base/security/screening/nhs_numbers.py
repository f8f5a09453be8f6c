"""NHS numbers.

Ten digits, of which the last is a check digit by Modulus 11 (NHS Data Dictionary, "NHS NUMBER"):
multiply the first nine by 10, 9 … 2, add up, divide by 11 and take the remainder from 11; a result
of 11 counts as 0, and 10 means that the number is not valid. About one in eleven random ten-digit
numbers passes, so a finding is a question to the author and no verdict.

The digits may stand together, as 3 3 4, or one by one; after "NHS" or "NHS number" in any groups.
Between groups we accept what people type and paste: spaces of any width, line ends, dashes, dots,
slashes and brackets. Left out: what a dash glues to further digits (part of a longer code), a
decimal, a telephone number after "+", and numbers that pass the check but were never given to
anyone (ten equal digits, 0123456789).
"""

import re
from collections.abc import Iterator
from itertools import accumulate

from .spans import Span

DIGITS = re.compile(r"[0-9]+")
SEPARATORS = r"[\s.\-/()·•]{0,5}+"
TEN_DIGITS_OR_MORE = re.compile(rf"[0-9](?:{SEPARATORS}[0-9]){{9,}}+")
ANNOUNCED = re.compile(r"\bnhs(?:\W{0,3}(?:number|num|no|id)|\W{0,5}$)", re.IGNORECASE)
ANNOUNCED_WITHIN = 30  # characters
NEVER_GIVEN = {digit * 10 for digit in "0123456789"} | {"0123456789"}


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
