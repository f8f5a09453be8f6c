"""For whom somebody writes."""

from django import forms
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.actions.organisations import end_affiliation
from networks.actions.places import give_place
from networks.forms import SpeakingForm
from networks.models import Affiliation
from tests.world import World, again, join


class Writing(SpeakingForm):
    text = forms.CharField()


def form(world: World, person: object, sent: dict | None = None, space: object = None) -> Writing:
    return Writing(sent, person=person, space=space or world.falls)


def test_one_answer_is_not_asked_for(world: World) -> None:
    assert form(world, world.ben)["for_organisation"].is_hidden
    for sent in ({"text": "Hello"}, {"text": "Hello", "for_organisation": world.kingsholm.uid}):
        written = form(world, world.ben, sent)
        assert written.is_valid()
        assert written.cleaned_data["for_organisation"] == world.kingsholm


def test_who_takes_part_for_no_organisation_writes_for_none(world: World) -> None:
    written = form(world, world.guest, {"text": "Hello"})
    assert written.is_valid()
    assert written.cleaned_data["for_organisation"] is None


def test_of_two_organisations_one_is_chosen(world: World) -> None:
    join(world.ben, world.severnside, by=world.steward)
    ben = again(world.ben)
    field = form(world, ben)["for_organisation"]
    assert not field.is_hidden
    assert [label for _uid, label in field.field.choices] == [
        "Kingsholm Infirmary",
        "Severnside Hospitals",
    ]
    written = form(world, ben, {"text": "Hi", "for_organisation": world.severnside.uid})
    assert written.is_valid()
    assert written.cleaned_data["for_organisation"] == world.severnside
    unsaid = form(world, ben, {"text": "Hi"})
    assert unsaid.errors["for_organisation"] == ["Choose whom you write for"]


def test_somebody_may_write_for_themselves_beside_an_organisation(world: World) -> None:
    give_place(by=world.lead, space=world.falls, person=world.ben, role="contributor")
    ben = again(world.ben)
    for chosen, expected in [("", None), (world.kingsholm.uid, world.kingsholm)]:
        written = form(world, ben, {"text": "Hi", "for_organisation": chosen})
        assert written.is_valid()
        assert written.cleaned_data["for_organisation"] == expected


def test_nobody_writes_for_an_organisation_that_they_left_meanwhile(world: World) -> None:
    join(world.ben, world.severnside, by=world.steward)
    left = Affiliation.objects.confirmed().get(person=world.ben, organisation=world.kingsholm)
    end_affiliation(by=world.ben, affiliation=left)
    sent = {"text": "Hi", "for_organisation": world.kingsholm.uid}
    written = form(world, again(world.ben), sent)
    assert written.errors["for_organisation"] == [
        "You no longer write for that organisation. Choose again whom you write for."
    ]


def test_it_stands_last_and_asks_once(world: World) -> None:
    ben = again(world.ben)
    form(world, ben)
    with CaptureQueriesContext(connection) as asked:
        made = form(world, ben)
        str(made)
    assert list(made.fields) == ["text", "for_organisation"]
    assert len(asked) == 1
