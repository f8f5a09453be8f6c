"""What pages say where newcomers stumbled."""

import pytest
from django.test import Client

from collab.desk.joining_forms import JoinForm
from collab.desk.members_forms import OrganisationsForm
from networks.forms import DomainForm
from networks.models import Place, Space
from networks.space_forms import PlaceForm
from tests.unit.interventions.pages import get, says, signed_in
from tests.unit.ui.markup import words
from tests.world import World

pytestmark = pytest.mark.django_db


def test_what_somebody_is_in_a_space_is_called_the_same_everywhere() -> None:
    offered = [str(label).partition(":")[0] for _role, label in PlaceForm().fields["role"].choices]
    assert offered == [str(label) for label in Place.Role.labels]


@pytest.mark.parametrize(
    ("days", "asks"),
    [
        ("-1", "Enter 1 day or more, or leave it empty for 30"),
        ("abc", "Enter a whole number of days, such as 30"),
        ("9999", "Enter 3650 days or fewer"),
    ],
)
def test_days_are_asked_for_in_kind_words(days: str, asks: str) -> None:
    assert OrganisationsForm({"days": days}).errors["days"] == [asks]


def test_a_long_name_is_asked_to_be_shorter(world: World) -> None:
    form = JoinForm({"sponsor_name": "A" * 151}, organisation=world.kingsholm)
    [says] = form.errors["sponsor_name"]
    assert says == "Shorten their full name to 150 characters. It has 151"


def test_a_domain_is_asked_for_with_an_example() -> None:
    assert DomainForm({"domain": ""}).errors["domain"] == [
        "Enter an email domain, such as severnside.nhs.uk"
    ]


def test_who_may_not_is_told_what_in_a_sentence(world: World) -> None:
    page = signed_in(world.amina).get(f"/c/{world.west.uid}/desk")
    assert page.status_code == 403
    assert (
        "Your account may not do this: open a collaborative’s desk, with what waits for its leads."
        in words(page.text)
    )


def test_a_list_says_who_takes_part_in_a_space_that_nobody_else_sees(world: World) -> None:
    client = signed_in(world.facilitator)
    listed = words(get(client, "/spaces"))
    assert "Members only" not in listed
    assert "Members of its organisations" in listed
    Space.objects.filter(pk=world.falls.pk).update(members_by="named")
    assert "People named there, one by one" in words(get(client, "/spaces"))


def test_signed_out_one_is_told_why_people_are_not_shown(world: World, client: Client) -> None:
    page = client.get(f"/s/{world.surgery.uid}/people", follow=True).text
    assert "Who takes part in a space is shown to people of the network only" in words(page)
    assert says(page, "app-h1") == ["Sign in"]
    for elsewhere in ("/me", "/nowhere", ""):
        page = client.get("/accounts/login/", {"next": elsewhere}).text
        assert "You need an account to write, not to read." in words(page)
