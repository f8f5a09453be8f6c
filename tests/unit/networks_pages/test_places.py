"""Naming people, guests and organisations in a space, and taking them out again."""

import re
from base64 import urlsafe_b64encode
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collab.base.access.models import access_epoch
from collab.base.access.permissions import NotPermitted, may
from collab.base.accounts.models import Person
from collab.desk import members
from networks.actions.organisations import close_organisation
from networks.actions.places import (
    NotAGuestsEnd,
    TooLateToBringBack,
    change_place,
    end_place,
    give_place,
    restore_place,
)
from networks.actions.registering import Facts, register_organisation
from networks.finding_people import find_people
from networks.guests import end_of, facilitated_by, guests_expiring
from networks.models import Place, Space, SpaceOrganisation
from networks.policies import FACILITATE
from tests.unit.interventions.pages import get, links, signed_in
from tests.world import World, again, sign_up


def people(world: World) -> str:
    return f"/s/{world.falls.uid}/people"


def named(world: World, **said: str) -> str:
    """What Owen is shown who names Nadia."""
    address = f"{people(world)}/name?person={world.signed_up.uid}"
    sent = {"role": "contributor", "stays": "guest", "organisation": "", **said}
    return signed_in(world.facilitator).post(address, sent, follow=True).content.decode()


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_a_facilitator_finds_people_of_the_network_by_name(world: World) -> None:
    html = get(signed_in(world.facilitator), f"{people(world)}/name?q=adeyemi")
    assert "Olu Adeyemi" in html
    assert "Fenland Hospitals" in html
    html = get(signed_in(world.facilitator), f"{people(world)}/name?q=Rahman")
    assert "Nadia Rahman" not in html
    assert "Nobody in the network has all of these words in their name." in html


def test_somebody_outside_the_network_is_found_by_their_whole_address(world: World) -> None:
    owen = signed_in(world.facilitator)
    assert "Nadia Rahman" in get(owen, f"{people(world)}/name?q=Nadia.Rahman@people.example")
    html = get(owen, f"{people(world)}/name?q=nadia@people.example")
    assert "Nobody here has this address." in html


def test_whoever_facilitates_from_outside_the_network_finds_others_by_address_alone(
    world: World,
) -> None:
    give_place(
        by=world.lead, space=world.falls, person=world.signed_up, role=Place.Role.FACILITATOR
    )
    nadia = signed_in(again(world.signed_up))
    assert "Only people of the network find each other by name" in get(
        nadia, f"{people(world)}/name"
    )
    for words in ("adeyemi", "a", "Olu Adeyemi"):
        html = get(nadia, f"{people(world)}/name?q={words}")
        assert world.outsider.uid not in html
        assert "Enter their whole email address." in html
    html = get(nadia, f"{people(world)}/name?q={world.outsider.email}")
    assert f"?person={world.outsider.uid}" in html


def test_a_guest_is_named_until_a_day(world: World) -> None:
    day = timezone.localdate() + timedelta(days=45)
    html = named(world, until=day.isoformat())
    says = f"Nadia Rahman is a guest here until {day.day} {day:%B %Y}."
    assert says in html
    place = Place.objects.current().get(person=world.signed_up)
    assert place.guest_until == end_of(day)
    assert place.last_day == day
    assert world.falls in Space.objects.visible_to(again(world.signed_up))
    with time_machine.travel(end_of(day) - timedelta(seconds=1)):
        assert world.falls in Space.objects.visible_to(again(world.signed_up))
    with time_machine.travel(end_of(day)):
        assert world.falls not in Space.objects.visible_to(again(world.signed_up))


def test_thirty_days_are_offered(world: World) -> None:
    html = get(signed_in(world.facilitator), f"{people(world)}/name?person={world.signed_up.uid}")
    assert f'value="{in_days(30)}"' in html


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"until": in_days(-1)}, "Enter a day that is not over yet"),
        ({"until": in_days(367)}, "Enter a day within a year from now"),
        ({"until": "9999-12-31"}, "Enter a day within a year from now"),
        ({"until": "9999-12-31", "role": "king"}, "from the list"),
        ({"until": "0001-01-01"}, "Enter a day that is not over yet"),
        ({"until": ""}, "Enter the last day on which they are a guest"),
        ({"until": "soon"}, "Enter a day, like 14/01/2027"),
        (
            {"until": in_days(5), "role": "facilitator"},
            "A guest reads or writes. Let somebody who facilitates stay for good.",
        ),
        ({"role": "king", "until": in_days(5)}, "from the list"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    world: World, said: dict[str, str], refusal: str
) -> None:
    assert refusal in named(world, **said)
    assert not Place.objects.filter(person=world.signed_up).exists()


def test_the_action_refuses_a_guest_until_yesterday_too(world: World) -> None:
    now = timezone.now()
    for until in (now - timedelta(days=1), now + timedelta(days=400)):
        with pytest.raises(NotAGuestsEnd):
            give_place(
                by=world.lead,
                space=world.falls,
                person=world.signed_up,
                role=Place.Role.READER,
                guest_until=until,
            )


