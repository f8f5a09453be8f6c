"""Inviting people: one, or many after a look; and the list of what was sent."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client
from django.utils import timezone

from networks.actions.collaboratives import admit_organisation, end_membership
from networks.actions.invitation_batches import send_batch
from networks.actions.invitations import invite
from networks.models import Invitation, InvitationBatch
from tests.files import sent, sheet
from tests.jobs import run_due_jobs
from tests.unit.interventions.pages import HTML, field, get, signed_in, tree, words
from tests.world import World, again

LEADS, BENS = "/c/{world.west.uid}/invite", "/o/RZ1/invite"


@pytest.fixture
def lead(world: World) -> Client:
    return signed_in(world.lead)


@pytest.fixture
def ben(world: World) -> Client:
    return signed_in(world.ben)


def looked_at(client: Client, address: str, rows: str = "", **more: object) -> str:
    return client.post(address, {"rows": rows, "do": "look", **more}).content.decode()


def send(client: Client, address: str, html: str, rows: str) -> str:
    said = {"rows": rows, "do": "send", "seen": field(html, "seen"), "key": field(html, "key")}
    return client.post(address, said, follow=True).content.decode()


def test_one_is_invited_beside_an_organisation(world: World, ben: Client) -> None:
    html = get(ben, "/o/RZ1")
    said = {"to": "ada@x.example", "role": "safety_lead", "key": field(html, "key")}
    html = ben.post("/o/RZ1/invite/one", said, follow=True).content.decode()
    assert "ada@x.example is invited to join Kingsholm Infirmary." in html
    assert Invitation.objects.get().role == "safety_lead"


def test_one_is_invited_beside_a_collaborative(world: World, lead: Client) -> None:
    html = get(lead, f"/c/{world.west.uid}")
    said = {"to": "ada@x.example", "role": "member", "key": field(html, "key")}
    address = f"/c/{world.west.uid}/invite/one"
    html = lead.post(address, said | {"organisation": "RZ2"}).content.decode()
    assert "No organisation that takes part is called “RZ2”" in html
    assert field(html, "to") == "ada@x.example"
    lead.post(address, said | {"organisation": "severnside hospitals"})
    assert Invitation.objects.get().organisation == world.severnside


@pytest.mark.parametrize(
    ("to", "says"),
    [
        ("", "Enter the email address"),
        ("ada", "Enter an email address in the correct format"),
        ("ben.hughes@people.example", "Belongs to it already"),
    ],
)
def test_what_is_wrong_with_one_is_said_beside_it(ben: Client, to: str, says: str) -> None:
    assert says in ben.post("/o/RZ1/invite/one", {"to": to, "role": "member"}).content.decode()


def test_nobody_else_finds_that(world: World) -> None:
    for html in (get(signed_in(world.amina), "/o/RZ1"), get(signed_in(world.amina), "/o/RZ0")):
        assert "Invite somebody" not in html
    for address in (BENS, "/o/RZ1/invitations", f"/c/{world.west.uid}/invitations"):
        assert signed_in(world.amina).get(address).status_code == 403


def test_a_bad_line_is_mended_before_anything_is_sent(world: World, lead: Client) -> None:
    address = LEADS.format(world=world)
    rows = "ada@x.example, Ada Mensah, RZ0\nbo, Bo Cole, RZ0"
    html = looked_at(lead, address, rows)
    assert "1 line to mend, 1 invitation" in html
    assert "Email address: Enter an email address in the correct format" in html
    assert "bo, Bo Cole, RZ0" in html
    assert "Send 1 invitation" not in html
    html = send(lead, address, html, rows)  # as if there had been a button
    assert not InvitationBatch.objects.exists()
    rows = rows.replace("bo,", "bo@x.example,")
    html = looked_at(lead, address, rows)
    assert "Send 2 invitations" in html
    html = send(lead, address, html, rows)
    assert "0 of 2 lines are done" in html
    run_due_jobs()
    html = get(lead, InvitationBatch.objects.get().get_absolute_url())
    assert "All 2 lines are done." in html


def test_a_line_without_a_role_says_the_one_that_is_given(world: World, lead: Client) -> None:
    address = LEADS.format(world=world)
    html = looked_at(lead, address, "ada@x.example, Ada, RZ0\nbo@x.example, Bo, RZ0, safety lead")
    cells = [words(each) for each in tree(html).iter(f"{HTML}td")]
    assert "Role member" in cells
    assert "Role safety lead" in cells


def test_only_what_was_shown_is_sent(world: World, lead: Client) -> None:
    address = LEADS.format(world=world)
    html = looked_at(lead, address, "ada@x.example, Ada, RZ0")
    html = send(lead, address, html, "other@x.example, Ada, RZ0")
    assert "Something has changed since you looked" in html
    assert "other@x.example" in html
    assert not InvitationBatch.objects.exists()


def test_sent_twice_it_is_one(world: World, lead: Client) -> None:
    address, rows = LEADS.format(world=world), "ada@x.example, Ada, RZ0"
    html = looked_at(lead, address, rows)
    pages = {send(lead, address, html, rows).count("lines are done") for _ in range(2)}
    assert pages == {1}
    assert InvitationBatch.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("people.csv", "\ufeffE-mail;Name;ODS code\r\nada@x.example;Ada Mensah;RZ0\r\n".encode()),
        ("people.csv", "Email,Name,ODS\nada@x.example,Ada Mensah,RZ0\n".encode("utf-16")),
        ("people.xlsx", sheet(["Email", "Name", "ODS"], ["ada@x.example", "Ada Mensah", "RZ0"])),
    ],
)
def test_a_file_becomes_lines_that_can_be_mended(
    world: World, lead: Client, name: str, content: bytes
) -> None:
    address = LEADS.format(world=world)
    html = looked_at(lead, address, file=sent(name, content))
    assert "ada@x.example, Ada Mensah, RZ0" in html
    assert "Send 1 invitation" in html


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("people.pdf", b"%PDF-1.4 nothing", "Choose a CSV file|We could not read it"),
        ("people.xlsx", b"PK\x03\x04 broken", "We could not read it"),
        ("people.exe", b"MZ", "Choose a CSV file or an Excel workbook"),
        ("people.csv", b"\x00\x01\xff\xfe binary", "Choose a CSV file or an Excel workbook"),
        ("people.csv", b"", "empty|Choose"),
        ("people.txt", b"Hello", "1 line to mend"),
    ],
)
def test_a_file_that_is_no_table_is_refused_kindly(
    world: World, lead: Client, name: str, content: bytes, says: str
) -> None:
    html = looked_at(lead, LEADS.format(world=world), file=sent(name, content))
    assert any(each in html for each in says.split("|"))


def test_more_than_a_thousand_are_refused_and_none_is_lost(world: World, lead: Client) -> None:
    rows = "\n".join(f"n{n}@x.example, N, RZ0" for n in range(1001))
    html = looked_at(lead, LEADS.format(world=world), rows)
    assert "1001 people are more than the 1000 that are invited at once" in html
    assert "n1000@x.example" in html


def test_a_thousand_are_sent_and_the_result_is_a_table(world: World, lead: Client) -> None:
    address = LEADS.format(world=world)
    rows = "\n".join(f"n{n}@x.example, Nurse, RZ0" for n in range(1000))
    html = looked_at(lead, address, rows)
    assert "Send 1000 invitations" in html
    assert len(html) < 150_000
    html = send(lead, address, html, rows)
    assert "0 of 1000 lines are done" in html
    batch = InvitationBatch.objects.get()
    send_batch.func(uid=batch.uid)
    html = get(lead, batch.get_absolute_url())
    assert "All 1000 lines are done." in html
    table = lead.get(f"{batch.get_absolute_url()}/result.csv").content.decode("utf-8-sig")
    read = list(csv.reader(StringIO(table)))
    assert len(read) == 1001
    assert read[1][1:6] == ["n0@x.example", "Nurse", "Severnside Hospitals", "Member", "Invited"]


def test_the_result_begins_no_formula(world: World, lead: Client) -> None:
    address, rows = LEADS.format(world=world), "ada@x.example, =1+1, RZ0"
    send(lead, address, looked_at(lead, address, rows), rows)
    run_due_jobs()
    batch = InvitationBatch.objects.get()
    table = lead.get(f"{batch.get_absolute_url()}/result.csv").content.decode()
    assert '"\'=1+1"' in table


def test_what_came_of_it_is_told_to_whoever_sent_it_alone(world: World, lead: Client) -> None:
    address, rows = LEADS.format(world=world), "ada@x.example, Ada, RZ0"
    send(lead, address, looked_at(lead, address, rows), rows)
    page = InvitationBatch.objects.get().get_absolute_url()
    for person in (world.steward, world.ben):
        assert signed_in(person).get(page).status_code == 404


def test_the_list_withdraws_and_takes_that_back(world: World, ben: Client) -> None:
    invitation = invite(
        by=world.ben, to="ada@x.example", organisation=world.kingsholm, role="member"
    )
    html = get(ben, "/o/RZ1/invitations")
    assert "ada@x.example" in html
    address = f"/invited/{invitation.uid}"
    html = ben.post(f"{address}/withdraw", {"list": "/o/RZ1/invitations"}, follow=True)
    assert "The invitation to ada@x.example is withdrawn." in html.content.decode()
    html = ben.post(f"{address}/restore", follow=True).content.decode()
    assert "The invitation to ada@x.example is valid again." in html
    html = ben.post(f"{address}/send-again", follow=True).content.decode()
    assert "is sent again" in html


def test_all_that_have_expired_are_sent_again_at_once(world: World, ben: Client) -> None:
    for n in range(3):
        invite(by=world.ben, to=f"n{n}@x.example", organisation=world.kingsholm, role="member")
    past = timezone.now() - timedelta(days=1)
    Invitation.objects.update(expires_at=past, sent_at=past)
    html = get(ben, "/o/RZ1/invitations?state=expired")
    said = {"key": field(html, "key")}
    for _ in range(2):
        ben.post("/o/RZ1/invitations/send-again", said)
    run_due_jobs()
    assert InvitationBatch.objects.count() == 1
    assert set(Invitation.objects.values_list("sent", flat=True)) == {2}
    html = ben.post("/o/RZ1/invitations/send-again", follow=True).content.decode()
    assert "No invitation has expired." in html


def test_an_organisation_that_has_left_keeps_no_other_invitation_back(
    world: World, lead: Client
) -> None:
    admit_organisation(by=world.lead, collaborative=world.west, organisation=world.fenland)
    for n, organisation in enumerate((world.severnside, world.fenland)):
        invite(
            by=again(world.lead),
            to=f"n{n}@x.example",
            organisation=organisation,
            role="member",
            collaborative=world.west,
        )
    past = timezone.now() - timedelta(days=1)
    Invitation.objects.update(expires_at=past, sent_at=past)
    left = world.fenland.membership_set.get(collaborative=world.west)
    end_membership(by=again(world.lead), membership=left)
    address = f"/c/{world.west.uid}/invitations/send-again"
    html = lead.post(address, {"key": "a" * 12}, follow=True).content.decode()
    assert "Fenland Hospitals does not take part in" in html
    run_due_jobs()
    assert dict(Invitation.objects.values_list("to", "sent")) == {
        "n0@x.example": 2,
        "n1@x.example": 1,
    }


def test_pages_ask_as_little_for_many_as_for_one(
    world: World, ben: Client, django_assert_max_num_queries
) -> None:
    for n in range(40):
        invite(by=world.ben, to=f"n{n}@x.example", organisation=world.kingsholm, role="member")
        if n in (0, 39):
            with django_assert_max_num_queries(8):
                get(ben, "/o/RZ1/invitations")


BAD_KEYS = ["!!", "x" * 65, "two words", "nul\0"]


@pytest.mark.parametrize("key", BAD_KEYS)
def test_a_key_that_is_none_invites_nobody_and_a_fresh_one_comes_back(
    ben: Client, lead: Client, world: World, key: str
) -> None:
    said = {"to": "ada@x.example", "role": "member", "key": key}
    html = ben.post("/o/RZ1/invite/one", said).content.decode()
    assert "Send this form again from its page." in html
    assert field(html, "to") == "ada@x.example"
    assert field(html, "key") not in ("", key)
    rows = "ada@x.example"
    html = looked_at(ben, "/o/RZ1/invite", rows)
    said = {"rows": rows, "do": "send", "seen": field(html, "seen"), "key": key}
    html = ben.post("/o/RZ1/invite", said).content.decode()
    assert "Send this form again from its page." in html
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("key", BAD_KEYS)
def test_a_key_that_is_none_sends_nothing_again(world: World, ben: Client, key: str) -> None:
    long_ago = timezone.now() - timedelta(days=20)
    invite(
        by=world.ben, to="ada@x.example", organisation=world.kingsholm, role="member", at=long_ago
    )
    answer = ben.post("/o/RZ1/invitations/send-again", {"key": key}, follow=True)
    assert "Send this form again from its page." in answer.content.decode()
    assert not InvitationBatch.objects.exists()
    html = get(ben, "/o/RZ1/invitations?state=expired")
    ben.post("/o/RZ1/invitations/send-again", {"key": field(html, "key")})
    assert InvitationBatch.objects.count() == 1
