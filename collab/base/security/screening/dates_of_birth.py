"""Dates of birth: a calendar date, in figures or in words, shortly after words such as "date of
birth", "DOB" or "born", or shortly before the first two."""

import re
from collections.abc import Iterator

from .spans import Span

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
YEAR = r"(?:(?:18|19|20)[0-9]{2}|'?[0-9]{2})"
ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
    r"|twenty[\s-](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth"
    r"|thirty[\s-]first)"
)
TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
UNITS = r"(?:one|two|three|four|five|six|seven|eight|nine)"
YEAR_IN_WORDS = (
    rf"(?:(?:eighteen|nineteen|twenty)[\s-](?:{TENS}(?:[\s-]{UNITS})?|hundred|(?:oh|o)[\s-]{UNITS}"
    rf"|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen)"
    rf"|two thousand(?:(?:\sand)?\s(?:{UNITS}|ten|eleven|twelve))?)"
)
FULL_YEAR = r"(?:18|19|20)[0-9]{2}"
BETWEEN = r"\s{0,2}[-/.,\s]\s{0,2}"
DATE = re.compile(
    r"(?<![0-9])(?:"
    rf"{DAY}{BETWEEN}{MONTH_NUMBER}{BETWEEN}{YEAR}"
    rf"|{FULL_YEAR}{BETWEEN}{MONTH_NUMBER}{BETWEEN}{DAY}"
    rf"|{DAY}(?:st|nd|rd|th)?[\s\-/.,]{{0,3}}(?:of\s)?(?:the\s)?{MONTH}[\s\-/.,]{{0,3}}{YEAR}"
    rf"|{MONTH}[\s\-/.]{{0,3}}{DAY}(?:st|nd|rd|th)?[\s\-/.,]{{1,3}}{YEAR}"
    rf"|(?:{ORDINAL})\s(?:of\s)?{MONTH}[\s,]{{0,3}}(?:{FULL_YEAR}|{YEAR_IN_WORDS})"
    rf"|{DAY}(?:st|nd|rd|th)?\s(?:of\s)?{MONTH}[\s,]{{0,3}}{YEAR_IN_WORDS}"
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
LONGEST_DATE = 60


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
