"""Numbers by which a hospital knows a patient: letters and digits after words that announce them,
such as "hospital number", "MRN" or "patient ID". Their form differs from hospital to hospital, so
without such words they are not told from other numbers."""

import re
from collections.abc import Iterator

from .spans import Span

DIGITS = re.compile(r"[0-9]{5,9}(?![0-9])[A-Za-z]?\b")
LETTERS = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{1,3}[-\s]?$")
ANNOUNCED = re.compile(
    r"\b(?:(?:hosp(?:ital)?|unit|case\s?notes?|patient|pt|clinic|district|pas|chart|medical"
    r"\srecords?)\W{0,2}(?:number|num|no|nr|id|identifier|ref(?:erence)?)|mrn|crn)\b"
    r"[^\w\n]{0,4}(?:(?:is|was)\s)?$",
    re.IGNORECASE,
)
NEAR = 50  # characters


def hospital_numbers(text: str) -> Iterator[Span]:
    for digits in DIGITS.finditer(text):
        start = digits.start()
        letters = LETTERS.search(text, max(0, start - 5), start)
        # "MRN 1234567" announces; "MRN" there is no part of the number.
        for first in (letters.start() if letters else start, start):
            if ANNOUNCED.search(text, max(0, first - NEAR), first):
                yield first, digits.end()
                break