def test_somebody_who_stays_takes_part_for_their_organisation(world: World) -> None:
    address = f"{people(world)}/name?person={world.outsider.uid}"
    sent = {"role": "facilitator", "stays": "for_good", "organisation": world.fenland.uid}
    html = signed_in(world.lead).post(address, sent, follow=True).content.decode()
    assert "Olu Adeyemi takes part here as a facilitator." in html
    assert may(again(world.outsider), FACILITATE, world.falls, organisation=world.fenland)


def test_somebody_who_never_was_is_missing(world: World) -> None:
    owen = signed_in(world.facilitator)
    assert owen.get(f"{people(world)}/name?person=000000000000").status_code == 404
    assert owen.get(f"{people(world)}/000000000000").status_code == 404


def test_somebody_named_already_is_not_named_again(world: World) -> None:
    address = f"{people(world)}/name?person={world.guest.uid}"
    sent = {"role": "reader", "stays": "guest", "until": in_days(5), "organisation": ""}
    html = signed_in(world.lead).post(address, sent).content.decode()
    assert "Gwen Moss has a place there already." in html


def test_guests_stand_with_their_dates_and_those_who_leave_soon_are_marked(world: World) -> None:
    html = get(signed_in(world.facilitator), people(world))
    day = Place.objects.current().get(space=world.falls, person=world.guest).last_day
    assert day
    assert f"{day.day} {day:%B %Y}" in html
    assert "Ends soon" not in html
    assert "Xavier Lunn" not in html
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        assert "Ends soon" in get(signed_in(again(world.facilitator)), people(world))
    assert "Extend or end" not in get(signed_in(world.amina), people(world))


def test_a_guests_stay_is_extended_and_the_former_day_is_remembered(world: World) -> None:
    before = Place.objects.current().get(space=world.falls, person=world.guest)
    address = f"{people(world)}/{world.guest.uid}"
    sent = {"role": "contributor", "stays": "guest", "until": in_days(90)}
    epoch = access_epoch()
    signed_in(world.facilitator).post(address, sent)
    now = Place.objects.current().get(space=world.falls, person=world.guest)
    assert now.guest_until == end_of(timezone.localdate() + timedelta(days=90))
    before.refresh_from_db()
    assert before.ended_by == world.facilitator
    assert access_epoch() > epoch


def test_a_role_is_changed(world: World) -> None:
    place = Place.objects.current().get(space=world.falls, person=world.guest)
    changed = change_place(
        by=world.lead, place=place, role=Place.Role.READER, guest_until=place.guest_until
    )
    assert (changed.role, changed.guest_until) == ("reader", place.guest_until)
    assert Place.objects.current().filter(space=world.falls, person=world.guest).count() == 1
    with pytest.raises(NotPermitted):
        change_place(by=world.amina, place=changed, role=Place.Role.FACILITATOR, guest_until=None)


def test_a_place_is_ended_and_that_is_taken_back(world: World) -> None:
    owen = signed_in(world.facilitator)
    address = f"{people(world)}/{world.guest.uid}"
    html = owen.post(f"{address}/end", follow=True).content.decode()
    assert "Gwen Moss takes part here no longer." in html
    assert world.falls not in Space.objects.visible_to(again(world.guest))
    html = owen.post(f"{address}/restore", follow=True).content.decode()
    assert "Gwen Moss is a guest here until" in html
    assert world.falls in Space.objects.visible_to(again(world.guest))


def test_only_whoever_ended_it_brings_it_back_and_only_for_ten_minutes(world: World) -> None:
    place = Place.objects.current().get(space=world.falls, person=world.guest)
    end_place(by=world.facilitator, place=place)
    with pytest.raises(TooLateToBringBack):
        restore_place(by=world.lead, place=place)
    later = timezone.now() + timedelta(minutes=11)
    with time_machine.travel(later), pytest.raises(TooLateToBringBack):
        restore_place(by=world.facilitator, place=place)
    with time_machine.travel(later):
        address = f"{people(world)}/{world.guest.uid}/restore"
        html = signed_in(again(world.facilitator)).post(address, follow=True).content.decode()
    assert "It can be brought back for ten minutes." in html


def test_an_organisation_is_found_named_and_taken_out_again(world: World) -> None:
    owen = signed_in(world.facilitator)
    address = f"/s/{world.falls.uid}/organisations"
    assert "Fenland Hospitals" in get(owen, f"{address}?q=fenland")
    assert "No name has all of these words" in get(owen, f"{address}?q=nowhere")
    html = owen.post(address, {"organisation": world.fenland.uid}, follow=True).content.decode()
    assert "The people of Fenland Hospitals take part here now." in html
    assert world.falls in Space.objects.visible_to(again(world.outsider))
    html = owen.post(address, {"organisation": world.fenland.uid}, follow=True).content.decode()
    assert "Fenland Hospitals is named there already." in html
    html = owen.post(f"{address}/{world.fenland.uid}/end", follow=True).content.decode()
    assert "Fenland Hospitals takes part here no longer." in html
    assert world.falls not in Space.objects.visible_to(again(world.outsider))
    owen.post(f"{people(world)}/{world.fenland.uid}/restore")
    assert SpaceOrganisation.objects.current().filter(space=world.falls).exists()


