"""Somebody who asks for everything that the product answers, and what they are told."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse

from networks.models import Collaborative, Organisation, Space
from tests.proofs.counts import PROVING
from tests.served import read
from tests.unit.access.test_sweep import ROUTES, is_signed_in
from tests.unit.api.client import Program

IDENTIFIERS = {"uid", "handle"}
SIGNS_OUT = {"account_logout"}
SHOWS_THE_TIME = {"gallery"}
VARYING = [
    (re.compile(r"X-Request-ID: \w+"), "request"),
    (re.compile(r"Set-Cookie: (?:csrftoken|sessionid)=[^\n]*"), "cookie"),
    (re.compile(r'name="csrfmiddlewaretoken" value="\w+"'), "csrf"),
    (re.compile(r'^{"token": "\w+"}$'), "csrf"),
    (re.compile(r'name="key" value="\w+"'), "key"),
]


Ask = TypeVar("Ask")
EVERYONE_ASKS = PROVING and settings.EMBEDDED
"""It takes a processor ten minutes, and what answers is the same on PostgreSQL."""
BY_WHOM = "as each of five kinds" if EVERYONE_ASKS else "each as one of five kinds, in turn,"


@dataclass(frozen=True)
class Told:
    """One answer: what was asked, and all of it, headers too."""

    asked: str
    status: int
    text: str
    body: str


class Outsider:
    """Somebody with a browser and a program of theirs.

    Args:
        way: of being somebody, as `tests/world.py` names it.
    """

    def __init__(self, way: str, person: Any) -> None:
        self.way = way
        self.person = person
        self.client = Client()
        self.program = Program(person)

    def ask(self, verb: str, address: str, sent: Any = None) -> Told:
        if self.person.is_authenticated and not is_signed_in(self.client):
            self.client.force_login(self.person)
        if address.startswith("/api/"):
            path = address.removeprefix("/api/v1/")
            answer = (
                self.program.send(verb, path, sent or {})
                if verb != "GET"
                else self.program.get(path)
            )
        else:
            answer = self.client.generic(
                verb, address, sent or b"", "application/x-www-form-urlencoded"
            )
        return self._told(f"{self.way}: {verb} {address} {sent or ''}", answer)

    def _told(self, asked: str, answer: HttpResponse) -> Told:
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        head, body = f"{headers}\n{answer.cookies}\n", read(answer)
        for varies, stands in VARYING:
            head, body = varies.sub(stands, head), varies.sub(stands, body)
        return Told(asked, answer.status_code, head + body, body)


def by_whom(outsiders: list[Outsider], asks: Iterable[Ask]) -> Iterator[tuple[Outsider, Ask]]:
    """Everything that is asked, by every one of them or by one in turn."""
    if EVERYONE_ASKS:
        return ((outsider, ask) for ask in asks for outsider in outsiders)
    return zip(cycle(outsiders), asks, strict=False)


def verbs_of(route: URLPattern) -> list[str]:
    """What may be asked there: a page is read and sent to, the API declares its verbs."""
    return list(getattr(route.callback, "declared", {})) or ["GET", "POST"]


ALSO_UIDS = ("uid", "person", "organisation", "whose", "step", "about", "handle", "key")


def addresses_of(route: URLPattern, uids: Collection[str]) -> Iterator[str]:
    """A route's addresses, with each of these uids where it takes one."""
    named = set(route.pattern.converters)
    organisations = Organisation.objects.all() if "identifier" in named else []
    for identifier in [each.ods_code or each.uid for each in organisations] or [""]:
        for uid in uids if named & IDENTIFIERS else [""]:
            values = {"identifier": identifier, "number": 1} | dict.fromkeys(ALSO_UIDS, uid)
            values |= {
                "token": uid,
                "visible_to_whom": "network",
                "name": "activity",
                "suffix": "csv",
                "source": "join",
                "what": "accept",
            }
            try:
                yield reverse(route.name, kwargs={each: values[each] for each in named})
            except NoReverseMatch:
                return


def of_one_thing() -> list[URLPattern]:
    return [each for each in ROUTES if set(each.pattern.converters) & IDENTIFIERS]


def of_nothing_private() -> list[URLPattern]:
    """Directories, lists, feeds, forms and whatever else has an address of its own."""
    return [each for each in ROUTES if not set(each.pattern.converters) & IDENTIFIERS]


def public_addresses() -> Iterator[str]:
    """All that may be read by anyone, with no private uid in it."""
    for route in of_nothing_private():
        if route.name not in SIGNS_OUT | SHOWS_THE_TIME and "GET" in verbs_of(route):
            yield from addresses_of(route, [])
    for collaborative in Collaborative.objects.all():
        yield from (f"/c/{collaborative.uid}", f"/api/v1/collaboratives/{collaborative.uid}")
    for space in Space.objects.filter(visible_to_whom="public"):
        for part in ("", "/rows?after=0", "/interventions", "/discussions", "/people"):
            yield f"/s/{space.uid}{part}"
        yield f"/api/v1/spaces/{space.uid}"
