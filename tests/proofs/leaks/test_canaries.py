"""No outsider meets a word of a private space: on no page, in no count, preview, error or answer of
the API, and in no line of the log; and what they may read is the same as if the space was empty."""

import logging
from collections.abc import Collection, Iterator
from io import StringIO

import pytest

from collab.base.drafts.models import Draft
from collab.base.operations.logs import Lines
from tests.proofs.conftest import Proved
from tests.proofs.counts import ONE_REQUEST_IN, PROVING
from tests.world import World

from .canaries import (
    READ_BY_EVERYONE,
    Canaries,
    fields_with_words,
    fields_without,
    hosts,
    open_fellows_to_members_alone,
    put_into,
)
from .outsider import (
    BY_WHOM,
    Outsider,
    Told,
    addresses_of,
    by_whom,
    of_nothing_private,
    of_one_thing,
    public_addresses,
    verbs_of,
)

OUTSIDERS = [
    "anonymous",
    "signed-up",
    "member of another organisation",
    "ex-member",
    "expired guest",
]
OF_THE_NETWORK = "member of another organisation"
MEMBERS_ALONE = ["falls", "ward", "group", "joining", "stewards", "fellows"]
THE_NETWORKS = "medicines"
SPACES = [*MEMBERS_ALONE, THE_NETWORKS]
NOWHERE = "quzzzz"
METHOD_NOT_ALLOWED = 405
# Told to the person alone, or in a mail, and on no page as it was written.
ON_NO_PAGE = {
    "accounts.Session.browser",
    "accounts.Person.profession",
    "mail.Mail.subject",
    "networks.Affiliation.reason",
    "networks.Invitation.name",
    "networks.InvitationRow.name",
    "networks.Registration.reason",
    "mail.Mail.text",
    "socialaccount.SocialAccount.uid",
    "socialaccount.SocialAccount.extra_data",
}


def test_each_field_that_can_hold_words_is_private_or_read_by_everyone(db: None) -> None:
    known = fields_with_words()
    assert len(known) > 40
    assert known >= READ_BY_EVERYONE


@pytest.fixture
def outsiders(world: World) -> list[Outsider]:
    return [Outsider(way, world.people[way]) for way in OUTSIDERS]


@pytest.fixture
def canaries() -> Canaries:
    return Canaries(fields_with_words() - READ_BY_EVERYONE)


@pytest.fixture
def log() -> Iterator[StringIO]:
    """All lines of a server's log, in the form of production."""
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(Lines(json=True))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)


def fill(canaries: Canaries, world: World, names: list[str]) -> None:
    open_fellows_to_members_alone(world)
    invite = hosts(world)
    for name in names:
        put_into(canaries, world, name, invite[name])
        assert fields_without(canaries, name) == set(), f"{name}: give these a word in canaries.py"


def sees(outsider: Outsider, space: str) -> bool:
    """Who belongs to the network reads what is open to it; nobody here sees more."""
    return space == THE_NETWORKS and outsider.way == OF_THE_NETWORK


def leaks(
    canaries: Canaries, outsider: Outsider, told: Told, typed: Collection[str] = ()
) -> list[str]:
    """The words in an answer that its asker may not see, but for those that they typed."""
    found = canaries.found_in(told.text).difference(typed)
    return [
        f"{told.asked}: {canaries.where[word]}"
        for word in found
        if not sees(outsider, canaries.where[word][1])
    ]


@pytest.mark.parametrize("space", SPACES if PROVING else SPACES[:1])
def test_no_address_of_a_private_thing_tells_a_word_of_it(
    world: World,
    canaries: Canaries,
    outsiders: list[Outsider],
    log: StringIO,
    space: str,
    proved: Proved,
) -> None:
    fill(canaries, world, [space])
    asks = [
        (verb, address)
        for route in of_one_thing()
        for address in addresses_of(route, canaries.at(route, space, one_of_each=not PROVING))
        for verb in verbs_of(route)
    ][::ONE_REQUEST_IN]
    found = [
        leak
        for outsider, (verb, address) in by_whom(outsiders, asks)
        for leak in leaks(canaries, outsider, outsider.ask(verb, address))
    ]
    assert found == []
    assert canaries.found_in(log.getvalue()) == set()
    assert len(asks) > 200
    proved(
        f"{len(asks)} requests, {BY_WHOM} of outsider, at all addresses with the uid of something "
        f"in a private space ({space}), and the log of them",
        f"0 of {len(canaries.where)} words in {len(canaries.fields)} fields met",
    )


