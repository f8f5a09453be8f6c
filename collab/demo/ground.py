"""What stands before the story begins: organisations, collaboratives, people, spaces."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from collab.base.accounts.models import Person
from fellows.actions import describe_expertise
from networks.actions.collaboratives import (
    admit_organisation,
    appoint,
    appoint_steward,
    found_collaborative,
    name_fellow,
)
from networks.actions.domains import confirm_domain, list_domain
from networks.actions.organisations import (
    add_organisation,
    confirm_affiliation,
    request_affiliation,
)
from networks.actions.places import end_place, give_place
from networks.actions.registering import Facts, register_organisation
from networks.actions.spaces import open_space
from networks.models import Collaborative, Organisation, Place, Space, Times

from . import reading
from .moments import moment

PASSWORD = "safer together"  # noqa: S105
LONG_AGO = "450 days ago, 9:00am"


@dataclass
class Ground:
    """Everything that has a name in ``content``, by that name."""

    now: datetime
    organisations: dict[str, Organisation] = field(default_factory=dict)
    collaboratives: dict[str, Collaborative] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    employers: dict[str, Organisation] = field(default_factory=dict)
    spaces: dict[str, Space] = field(default_factory=dict)
    steward: Person = field(init=False)

    def speaks_for(self, key: str) -> Organisation | None:
        """For whom somebody writes: a steward for none, everybody else for whom they work."""
        return None if self.people[key] == self.steward else self.employers[key]

    def at(self, words: str) -> datetime:
        return moment(words, now=self.now)


def lay_ground(now: datetime) -> Ground:
    """Build the network up to the day on which its people begin to write."""
    ground = Ground(now)
    people = reading.records("people")
    password = make_password(PASSWORD)  # once: hashing it takes long, as it should
    for person in people["person"]:
        sign_up(ground, person, password)
    begin_stewardship(ground, people["person"])
    found_collaboratives(ground)
    add_organisations(ground)
    for person in people["person"]:
        join(ground, person)
    for lead in people["lead"]:
        appoint(
            by=ground.steward,
            person=ground.people[lead["person"]],
            collaborative=ground.collaboratives[lead["collaborative"]],
            organisation=ground.employers[lead["person"]],
            role=lead["role"],
            at=ground.at(LONG_AGO),
        )
    for domain in reading.records("domains")["domain"]:
        list_for_its_employer(ground, domain)
    for row in reading.table("registrations"):
        register(ground, row)
    for space in reading.records("spaces")["space"]:
        open_with_places(ground, space)
    return ground


def sign_up(ground: Ground, person: dict[str, Any], password: str) -> None:
    """An account with a verified address, as django-allauth leaves it behind."""
    account = Person.objects.create(
        email=person["email"],
        password=password,
        name=person["name"],
        job_title=person["job_title"],
        profession=person["profession"],
        date_joined=ground.at(person.get("asked", LONG_AGO)),
    )
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    ground.people[person["key"]] = account


def begin_stewardship(ground: Ground, people: list[dict[str, Any]]) -> None:
    [key] = [person["key"] for person in people if person.get("steward")]
    ground.steward = ground.people[key]
    appoint_steward(by=None, person=ground.steward, at=ground.at(LONG_AGO))


def found_collaboratives(ground: Ground) -> None:
    for row in reading.table("collaboratives"):
        lead_body = add_organisation(
            by=ground.steward,
            name=row["lead_body"],
            kind=Organisation.Kind.NETWORK,
            former_name=row["name_in_2013"] if row["name_in_2013"] != row["lead_body"] else "",
        )
        ground.collaboratives[row["slug"]] = found_collaborative(
            by=ground.steward,
            name=row["name"],
            region=row["short_name"],
            lead_body=lead_body,
            column=int(row["column"]),
            row=int(row["row"]),
        )


def add_organisations(ground: Ground) -> None:
    """Each takes part in the collaborative of its region, but for those that have not joined."""
    outside = {each["organisation"] for each in reading.records("joining")["outside"]}
    for row in reading.table("organisations"):
        region = ground.collaboratives.get(row["region"])
        organisation = add_organisation(
            by=ground.steward,
            name=row["name"],
            kind=row["kind"],
            ods_code=row["ods_code"] or None,
            region=region,
            town=row["town"],
            postcode=row["postcode"],
        )
        ground.organisations[row["name"]] = organisation
        if region and row["name"] not in outside:
            admit_organisation(
                by=ground.steward,
                collaborative=region,
                organisation=organisation,
                at=ground.at(LONG_AGO),
            )


def register(ground: Ground, row: dict[str, str]) -> None:
    """Somebody misses an organisation in the directory, and a steward has not decided yet."""
    register_organisation(
        by=ground.people[row["by"]],
        facts=Facts(
            name=row["name"],
            kind=row["kind"],
            ods_code=row["ods_code"],
            town=row["town"],
            postcode=row["postcode"],
            region=ground.collaboratives[row["region"]],
        ),
        at=ground.at(row["at"]),
    )


def join(ground: Ground, person: dict[str, Any]) -> None:
    """Belong to an organisation, or still wait for its answer; be a fellow, if they are one."""
    account, employer = (
        ground.people[person["key"]],
        ground.organisations[person["organisation"]],
    )
    ground.employers[person["key"]] = employer
    asked = ground.at(person.get("asked", LONG_AGO))
    request = request_affiliation(by=account, organisation=employer, at=asked)
    if "asked" in person:
        return
    confirm_affiliation(by=ground.steward, affiliation=request, role=person["role"], at=asked)
    if fellow := person.get("fellow"):
        begin_fellowship(ground, account, fellow)


def begin_fellowship(ground: Ground, account: Person, fellow: dict[str, Any]) -> None:
    name_fellow(
        by=ground.steward,
        person=account,
        supported_by=ground.organisations[fellow["supported_by"]],
        collaborative=ground.collaboratives[fellow["collaborative"]],
        at=timezone.make_aware(datetime.combine(fellow["since"], time(9))),
    )
    describe_expertise(
        by=account, about=fellow["about"], methods=fellow["methods"], topics=fellow["topics"]
    )


def list_for_its_employer(ground: Ground, domain: dict[str, Any]) -> None:
    listed = list_domain(
        by=ground.people[domain["by"]],
        organisation=ground.employers[domain["by"]],
        domain=domain["domain"],
        at=ground.at(LONG_AGO),
    )
    if domain["confirmed"]:
        confirm_domain(by=ground.steward, domain=listed, at=ground.at(LONG_AGO))


def _times(ground: Ground, space: dict[str, Any]) -> Times:
    """When a learning session takes place, so many days from now."""
    if "in_days" not in space:
        return Times()
    day = timezone.localtime(ground.now).date() + timedelta(days=space["in_days"])
    starts, ends = (
        timezone.make_aware(datetime.combine(day, space[name])) for name in ("from", "to")
    )
    return Times(starts, ends)


def open_with_places(ground: Ground, space: dict[str, Any]) -> None:
    opener = ground.people[space["by"]]
    host = ground.people[space.get("host", space["by"])]
    at = ground.at(space["at"])
    opened = open_space(
        by=opener,
        name=space["name"],
        purpose=space["purpose"],
        members_by=space["members_by"],
        visible_to_whom=space.get("seen_first_by", space["seen_by"]),
        collaborative=ground.collaboratives.get(space.get("collaborative", "")),
        organisation=ground.organisations.get(space.get("organisation", "")),
        times=_times(ground, space),
        at=at,
    )
    ground.spaces[space["key"]] = opened
    for place in space.get("place", []):
        days = place.get("guest_days")
        give_place(
            by=host,
            space=opened,
            person=ground.people[place["person"]],
            role=place["role"],
            organisation=ground.employers[place["person"]],
            guest_until=ground.now + timedelta(days=days) if days else None,
            at=at,
        )
    if space.get("opener_leaves"):
        end_place(by=opener, place=Place.objects.get(space=opened, person=opener), at=at)
