"""Quiet is the same on the desk and in the directory."""

import pytest
from django.utils import timezone

from collab.base.accounts.models import Person
from collab.desk.members import organisations
from collab.desk.members_forms import OrganisationsForm
from collab.desk.models import DeskSettings
from networks.models import Affiliation, Membership
from tests.unit.desk.test_sources import ask, days, read
from tests.unit.interventions.pages import signed_in
from tests.world import World


def by_the_desk(world: World) -> list[str]:
    return sorted(line.named for line in read(world).lines if line.key.source == "quiet")


def by_the_directory(world: World) -> list[str]:
    chosen = OrganisationsForm({"seen": "quiet", "days": "30"}).chosen
    return sorted(each.name for each in organisations(world.west, chosen))


def both(world: World) -> list[str]:
    assert by_the_desk(world) == by_the_directory(world)
    return by_the_desk(world)


@pytest.fixture(autouse=True)
def all_joined_long_ago(world: World) -> None:
    Membership.objects.update(since=timezone.now() - days(90))
    Person.objects.update(active_on=timezone.localdate())


@pytest.mark.usefixtures("contexts")
def test_whose_people_were_not_here_for_so_long(world: World) -> None:
    assert both(world) == []
    Person.objects.filter(pk=world.ben.pk).update(active_on=timezone.localdate() - days(31))
    assert both(world) == ["Kingsholm Infirmary"]
    page = signed_in(world.lead).get(f"/c/{world.west.uid}/members?seen=quiet&days=30")
    assert page.context["count"] == 1


def test_not_who_wrote_since_however_they_did(world: World) -> None:
    Person.objects.filter(pk=world.ben.pk).update(active_on=timezone.localdate() - days(31))
    ask(world, ago=29, by=world.ben, for_organisation=world.kingsholm)
    assert both(world) == []


def test_not_who_never_had_anybody_or_has_just_joined(world: World) -> None:
    Person.objects.filter(pk=world.ben.pk).update(active_on=None)
    assert both(world) == ["Kingsholm Infirmary"]
    Membership.objects.filter(organisation=world.kingsholm).update(since=timezone.now() - days(29))
    assert both(world) == []
    Membership.objects.update(since=timezone.now() - days(90))
    Affiliation.objects.filter(organisation=world.kingsholm).delete()
    assert both(world) == []


def test_so_long_as_the_leads_say(world: World) -> None:
    Person.objects.filter(pk=world.ben.pk).update(active_on=timezone.localdate() - days(50))
    for said, found in ((49, ["Kingsholm Infirmary"]), (50, [])):
        DeskSettings.objects.update_or_create(
            collaborative=world.west, defaults={"quiet_days": said}
        )
        chosen = OrganisationsForm({"seen": "quiet", "days": str(said)}).chosen
        assert [each.name for each in organisations(world.west, chosen)] == found
        assert by_the_desk(world) == found
