"""A small network to test in, made through the product's own actions.

Severnside and Kingsholm belong to the West of England's collaborative; Fenland belongs to another.
Every person stands for one way of being in, near or outside a space.
"""

from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from collab.base.accounts.models import Person
from collab.base.mail.models import Mail
from networks.actions.collaboratives import (
    admit_organisation,
    appoint,
    appoint_steward,
    found_collaborative,
    name_fellow,
)
from networks.actions.organisations import (
    add_organisation,
    confirm_affiliation,
    end_affiliation,
    request_affiliation,
)
from networks.actions.places import give_place
from networks.actions.spaces import open_space
from networks.models import Affiliation, Collaborative, Organisation, Place, Space
from tests.kept_rows import KeptRows

PASSWORD = "correct horse battery"


@dataclass
class World:
    steward: Person
    lead: Person
    """Priya leads the West of England's collaborative, for its lead body."""
    amina: Person
    """A member: Severnside's, and a fellow."""
    ben: Person
    """A member: Kingsholm's, and its safety lead."""
    facilitator: Person
    """Owen, of Severnside, named facilitator of each space of the collaborative."""
    outsider: Person
    """Olu, of Fenland: in the network, but in another collaborative."""
    ex_member: Person
    """Elif, who has left Severnside."""
    guest: Person
    """A guest of the falls space and the working group."""
    expired_guest: Person
    signed_up: Person
    """Nadia has an account and belongs to no organisation."""
    west: Collaborative
    east: Collaborative
    severnside: Organisation
    kingsholm: Organisation
    fenland: Organisation
    lead_body: Organisation
    falls: Space
    """The collaborative's members only."""
    surgery: Space
    """The collaborative's, read by the public."""
    medicines: Space
    """The collaborative's, read by the network."""
    fellows: Space
    stewards: Space
    ward: Space
    """Severnside's own."""
    group: Space
    """People named one by one."""

    @property
    def spaces(self) -> list[Space]:
        return [
            self.falls,
            self.surgery,
            self.medicines,
            self.fellows,
            self.stewards,
            self.ward,
            self.group,
        ]

    @property
    def people(self) -> dict[str, Person | AnonymousUser]:
        """Each way of being somebody, by its name."""
        return {
            "anonymous": AnonymousUser(),
            "signed-up": again(self.signed_up),
            "member of another organisation": again(self.outsider),
            "ex-member": again(self.ex_member),
            "guest": again(self.guest),
            "expired guest": again(self.expired_guest),
            "member": again(self.amina),
            "facilitator": again(self.facilitator),
            "lead": again(self.lead),
            "steward": again(self.steward),
        }


def again(person: Person) -> Person:
    """The same person as the next request meets them, with nothing remembered."""
    return Person.objects.get(pk=person.pk)


def sign_up(name: str) -> Person:
    """Somebody with an account and a verified address."""
    email = f"{name.lower().replace(' ', '.')}@people.example"
    person = Person.objects.create_user(email, PASSWORD, name=name, job_title="Nurse")
    person.emailaddress_set.create(email=email, verified=True, primary=True)
    return person


def join(
    person: Person, organisation: Organisation, *, by: Person, role: str = "member"
) -> Affiliation:
    """Somebody belongs to an organisation, confirmed."""
    request = request_affiliation(by=person, organisation=organisation)
    return confirm_affiliation(by=by, affiliation=request, role=role)


