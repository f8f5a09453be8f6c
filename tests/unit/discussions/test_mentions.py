"""Naming people in a message."""

import pytest

from collab.base.accounts.models import Person
from collab.base.forgetting.reasons import PurgeReason
from collab.base.markup.rerendering import rerender
from discussions.actions import (
    edit_message,
    post_message,
    purge_message,
    remove_message,
    restore_message,
    start_thread,
)
from discussions.mentions import LOOKED_AT, MOST, mentioned_in, named_like
from discussions.models import Mention, Message, Thread
from tests.unit.interventions.pages import signed_in
from tests.world import World, join, sign_up


@pytest.fixture
def thread(world: World) -> Thread:
    return start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Mats",
        text="Which mats?",
    )


def said(world: World, thread: Thread, text: str) -> Message:
    return post_message(by=world.amina, for_organisation=world.severnside, thread=thread, text=text)


def named_in(message: Message) -> set[Person]:
    return {each.person for each in Mention.objects.filter(message=message)}


@pytest.mark.parametrize(
    "text",
    [
        "@Ben Hughes, do you know?",
        "Does @ben hughes’s ward use them?",
        "(@Ben Hughes)",
        "Ask\n@Ben Hughes.",
        "**@Ben Hughes** knows",
        "Thanks @Ben Hughes and all",
    ],
)
def test_at_and_a_full_name_mention_somebody_who_takes_part(
    world: World, thread: Thread, text: str
) -> None:
    message = said(world, thread, text)
    assert named_in(message) == {world.ben}
    assert message.body == text
    assert message.body_html.count('<b class="app-mention">') == 1


@pytest.mark.parametrize(
    "text",
    [
        "Ben Hughes knows",
        "@Ben knows",
        "@Ben Hughesworth knows",
        "write to ben@Ben Hughes",
        "@Olu Adeyemi sees no falls",
        "@Nobody Atall",
        "@@ @ @. @1",
    ],
)
def test_what_names_nobody_there_stays_as_it_is(world: World, thread: Thread, text: str) -> None:
    message = said(world, thread, text)
    assert named_in(message) == set()
    assert "app-mention" not in message.body_html


def test_code_and_links_are_left_alone(world: World, thread: Thread) -> None:
    message = said(world, thread, "`@Ben Hughes` and [@Ben Hughes](https://example.org/)")
    assert "app-mention" not in message.body_html


@pytest.mark.parametrize(
    "text",
    ["`@Ben Hughes`", "Type ``a ` @Ben Hughes``", "```\n@Ben Hughes\n```", "~~~\n@Ben Hughes\n~~~"],
)
def test_code_tells_nobody(world: World, thread: Thread, text: str) -> None:
    assert named_in(said(world, thread, text)) == set()


def test_a_name_with_signs_of_markup_is_no_way_in(world: World, thread: Thread) -> None:
    trick = sign_up("Eve Moss")
    Person.objects.filter(pk=trick.pk).update(name="Eve <b>Moss</b>")
    join(trick, world.severnside, by=world.steward)
    message = said(world, thread, "@Eve <b>Moss</b> & @Ben Hughes")
    assert "<b>Moss" not in message.body_html
    assert message.body_html.count("<b ") == 1


@pytest.mark.parametrize(
    "name", ["Órla Brien", "Orla Brien Jr.", "María del Carmen de la Cruz", "Éamon O’Neill-Ward"]
)
@pytest.mark.parametrize("around", ["@{}", "Thanks, @{}.", "Is it @{}’s?"])
def test_whoever_is_offered_can_be_named(
    world: World, thread: Thread, name: str, around: str
) -> None:
    there = sign_up("Somebody There")
    Person.objects.filter(pk=there.pk).update(name=name)
    join(there, world.severnside, by=world.steward)
    assert there in named_like(name[:3], world.falls)
    message = said(world, thread, around.format(name))
    assert named_in(message) == {there}
    assert f"@{name}</b>" in message.body_html


def test_two_of_one_name_are_both_meant(world: World, thread: Thread) -> None:
    other = Person.objects.create_user("ben2@people.example", "x", name="Ben Hughes")
    join(other, world.severnside, by=world.steward)
    assert named_in(said(world, thread, "@Ben Hughes?")) == {world.ben, other}


def test_an_edit_names_others(world: World, thread: Thread) -> None:
    message = said(world, thread, "@Ben Hughes?")
    edited = edit_message(
        by=world.amina,
        for_organisation=world.severnside,
        message=message,
        text="@Owen Price?",
        started_from=1,
    )
    assert named_in(message) == {world.facilitator}
    assert "@Owen Price</b>" in edited.body_html


def test_what_was_brought_back_names_them_again(world: World, thread: Thread) -> None:
    message = said(world, thread, "@Ben Hughes?")
    remove_message(by=world.amina, message=message)
    assert "app-mention" in restore_message(by=world.amina, message=message).body_html


def test_what_was_taken_out_names_nobody(world: World, thread: Thread) -> None:
    message = said(world, thread, "@Ben Hughes?")
    purge_message(by=world.amina, message=message, reason=PurgeReason.PATIENT)
    assert named_in(message) == set()


def test_drawn_again_it_keeps_its_marks(world: World, thread: Thread) -> None:
    message = said(world, thread, "@Ben Hughes?")
    Message.objects.filter(pk=message.pk).update(markup_version=0, body_html="")
    list(rerender())
    message.refresh_from_db()
    assert "app-mention" in message.body_html


def test_one_message_names_a_score_at_most(world: World) -> None:
    people = [sign_up(f"Member {chr(65 + n)}{chr(97 + n)}") for n in range(MOST + 3)]
    for person in people:
        join(person, world.severnside, by=world.steward)
    text = " ".join(f"@{person.name}," for person in people)
    assert mentioned_in(text, world.falls) == people[:MOST]


def test_only_so_many_names_are_looked_up(world: World, django_assert_num_queries) -> None:
    nonsense = " ".join(f"@nobody{'abcdefghij'[n % 10] * (n + 1)}" for n in range(LOOKED_AT))
    assert mentioned_in(f"@Ben Hughes, {nonsense}", world.falls) == [world.ben]
    assert mentioned_in(f"{nonsense} @Ben Hughes", world.falls) == []


def test_a_text_without_names_asks_nothing(world: World, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert mentioned_in("ben@hughes.example at 5 @ 6", world.falls) == []


@pytest.mark.parametrize(
    ("begun", "offered"),
    [("be", ["Ben Hughes"]), ("HUGH", ["Ben Hughes"]), ("olu", []), ("", []), ("%", [])],
)
def test_those_who_take_part_are_offered_as_a_name_is_begun(
    world: World, begun: str, offered: list[str]
) -> None:
    answer = signed_in(world.amina).get(f"/s/{world.falls.uid}/names", {"q": begun})
    assert [each["name"] for each in answer.json()["people"]] == offered


def test_who_does_not_see_a_space_learns_no_name_there(world: World) -> None:
    answer = signed_in(world.outsider).get(f"/s/{world.falls.uid}/names", {"q": "be"})
    assert answer.status_code == 404
