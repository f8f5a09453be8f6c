import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from collab.base.accounts.models import Person
from collab.base.drafts.actions import keep_draft
from collab.base.drafts.models import Draft
from discussions.actions import start_thread
from discussions.models import Message, Thread
from networks.actions.marks import mark_seen
from networks.models import Mark
from tests.world import World, join

from .conftest import Write

pytestmark = pytest.mark.same_everywhere  # what pages show and take


@pytest.fixture
def ben(world: World) -> Client:
    return signed_in(world.ben)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, thread: Thread, query: str = "") -> str:
    response = client.get(f"{thread.get_absolute_url()}{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def numbers(html: str) -> list[int]:
    return [int(n) for n in re.findall(r'data-n="(\d+)"', html)]


def key_in(html: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', html)
    assert found
    return found[1]


def thread_in(world: World, space: str) -> Thread:
    return start_thread(
        by=world.lead,
        for_organisation=world.lead_body,
        space=getattr(world, space),
        title=f"A question in {space}",
        text="What works?",
    )


# Who may read


def test_what_is_hidden_looks_exactly_like_what_is_missing(world: World, thread: Thread) -> None:
    client = signed_in(world.outsider)
    hidden = client.get(thread.get_absolute_url())
    missing = client.get("/d/0123456789AB")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content.replace(thread.uid.encode(), b"0123456789AB") == missing.content


@pytest.mark.parametrize("who", ["anonymous", "signed-up", "ex-member", "expired guest"])
def test_a_members_space_has_no_discussion_for_others(
    world: World, thread: Thread, who: str
) -> None:
    client = Client()
    if who != "anonymous":
        client.force_login(world.people[who])
    assert client.get(thread.get_absolute_url()).status_code == 404
    # A form that is sent signed out leads to sign-in, there or not: a session may have ended.
    refused = 302 if who == "anonymous" else 404
    for address in (
        f"{thread.get_absolute_url()}/messages",
        f"{world.falls.get_absolute_url()}/discuss",
        f"/s/{'0' * 12}/discuss",
    ):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == refused


def test_a_visitor_of_a_public_space_reads_and_is_told_how_to_write(world: World) -> None:
    html = page(Client(), thread_in(world, "surgery"))
    assert "What works?" in html
    assert "data-composer" not in html
    assert "data-thread" not in html
    assert "/accounts/login/?next=/d/" in html


def test_a_visitor_of_the_network_reads_and_is_told_who_writes(world: World) -> None:
    html = page(signed_in(world.outsider), thread_in(world, "medicines"))
    assert "data-composer" not in html
    assert "member organisations of West of England Patient Safety Collaborative" in html
    assert "/me/organisations" in html


def test_who_may_not_write_is_sent_to_sign_in_or_refused(world: World) -> None:
    thread = thread_in(world, "surgery")
    address = f"{thread.get_absolute_url()}/messages"
    stood_on = {"Referer": f"http://testserver{thread.get_absolute_url()}"}
    away = Client().post(address, {"text": "Hello"}, headers=stood_on)
    back = f"/accounts/login/?next={thread.get_absolute_url()}"
    assert (away.status_code, away.url) == (302, back)
    assert signed_in(world.outsider).post(address, {"text": "Hello"}).status_code == 403
    assert signed_in(world.outsider).get(f"/s/{world.surgery.uid}/discuss").status_code == 403
    assert Message.objects.count() == 1


# Writing without a script


def test_a_message_is_posted_by_a_plain_form(ben: Client, world: World, thread: Thread) -> None:
    html = page(ben, thread)
    address = f"{thread.get_absolute_url()}/messages"
    form = {"text": "Footwear\r\nwithin reach", "key": key_in(html)}
    response = ben.post(address, form)
    message = Message.objects.get(n=2)
    assert (response.status_code, response.url) == (302, message.get_absolute_url())
    assert (message.by, message.for_organisation) == (world.ben, world.kingsholm)
    assert message.body == "Footwear\nwithin reach"

    again = ben.post(address, form)
    assert again.url == response.url
    assert Message.objects.count() == 2


def test_a_key_used_for_other_text_brings_the_text_back_with_a_question(
    ben: Client, thread: Thread
) -> None:
    address = f"{thread.get_absolute_url()}/messages"
    key = key_in(page(ben, thread))
    ben.post(address, {"text": "Footwear", "key": key})
    html = ben.post(address, {"text": "Call bell", "key": key}).content.decode()
    assert "Send this as well?" in html
    assert ">\nCall bell</textarea>" in html
    assert key_in(html) != key
    assert ben.post(address, {"text": "Call bell", "key": key_in(html)}).status_code == 302
    assert list(Message.objects.order_by("n").values_list("body", flat=True))[1:] == [
        "Footwear",
        "Call bell",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Write a message"),
        (" \n ", "Write a message"),
        ("x" * 10_001, "10,000 or fewer"),
        ("> " * 30 + "deep", "Use fewer levels"),
    ],
)
def test_a_text_that_cannot_be_taken_stays_in_the_form(
    ben: Client, thread: Thread, text: str, says: str
) -> None:
    response = ben.post(f"{thread.get_absolute_url()}/messages", {"text": text})
    html = response.content.decode()
    assert response.status_code == 200
    assert says in html
    assert "<title>Error:" in html
    if text.strip():
        assert text.replace(">", "&gt;") in html
    assert Message.objects.count() == 1


def test_a_patients_number_is_asked_about_before_anything_is_kept(
    ben: Client, thread: Thread
) -> None:
    address = f"{thread.get_absolute_url()}/messages"
    said = {"text": "Patient 943 476 5919 fell", "key": "a-key"}
    html = ben.post(address, said).content.decode()
    assert "an NHS number" in html
    assert "943 476 5919" in html
    assert Message.objects.count() == 1

    token = re.search(r'name="screened" value="([^"]+)"', html)
    assert token
    confirmed = said | {"identifies_nobody": "on", "screened": token[1]}
    assert ben.post(address, confirmed).status_code == 302
    assert Message.objects.count() == 2


def test_who_has_left_their_only_organisation_is_told_and_keeps_the_text(
    world: World, thread: Thread
) -> None:
    client = signed_in(world.lead)
    html = page(client, thread)
    sent = {"text": "Hello", "for_organisation": world.kingsholm.uid, "key": key_in(html)}
    html = client.post(f"{thread.get_absolute_url()}/messages", sent).content.decode()
    assert "You no longer write for that organisation" in html
    assert ">\nHello</textarea>" in html
    assert f'name="for_organisation" value="{world.lead_body.uid}"' in html
    assert Message.objects.count() == 1


def test_a_hidden_field_that_makes_no_sense_is_told_of_and_mended(
    ben: Client, thread: Thread
) -> None:
    address = f"{thread.get_absolute_url()}/messages"
    for key in ("no key", "x" * 65, "nul\0"):
        html = ben.post(address, {"text": "Hello", "key": key}).content.decode()
        assert "Send this form again from its page." in html, key
        assert key_in(html) != key
        assert ">\nHello</textarea>" in html
    assert Message.objects.count() == 1


def test_who_writes_for_two_organisations_chooses(world: World, thread: Thread) -> None:
    join(world.ben, world.severnside, by=world.steward)
    client = signed_in(world.ben)
    assert "Write for" in page(client, thread)
    sent = {"text": "Hello", "for_organisation": world.severnside.uid}
    client.post(f"{thread.get_absolute_url()}/messages", sent)
    assert Message.objects.get(n=2).for_organisation == world.severnside


def test_coming_back_from_sign_in_leads_to_the_discussion(ben: Client, thread: Thread) -> None:
    response = ben.get(f"{thread.get_absolute_url()}/messages")
    assert response.url == thread.get_absolute_url()


def test_a_discussion_is_started_by_a_plain_form(ben: Client, world: World) -> None:
    address = f"{world.falls.get_absolute_url()}/discuss"
    html = ben.get(address).content.decode()
    form = {"title": "Which mats?", "text": "We tried two.", "key": key_in(html)}
    response = ben.post(address, form)
    thread = Thread.objects.get()
    assert response.url == thread.get_absolute_url()
    assert (thread.title, thread.space, thread.by) == ("Which mats?", world.falls, world.ben)
    assert ben.post(address, form).url == response.url
    assert Thread.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"text": "We tried two."}, "Enter a title"),
        ({"title": "Mats"}, "Write a message"),
        ({"title": "x" * 151, "text": "Hello"}, "150 characters or fewer"),
        ({"title": "Mats", "text": "x" * 10_001}, "10,000 or fewer"),
    ],
)
def test_a_discussion_that_lacks_something_is_not_started(
    ben: Client, world: World, sent: dict[str, str], says: str
) -> None:
    html = ben.post(f"{world.falls.get_absolute_url()}/discuss", sent).content.decode()
    assert says in html
    for typed in sent.values():
        assert typed in html
    assert not Thread.objects.exists()


