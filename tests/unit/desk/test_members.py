"""The directory of a collaborative's members: who is in it, who is found, what a lead changes."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collab.base.accounts.models import Person
from collab.base.ui.paging import page_of
from collab.desk import members
from collab.desk.members_forms import PeopleForm
from networks.actions.collaboratives import LastLead, appoint, end_appointment, end_membership
from networks.actions.registering import Facts, register_organisation
from networks.models import Appointment, Fellowship, Membership, Place
from tests.unit.home.crowd import Crowd
from tests.unit.interventions.pages import signed_in
from tests.world import World, again, join, sign_up


def names(world: World, **chosen: str) -> list[str]:
    found = members.people(world.west, PeopleForm(chosen).chosen)
    return sorted(person.name for person in found)


EVERYBODY = ["Amina Okafor", "Ben Hughes", "Gwen Moss", "Owen Price", "Priya Nair"]


def test_everybody_is_there_once_however_they_take_part(world: World) -> None:
    assert names(world) == EVERYBODY


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"q": "ben hu"}, ["Ben Hughes"]),
        ({"role": "lead"}, ["Priya Nair"]),
        ({"role": "coach"}, []),
        ({"role": "safety_lead"}, ["Ben Hughes"]),
        ({"role": "member"}, ["Amina Okafor", "Owen Price"]),
        ({"role": "fellow"}, ["Amina Okafor"]),
        ({"role": "guest"}, ["Gwen Moss"]),
        ({"role": "facilitator"}, ["Owen Price"]),
        ({"organisation": "RZ0"}, ["Amina Okafor", "Owen Price"]),
        ({"organisation": "RZ0", "role": "fellow"}, ["Amina Okafor"]),
        ({"kind": "network"}, ["Priya Nair"]),
        ({"seen": "within", "days": "7"}, ["Ben Hughes"]),
        ({"seen": "quiet", "days": "7"}, [name for name in EVERYBODY if name != "Ben Hughes"]),
        ({"role": "nonsense", "days": "x", "sort": "y"}, EVERYBODY),
    ],
)
def test_people_are_found_by_what_was_chosen(
    world: World, chosen: dict[str, str], found: list[str]
) -> None:
    _last_here(world.ben, days=2)
    _last_here(world.amina, days=40)
    assert names(world, **chosen) == found


def _last_here(person: Person, *, days: int) -> None:
    on = timezone.localdate() - timedelta(days=days)
    Person.objects.filter(pk=person.pk).update(active_on=on)


@pytest.mark.parametrize(
    ("sort", "first"),
    [("name", "Amina"), ("organisation", "Gwen"), ("active", "Ben"), ("quiet", "Amina")],
)
@pytest.mark.usefixtures("contexts")
def test_people_are_sorted(world: World, sort: str, first: str) -> None:
    for person in (world.guest, world.lead, world.facilitator):
        _last_here(person, days=5)
    _last_here(world.ben, days=2)
    _last_here(world.amina, days=40)
    page = signed_in(world.lead).get(f"/c/{world.west.uid}/members/people?sort={sort}")
    shown = [row.person.name for row, _begins, _ends in page.context["rows"]]
    assert len(shown) == 5
    if sort == "organisation":  # who belongs to none comes first, then by its name
        assert shown[-2:] == ["Amina Okafor", "Owen Price"]
    else:
        assert shown[0].startswith(first)


@pytest.mark.parametrize("sort", ["name", "organisation", "active", "quiet"])
def test_each_order_shows_everybody_once_over_its_pages(world: World, sort: str) -> None:
    Crowd(world).grow(to=70)
    _last_here(world.ben, days=2)
    chosen = PeopleForm({"sort": sort}).chosen
    rows, after, seen = members.people(world.west, chosen), "", []
    while True:
        page = page_of(rows, order=members.order_of(chosen), after=after)
        seen += [person.pk for person in page.rows]
        after = page.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == rows.count() > 70


def change(client: Client, world: World, person: Person, value: str):
    address = f"/c/{world.west.uid}/members/people/{person.uid}"
    return client.post(address, {"change": value}, follow=True)


def test_a_lead_appoints_and_ends_in_place_and_takes_both_back(world: World) -> None:
    client = signed_in(world.lead)
    page = change(client, world, world.ben, f"coach:{world.kingsholm.uid}")
    held = Appointment.objects.current().filter(person=world.ben)
    assert held.get().role == "coach"
    assert 'value="end:appointment"' in page.text
    page = change(client, world, world.ben, "end:appointment")
    assert not held.exists()
    assert undoes(page) == ["undo:appointment"]
    page = change(client, world, world.ben, "undo:appointment")
    assert "Ben Hughes is again: Coach." in page.text
    assert held.get().role == "coach"
    assert Appointment.objects.filter(person=world.ben).count() == 1


def undoes(page: Any) -> list[str]:
    return re.findall(r'name="change" value="(undo:\w+)"', page.text)


def test_the_list_stays_as_it_was_narrowed_and_says_only_what_can_be_undone(world: World) -> None:
    client, narrowed = signed_in(world.lead), f"{people_of(world)}?q=Ben&sort=active"
    address = f"{people_of(world)}/{world.ben.uid}"
    coach = {"change": f"coach:{world.kingsholm.uid}", "next": narrowed}
    answer = client.post(address, coach)
    assert answer.url == f"{narrowed}&whom={world.ben.uid}"
    assert "You have just changed what Ben Hughes is here: Coach" in client.get(answer.url).text
    undo = {"change": "undo:appointment", "next": answer.url}
    answer = client.post(address, undo)
    assert answer.url == narrowed
    page = client.get(answer.url)
    assert "Ben Hughes is no longer: Coach." in page.text
    assert "You have just changed" not in page.text


def test_nothing_is_chosen_until_somebody_chooses(world: World) -> None:
    client = signed_in(world.lead)
    page = client.get(people_of(world)).text
    for select in re.findall(r"<select[^>]*name=\"change\">\s*<option[^>]*>", page):
        assert select.endswith('<option value="">')
    assert 'name="change">' in page
    page = change(client, world, world.ben, "")
    assert "Choose what to change." in page.text
    assert not Appointment.objects.current().filter(person=world.ben).exists()


def test_what_has_just_begun_ends_with_undo(world: World) -> None:
    client = signed_in(world.lead)
    begins = {
        f"lead:{world.kingsholm.uid}": ("undo:appointment", Appointment),
        f"fellow:{world.kingsholm.uid}": ("undo:fellow", Fellowship),
        f"facilitate:{world.surgery.uid}": (f"undo:{world.surgery.uid}", Place),
    }
    for value, (undo, kind) in begins.items():
        assert undo in undoes(change(client, world, world.ben, value))
        assert kind.objects.current().filter(person=world.ben).exists()
        assert "Ben Hughes is no longer: " in change(client, world, world.ben, undo).text
        assert not kind.objects.current().filter(person=world.ben).exists()


def test_what_has_just_ended_goes_on_as_it_was(world: World) -> None:
    client, fellowship = signed_in(world.lead), Fellowship.objects.get()
    Fellowship.objects.update(by=world.steward, since=timezone.now() - timedelta(days=400))
    page = change(client, world, world.amina, "end:fellow")
    assert undoes(page) == ["undo:fellow"]
    change(client, world, world.amina, "undo:fellow")
    assert Fellowship.objects.current().get() == fellowship
    assert undoes(client.get(f"{people_of(world)}?whom={world.amina.uid}")) == []
    place = Place.objects.current().get(space=world.surgery, person=world.facilitator)
    Place.objects.filter(pk=place.pk).update(organisation=None)
    change(client, world, world.facilitator, f"stop:{world.surgery.uid}")
    change(client, world, world.facilitator, f"undo:{world.surgery.uid}")
    restored = Place.objects.current().get(space=world.surgery, person=world.facilitator)
    assert (restored.role, restored.organisation) == ("facilitator", None)


@pytest.mark.usefixtures("contexts")
def test_who_was_nothing_else_in_it_is_brought_back_too(world: World) -> None:
    given = {"person": world.outsider, "organisation": world.fenland, "role": "coach"}
    held = appoint(by=world.lead, collaborative=world.west, **given)
    client = signed_in(world.lead)
    page = change(client, world, world.outsider, "end:appointment")
    assert "Olu Adeyemi" not in [row.person.name for row, _begins, _ends in page.context["rows"]]
    assert undoes(page) == ["undo:appointment"]
    change(client, world, world.outsider, "undo:appointment")
    assert Appointment.objects.current().get(person=world.outsider) == held


def people_of(world: World) -> str:
    return f"/c/{world.west.uid}/members/people"


def test_a_link_that_somebody_made_undoes_nothing(world: World) -> None:
    client, before = signed_in(world.lead), Appointment.objects.current().count()
    for value in (f"lead:{world.kingsholm.uid}", "undo:appointment", "restore:appointment"):
        page = client.get(people_of(world), {"undo": value, "whom": world.ben.uid})
        assert "You have just changed" not in page.text
        assert undoes(page) == []
    for value in ("undo:appointment", "undo:fellow", "undo:", f"undo:{world.surgery.uid}"):
        assert "Choose what to change" in change(client, world, world.ben, value).text
    assert Appointment.objects.current().count() == before


def test_what_another_changed_or_longer_ago_is_not_undone(world: World) -> None:
    given = {"person": world.ben, "organisation": world.kingsholm, "role": "coach"}
    held = appoint(by=world.steward, collaborative=world.west, **given)
    client = signed_in(world.lead)

    def refused() -> bool:
        page = client.get(f"{people_of(world)}?whom={world.ben.uid}")
        assert "You have just changed" not in page.text
        page = change(client, world, world.ben, "undo:appointment")
        return "Choose what to change" in page.text

    assert refused()
    long_ago = timezone.now() - timedelta(minutes=10, seconds=1)
    Appointment.objects.filter(pk=held.pk).update(by=world.lead, since=long_ago)
    assert refused()
    ended = {"ended_at": timezone.now(), "ended_by": world.steward}
    Appointment.objects.filter(pk=held.pk).update(**ended)
    assert refused()
    Appointment.objects.filter(pk=held.pk).update(ended_at=long_ago, ended_by=world.lead)
    assert refused()
    assert Appointment.objects.current().get().person == world.lead


@pytest.mark.parametrize("about", ["\0", "0" * 11 + "\0", "é" * 12])
def test_what_no_database_takes_is_as_if_it_was_not_there(world: World, about: str) -> None:
    client = signed_in(world.lead)
    page = client.get(people_of(world), {"undo": "end:appointment", "whom": about})
    assert page.status_code == 200
    for word in ("lead", "coach", "fellow", "facilitate", "stop", "undo"):
        page = change(client, world, world.ben, f"{word}:{about}")
        assert "Choose what to change" in page.text


def test_fellows_and_facilitators_are_named_in_place(world: World) -> None:
    client = signed_in(world.lead)
    change(client, world, world.ben, f"fellow:{world.kingsholm.uid}")
    assert Fellowship.objects.current().filter(person=world.ben).exists()
    change(client, world, world.ben, "end:fellow")
    assert not Fellowship.objects.current().filter(person=world.ben).exists()
    change(client, world, world.ben, f"facilitate:{world.surgery.uid}")
    place = Place.objects.current().get(person=world.ben)
    assert (place.role, place.organisation) == ("facilitator", world.kingsholm)
    change(client, world, world.ben, f"stop:{world.surgery.uid}")
    assert not Place.objects.current().filter(person=world.ben).exists()


@pytest.mark.parametrize(
    "value", ["", "steward", "lead:nowhere", "facilitate:nowhere", "end:appointment", "coach:"]
)
def test_a_change_that_is_none_changes_nothing(world: World, value: str) -> None:
    page = change(signed_in(world.lead), world, world.ben, value)
    assert "Choose what to change" in page.text
    assert Appointment.objects.current().count() == 1


def test_nobody_is_appointed_for_an_organisation_that_is_not_theirs(world: World) -> None:
    page = change(signed_in(world.lead), world, world.ben, f"lead:{world.severnside.uid}")
    assert "does not belong" in page.text
    assert Appointment.objects.current().count() == 1


def test_the_last_lead_stays_until_another_is_appointed(world: World) -> None:
    own = Appointment.objects.get(person=world.lead)
    with pytest.raises(LastLead):
        end_appointment(by=world.lead, appointment=own)
    page = change(signed_in(world.lead), world, world.lead, "end:appointment")
    assert "Appoint another one first" in page.text
    given = {"person": world.ben, "organisation": world.kingsholm, "role": "lead"}
    appoint(by=world.lead, collaborative=world.west, **given)
    end_appointment(by=world.lead, appointment=own)
    assert Appointment.objects.current().get().person == world.ben


def test_a_lead_changes_nobody_outside_the_collaborative(world: World) -> None:
    page = change(signed_in(world.lead), world, world.outsider, f"lead:{world.fenland.uid}")
    assert page.status_code == 404


def test_a_coach_reads_and_does_not_change(world: World) -> None:
    given = {"person": world.ben, "organisation": world.kingsholm, "role": "coach"}
    appoint(by=world.lead, collaborative=world.west, **given)
    coach = signed_in(again(world.ben))
    page = coach.get(f"/c/{world.west.uid}/members/people")
    assert "Amina Okafor" in page.text
    assert "Write to" not in page.text
    assert change(coach, world, world.amina, f"lead:{world.severnside.uid}").status_code == 403
    assert coach.post(f"/c/{world.west.uid}/members/RZ0/end").status_code == 403


@pytest.mark.usefixtures("contexts")
def test_organisations_are_told_with_their_people_and_what_was_before(world: World) -> None:
    membership = Membership.objects.get(organisation=world.severnside)
    end_membership(by=world.lead, membership=membership)
    client, here = signed_in(world.lead), f"/c/{world.west.uid}/members"
    page = client.get(here)
    assert "Took part before" in page.text
    assert [each.organisation.name for each in page.context["rows"]] == ["Kingsholm Infirmary"]
    page = client.post(f"{here}/RZ0/keep", follow=True)
    assert "Severnside Hospitals takes part as before." in page.text
    severnside = page.context["rows"][1]
    assert (severnside.people, severnside.earlier) == (2, [])
    kingsholm = page.context["rows"][0]
    assert [each.name for each in kingsholm.safety_leads] == ["Ben Hughes"]


@pytest.mark.usefixtures("contexts")
def test_a_membership_before_the_present_one_is_shown(world: World) -> None:
    membership = Membership.objects.get(organisation=world.severnside)
    end_membership(by=world.lead, membership=membership)
    client, here = signed_in(world.lead), f"/c/{world.west.uid}/members"
    client.post(f"{here}/admit", {"organisation": "rz0"})
    row = client.get(here).context["rows"][1]
    assert [each.pk for each in row.earlier] == [membership.pk]


@pytest.mark.parametrize("words", ["Nowhere", "e", ""])
def test_who_is_admitted_is_named_so_that_it_is_one(world: World, words: str) -> None:
    page = signed_in(world.lead).post(f"/c/{world.west.uid}/members/admit", {"organisation": words})
    assert page.status_code == 200
    assert "ODS code" in page.text
    assert Membership.objects.filter(collaborative=world.west).count() == 2


def test_what_is_wrong_with_the_organisation_to_admit_is_said_on_top(world: World) -> None:
    page = signed_in(world.lead).post(f"/c/{world.west.uid}/members/admit", {"organisation": ""})
    assert "<title>Error: Members of" in page.text
    summary = page.text.partition('<div class="nhsuk-error-summary"')[2].partition("</ul>")[0]
    assert '<a href="#id_organisation">Enter the organisation’s name or ODS code</a>' in summary
    assert 'id="id_organisation"' in page.text
    assert "organisations" in page.text  # the list is there as before


def test_what_waits_for_a_steward_is_not_named_to_who_would_admit_it(world: World) -> None:
    register_organisation(by=world.signed_up, facts=Facts(name="Hidden House", kind="care_home"))
    for words in ("Hidden House", "hidden"):
        page = signed_in(world.lead).post(
            f"/c/{world.west.uid}/members/admit", {"organisation": words}
        )
        assert "No one organisation is called that" in page.text
        assert "waits for a national steward" not in page.text


@pytest.mark.usefixtures("contexts")
def test_counts_lead_to_exactly_what_they_count(world: World) -> None:
    join(sign_up("Zoe Zest"), world.severnside, by=world.steward)
    client, here = signed_in(world.lead), f"/c/{world.west.uid}/members"
    rows = client.get(here).context["rows"]
    for row in rows:
        page = client.get(f"{here}/people?organisation={row.organisation.identifier}")
        assert page.context["count"] == len(page.context["rows"]) == row.people
    tabs = client.get(here).context["tabs"]
    assert [tab["count"] for tab in tabs] == [
        len(rows),
        client.get(f"{here}/people").context["count"],
    ]


@pytest.mark.same_everywhere
@pytest.mark.parametrize(
    "path",
    [
        "members",
        "members?sort=active&seen=quiet",
        "members/people",
        "members/people?sort=organisation",
        "members/people?sort=quiet&seen=quiet&role=member&kind=acute",
    ],
)
@pytest.mark.usefixtures("contexts")
def test_the_directory_asks_as_often_for_many_as_for_few(world: World, path: str) -> None:
    crowd = Crowd(world)
    crowd.grow(to=3)
    client = signed_in(world.lead)
    asked = []
    for size in (3, 90):
        crowd.grow(to=size)
        # Who has just joined has not been quiet.
        Membership.objects.update(since=timezone.now() - timedelta(days=90))
        client.get(f"/c/{world.west.uid}/{path}")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"/c/{world.west.uid}/{path}")
        assert len(page.context["rows"]) >= min(size, 30)
        asked.append(len(queries))
    assert asked[0] == asked[1] < 30
