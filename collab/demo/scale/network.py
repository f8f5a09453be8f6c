"""Who there is: collaboratives, organisations, people, fellows."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from collab.base.access.uid import new_uid
from collab.base.accounts.models import Person
from collab.base.security.models import SecurityEntry
from collab.demo import reading
from collab.demo.ground import PASSWORD
from fellows.models import Expertise, Method, Topic
from networks import events
from networks.models import (
    Affiliation,
    Appointment,
    Collaborative,
    EmailDomain,
    Fellowship,
    Membership,
    NationalRole,
    Organisation,
)
from networks.postcodes import area_of

from .names import KINDS, PLACES, email_of, full_name, postcode
from .sizes import Sizes, shares
from .streams import Streams
from .tables import Tables

STEWARDS = 3
SIGN_INS = 20
"""Of each person, in the security log."""
BELONGS_TO_MANY = 40
"""Organisations of the one person who administers many."""
SEEN_DAYS_AGO = (0, 0, 1, 2, 5, 20, 40, 200)
DOMAIN_WAITS = 10
"""The domain of each so-manieth organisation waits for a steward."""
BY_DOMAIN = 5
"""Each so-manieth person of an organisation joined by its domain."""


class Known(NamedTuple):
    """A row by which others are told of."""

    id: int
    uid: str


class Writer(NamedTuple):
    """Somebody who can write in a space, by id, and for which organisation."""

    person: int
    organisation: int | None


@dataclass
class Network:
    """What is there before anybody writes."""

    now: datetime
    tables: Tables
    streams: Streams
    people: list[Known] = field(default_factory=list)
    organisations: list[Known] = field(default_factory=list)
    collaboratives: list[Known] = field(default_factory=list)
    belonging: list[list[int]] = field(default_factory=list)
    """By organisation, the ids of its people."""
    domains: list[int | None] = field(default_factory=list)
    """By organisation, its confirmed domain."""
    region: list[int] = field(default_factory=list)
    """By organisation, the place of its collaborative."""
    taking_part: set[tuple[int, int]] = field(default_factory=set)
    """The ids of organisations, each with that of a collaborative."""
    members: list[list[Writer]] = field(default_factory=list)
    """By collaborative, who can write in its spaces."""
    fellows: list[Writer] = field(default_factory=list)

    @property
    def long_ago(self) -> datetime:
        return self.now - timedelta(days=900)

    def name_of(self, person: int) -> str:
        """What somebody is called, by their id."""
        return full_name(person - self.people[0].id)

    @property
    def stewards(self) -> list[int]:
        return [person.id for person in self.people[:STEWARDS]]


def found_network(sizes: Sizes, now: datetime, tables: Tables, random: Random) -> Network:
    """Everybody and everything up to the first message."""
    network = Network(now, tables, Streams(tables))
    sign_people_up(network, sizes.people, random)
    appoint_stewards(network)
    add_organisations(network, sizes)
    belong(network, sizes, random)
    name_fellows(network, random)
    return network


def sign_people_up(network: Network, number: int, random: Random) -> None:
    password = make_password(PASSWORD)
    for n in range(number):
        name = full_name(n)
        uid, email = new_uid(), email_of(n)
        since = network.long_ago + timedelta(minutes=n)
        row = network.tables.add(
            Person,
            uid=uid,
            email=email,
            name=name,
            password=password,
            job_title=random.choice(("Nurse", "Ward manager", "Pharmacist", "Safety lead")),
            date_joined=since,
            last_login=network.now,
            active_on=(network.now - timedelta(days=random.choice(SEEN_DAYS_AGO))).date(),
        )
        network.people.append(Known(row, uid))
        network.tables.add(EmailAddress, user_id=row, email=email, verified=True, primary=True)
        for day in range(SIGN_INS):
            network.tables.add(
                SecurityEntry,
                kind=SecurityEntry.Kind.SIGNED_IN,
                by=uid,
                at=since + timedelta(days=random.randrange(10 + 40 * day, 50 + 40 * day)),
            )


def appoint_stewards(network: Network) -> None:
    for person in network.stewards:
        network.tables.add(
            NationalRole,
            person_id=person,
            role=NationalRole.Kind.STEWARD,
            since=network.long_ago,
        )


def add_organisations(network: Network, sizes: Sizes) -> None:
    """The bodies that lead a collaborative first, then those that take part in one."""
    regions = reading.table("collaboratives")[: sizes.collaboratives]
    ids = [network.tables.of(Collaborative).next_id() for _ in regions]
    for n in range(sizes.organisations):
        leads = n < len(regions)
        region, uid = n % len(regions), new_uid()
        kind, called = KINDS[n % len(KINDS)]
        name = f"{PLACES[n % len(PLACES)]} {called} {n}"
        row = network.tables.add(
            Organisation,
            uid=uid,
            name=regions[n]["lead_body"] if leads else name,
            kind=Organisation.Kind.NETWORK if leads else kind,
            ods_code=None if leads else f"Z{n:04}",
            region_id=ids[region],
            town=PLACES[n % len(PLACES)],
            postcode=postcode(n),
            postcode_area=area_of(postcode(n)),
        )
        network.organisations.append(Known(row, uid))
        network.region.append(region)
        network.domains.append(list_domain(network, row, n))
        if leads:
            found_collaborative(network, ids[n], regions[n], row)
        else:
            for taken_part_in in {region, (region + n % 10 // 9) % len(ids)}:
                network.taking_part.add((row, ids[taken_part_in]))
                network.tables.add(
                    Membership,
                    organisation_id=row,
                    collaborative_id=ids[taken_part_in],
                    by_id=network.stewards[0],
                    since=network.long_ago,
                )


def list_domain(network: Network, organisation: int, n: int) -> int | None:
    """An organisation says what its addresses end with; its id, once a steward has confirmed it."""
    waits = n % DOMAIN_WAITS == 1
    row = network.tables.add(
        EmailDomain,
        organisation_id=organisation,
        domain=domain_name(n),
        by_id=network.stewards[-1],
        since=network.long_ago,
        confirmed_at=None if waits else network.long_ago,
        confirmed_by_id=None if waits else network.stewards[0],
    )
    return None if waits else row


def domain_name(n: int) -> str:
    """What the addresses of an organisation end with."""
    return f"place-{n}.scale.example"


def found_collaborative(network: Network, row: int, said: dict[str, str], body: int) -> None:
    uid = new_uid()
    network.tables.add(
        Collaborative,
        id=row,
        uid=uid,
        name=said["name"],
        region=said["short_name"],
        lead_body_id=body,
        column=int(said["column"]),
        row=int(said["row"]),
    )
    network.collaboratives.append(Known(row, uid))


def belong(network: Network, sizes: Sizes, random: Random) -> None:
    """Each person belongs to an organisation, some to two, one to many, and a few still wait.

    The first two of an organisation are its safety lead and its administrator; of a body that
    leads a collaborative they lead that, too.
    """
    network.belonging = [[] for _ in network.organisations]
    network.members = [[] for _ in network.collaboratives]
    everybody = iter(network.people)
    bodies = len(network.collaboratives)
    largest_first = [*range(bodies, sizes.organisations), *range(bodies)]
    numbers = shares(sizes.people, sizes.organisations, least=2)
    for n, number in zip(largest_first, numbers, strict=True):
        for place in range(number):
            affiliate(
                network, next(everybody), n, place, waits=place > 2 and random.random() < 0.03
            )
    for person in random.sample(network.people, sizes.people // 20):
        n = random.randrange(sizes.organisations)
        if person.id not in network.belonging[n]:
            affiliate(network, person, n, place=9)
    busy = network.people[sizes.people // 2]
    for n in range(0, sizes.organisations, max(1, sizes.organisations // BELONGS_TO_MANY)):
        if busy.id not in network.belonging[n]:
            affiliate(network, busy, n, place=1)
    for n in range(bodies):
        for lead in network.belonging[n][:2]:
            network.tables.add(
                Appointment,
                person_id=lead,
                collaborative_id=network.collaboratives[n].id,
                organisation_id=network.organisations[n].id,
                role=Appointment.Kind.LEAD,
                by_id=network.stewards[0],
                since=network.long_ago,
            )
            network.members[n].append(Writer(lead, network.organisations[n].id))


def affiliate(network: Network, person: Known, n: int, place: int, *, waits: bool = False) -> None:
    """Somebody asks to belong to an organisation, and is confirmed unless they wait."""
    organisation, uid = network.organisations[n], new_uid()
    by_domain = {} if waits or place % BY_DOMAIN != 3 else prove_address(network, person, n)
    role = {0: Affiliation.Kind.SAFETY_LEAD, 1: Affiliation.Kind.ADMINISTRATOR}
    asked = network.now - timedelta(hours=place) if waits else network.long_ago
    by = person.id if waits else network.stewards[0]
    network.tables.add(
        Affiliation,
        uid=uid,
        person_id=person.id,
        organisation_id=organisation.id,
        role=Affiliation.Kind.MEMBER if waits else role.get(place, Affiliation.Kind.MEMBER),
        by_id=person.id,
        since=asked,
        confirmed_at=None if waits else asked,
        confirmed_by_id=None if waits else by,
        **by_domain,
    )
    told = [(events.AffiliationRequested, person.id)]
    if not waits:
        told.append((events.AffiliationConfirmed, by))
        network.belonging[n].append(person.id)
        if n >= len(network.collaboratives):
            network.members[network.region[n]].append(Writer(person.id, organisation.id))
    for event, actor in told:
        network.streams.record(
            event, f"p:{person.uid}", subject=f"affiliation:{uid}", version=1, by=actor, at=asked
        )


def prove_address(network: Network, person: Known, n: int) -> dict[str, Any]:
    """Somebody has an address of an organisation. What their belonging keeps of it, if the domain
    is confirmed."""
    domain = network.domains[n]
    if domain is None:
        return {}
    email = f"{person.uid}@{domain_name(n)}"
    address = network.tables.add(EmailAddress, user_id=person.id, email=email, verified=True)
    proven = network.now - timedelta(days=person.id % 360)
    how = Affiliation.How.DOMAIN
    return {"how": how, "email_domain_id": domain, "address_id": address, "verified_at": proven}


def name_fellows(network: Network, random: Random) -> None:
    """Every tenth who takes part in a collaborative is a fellow there, and says what they know."""
    known = [
        person["fellow"] for person in reading.records("people")["person"] if "fellow" in person
    ]
    tags = {
        model: {name: network.tables.add(model, name=name, slug=slugify(name)) for name in names}
        for model, names in (
            (Method, dict.fromkeys(each for one in known for each in one["methods"])),
            (Topic, dict.fromkeys(each for one in known for each in one["topics"])),
        )
    }
    named: set[int] = set()
    for n, members in enumerate(network.members):
        for writer in members[2::10]:
            if writer.person in named:
                continue
            named.add(writer.person)
            network.fellows.append(writer)
            network.tables.add(
                Fellowship,
                person_id=writer.person,
                supported_by_id=writer.organisation,
                collaborative_id=network.collaboratives[n].id,
                by_id=network.stewards[0],
                since=network.long_ago + timedelta(days=random.randrange(800)),
            )
            said = random.choice(known)
            expertise = network.tables.add(
                Expertise, person_id=writer.person, about=said["about"], version=1
            )
            for name in said["methods"]:
                method = {"expertise_id": expertise, "method_id": tags[Method][name]}
                network.tables.add(Expertise.methods.through, **method)
            for name in said["topics"]:
                topic = {"expertise_id": expertise, "topic_id": tags[Topic][name]}
                network.tables.add(Expertise.topics.through, **topic)