def test_no_list_search_or_form_tells_a_word(
    world: World, canaries: Canaries, outsiders: list[Outsider], log: StringIO, proved: Proved
) -> None:
    fill(canaries, world, SPACES)
    asks = [
        (verb, address, sent)
        for space in (SPACES if PROVING else SPACES[:1])
        for number, route in enumerate(of_nothing_private())
        for address in addresses_of(route, [])
        for verb in verbs_of(route)
        for sent in questions(canaries, space, number)
    ][::ONE_REQUEST_IN]
    found = []
    for outsider, (verb, address, sent) in by_whom(outsiders, asks):
        if verb == "GET":
            told = outsider.ask(verb, f"{address}?{sent}")
        else:
            told = outsider.ask(verb, address, sent)
        found += leaks(canaries, outsider, told, typed=canaries.found_in(sent))
    assert found == []
    assert canaries.found_in(log.getvalue()) == set()
    assert len(asks) > 150
    proved(
        f"{len(asks)} requests, {BY_WHOM} of outsider, at lists, searches, forms and the API, with "
        "words and uids of private spaces in what they send",
        "0 words met, in answers and in the log of them",
    )


def test_a_word_that_is_there_finds_what_one_that_is_not_finds(
    world: World, canaries: Canaries, outsiders: list[Outsider], proved: Proved
) -> None:
    fill(canaries, world, MEMBERS_ALONE)
    asks = [
        (outsider, f"{address}?{field}=", word)
        for address in public_addresses()
        for field in ("q", "search", "name", "organisation", "topic")
        for outsider in outsiders
        for word in sorted(canaries.where)[:: len(canaries.where) // 3]
    ][:: 7 if PROVING else 141]
    for outsider, address, word in asks:
        found, nothing = (outsider.ask("GET", f"{address}{each}") for each in (word, NOWHERE))
        assert found.status == nothing.status, found.asked
        assert found.body.replace(word, NOWHERE) == nothing.body, found.asked
    assert len(asks) > 50
    proved(
        f"{len(asks)} searches of outsiders for words of private spaces",
        "each answer the same as for a word that is nowhere",
    )


def questions(canaries: Canaries, space: str, number: int) -> list[str]:
    """What may be asked or sent with an address, about something that one may not see."""
    words, uids = sorted(canaries.of(space)), sorted(canaries.uids[space])
    uid = uids[number % len(uids)]
    return [
        "",
        f"next=/s/{uid}",
        f"space={uid}&about=intervention:{uid}&subject=thread:{uid}&n=1&quote={uid}",
        f"thread={uid}&place=/d/{uid}/messages&page=2&after=0&from=1",
        f"text=/d/{uid}%20/i/{uid}&fields=%7B%22text%22%3A%22/m/{uid}%22%7D",
        f"q={words[number % len(words)]}",
    ]


def test_what_is_public_is_the_same_as_if_private_spaces_were_empty(
    world: World, canaries: Canaries, outsiders: list[Outsider], proved: Proved
) -> None:
    open_fellows_to_members_alone(world)
    invite = hosts(world)
    addresses = list(public_addresses())
    pages = list(by_whom(outsiders, addresses))

    def read_all() -> list[Told]:
        return [outsider.ask("GET", address) for outsider, address in pages]

    read_all()  # what a first visit begins, such as a session, is there from now on
    before = read_all()
    for name in MEMBERS_ALONE:
        put_into(canaries, world, name, invite[name])
    after = read_all()
    assert [
        was.asked for was, told in zip(before, after, strict=True) if was.body != told.body
    ] == []
    assert len(pages) > 50
    proved(
        f"{len(addresses)} pages, lists and answers, read {BY_WHOM} of outsider, "
        f"before and after {len(canaries.where)} words were put into private spaces",
        "the same, byte by byte",
    )


def test_whoever_belongs_there_meets_the_words(world: World, canaries: Canaries) -> None:
    """Otherwise the tests above would look for what nobody is ever told."""
    spaces = SPACES if PROVING else SPACES[:1]
    fill(canaries, world, spaces)
    for space in spaces:
        person = canaries.people[space]
        place = Draft.objects.get(person=person).place
        own = ["/me", "/me/tokens", "/me/sign-in", f"/drafts?place={place}"]
        insider, steward = Outsider("insider", person), Outsider("steward", world.steward)
        answers = [*all_read_by(insider, canaries, space)]
        answers += [insider.ask("GET", address) for address in own]
        answers.append(steward.ask("GET", "/legal-holds"))
        met = set().union(*(canaries.found_in(each.text) for each in answers))
        unmet = {canaries.where[word][0] for word in canaries.of(space) - met}
        assert unmet <= ON_NO_PAGE, (space, unmet - ON_NO_PAGE)


def all_read_by(insider: Outsider, canaries: Canaries, space: str) -> Iterator[Told]:
    """Whatever they are told of what is in a space; what is only sent to is asked once."""
    for route in of_one_thing():
        if "GET" in verbs_of(route):
            for address in addresses_of(route, canaries.at(route, space)):
                told = insider.ask("GET", address)
                yield told
                if told.status == METHOD_NOT_ALLOWED:
                    break
