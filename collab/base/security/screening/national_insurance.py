"""National Insurance numbers: two letters, six digits and a letter from A to D (HMRC, NIM39110),
after words that announce one, or spaced as on a payslip. Lot numbers have the same letters and
digits, so otherwise they are left alone."""

import re
from collections.abc import Iterator

from .spans import Span

DIGITS = re.compile(r"[0-9]{2}\s?[0-9]{2}\s?[0-9]{2}\s?[A-Da-d]\b")
LETTERS = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}\s?$")
ANNOUNCED = re.compile(r"\b(?:NI|NINO|national\sinsurance)\b[^\n\d]{0,20}$", re.IGNORECASE)
SPACED = re.compile(r"[A-Z]{2}\s[0-9]{2}\s[0-9]{2}\s[0-9]{2}\s[A-D]")
NEAR = 60  # characters


def national_insurance_numbers(text: str) -> Iterator[Span]:
    for digits in DIGITS.finditer(text):
        letters = LETTERS.search(text, max(0, digits.start() - 4), digits.start())
        if letters is None:
            continue
        start, end = letters.start(), digits.end()
        announced = ANNOUNCED.search(text, max(0, start - NEAR), start)
        if announced or SPACED.fullmatch(text, start, end):
            yield start, end