# Writing with one


def test_a_page_that_asks_for_json_gets_the_message_as_everybody_sees_it(
    ben: Client, world: World, thread: Thread
) -> None:
    address = f"{thread.get_absolute_url()}/messages"
    answer = ben.post(address, {"text": "Footwear"}, headers={"accept": "application/json"})
    html = answer.json()["message"]
    assert "<p>Footwear</p>" in html
    assert html in page(signed_in(world.guest), thread)


def test_a_page_that_asks_for_json_gets_the_composer_back(ben: Client, thread: Thread) -> None:
    address = f"{thread.get_absolute_url()}/messages"
    answer = ben.post(address, {"text": "x" * 10_001}, headers={"accept": "application/json"})
    assert answer.status_code == 200
    html = answer.json()["composer"]
    assert "data-composer" in html
    assert "10,000 or fewer" in html
    assert "x" * 10_001 in html
    assert "csrfmiddlewaretoken" in html


def test_what_a_script_sends_again_is_there_once_whatever_it_forgot_to_send_with_it(
    ben: Client, world: World, thread: Thread
) -> None:
    address, head = f"{thread.get_absolute_url()}/messages", {"accept": "application/json"}
    sent = {"text": "Room 4, Mrs Black", "key": "once"}
    asked = ben.post(address, sent, headers=head).json()["composer"]
    stated = re.search(r'name="screened" value="([^"]+)"', asked)
    assert stated
    first = ben.post(
        address, sent | {"identifies_nobody": "on", "screened": stated[1]}, headers=head
    )
    again = ben.post(address, sent, headers=head)
    assert "message" in first.json()
    assert again.json() == first.json()
    assert thread.last_n + 1 == Message.objects.filter(thread=thread).count()


