"""Email domains: how one is written, and those that no organisation can have for itself.

A domain stands for its own addresses alone: ``a@wards.severnside.nhs.uk`` is no address at
``severnside.nhs.uk``. Who has what beneath a domain is not said by the domain, so each is listed.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LIST = Path(__file__).parent / "shared_domains.txt"
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")

SHARED, PARENTS, ANYBODY, BRANDS = "shared", "parents", "anybody", "brands"
COUNTRY = re.compile(r"((com?)\.)?[a-z]{2}")
"""What a free-mail brand's name may end with, beside what the list has: "ie", "co.uk", "com.br"."""
WHY: dict[str, str | Promise] = {
    SHARED: gettext_lazy(
        "%(domain)s is shared by many organisations, so an address there does not say where "
        "somebody works. Your people can ask to join, and you confirm them."
    ),
    PARENTS: gettext_lazy(
        "Many organisations have their addresses beneath %(domain)s. Enter the whole of your own, "
        "such as severnside.nhs.uk."
    ),
    ANYBODY: gettext_lazy(
        "Anybody can open an address at %(domain)s, so it does not say where somebody works. Your "
        "people can ask to join, and you confirm them."
    ),
}


class NotADomain(ValueError):
    """What somebody typed is no email domain; the words say how one looks."""

    def __init__(self) -> None:
        super().__init__(
            _("Enter what your people’s addresses end with, such as severnside.nhs.uk")
        )


class SharedDomain(ValueError):
    """Nobody can list this domain; the words say why, and what to do instead."""


def normal(typed: str) -> str:
    """A domain as it is kept: in lower case and ASCII. Of a whole address, what follows its "@".

    Raises:
        NotADomain: it is none.
    """
    domain = typed.strip().rpartition("@")[2].removesuffix(".")
    try:
        domain = domain.encode("idna").decode().lower()  # as mail to it is addressed
    except UnicodeError as error:
        raise NotADomain from error
    labels = domain.split(".")
    if len(domain) > 253 or not all(map(LABEL.fullmatch, labels)) or labels[-1].isdigit():
        raise NotADomain
    return domain


def domain_of(address: str) -> str:
    """The domain of an email address, or "" where it is none that could be listed."""
    try:
        return normal(address)
    except NotADomain:
        return ""


def must_be_ones_own(domain: str) -> None:
    """Some domains are nobody's own.

    Raises:
        SharedDomain: this is one of them.
    """
    listed = shared_domains()
    if "." not in domain:
        raise SharedDomain(WHY[PARENTS] % {"domain": domain})
    for each in with_parents(domain):
        why = _why(each, listed)
        if why and (each == domain or why != PARENTS):
            raise SharedDomain(WHY[why] % {"domain": each})


def _why(domain: str, listed: dict[str, str]) -> str | None:
    name, _dot, ending = domain.partition(".")
    if listed.get(name) == BRANDS:
        return ANYBODY if COUNTRY.fullmatch(ending) else listed.get(domain) if ending else None
    return listed.get(domain)


def with_parents(domain: str) -> Iterator[str]:
    """A domain, and each above it."""
    while domain:
        yield domain
        domain = domain.partition(".")[2]


@cache
def shared_domains() -> dict[str, str]:
    """The kept list: each domain with the heading that it stands under."""
    found, heading = {}, ""
    for line in LIST.read_text(encoding="utf-8").splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("["):
            heading = line.strip("[]")
        elif line:
            found[line] = heading
    return found
