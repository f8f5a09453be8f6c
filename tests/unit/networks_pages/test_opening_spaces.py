"""Opening a space from a starting point, describing it, archiving and restoring it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from networks.actions.spaces import EndsBeforeItStarts, close_space, describe_space, open_space
from networks.models import Place, Space, Times
from networks.roles import Role, roles_of
from networks.starting_points import ALL, COLLABORATIVE, starting_points
from tests.unit.interventions.pages import field, get, signed_in
from tests.world import World, again


def new(world: World) -> str:
    return f"/c/{world.west.uid}/spaces/new"


def opened(client: Client, address: str, point: str, **said: str) -> Client:
    html = get(client, f"{address}?from={point}")
    sent = {"name": "Handover", "purpose": "Safer handovers.", "key": field(html, "key"), **said}
    return client.post(f"{address}?from={point}", sent, follow=True)


def test_each_starting_point_says_who_will_be_in_it_and_who_sees_it(world: World) -> None:
    html = get(signed_in(world.lead), new(world))
    points = starting_points(COLLABORATIVE)
    assert len(points) == 3
    for point in points:
        assert f"?from={point.key}" in html
        assert str(point.who) in html


def test_a_lead_opens_a_topic_group(world: World) -> None:
    answer = opened(signed_in(world.lead), new(world), "topic-group")
    space = Space.objects.get(name="Handover")
    assert (space.collaborative, space.members_by) == (world.west, "collaborative")
    assert space.visible_to_whom == "members"
    assert "Handover is open." in answer.content.decode()
    assert space in Space.objects.visible_to(again(world.ben))
    assert space not in Space.objects.visible_to(again(world.outsider))


def test_a_learning_session_says_when_it_is(world: World) -> None:
    client = signed_in(world.lead)
    answer = opened(
        client,
        new(world),
        "learning-session",
        starts_at="2027-03-16T09:30",
        ends_at="2027-03-16T16:00",
    )
    html = " ".join(answer.content.decode().split())
    assert "16 March 2027" in html
    assert "9:30am" in html
    assert "4pm" in html


def test_a_learning_session_that_would_end_before_it_starts_is_refused(world: World) -> None:
    said = {"starts_at": "2027-03-16T09:30", "ends_at": "2027-03-16T09:00"}
    answer = opened(signed_in(world.lead), new(world), "learning-session", **said)
    assert "Let it end after it starts." in answer.content.decode()
    assert not Space.objects.filter(name="Handover").exists()


def test_what_ends_has_started(world: World) -> None:
    with pytest.raises(EndsBeforeItStarts):
        open_space(
            by=world.lead,
            name="Handover",
            purpose="Safer.",
            members_by="collaborative",
            collaborative=world.west,
            times=Times(None, timezone.now() + timedelta(days=1)),
        )


def test_the_leads_room_is_the_leads_and_coaches_alone(world: World) -> None:
    opened(signed_in(world.lead), new(world), "leads-room")
    space = Space.objects.get(name="Handover")
    assert Role.FACILITATOR in roles_of(space, again(world.lead))
    for who in ("amina", "ben", "facilitator", "outsider", "guest", "steward"):
        person = again(getattr(world, who))
        assert space not in Space.objects.visible_to(person), who


def test_a_form_that_is_sent_twice_opens_one_space(world: World) -> None:
    client = signed_in(world.lead)
    address = f"{new(world)}?from=topic-group"
    key = field(get(client, address), "key")
    said = {"name": "Handover", "purpose": "Safer handovers.", "key": key}
    for _time in range(2):
        assert client.post(address, said).status_code == 302
    assert Space.objects.filter(name="Handover").count() == 1


@pytest.mark.parametrize("key", ["!!", "x" * 65])
def test_a_key_that_is_none_opens_nothing_and_a_fresh_one_comes_back(
    world: World, key: str
) -> None:
    client = signed_in(world.ben)
    said = {"name": "Handover", "purpose": "Safer handovers.", "key": key}
    html = client.post("/o/RZ1/spaces/new?from=own-space", said).content.decode()
    assert "Send this form again from its page." in html
    assert field(html, "name") == "Handover"
    assert field(html, "key") not in ("", key)
    assert not Space.objects.filter(name="Handover").exists()


def test_an_organisations_safety_lead_opens_its_own(world: World) -> None:
    client = signed_in(world.ben)
    html = get(client, "/o/RZ1")
    assert "/o/RZ1/spaces/new" in html
    opened(client, "/o/RZ1/spaces/new", "own-space")
    space = Space.objects.get(name="Handover")
    assert (space.organisation, space.members_by) == (world.kingsholm, "organisation")


def test_a_collaboratives_starting_point_is_none_for_an_organisation(world: World) -> None:
    html = get(signed_in(world.ben), "/o/RZ1/spaces/new?from=topic-group")
    assert "What will it be?" in html


def test_opening_is_offered_to_those_who_may(world: World) -> None:
    address = f"/c/{world.west.uid}"
    assert new(world) in get(signed_in(world.lead), address)
    assert new(world) not in get(signed_in(world.amina), address)
    assert "/o/RZ0/spaces/new" not in get(signed_in(world.amina), "/o/RZ0")


def test_each_starting_point_can_be_opened(world: World) -> None:
    for point in ALL:
        owner = {"collaborative": world.west} if point.of == COLLABORATIVE else {}
        owner = owner or {"organisation": world.kingsholm}
        open_space(
            by=world.lead if point.of == COLLABORATIVE else world.ben,
            name=str(point.called),
            purpose=str(point.purpose),
            members_by=point.members_by,
            visible_to_whom=point.visible_to_whom,
            **owner,  # type: ignore[arg-type]
        )


# Settings


def test_a_facilitator_changes_what_a_space_is_called_and_for(world: World) -> None:
    client = signed_in(world.facilitator)
    address = f"/s/{world.falls.uid}/settings"
    started_from = field(get(client, address), "started_from")
    said = {"name": "Falls", "purpose": "Fewer falls.", "started_from": started_from}
    assert client.post(address, said).status_code == 302
    space = Space.objects.get(pk=world.falls.pk)
    assert (space.name, space.purpose) == ("Falls", "Fewer falls.")
    assert space.visible_to_whom == "members"


def test_a_stale_save_shows_both(world: World) -> None:
    client = signed_in(world.facilitator)
    address = f"/s/{world.falls.uid}/settings"
    started_from = field(get(client, address), "started_from")
    describe_space(
        by=world.lead,
        space=world.falls,
        name="Falls in hospital",
        purpose="What lead wrote.",
        visible_to_whom="members",
        started_from=int(started_from),
    )
    said = {"name": "Falls", "purpose": "Fewer falls.", "started_from": started_from}
    html = client.post(address, said).content.decode()
    assert "Falls in hospital" in html
    assert "What lead wrote." in html
    assert 'value="Falls"' in html
    assert Space.objects.get(pk=world.falls.pk).name == "Falls in hospital"
    said["started_from"] = field(html, "started_from")
    client.post(address, said)
    assert Space.objects.get(pk=world.falls.pk).name == "Falls"


def test_the_times_of_a_session_can_be_changed_and_stay_otherwise(world: World) -> None:
    starts = timezone.now() + timedelta(days=7)
    space = open_space(
        by=world.lead,
        name="Session",
        purpose="Learn.",
        members_by="collaborative",
        collaborative=world.west,
        times=Times(starts),
    )
    space = describe_space(
        by=world.lead,
        space=space,
        name="Session 2",
        purpose="Learn.",
        visible_to_whom="members",
        started_from=1,
    )
    assert space.starts_at == starts
    html = get(signed_in(world.lead), f"/s/{space.uid}/settings")
    assert 'name="starts_at"' in html
    assert 'name="starts_at"' not in get(signed_in(world.lead), f"/s/{world.falls.uid}/settings")


# Archiving


def test_an_archived_space_leaves_the_lists_can_be_read_and_is_not_written_in(
    world: World,
) -> None:
    lead, ben = signed_in(world.lead), signed_in(world.ben)
    answer = lead.post(f"/s/{world.falls.uid}/archive", follow=True).content.decode()
    assert "Archived on" in answer
    assert "Restore space" in answer
    assert "Falls and frailty" not in get(ben, "/spaces")
    html = get(ben, f"/s/{world.falls.uid}")
    assert "Start discussion" not in html
    assert "Restore space" not in html
    html = get(ben, f"/c/{world.west.uid}")
    assert "1 archived space" in html
    assert html.index("archived space") < html.index("Falls and frailty")
    assert "archived space" not in get(signed_in(world.outsider), f"/c/{world.west.uid}")


def test_archiving_is_taken_back_in_place(world: World) -> None:
    lead = signed_in(world.lead)
    lead.post(f"/s/{world.falls.uid}/archive")
    answer = lead.post(f"/s/{world.falls.uid}/restore", follow=True).content.decode()
    assert "Falls and frailty is open again." in answer
    assert "Start discussion" in answer
    assert "Falls and frailty" in get(signed_in(world.ben), "/spaces")


def test_archiving_twice_is_as_once(world: World) -> None:
    lead = signed_in(world.lead)
    for _time in range(2):
        assert lead.post(f"/s/{world.falls.uid}/archive").status_code == 302
    for _time in range(2):
        assert lead.post(f"/s/{world.falls.uid}/restore").status_code == 302


def test_whoever_facilitates_and_could_not_have_opened_it_does_not_archive_it(
    world: World,
) -> None:
    owen = signed_in(world.facilitator)
    assert "Archive space" not in get(owen, f"/s/{world.falls.uid}/settings")
    assert owen.post(f"/s/{world.falls.uid}/archive").status_code == 403
    assert Space.objects.get(pk=world.falls.pk).closed_at is None


def test_an_organisations_archived_spaces_stand_on_its_page(world: World) -> None:
    close_space(by=world.steward, space=world.ward)
    html = get(signed_in(world.amina), "/o/RZ0")
    assert html.index("Archived") < html.index("Severnside wards")
    assert "Severnside wards" not in get(signed_in(world.ben), "/o/RZ0")


def test_nobody_is_named_in_an_archived_space(world: World) -> None:
    close_space(by=world.lead, space=world.falls)
    assert signed_in(world.lead).get(f"/s/{world.falls.uid}/people/name").status_code == 403
    html = get(signed_in(world.lead), f"/s/{world.falls.uid}/people")
    assert "Name a person" not in html
    assert Place.objects.current().filter(space=world.falls).exists()
