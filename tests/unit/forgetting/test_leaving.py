"""Leaving and being forgotten, and taking along everything about oneself."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client

from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.api.actions import make_token
from collab.base.api.models import Token
from collab.base.api.scopes import Scope
from collab.base.forgetting.actions import FAREWELL, NOBODY, NotYet, forget
from collab.base.forgetting.copying import take_copy_of_everything
from collab.base.forgetting.holds import Held
from collab.base.forgetting.leaving import PARTS
from collab.base.mail.outbox import queue_mail
from collab.base.security.log import Kind
from collab.base.security.models import SecurityEntry
from collab.desk.models import Step
from collab.notifications.telling import tell_what_happened
from discussions.actions import post_message, start_thread
from discussions.models import Thread
from fellows.actions import describe_expertise
from fellows.models import Expertise
from networks.actions.collaboratives import appoint_steward
from networks.actions.holding import place_hold
from networks.actions.invitations import invite
from networks.actions.joining import begin_join_request
from networks.actions.marks import mark_seen
from networks.actions.registering import Facts, register_organisation
from networks.models import Affiliation, Fellowship, Space
from tests.canary import CANARY, put_everywhere
from tests.world import PASSWORD, World, again


@pytest.fixture
def thread(world: World) -> Thread:
    return start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Which checks stay?",
        text="We ran it for six weeks.",
    )


def signed_in(client: Client, person: Person) -> Client:
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def test_who_leaves_is_a_former_member_and_what_they_wrote_stays(
    world: World, thread: Thread
) -> None:
    email = world.amina.email
    make_token(by=world.amina, name="A", scopes=[Scope.READ], lifetime=timedelta(days=7))
    describe_expertise(by=world.amina, about="Falls on nights")
    forget(by=world.amina)
    left = again(world.amina)
    assert (left.name, left.job_title, left.is_active) == (NOBODY, "", False)
    assert email not in (left.email, *EmailAddress.objects.values_list("email", flat=True))
    assert not left.has_usable_password()
    assert not Token.objects.exists()
    assert not Expertise.objects.exists()
    assert not Affiliation.objects.current().filter(person=left).exists()
    assert not Fellowship.objects.current().filter(person=left).exists()
    assert not Space.objects.of_member(left).exists()
    client = Client()
    client.force_login(world.ben)
    page = client.get(thread.get_absolute_url()).text
    assert "We ran it for six weeks." in page
    assert "A former member" in page
    assert "Amina" not in page
    assert SecurityEntry.objects.get(kind=Kind.FORGOTTEN).by == left.uid


def test_the_only_steward_and_the_only_lead_hand_over_first(world: World) -> None:
    with pytest.raises(NotYet, match="the only national steward"):
        forget(by=world.steward)
    with pytest.raises(NotYet, match="the only lead of West of England"):
        forget(by=world.lead)
    assert again(world.lead).name == "Priya Nair"
    appoint_steward(by=world.steward, person=world.ben)
    forget(by=world.steward)
    assert again(world.steward).name == NOBODY


def test_whoever_is_under_a_hold_stays(world: World) -> None:
    place_hold(by=world.steward, about=Ref("person", world.amina.uid), reason="An inquiry")
    with pytest.raises(Held):
        forget(by=world.amina)
    assert again(world.amina).is_active


def test_one_leaves_on_ones_own_page_and_is_signed_out(world: World, client: Client) -> None:
    signed_in(client, world.amina)
    page = client.get("/me/leave").text
    assert "What stays" in page
    answer = client.post("/me/leave", follow=True)
    assert "You have left" in answer.text
    assert client.get("/me").status_code == 302
    assert again(world.amina).name == NOBODY


def test_who_cannot_leave_yet_reads_why(world: World, client: Client) -> None:
    signed_in(client, world.steward)
    assert "the only national steward" in client.get("/me/leave").text
    assert "the only national steward" in client.post("/me/leave").text
    assert again(world.steward).is_active


def test_everything_about_oneself_is_a_file_to_take_along(
    world: World, client: Client, thread: Thread
) -> None:
    signed_in(client, world.amina)
    answer = client.post("/me/everything")
    assert answer["Content-Disposition"] == 'attachment; filename="everything-about-me.zip"'
    files = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert set(files.namelist()) == {"everything.html", *(f"{part.name}.json" for part in PARTS)}
    messages = json.loads(files.read("messages.json"))
    assert [each["text"] for each in messages] == ["We ran it for six weeks."]
    assert json.loads(files.read("profile.json"))[0]["email"] == world.amina.email
    page = files.read("everything.html").decode()
    assert "We ran it for six weeks." in page
    assert "<script" not in page
    assert SecurityEntry.objects.filter(kind=Kind.EXPORTED, by=world.amina.uid).exists()


def discussed(world: World) -> Thread:
    """Ben asks in the space for falls."""
    return start_thread(
        by=world.ben,
        for_organisation=world.kingsholm,
        space=world.falls,
        title="Mats",
        text="Which?",
    )


def a_life(world: World) -> None:
    """Amina has left something in every part that pages can fill."""
    put_everywhere(world)
    make_token(by=world.amina, name="Ward 7", scopes=[Scope.READ], lifetime=timedelta(days=7))
    describe_expertise(by=world.amina, about="Falls on nights")
    register_organisation(by=world.amina, facts=Facts(name="Fern Lodge", kind="care_home"))
    thread = Thread.objects.earliest("at")
    said = {"organisation": world.kingsholm, "role": "member"}
    invite(by=world.ben, to=world.amina.email, name="Amina", **said)
    mark_seen(by=world.amina, subject=thread.ref, n=1)
    post_message(
        by=world.ben,
        for_organisation=world.kingsholm,
        thread=discussed(world),
        text="@Amina Okafor, which mats?",
    )
    tell_what_happened()
    begin_join_request(
        by=world.steward,
        organisation=world.severnside,
        collaborative=world.east,
        sponsor=world.amina,
    )
    queue_mail(kind=FAREWELL, to=world.amina.email, subject="", text="")
    Step.objects.create(
        collaborative=world.west,
        source="question",
        what="ask",
        about=thread.uid,
        tier=0,
        due=thread.at,
        by=world.lead,
        to=world.amina,
    )


def unzipped(person: Person) -> zipfile.ZipFile:
    return zipfile.ZipFile(take_copy_of_everything(by=person))


def test_the_page_to_read_says_who_one_is_first_and_in_plain_words(
    world: World, client: Client
) -> None:
    with time_machine.travel(datetime(2026, 10, 17, 7, 5, tzinfo=UTC), tick=False):
        a_life(world)
        signed_in(client, world.amina)
        page = unzipped(world.amina).read("everything.html").decode()
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    assert headings[:4] == [
        "Who you are",
        "Where you belong",
        "What you wrote",
        "What you attached",
    ]
    assert re.findall(r"<h3>(.*?)</h3>", page)[0] == "Your profile"
    for told in ("Full name", "17 October 2026, 8:05am", "24 October 2026", "Read what I can read"):
        assert told in page
    for raw in ("2026-10-17", "+00:00", "job_title", "for organisation", "True"):
        assert raw not in page
    assert page.count("<style>") == 1
    assert not re.search(r"<(script|link|img)|style=|src=", page)


def test_what_programs_get_of_ones_words_people_read_too(world: World) -> None:
    a_life(world)
    copy = unzipped(world.amina)
    page = copy.read("everything.html").decode()
    told = [line for part in PARTS for line in copy.read(f"{part.name}.json").decode().splitlines()]
    words = {text for line in told for text in re.findall(rf'"({CANARY} [^"\\]*)"', line)}
    assert {f"{CANARY} in bed 4", f"{CANARY} again"} <= words
    assert not {text for text in words if text not in page}


def test_each_field_that_programs_get_has_a_label_for_people(world: World, client: Client) -> None:
    a_life(world)
    signed_in(client, world.amina)
    copy = unzipped(world.amina)
    filled = {part.name: json.loads(copy.read(f"{part.name}.json")) for part in PARTS}
    for part in PARTS:
        assert {name for row in filled[part.name] for name in row} <= set(part.labels), part.name
    empty = {name for name, rows in filled.items() if not rows}
    assert empty <= {"second-factor", "accounts-elsewhere"}


def test_what_people_wrote_stays_text_on_that_page(world: World) -> None:
    describe_expertise(by=world.amina, about="<script>alert(1)</script>")
    page = unzipped(world.amina).read("everything.html").decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page


def test_both_ask_who_one_is_first(world: World, client: Client) -> None:
    client.force_login(world.amina)
    for path in ("/me/everything", "/me/leave"):
        assert client.post(path).url.startswith("/accounts/reauthenticate/")
    assert again(world.amina).is_active
