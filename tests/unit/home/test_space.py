"""A space: who can see it, what happened there, and its lists."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from collab.base.access.permissions import Role
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.home.now import Headline, days
from discussions.actions import post_message, start_thread
from discussions.models import Message, Thread
from networks.actions.marks import mark_seen
from networks.ledger import head_and_mark, head_of
from networks.members import facilitators_of, people_in
from networks.models import Space
from networks.roles import capacities
from networks.standing import standing_of
from tests.unit.interventions.examples import revised, shared
from tests.unit.interventions.pages import HTML, get, links, says, signed_in, tree
from tests.world import World


def now(world: World, name: str = "falls") -> str:
    return str(getattr(world, name).get_absolute_url())


def asked(world: World, title: str = "Which four checks stay?", **changes: object) -> Thread:
    """Ben asks something in the falls space."""
    fields = {
        "by": world.ben,
        "for_organisation": world.kingsholm,
        "space": world.falls,
        "title": title,
        "text": "Nine became four by accident.",
    }
    return start_thread(**fields | changes)  # type: ignore[arg-type]


# Its head


@pytest.mark.parametrize(
    ("space", "expected"),
    [
        ("falls", "Members of 2 organisations"),
        ("surgery", "Anyone can read it. Members of 2 organisations write"),
        ("medicines", "Everyone in the network can read it. Members of 2 organisations write"),
        ("ward", "People of Severnside Hospitals"),
        ("fellows", "Everyone in the network can read it. Patient Safety Fellows write"),
    ],
)
def test_its_head_says_in_words_who_can_see_it(world: World, space: str, expected: str) -> None:
    assert says(get(signed_in(world.amina), now(world, space)), "app-facts")[0].startswith(expected)


def test_the_number_of_organisations_leads_to_them(client: Client, world: World) -> None:
    [href] = links(get(client, now(world, "surgery")), "2 organisations")
    assert says(get(client, href), "app-row__title")[-2:] == [
        "Kingsholm Infirmary",
        "Severnside Hospitals",
    ]


def test_facilitators_are_named_to_those_who_may_see_people(client: Client, world: World) -> None:
    html = get(signed_in(world.amina), now(world))
    assert "Facilitated by Owen Price and Priya Nair" in says(html, "app-facts")[0]
    assert "Priya Nair" not in get(client, now(world, "surgery"))


@pytest.mark.parametrize(
    ("who", "may_write"), [("anonymous", False), ("signed-up", False), ("member", True)]
)
def test_writing_is_offered_to_those_who_may_and_explained_to_the_others(
    world: World, who: str, may_write: bool
) -> None:
    person = world.people[who]
    client = signed_in(person) if person.is_authenticated else Client()
    html = get(client, now(world, "surgery"))
    assert bool(links(html, "Share intervention")) is may_write
    assert bool(links(html, "Start discussion")) is may_write
    assert ("Writing here" in html) is not may_write


def test_each_tab_counts_exactly_what_it_opens(world: World) -> None:
    shared(world, space=world.falls)
    shared(world, space=world.surgery)
    for title in ("First", "Second"):
        asked(world, title)
    client = signed_in(world.amina)
    tabs = dict(re.findall(r"(\w+) (\d+)", says(get(client, now(world)), "app-tabs")[0]))
    listed = {"Interventions": "app-row", "Discussions": "app-row", "People": "app-person"}
    assert set(tabs) == set(listed)
    for tab, row in listed.items():
        html = get(client, f"{now(world)}/{tab.lower()}")
        assert len(says(html, row)) == int(tabs[tab]), tab


def test_people_are_shown_to_those_who_may_see_them(client: Client, world: World) -> None:
    member = get(signed_in(world.amina), f"{now(world, 'surgery')}/people")
    assert "AO Amina Okafor Fellow Severnside Hospitals" in says(member, "app-person")
    assert client.get(f"{now(world, 'surgery')}/people").status_code == 302
    assert "People" not in says(get(client, now(world, "surgery")), "app-tabs")[0]
    nadia = signed_in(world.signed_up)
    assert nadia.get(f"{now(world, 'surgery')}/people").status_code == 403


def test_a_guest_is_called_one(world: World) -> None:
    html = get(signed_in(world.amina), f"{now(world)}/people")
    assert "GM Gwen Moss Guest" in says(html, "app-person")
    assert not any("Xavier" in each for each in says(html, "app-person"))


def test_who_takes_part_is_the_same_asked_for_all_and_for_each(world: World) -> None:
    people = [person for person in world.people.values() if person.is_authenticated]
    assert len(people) > 8
    at = timezone.now()
    for space in world.spaces:
        roles = {
            person.pk: {each.role for each in capacities(standing_of(person), space, at)}
            for person in people
        }
        known = {person.pk for person in people}
        assert set(people_in(space).values_list("pk", flat=True)) & known == {
            pk for pk, found in roles.items() if found
        }, space
        assert {each.pk for each in facilitators_of(space)} & known == {
            pk for pk, found in roles.items() if Role.FACILITATOR in found
        }, space


# What happened


def test_what_happened_is_told_newest_first_with_who_and_for_whom(world: World) -> None:
    thread = asked(world)
    intervention = shared(world, space=world.falls, title="First hour")
    revised(world, intervention, title="First hour, revised")
    post_message(by=world.amina, for_organisation=world.severnside, thread=thread, text="Light.")
    html = get(signed_in(world.amina), now(world))
    assert says(html, "app-row__title") == [
        "First hour, revised",
        "First hour, revised",
        "Which four checks stay?",
    ]
    metas = [each for each in says(html, "app-meta") if " · " in each]
    assert metas[0].endswith("· revised")
    assert metas[1].endswith("· shared")
    assert metas[2].startswith("Ben Hughes, Kingsholm Infirmary · asked · 2 messages, last ")


def test_what_is_gone_is_left_out(world: World) -> None:
    gone, stays = asked(world, "Gone"), asked(world, "Stays")
    Message.objects.filter(thread=gone).delete()
    gone.delete()
    assert says(get(signed_in(world.amina), now(world)), "app-row__title") == [stays.title]


def test_what_was_moved_out_of_sight_is_left_out(world: World) -> None:
    thread = asked(world)
    Thread.objects.filter(pk=thread.pk).update(space=world.stewards)
    assert says(get(signed_in(world.amina), now(world)), "app-row__title") == []


def test_earlier_pages_leave_nothing_out_while_more_arrives(world: World) -> None:
    past = timezone.now() - timedelta(days=3)
    for number in range(65):
        asked(world, f"Question {number}", at=past + timedelta(minutes=number))
    client, seen, address = signed_in(world.amina), [], now(world)
    for rows in (30, 30, 5):
        html = get(client, address)
        assert len(says(html, "app-row__title")) == rows
        seen += says(html, "app-row__title")
        asked(world, "Arrives meanwhile")
        address = now(world) + (links(html, "Earlier") or [""])[0].removeprefix(now(world))
    assert seen == [f"Question {number}" for number in reversed(range(65))]


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "%00", "1.5"])
def test_a_place_that_is_none_opens_the_latest(world: World, before: str) -> None:
    asked(world)
    html = get(signed_in(world.amina), f"{now(world)}?before={before}")
    assert says(html, "app-row__title") == ["Which four checks stay?"]


def test_before_the_beginning_there_is_a_way_back(world: World) -> None:
    html = get(signed_in(world.amina), f"{now(world)}?before=1")
    assert links(html, "See what happened lately") == [now(world)]


def test_an_empty_space_teaches_the_first_step_with_an_example(world: World) -> None:
    shared(world, space=world.surgery, title="Pauses")
    html = get(signed_in(world.amina), now(world))
    [empty] = says(html, "app-empty")
    assert "Share intervention" in empty
    assert "For example: Pauses" in empty


def test_what_came_since_the_last_visit_has_a_dot_except_ones_own(world: World) -> None:
    asked(world, "Before")
    mark_seen(
        by=world.amina, subject=Ref("space", world.falls.uid), n=head_of(world.falls.stream)[1]
    )
    asked(world, "Since")
    asked(world, "Own", by=world.amina, for_organisation=world.severnside)
    client = signed_in(world.amina)
    [new] = says(get(client, now(world)), "app-row--new")
    assert new.startswith("New: Since")


def test_nothing_has_a_dot_on_a_first_visit(world: World) -> None:
    asked(world)
    assert says(get(signed_in(world.amina), now(world)), "app-row--new") == []


# While it is open


def test_the_page_watches_from_the_head_that_was_read_before_its_content(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(world, "On the page")

    def read_then_post(space: Space, person: Person) -> tuple[str, int, int | None]:
        read = head_and_mark(space, person)
        asked(world, "In between")
        return read

    monkeypatch.setattr("collab.home.views.spaces.head_and_mark", read_then_post)
    html = get(signed_in(world.amina), now(world))
    [page] = [each for each in tree(html).iter() if "data-space" in each.attrib]
    assert page.get("data-stream") == world.falls.stream
    rows = [
        int(each.get("data-seq")) for each in tree(html).iter(f"{HTML}li") if each.get("data-seq")
    ]
    assert int(page.get("data-head")) < max(rows)


def test_the_rows_after_a_number_are_only_those(world: World) -> None:
    asked(world, "Before")
    after = head_of(world.falls.stream)[1]
    asked(world, "Since")
    html = get(signed_in(world.amina), f"{now(world)}/rows?after={after}")
    assert says(html, "app-row__title") == ["New: Since"]
    assert "<html" not in html


def test_more_than_a_page_can_add_leads_to_the_space_afresh(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collab.home.now.MOST_NEW", 2)
    client = signed_in(world.amina)
    after = head_of(world.falls.stream)[1]
    asked(world, "First")
    asked(world, "Second")
    assert len(says(get(client, f"{now(world)}/rows?after={after}"), "app-row__title")) == 2
    asked(world, "Third")
    answer = client.get(f"{now(world)}/rows?after={after}")
    assert (answer.status_code, answer.headers["Location"]) == (302, now(world))


def test_who_only_visits_follows_nothing(client: Client, world: World) -> None:
    assert "data-space" not in get(client, now(world, "surgery"))


# Days


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        # The clocks go back on 25 October 2026: that day has 25 hours in London.
        (
            [(10, 24, 22, 59), (10, 24, 23, 1), (10, 25, 0, 30), (10, 25, 1, 30), (10, 25, 23, 59)],
            {"2026-10-24": 1, "2026-10-25": 4},
        ),
        ([(10, 25, 23, 59), (10, 26, 0, 1)], {"2026-10-25": 1, "2026-10-26": 1}),
        # They go forward on 29 March 2026: that day has 23 hours.
        (
            [(3, 28, 23, 59), (3, 29, 0, 1), (3, 29, 22, 59), (3, 29, 23, 1)],
            {"2026-03-28": 1, "2026-03-29": 2, "2026-03-30": 1},
        ),
    ],
)
def test_days_are_those_of_london_through_both_changes_of_the_clocks(
    moments: list[tuple[int, int, int, int]], expected: dict[str, int]
) -> None:
    rows = [
        Headline(number, datetime(2026, *moment, tzinfo=UTC), "", "", "", "", "", new=False)
        for number, moment in enumerate(moments)
    ]
    assert {str(day.on): len(day.rows) for day in days(rows)} == expected


# Its lists


def test_discussions_come_with_those_written_in_last_first(world: World) -> None:
    first, _second = asked(world, "First"), asked(world, "Second")
    post_message(by=world.ben, for_organisation=world.kingsholm, thread=first, text="More.")
    html = get(signed_in(world.amina), f"{now(world)}/discussions")
    assert says(html, "app-row__title") == ["First", "Second"]


def test_a_discussion_with_messages_beyond_ones_mark_has_a_dot(world: World) -> None:
    thread = asked(world)
    mark_seen(by=world.amina, subject=thread.ref, n=1)
    client = signed_in(world.amina)
    assert says(get(client, f"{now(world)}/discussions"), "app-row--new") == []
    post_message(by=world.ben, for_organisation=world.kingsholm, thread=thread, text="More.")
    assert len(says(get(client, f"{now(world)}/discussions"), "app-row--new")) == 1


def test_interventions_of_a_space_are_its_own(world: World) -> None:
    shared(world, space=world.falls, title="First hour")
    shared(world, space=world.surgery, title="Pauses")
    html = get(signed_in(world.amina), f"{now(world)}/interventions")
    assert says(html, "app-row__title") == ["First hour"]


@pytest.mark.parametrize("tab", ["", "/rows", "/interventions", "/discussions", "/people"])
def test_a_hidden_space_is_missing_like_one_that_never_was(world: World, tab: str) -> None:
    for person in (world.outsider, world.ex_member, world.expired_guest, world.signed_up):
        hidden = signed_in(person).get(now(world) + tab)
        never = signed_in(person).get(f"/s/{'0' * 12}{tab}")
        assert hidden.status_code == never.status_code == 404
        assert b"Falls and frailty" not in hidden.content
