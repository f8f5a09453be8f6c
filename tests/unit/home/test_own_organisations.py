"""One's own organisations on one's front page, and those that could join a collaborative."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab.desk.actions.joining import ask_to_join
from networks.models import Affiliation, Membership, Organisation
from networks.own_organisations import own_organisations
from tests.unit.interventions.pages import get, links, signed_in
from tests.unit.ui.markup import words
from tests.world import World, again, join


def alone(world: World) -> None:
    Membership.objects.filter(organisation=world.kingsholm).delete()


def could_join(world: World) -> list[str]:
    return [each.name for each in own_organisations(again(world.ben)) if each.could_join]


def test_their_organisations_are_one_tap_from_home(world: World) -> None:
    join(world.ben, world.fenland, by=world.steward)
    page = get(signed_in(world.ben), "/")
    assert "Your organisations" in words(page)
    for each in (world.kingsholm, world.fenland):
        assert each.get_absolute_url() in links(page, each.name)
    assert "Your organisation" not in words(get(signed_in(world.signed_up), "/"))


def test_a_safety_lead_is_told_that_it_can_ask_to_join_a_collaborative(world: World) -> None:
    client = signed_in(world.ben)
    assert "Choose a collaborative" not in words(get(client, "/"))
    alone(world)
    for page in ("/", "/needs"):
        html = get(client, page)
        says = words(html)
        assert "Kingsholm Infirmary takes part in no collaborative yet" in says
        assert "Nothing waits for you" not in says
        address = f"/o/{world.kingsholm.identifier}/collaboratives"
        assert links(html, "Choose a collaborative for Kingsholm Infirmary") == [address]
        assert client.get(address).status_code == 200


def test_only_while_it_can_and_only_who_may(world: World) -> None:
    alone(world)
    assert could_join(world) == ["Kingsholm Infirmary"]
    ask_to_join(
        by=again(world.ben),
        organisation=world.kingsholm,
        collaborative=world.west,
        sponsor_name="Helen Frost",
        sponsor_job_title="Chief nurse",
        reason="We want to learn with others.",
    )
    assert could_join(world) == []
    Organisation.objects.filter(pk=world.kingsholm.pk).update(listed=False)
    assert could_join(world) == []


def test_a_member_who_may_not_ask_is_told_nothing(world: World) -> None:
    alone(world)
    Affiliation.objects.filter(person=world.ben).update(role="member")
    assert could_join(world) == []


def test_it_takes_one_query_at_most(world: World) -> None:
    join(world.ben, world.fenland, by=world.steward)
    ben, nobody = again(world.ben), again(world.signed_up)
    for person, most in ((ben, 1), (nobody, 0)):
        own_organisations(person)  # its standing is read once a request
        with CaptureQueriesContext(
            connection,
        ) as asked:
            own_organisations(person)
        assert len(asked) == most