def test_the_draft_of_what_was_sent_is_dropped_and_what_was_typed_since_stays(
    ben: Client, world: World, thread: Thread
) -> None:
    address = f"{thread.get_absolute_url()}/messages"

    def typed(text: str) -> str:
        draft = keep_draft(by=world.ben, place=address, fields={"text": text})
        assert draft
        return draft.at.isoformat()

    def left(text: str, saved: str = "") -> list[dict[str, str]]:
        sent = {"text": text, "draft": saved}
        ben.post(address, sent, headers={"accept": "application/json"})
        return [draft.fields for draft in Draft.objects.visible_to(world.ben)]

    typed("Footwear,\non or within reach")
    assert left("Footwear,\r\non or within reach") == []
    assert left("Bells, at night", typed("Bells")) == []
    before = typed("Rails")
    typed("Lights")
    assert left("Rails", before) == [{"text": "Lights"}]
    assert left("") == [{"text": "Lights"}]


def test_nothing_is_posted_for_somebody_else_than_the_page_was_made_for(
    ben: Client, world: World, thread: Thread
) -> None:
    address = f"{thread.get_absolute_url()}/messages"
    for person, status in ((world.amina, 409), (world.ben, 302)):
        answer = ben.post(address, {"text": "Footwear"}, headers={"X-Person": person.uid})
        assert answer.status_code == status
    assert [message.by for message in Message.objects.filter(body="Footwear")] == [world.ben]


# Reading


def test_a_page_has_fifty_messages_and_leads_to_the_others(
    ben: Client, thread: Thread, write: Write
) -> None:
    for _ in range(119):
        write()
    expected = {
        "": (range(71, 121), "?before=71", None),
        "?from=51": (range(51, 101), "?before=51", "?from=101"),
        "?from=101": (range(101, 121), "?before=101", None),
        "?from=1": (range(1, 51), None, "?from=51"),
        "?before=71": (range(21, 71), "?before=21", "?from=71"),
        "?before=21": (range(1, 21), None, "?from=21"),
    }
    for query, (shown, earlier, later) in expected.items():
        html = page(ben, thread, query)
        assert numbers(html) == list(shown), query
        assert ("Earlier messages" in html, "Later messages" in html) == (
            earlier is not None,
            later is not None,
        )
        for link in filter(None, (earlier, later)):
            assert f'href="{thread.get_absolute_url()}{link}"' in html


