"""Names of people: what stands beside a title ("Mrs", "Dr"), and capitalised words beside what
somebody is ("patient", "her daughter", "staff nurse").

A title makes a name of what follows it, in small letters too ("mrs pemberton fell"), unless it is a
word that follows a title standing alone ("dr informed", "mr scan"). Beside what somebody is, small
letters say nothing ("pt fell").

Left alone: what is called after somebody ("Mr Whipple operation", "Parkinson's disease"), the words
that stand capitalised after "Patient" or "Nurse" in titles and headings ("Patient Safety"), roles
without a name ("Nurse in charge") and initials ("Mrs S").
"""

import re
from collections.abc import Iterator

from . import lexicon
from .spans import Span, occurrences, words

CAPITAL = "".join(each for each in map(chr, range(0x530)) if each.isupper())
LETTER = r"[^\W\d_]"
WORD = rf"[{CAPITAL}]{LETTER}*(?:['-](?!s\b|S\b){LETTER}+)*"
SMALL_WORD = rf"{LETTER}+(?:['-](?!s\b){LETTER}+)*"
PARTICLE = (
    r"(?i:(?:de|del|della|der|den|di|da|do|dos|das|du|la|le|van|von|ten|ter|bin|bint|ibn|abu|al|el"
    r"|ap|mac|mc|san|zu)\s|(?:al|el|ul|ur|as|d|l)['-])"
)
FULL_NAME = (
    rf"(?P<name>(?:[A-Z]\.\s?|[A-Z]\s){{0,3}}{PARTICLE}{{0,2}}{WORD}"
    rf"(?:\s{PARTICLE}{{0,2}}{WORD}){{0,2}})"
)
TITLES = words("mr mrs ms miss mx master dr prof professor sir dame lord lady rev")
ROLES = words(
    """
    patient pt resident client user baby infant toddler widow nok kin
    nurse sister matron midwife registrar consultant paramedic porter pharmacist doctor hca sho fy1
    fy2
    """
)
RELATIONS = words(
    """
    son daughter wife husband partner mother father brother sister niece nephew carer
    grandson granddaughter grandmother grandfather mum mam dad nan gran aunt uncle fiance fiancee
    girlfriend boyfriend neighbour
    """
)
AFTER_A_TITLE = re.compile(rf"(?:\.|[.:]?[\s|\[\"'“]{{1,3}}){FULL_NAME}")
SMALL_AFTER_A_TITLE = re.compile(rf"\.?\s{{1,2}}(?P<name>{PARTICLE}{{0,2}}{SMALL_WORD})")
LABEL = r"(?i:(?:'?s)?(?:\s(?:full\s)?name(?:\sis|\swas)?\s?[:-]?|\s?:))\s{1,2}"
AFTER_A_ROLE = re.compile(
    rf"(?:(?P<label>{LABEL})|(?:\s(?:is|was|called|named)|,)?\s{{1,2}})\(?{FULL_NAME}"
)
SURNAME_FIRST = re.compile(rf",\s{WORD}")
ENDS_A_LABEL = re.compile(r"\s?(?:$|[\n,;.()|/]|\d|DOB|NHS)")
VOWEL = re.compile("[aeiouy]", re.IGNORECASE)
POSSESSED = re.compile(r"(?:\b(?:his|her|their|the|my)|'s)\s$", re.IGNORECASE)
# "We miss breaks", "near miss reports"; "30 ms", "she has ms"; "the dr bled her". Beside these a
# small word is no name.
NO_TITLE = {
    "miss": re.compile(
        r"\b(?:near|a|the|to|not|never|we|they|you|i|may|might|can|could|will|would|should|must|do"
        r"|did|does|often|sometimes|and|or|who|that|staff|people|\w+ly|\w+s|\w+n't)[\s-]$",
        re.IGNORECASE,
    ),
    "ms": re.compile(r"(?:\d\s?|\b(?:with|has|had|have|of|known|progressive)\s)$", re.IGNORECASE),
    "dr": re.compile(r"\b(?:the|a|an|our|your|any|no|call|duty|junior|senior)\s$", re.IGNORECASE),
}
NEAR_MISS = re.compile(r"\bnear[\s-]$", re.IGNORECASE)
WITH_A_SMALL_NAME = frozenset(words("mr mrs ms miss dr prof Mr Mrs Ms Miss Dr Prof MRS MISS PROF"))
SENTENCE = lexicon.FUNCTION_WORDS | lexicon.MODALS | lexicon.DONE_IN_CARE
NO_NAME_AFTER = {
    title: SENTENCE
    | lexicon.BESIDE.get(title, frozenset())
    | (lexicon.CARE_WORKERS if title in ("ms", "dr") else frozenset())  # "mrs ward" is somebody
    for title in TITLES
}
HEADINGS = frozenset(TITLES).union(
    SENTENCE, lexicon.CARE_WORKERS, lexicon.DAYS_AND_MONTHS, lexicon.IN_HOSPITALS
)
PROFESSION = re.compile(r"\w{2,}(?:ist|ician|logy|atrics)s?$|surgeon", re.IGNORECASE)

