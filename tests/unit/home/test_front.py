"""The front page: what a visitor finds, and what waits for somebody who signed in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from discussions.actions import post_message, start_thread
from networks.actions.marks import mark_seen
from networks.actions.organisations import confirm_affiliation, request_affiliation
from networks.actions.spaces import open_space
from networks.models import Affiliation, Mark, Organisation
from tests.unit.interventions.examples import shared
from tests.unit.interventions.pages import (
    HTML,
    get,
    links,
    says,
    signed_in,
    tree,
    with_class,
    words,
)
from tests.world import World, again, sign_up


def asked(world: World, **changes: object):
    """Ben asks something in the falls space."""
    fields = {
        "by": world.ben,
        "for_organisation": world.kingsholm,
        "space": world.falls,
        "title": "Which four checks stay?",
        "text": "Nine became four by accident.",
    }
    return start_thread(**fields | changes)


def section(html: str, heading: str) -> str:
    """What the part of a page under a heading says."""
    for each in tree(html).iter(f"{HTML}section"):
        titles = [words(h) for tag in ("h1", "h2") for h in each.iter(f"{HTML}{tag}")]
        if titles and titles[0] == heading:
            return words(each)
    return ""


# Signed out


def test_a_visitor_finds_their_organisation_without_an_account(
    client: Client, world: World
) -> None:
    html = get(client, "/")
    [form] = [each for each in tree(html).iter(f"{HTML}form") if each.get("role") == "search"]
    assert (form.get("action"), form.get("method")) == ("/organisations", "get")
    assert links(get(client, "/organisations?q=severn"), "Severnside Hospitals") == ["/o/RZ0"]


def test_a_visitor_sees_what_is_public_and_how_much_is_said_about_it(
    client: Client, world: World
) -> None:
    public = shared(world, title="Pauses", space=world.surgery)
    shared(world, title="First hour", space=world.falls)
    shared(world, title="Fridge", space=world.medicines)
    thread = asked(
        world, space=world.surgery, about=Ref("intervention", public.uid), title="Who leads?"
    )
    post_message(by=world.ben, for_organisation=world.kingsholm, thread=thread, text="I do.")
    html = get(client, "/")
    assert says(html, "app-row__title") == ["Pauses"]
    assert links(html, "2 messages") == [f"/i/{public.uid}/discuss"]


def test_each_counter_of_the_front_page_leads_to_exactly_what_it_counts(
    client: Client, world: World
) -> None:
    shared(world, title="Pauses", space=world.surgery)
    shared(world, title="First hour", space=world.falls)
    html = get(client, "/")
    [counts] = [each for each in tree(html).iter(f"{HTML}ul") if each.get("class") == "app-counts"]
    counted = {each.get("href"): int(words(each).split()[0]) for each in counts.iter(f"{HTML}a")}
    listed = {"/collaboratives": "app-map__tile"}
    of_all = Organisation.objects.count()
    assert counted["/organisations?taking_part=on"] < of_all
    assert f"{counted['/organisations?taking_part=on']} organisations take part" in words(
        tree(get(client, "/network"))
    )
    assert len(counted) == 4
    assert counted == {
        href: len(says(get(client, href), listed.get(href, "app-row__title"))) for href in counted
    }


def test_the_map_gives_each_collaborative_its_place_and_its_number(
    client: Client, world: World
) -> None:
    html = get(client, "/")
    tiles = {
        words(each): each.get("class").split()
        for each in tree(html).iter(f"{HTML}li")
        if "app-map__tile" in each.get("class", "")
    }
    assert set(tiles) == {"East 1 organisation", "West of England 2 organisations"}
    assert tiles["West of England 2 organisations"][1:] == [
        "app-map__tile--column-2",
        "app-map__tile--row-4",
    ]


# Signed in


def test_a_newcomer_is_led_to_their_organisation(world: World) -> None:
    html = get(signed_in(world.signed_up), "/")
    assert "Ask to join your organisation" in section(html, "Needs you")
    assert links(html, "Find your organisation") == ["/me/organisations"]
    assert links(html, "Safer surgery") == [world.surgery.get_absolute_url()]
    assert links(html, "Share intervention") == []


def test_a_request_of_ones_own_is_shown_and_can_be_taken_back(world: World) -> None:
    request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    client = signed_in(world.signed_up)
    assert "You asked to join Kingsholm Infirmary" in section(get(client, "/"), "Needs you")
    affiliation = Affiliation.objects.get(person=world.signed_up)
    client.post(f"/me/organisations/{affiliation.uid}/leave")
    assert "You asked to join" not in get(client, "/")


def test_who_looks_after_an_organisation_confirms_people_from_their_home(world: World) -> None:
    request = request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    client = signed_in(world.ben)
    assert "Nadia Rahman asks to join Kingsholm Infirmary" in section(get(client, "/"), "Needs you")
    answer = client.post(
        f"/o/RZ1/people/{request.uid}/confirm", {"role": "member", "next": "/"}, follow=True
    )
    assert answer.redirect_chain == [("/", 302)]
    html = answer.content.decode()
    assert "Nadia Rahman now belongs to Kingsholm Infirmary." in html
    assert "asks to join" not in section(html, "Needs you")


def test_five_at_most_are_asked_about_at_once(world: World) -> None:
    for number in range(7):
        request_affiliation(by=sign_up(f"Person {number}"), organisation=world.kingsholm)
    html = get(signed_in(world.ben), "/")
    assert html.count("asks to join") == 5
    assert links(html, "2 more need you") == ["/needs"]
    assert get(signed_in(world.ben), "/needs").count("asks to join") == 7


def test_stewards_answer_where_nobody_else_can(world: World) -> None:
    request_affiliation(by=world.signed_up, organisation=world.kingsholm)
    request_affiliation(by=world.ex_member, organisation=world.fenland)
    html = get(signed_in(world.steward), "/")
    assert "Elif Kaya asks to join Fenland Hospitals" in section(html, "Needs you")
    assert "Nadia Rahman" not in html


def test_what_is_new_is_told_by_space_with_its_first_line(world: World) -> None:
    asked(world)
    shared(
        world, title="Pauses", by=world.ben, for_organisation=world.kingsholm, space=world.surgery
    )
    html = get(signed_in(world.amina), "/")
    assert says(html, "app-daterule") == ["Safer surgery · 1 new", "Falls and frailty · 1 new"]
    assert says(html, "app-row__title") == ["Pauses", "Which four checks stay?"]
    assert "Nine became four by accident." in says(html, "app-row__first")


def test_what_one_did_oneself_is_not_new(world: World) -> None:
    asked(world)
    assert says(get(signed_in(world.ben), "/"), "app-row__title") == []


def test_what_is_marked_as_read_is_not_new_until_somebody_goes_on(world: World) -> None:
    thread = asked(world)
    client = signed_in(world.amina)
    html = get(client, "/")
    [n] = [each.get("value") for each in tree(html).iter(f"{HTML}input") if each.get("name") == "n"]
    seen = {"subject": f"space:{world.falls.uid}", "n": n, "next": "/"}
    assert says(client.post("/seen", seen, follow=True).content.decode(), "app-row__title") == []
    mark_seen(by=world.amina, subject=thread.ref, n=1)
    post_message(by=world.ben, for_organisation=world.kingsholm, thread=thread, text="Light on.")
    html = get(client, "/")
    assert says(html, "app-row__title") == ["Which four checks stay?"]
    assert says(html, "app-row__first") == ["Light on."]
    assert says(html, "app-meta")[-2:] == ["Ben Hughes, Kingsholm Infirmary · 2 messages", "1 new"]


def pressed(client: Client) -> dict[str, str]:
    """What "Mark as read" sends, of the only space that has something new."""
    [form] = tree(get(client, "/")).findall(f".//{HTML}form[@action='/seen']")
    fields = {each.get("name"): each.get("value") for each in form.iter(f"{HTML}input")}
    return {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}


def test_marking_a_space_as_read_reaches_the_discussions_that_one_takes_part_in(
    world: World,
) -> None:
    thread, other = asked(world), asked(world, title="Whose turn is it?")
    for each in (thread, other):
        mark_seen(by=world.amina, subject=each.ref, n=1)
    speaking = {"by": world.ben, "for_organisation": world.kingsholm}
    for each in (thread, other):
        post_message(**speaking, thread=each, text="Light on.")
    client = signed_in(world.amina)
    sent = pressed(client)
    post_message(**speaking, thread=other, text="Said while she was pressing.")
    html = client.post("/seen", sent, follow=True).content.decode()
    assert says(html, "app-row__title") == ["Whose turn is it?"]
    html = client.post("/seen", pressed(client), follow=True).content.decode()
    assert says(html, "app-row__title") == []
    assert "You have read everything in your spaces." in html
    post_message(**speaking, thread=thread, text="And on again.")
    assert says(get(client, "/"), "app-row__first") == ["And on again."]
    marks = dict(Mark.objects.filter(person=world.amina).values_list("subject", "n"))
    assert (marks[str(thread.ref)], marks[str(other.ref)]) == (2, 3)


def test_a_discussion_that_was_read_to_its_end_is_not_new(world: World) -> None:
    thread = asked(world)
    mark_seen(by=world.amina, subject=thread.ref, n=1)
    assert says(get(signed_in(world.amina), "/"), "app-row__title") == []


def test_three_things_of_a_space_are_shown_and_the_others_counted(world: World) -> None:
    for number in range(5):
        asked(world, title=f"Question {number}")
    html = get(signed_in(world.amina), "/")
    assert says(html, "app-row__title") == ["Question 4", "Question 3", "Question 2"]
    assert links(html, "2 more in Falls and frailty") == [world.falls.get_absolute_url()]


def test_more_than_can_be_counted_is_said_so(world: World) -> None:
    past = timezone.now() - timedelta(days=2)
    for number in range(22):
        asked(world, title=f"Question {number}", at=past)
    html = get(signed_in(world.amina), "/")
    assert says(html, "app-daterule") == ["Falls and frailty · more than 20 new"]


def test_nothing_of_a_space_that_one_lost_is_new(world: World) -> None:
    asked(world)
    assert "Which four checks stay?" not in get(signed_in(world.ex_member), "/")
    assert "Which four checks stay?" not in get(signed_in(world.outsider), "/")


@pytest.mark.parametrize("who", ["amina", "guest"])
def test_sharing_begins_with_the_choice_of_a_space(world: World, who: str) -> None:
    client = signed_in(getattr(world, who))
    assert links(get(client, "/"), "Share intervention") == ["/share"]
    html = get(client, "/share")
    assert f"/s/{world.falls.uid}/share" in links(html, "Falls and frailty")


def test_who_writes_in_one_space_shares_there_at_once(world: World) -> None:
    request = request_affiliation(by=world.signed_up, organisation=world.lead_body)
    confirm_affiliation(by=world.steward, affiliation=request)
    space = open_space(
        by=world.steward,
        name="Our own",
        purpose="Ours.",
        members_by="organisation",
        organisation=world.lead_body,
    )
    client = signed_in(again(world.signed_up))
    assert links(get(client, "/"), "Share intervention") == [f"/s/{space.uid}/share"]
    assert client.get("/share").url == f"/s/{space.uid}/share"


def test_of_many_spaces_the_latest_are_told_in_full_and_the_others_by_their_number(
    world: World,
) -> None:
    for n in range(15):
        space = open_space(
            by=world.lead,
            name=f"Ward {n}",
            purpose="A ward.",
            members_by="collaborative",
            visible_to_whom="members",
            collaborative=world.west,
        )
        shared(world, space=space)
    html = get(signed_in(again(world.ben)), "/")
    assert len(with_class(html, "app-new")) == 12
    assert "3 more of your spaces have something new" in html
    assert html.count("1 new") == 12 + 15


def test_the_heading_says_since_when_it_is_new(world: World) -> None:
    ben = again(world.ben)
    assert says(get(signed_in(ben), "/"), "app-h2")[0] == "New to you"
    now = timezone.now()
    for days in (1, 3):
        shared(world, title=f"From {days} days ago", at=now - timedelta(days=days))
    assert says(get(signed_in(ben), "/"), "app-h2")[0] == "New to you", "who has joined since"
    Person.objects.filter(pk=ben.pk).update(date_joined=now - timedelta(days=30))
    heading = says(get(signed_in(ben), "/"), "app-h2")[0]
    assert heading == f"New since {(timezone.localtime(now) - timedelta(days=3)):%A}"