@pytest.mark.parametrize(
    "query",
    [
        *("?from=0", "?from=-1", "?from=3", "?from=x", "?from=²", "?from=1.0", f"?from={'9' * 30}"),
        *("?before=0", "?before=1", "?before=4", "?before=", "?before=1e9"),
    ],
)
def test_an_address_that_names_no_message_opens_the_last_page(
    ben: Client, thread: Thread, write: Write, query: str
) -> None:
    write()
    assert numbers(page(ben, thread, query)) == [1, 2]


def test_a_line_shows_where_one_left_off(
    ben: Client, world: World, thread: Thread, write: Write
) -> None:
    amina = {"by": world.amina, "for_organisation": world.severnside}
    write("Mine")
    assert "New since" not in page(ben, thread)

    at = timezone.localtime().replace(hour=14, minute=10)
    mark_seen(by=world.ben, subject=thread.ref, n=2, at=at)
    write("Mine as well")
    assert "New since" not in page(ben, thread)

    write("Theirs", **amina)
    html = page(ben, thread)
    assert html.count("New since 2:10pm") == 1
    assert html.index('id="m3"') < html.index("New since") < html.index('id="m4"')
    assert "New since" not in page(signed_in(world.facilitator), thread)

    mark_seen(by=world.ben, subject=thread.ref, n=4)
    assert "New since" not in page(ben, thread)


def test_the_line_says_yesterday_in_a_sentence(
    ben: Client, world: World, thread: Thread, write: Write
) -> None:
    mark_seen(by=world.ben, subject=thread.ref, n=0, at=timezone.localtime() - timedelta(days=1))
    assert "New since yesterday" in page(ben, thread)


def test_who_left_off_far_back_begins_there(
    ben: Client, world: World, thread: Thread, write: Write
) -> None:
    for _ in range(119):
        write(by=world.amina, for_organisation=world.severnside)
    mark_seen(by=world.ben, subject=thread.ref, n=20)
    html = page(ben, thread)
    assert numbers(html) == list(range(20, 70))
    assert html.index('id="m20"') < html.index("New since") < html.index('id="m21"')
    mark_seen(by=world.ben, subject=thread.ref, n=118)
    assert numbers(page(ben, thread)) == list(range(71, 121))


def test_one_marks_as_read_without_a_script(
    ben: Client, world: World, thread: Thread, write: Write
) -> None:
    html = page(ben, thread)
    assert re.search(r"<form[^>]*data-seen>", html)
    sent = dict(re.findall(r'name="(subject|n|next)" value="([^"]*)"', html))
    assert sent == {"subject": str(thread.ref), "n": "1", "next": thread.get_absolute_url()}
    assert ben.post("/seen", sent).url == thread.get_absolute_url()
    assert Mark.objects.get(person=world.ben).n == 1
    assert re.search(r"<form[^>]*data-seen hidden>", page(ben, thread))


def test_beside_the_messages_stand_those_who_wrote_for_whom(
    ben: Client, world: World, thread: Thread, write: Write
) -> None:
    write()
    html = page(ben, thread)
    side = html[html.index("<aside") : html.index("</aside>")]
    assert re.findall(r"app-person__name\">(\w+ \w+)", side) == ["Ben Hughes", "Amina Okafor"]
    assert "Kingsholm Infirmary" in side
    assert side.count("app-fellow__word") == 1
    assert "2 people take part" in html


def test_what_it_is_about_shows_only_to_those_who_see_it(
    ben: Client, world: World, thread: Thread
) -> None:
    about = start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Further to that",
        text="See above",
        about=thread.ref,
    )
    assert "Which four checks stay?" in page(ben, about)
    Thread.objects.filter(pk=thread.pk).update(space=world.ward)
    html = page(ben, about)
    assert "Which four checks stay?" not in html
    assert "app-about" not in html


def test_the_way_up_leads_to_the_space_and_its_collaborative(
    ben: Client, world: World, thread: Thread
) -> None:
    html = page(ben, thread)
    crumbs = html[html.index("app-crumb") : html.index("</nav>", html.index("app-crumb"))]
    assert re.findall(r'href="([^"]+)"', crumbs) == [
        world.west.get_absolute_url(),
        world.falls.get_absolute_url(),
        f"{world.falls.get_absolute_url()}/discussions",
    ]