def test_an_organisation_that_is_closed_or_hidden_is_not_named(world: World) -> None:
    owen = signed_in(world.facilitator)
    address = f"/s/{world.falls.uid}/organisations"
    hidden = register_organisation(
        by=world.signed_up, facts=Facts(name="Hidden House", kind="care_home")
    ).organisation
    html = owen.post(address, {"organisation": hidden.uid}, follow=True).content.decode()
    assert "Find the organisation first" in html
    assert "Hidden House" not in html
    close_organisation(by=world.steward, organisation=world.fenland)
    html = owen.post(address, {"organisation": world.fenland.uid}, follow=True).content.decode()
    assert "Fenland Hospitals is closed." in html
    assert not SpaceOrganisation.objects.current().filter(space=world.falls).exists()


def test_members_are_offered_nothing_of_it(world: World) -> None:
    html = get(signed_in(world.amina), people(world))
    assert "Name a person" not in html
    assert "Change" not in html


def questions(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        get(client, address)
    return len(asked)


def test_people_of_a_space_take_as_many_questions_however_many_there_are(world: World) -> None:
    owen = signed_in(world.facilitator)
    get(owen, people(world))
    few = questions(owen, people(world))
    for n in range(12):
        give_place(
            by=world.lead,
            space=world.falls,
            person=sign_up(f"Guest {n}"),
            role=Place.Role.READER,
            guest_until=timezone.now() + timedelta(days=n + 1),
        )
    assert questions(owen, people(world)) == few


def test_more_guests_than_a_page_holds_are_all_found(world: World) -> None:
    owen = signed_in(world.facilitator)
    until = timezone.now() + timedelta(days=20)
    for n in range(32):
        give_place(
            by=world.lead,
            space=world.falls,
            person=sign_up(f"Guest {n}"),
            role=Place.Role.READER,
            guest_until=until,
        )
    html = get(owen, people(world))
    [more] = links(html, "More guests")
    rest = get(owen, f"{people(world)}{more}")
    first, second = (guests_shown(page) for page in (html, rest))
    assert (len(first), len(first & second)) == (30, 0)
    assert len(first | second) == 33
    made_up = urlsafe_b64encode(b'["2027-01-01", "x", 1]').decode()
    for after in (made_up, "x", "W10"):
        assert guests_shown(get(owen, f"{people(world)}?guests={after}")) == first


def guests_shown(html: str) -> set[str]:
    """The uids of the guests on a page of people."""
    shown = html.split('id="guests"')[1].split("</section>")[0]
    return set(re.findall(r"/people/(\w+)", shown))


# For those who look after spaces


def test_a_lead_is_told_of_guests_who_leave_soon_in_the_spaces_that_they_facilitate(
    world: World,
) -> None:
    assert not guests_expiring(again(world.lead), timedelta(days=14)).exists()
    soon = guests_expiring(again(world.lead), timedelta(days=31))
    assert [(place.person, place.space) for place in soon] == [(world.guest, world.falls)]
    assert not guests_expiring(again(world.amina), timedelta(days=31)).exists()
    group = guests_expiring(again(world.steward), timedelta(days=31))
    assert [place.space for place in group] == [world.group]


def test_the_spaces_that_somebody_facilitates_are_those_over_which_they_have_that_right(
    world: World,
) -> None:
    for who, person in world.people.items():
        listed = set(facilitated_by(person)) if person.is_authenticated else set()
        right = {each for each in world.spaces if may(person, FACILITATE, each)}
        assert listed == right, who


def test_a_last_day_is_the_readers_own(world: World) -> None:
    """In London the clocks change on 28 March 2027: the day ends at the midnight of that place."""
    assert end_of(date(2027, 3, 28)).isoformat() == "2027-03-29T00:00:00+01:00"
    assert Place(guest_until=end_of(date(2027, 3, 28))).last_day == date(2027, 3, 28)


@pytest.mark.parametrize("typed", ["O'Shea", "oshea", "O’Shea"])
def test_nobody_minds_apostrophes_in_peoples_names(world: World, typed: str) -> None:
    Person.objects.filter(pk=world.ben.pk).update(name="Ben O’Shea")
    assert [each.name for each in find_people(typed, by=world.lead)] == ["Ben O’Shea"]
    assert [each.name for each in members.people(world.west, {"q": typed})] == ["Ben O’Shea"]