def build_world() -> World:
    steward = sign_up("Stella Marsh")
    appoint_steward(by=None, person=steward)

    def organisation(name: str, kind: str, code: str | None) -> Organisation:
        return add_organisation(by=steward, name=name, kind=kind, ods_code=code)

    west_body = organisation("Health Innovation West of England", "network", None)
    east_body = organisation("Health Innovation East", "network", None)
    west = found_collaborative(
        by=steward,
        name="West of England Patient Safety Collaborative",
        region="West of England",
        lead_body=west_body,
        column=2,
        row=4,
    )
    east = found_collaborative(
        by=steward,
        name="Eastern Patient Safety Collaborative",
        region="East",
        lead_body=east_body,
        column=4,
        row=3,
    )
    severnside = organisation("Severnside Hospitals", "acute", "RZ0")
    kingsholm = organisation("Kingsholm Infirmary", "acute", "RZ1")
    fenland = organisation("Fenland Hospitals", "acute", "RZ2")
    for each, collaborative in [(severnside, west), (kingsholm, west), (fenland, east)]:
        admit_organisation(by=steward, collaborative=collaborative, organisation=each)

    lead, amina, ben = sign_up("Priya Nair"), sign_up("Amina Okafor"), sign_up("Ben Hughes")
    owen, olu, elif_ = sign_up("Owen Price"), sign_up("Olu Adeyemi"), sign_up("Elif Kaya")
    guest, expired, nadia = sign_up("Gwen Moss"), sign_up("Xavier Lunn"), sign_up("Nadia Rahman")
    join(lead, west_body, by=steward)
    appoint(by=steward, person=lead, collaborative=west, organisation=west_body, role="lead")
    join(amina, severnside, by=steward)
    join(ben, kingsholm, by=steward, role="safety_lead")
    join(owen, severnside, by=steward)
    join(olu, fenland, by=steward)
    left = join(elif_, severnside, by=steward)
    end_affiliation(by=steward, affiliation=left)
    name_fellow(by=lead, person=amina, supported_by=severnside, collaborative=west)

    def space(name: str, members_by: str, visible: str, by: Person, **whose: object) -> Space:
        return open_space(
            by=by,
            name=name,
            purpose=f"{name}, together.",
            members_by=members_by,
            visible_to_whom=visible,
            **whose,  # type: ignore[arg-type]
        )

    falls = space("Falls and frailty", "collaborative", "members", lead, collaborative=west)
    surgery = space("Safer surgery", "collaborative", "public", lead, collaborative=west)
    medicines = space("Medicines safety", "collaborative", "network", lead, collaborative=west)
    fellows = space("Fellows", "fellows", "network", steward)
    stewards = space("Stewards", "stewards", "members", steward)
    ward = space("Severnside wards", "organisation", "members", steward, organisation=severnside)
    group = space("Bed rails group", "named", "members", steward)
    for each in (falls, surgery, medicines):
        give_place(
            by=lead, space=each, person=owen, role=Place.Role.FACILITATOR, organisation=severnside
        )
    now = timezone.now()
    for each, host in ((falls, lead), (group, steward)):
        give_place(
            by=host,
            space=each,
            person=guest,
            role=Place.Role.CONTRIBUTOR,
            guest_until=now + timedelta(days=30),
        )
        give_place(
            by=host,
            space=each,
            person=expired,
            role=Place.Role.CONTRIBUTOR,
            guest_until=now - timedelta(days=1),
            at=now - timedelta(days=31),
        )
    # They were told that they were given what they have; tests begin with nothing to tell.
    Mail.objects.all().delete()
    DBTaskResult.objects.all().delete()
    return World(
        steward=again(steward),
        lead=again(lead),
        amina=again(amina),
        ben=again(ben),
        facilitator=again(owen),
        outsider=again(olu),
        ex_member=again(elif_),
        guest=again(guest),
        expired_guest=again(expired),
        signed_up=again(nadia),
        west=west,
        east=east,
        severnside=severnside,
        kingsholm=kingsholm,
        fenland=fenland,
        lead_body=west_body,
        falls=falls,
        surgery=surgery,
        medicines=medicines,
        fellows=fellows,
        stewards=stewards,
        ward=ward,
        group=group,
    )


@cache
def first_world() -> tuple[World, KeptRows]:
    return build_world(), KeptRows()


def a_world() -> World:
    """The small network, as if it had just been built; the first in a process takes longer."""
    assert not Person.objects.exists(), "ask for the world before anything else is made"
    built, rows = first_world()
    rows.put_back()
    return deepcopy(built)


@pytest.fixture
def world(db: None) -> World:
    """The small network, in a transaction that the test's end takes back."""
    return a_world()