# A possessive makes a name of an illness only: somebody's frame and line are their own.
ILLNESS = r"(?:'s)?\s(?:disease|syndrome|sign|palsy|chorea|phenomenon|triad|criteria)\b"
INVENTED = (
    r"\s(?:operation|procedure|manoeuvre|method|technique|repair|classification)\b"
    r"(?!\s(?:is|was|has|had|went|cancelled|delayed|postponed))"
)
DEVICE = (
    r"\s(?:catheter|line|tube|drain|frame|forceps|suture|needle|retractor|score|scale|chart|tool|airway|sucker"
    r"|model|test|index|position|collar|stocking|splint|hoist|sheet|cannula|mask)s?\b"
)
PLACE = re.compile(
    r"\s(?:ward|unit|hospital|hospice|centre|building|wing|house|suite)\b(?!\s?(?:\d|rounds?\b))"
    r"|'s\s(?:hospital|hospice|house)\b",
    re.IGNORECASE,
)
CALLED_AFTER = re.compile(rf"{ILLNESS}|{INVENTED}", re.IGNORECASE)
THING = re.compile(rf"{ILLNESS}|{INVENTED}|{DEVICE}", re.IGNORECASE)
HONOURED = frozenset(("sir", "dame", "lord", "lady", "dr"))  # with a ward called after them
NEAR = 20  # characters


def names(text: str) -> Iterator[Span]:
    lowered = text.lower()
    for find, stands_beside in (
        (after_a_title, TITLES),
        (after_a_role, ROLES),
        (after_a_relation, RELATIONS),
    ):
        for word in stands_beside:
            for at in occurrences(lowered, [word]):
                if at == 0 or not text[at - 1].isalnum():
                    yield from find(text, at, at + len(word))


def after_a_title(text: str, at: int, end: int) -> Iterator[Span]:
    match = AFTER_A_TITLE.match(text, end)
    if match:
        if stands_alone(text, at, end, match["name"]):
            return
    elif text[at:end] in WITH_A_SMALL_NAME:
        match = SMALL_AFTER_A_TITLE.match(text, end)
        if match and small_word_is_no_name(text, at, end, match["name"]):
            return
    if match is None or are_initials(match["name"].split()):
        return
    if len(match["name"].split()) == 1 and CALLED_AFTER.match(text, match.end()):
        return
    if text[at:end].lower() in HONOURED and is_part_of(PLACE, text, match):
        return
    yield without_what_follows(match)


def stands_alone(text: str, at: int, end: int, name: str) -> bool:
    """Whether what looks like a title and a name is a title by itself, or no title at all."""
    title, first = text[at:end], name.split()[0]
    if title in ("Mr", "Mrs", "Mx") and first.istitle():
        return False  # "Mr Do" and "Mrs An" are people
    if title.lower() == "miss" and NEAR_MISS.search(text, max(0, at - NEAR), at):
        return True
    if title.isupper() or (title.islower() and first.isupper()):
        return first.lower() in NO_NAME_AFTER[title.lower()]
    if (
        title.lower() in ("miss", "master", "rev")
        and first.lower() in lexicon.BESIDE[title.lower()]
    ):
        return True
    return first.lower() in lexicon.FUNCTION_WORDS


def small_word_is_no_name(text: str, at: int, end: int, name: str) -> bool:
    title = text[at:end].lower()
    no_title = NEAR_MISS if text[at:end] == "Miss" else NO_TITLE.get(title)
    return (
        bool(no_title and no_title.search(text, max(0, at - NEAR), at))
        or name.lower() in NO_NAME_AFTER[title]
        or (name.isascii() and not VOWEL.search(name))
    )


def after_a_relation(text: str, at: int, end: int) -> Iterator[Span]:
    if POSSESSED.search(text, max(0, at - NEAR), at):
        yield from after_a_role(text, at, end)


def after_a_role(text: str, at: int, end: int) -> Iterator[Span]:
    match = AFTER_A_ROLE.match(text, end)
    if match is None:
        return
    parts = match["name"].split()
    if are_initials(parts) or parts[0].lower() in HEADINGS:
        return
    if any(PROFESSION.match(part) for part in parts):
        return
    if is_part_of(THING, text, match) or is_part_of(PLACE, text, match):
        return
    surname_first = SURNAME_FIRST.match(text, match.end())
    if match["name"].isupper() and not surname_first:
        # "PATIENT FELL TWICE" and "pt NBM" are no names; "Patient: SMITH" at a line's end is one.
        if match["label"]:
            if len(parts) == 1 and not ENDS_A_LABEL.match(text, match.end()):
                return
        elif len(parts) == 1 or text[at:end].isupper():
            return
    elif len(parts) == 1 and len(parts[0]) < 3:
        return
    start, end = without_what_follows(match)
    yield start, surname_first.end() if surname_first and match["name"].isupper() else end


def is_part_of(called_after: re.Pattern[str], text: str, match: re.Match[str]) -> bool:
    """Whether it names a thing: "Sir Robert Lister Ward", "patient Foley catheter"."""
    inside = called_after.search(text, *match.span("name"))
    return bool(inside or called_after.match(text, match.end()))


def are_initials(parts: list[str]) -> bool:
    """Whether it is written so that nobody is named: "Mrs S", "Mr JB"."""
    return all(
        letters.isascii() and (len(letters) < 2 or (len(letters) == 2 and letters.isupper()))
        for letters in (part.replace(".", "") for part in parts)
    )


def without_what_follows(match: re.Match[str]) -> Span:
    """Where the name is, without capital words that go on with the sentence ("MR LEE IN BED 4")."""
    start, end = match.span("name")
    if " " not in match["name"]:
        return start, end
    others = list(re.finditer(r"\S+", match["name"]))[1:]
    after = (each.start() - 1 for each in others if each[0].lower() in SENTENCE)
    return start, start + next(after, end - start)
