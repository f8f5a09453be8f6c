"""What whoever is invited meets."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from networks.actions.beginning import AlreadyThere
from networks.actions.collaboratives import end_membership
from networks.actions.invitations import invite, withdraw_invitation
from networks.actions.taking_up import decline_invitation, reconsider_invitation
from networks.models import Affiliation, Invitation, Membership, TooLateToUndo
from tests.jobs import sent
from tests.unit.interventions.pages import get, signed_in
from tests.unit.ui.markup import words
from tests.world import PASSWORD, World, again, sign_up

ADA = "ada.mensah@people.example"


def invited(world: World, **other: object) -> Invitation:
    asked = {"by": world.ben, "to": ADA, "organisation": world.kingsholm, "role": "member"}
    return invite(**asked | other)


def link() -> str:
    return re.search(r"https?://[^/]+(/invitations/\S+)", str(sent()[-1].body)).group(1)


@pytest.fixture(autouse=True)
def no_guesses() -> None:
    cache.clear()


def test_opening_the_link_accepts_nothing_and_hides_the_token(world: World, client: Client) -> None:
    invited(world)
    address = link()
    for _ in range(3):
        answer = client.get(address)
        assert (answer.status_code, answer.url) == (302, "/invitations/yours")
        assert "no-store" in answer["Cache-Control"]
    html = get(client, "/invitations/yours")
    assert f"Ben Hughes, Kingsholm Infirmary, invites {ADA} to join" in html
    assert address.rpartition("/")[2] not in html
    assert Invitation.objects.get().state == "waiting"
    assert not Affiliation.objects.filter(how="invitation").exists()
    assert address.rpartition("/")[2] not in str(dict(client.session))


def test_signing_in_comes_back_to_it(world: World, client: Client) -> None:
    person = sign_up("Ada Mensah")
    invitation = invited(world)
    client.get(link())
    html = get(client, "/invitations/yours")
    assert "/accounts/signup/?next=/invitations/yours" in html
    said = {"login": ADA, "password": PASSWORD}
    answer = client.post("/accounts/login/?next=/invitations/yours", said)
    assert answer.url == "/invitations/yours"
    assert "Join Kingsholm Infirmary</button>" in get(client, "/invitations/yours")
    html = client.post(f"/invited/{invitation.uid}/accept", follow=True).content.decode()
    assert "Welcome. You belong to Kingsholm Infirmary now." in html
    assert Affiliation.objects.confirmed().filter(person=person).exists()


def told_at(client: Client, address: str) -> str:
    """What a link that is not valid tells, besides itself and what protects its forms."""
    answer = client.get(address)
    assert answer.status_code == 404
    assert "no-store" in answer["Cache-Control"]
    told = answer.content.decode().replace(address, "")
    return re.sub(r'value="[^"]{64}"', "", told)


def test_what_is_no_valid_link_is_told_the_same_whatever_it_was(
    world: World, client: Client
) -> None:
    used, withdrawn = invited(world), invited(world, to="b@people.example")
    expired = invited(world, to="c@people.example")
    links = [
        re.search(r"(/invitations/\S+)", str(each.body)).group(1)
        for each in sorted(sent(), key=lambda each: each.to)
    ]
    person = signed_in(sign_up("Ada Mensah"))
    person.post(f"/invited/{used.uid}/accept")
    withdraw_invitation(by=world.ben, invitation=withdrawn)
    Invitation.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    never = "/invitations/" + "a" * 43
    pages = {told_at(client, each) for each in [*links, never, "/invitations/x"]}
    assert len(pages) == 1
    page = pages.pop()
    assert "This invitation is not valid" in page
    assert "Kingsholm" not in page
    assert "@people.example" not in page


def test_a_forwarded_link_says_what_to_do(world: World) -> None:
    invitation = invited(world)
    nadia = signed_in(world.signed_up)
    nadia.get(link())
    html = get(nadia, "/invitations/yours")
    assert "You are signed in as Nadia Rahman" in html
    assert "add it to your account" in html
    assert "Ask to join" in html
    assert "/accept" not in html
    assert nadia.post(f"/invited/{invitation.uid}/accept").status_code == 404
    assert not Affiliation.objects.filter(person=world.signed_up).exists()


def test_where_the_inviter_may_not_any_more_one_can_ask_instead(world: World) -> None:
    invitation = invited(
        world, by=world.lead, organisation=world.severnside, collaborative=world.west
    )
    end_membership(by=world.lead, membership=Membership.objects.get(organisation=world.severnside))
    ada = signed_in(sign_up("Ada Mensah"))
    for answer in (
        ada.get("/invitations/yours"),
        ada.post(f"/invited/{invitation.uid}/accept"),
    ):
        html = answer.content.decode()
        assert "Priya Nair cannot invite to Severnside Hospitals any more." in html
        assert "You can ask to join instead." in html
    html = ada.post("/o/RZ0/join", follow=True).content.decode()
    assert "You have asked to join Severnside Hospitals." in html


def test_where_the_organisation_decides_the_page_and_the_mail_say_so(world: World) -> None:
    invitation = invited(world, by=world.lead, collaborative=world.west)
    ada = signed_in(sign_up("Ada Mensah"))
    says = "Once you have accepted, its safety lead or administrator confirms that you work there."
    assert says in str(sent()[-1].body)
    assert says in get(ada, "/invitations/yours")
    html = ada.post(f"/invited/{invitation.uid}/accept", follow=True).content.decode()
    assert "You have asked to join Kingsholm Infirmary." in html
    assert "· invited by a lead ·" in get(signed_in(world.ben), "/o/RZ1")


def test_invitations_wait_where_one_would_look_for_them(world: World) -> None:
    invited(world)
    ada = signed_in(sign_up("Ada Mensah"))
    for address in ("/", "/me/organisations"):
        assert "<b>Ben Hughes</b> invites you to join Kingsholm Infirmary" in get(ada, address)
    assert "invites you" not in get(signed_in(world.signed_up), "/")


def test_guessing_is_bounded_and_a_right_link_costs_nothing(world: World, client: Client) -> None:
    invited(world)
    right = link()
    for _ in range(40):
        assert client.get(right).status_code == 302
    codes = [client.get(f"/invitations/{n:043}").status_code for n in range(40)]
    assert codes.count(404) == 30
    assert codes[-1] == 429


def test_signed_out_nothing_waits(world: World, client: Client) -> None:
    invited(world)
    assert client.get("/invitations/yours").status_code == 404
    assert signed_in(world.amina).get("/invitations/yours").url == "/me/organisations"
    expired = timezone.now() - timedelta(days=1)
    Invitation.objects.update(expires_at=expired)
    ada = signed_in(sign_up("Ada Mensah"))
    assert ada.get("/invitations/yours").status_code == 302


def test_an_invitation_is_declined_and_that_is_taken_back(world: World) -> None:
    row = invite(
        by=again(world.ben),
        to=world.outsider.email,
        organisation=world.kingsholm,
        role="member",
    )
    olu, ben = signed_in(world.outsider), signed_in(world.ben)
    address, undo = f"/invited/{row.uid}/decline", f"/invited/{row.uid}/reconsider"
    for page in ("/", "/me/organisations", "/invitations/yours"):
        assert address in get(olu, page)
    html = olu.post(address, follow=True).content.decode()
    assert "You declined the invitation to Kingsholm Infirmary" in html
    assert undo in html
    assert address not in html
    assert undo in get(olu, "/me/organisations")
    list_of_declined = "/o/RZ1/invitations?state=declined"
    assert "declined" in words(get(ben, list_of_declined))
    assert world.outsider.email in get(ben, list_of_declined)
    assert world.outsider.email not in get(ben, "/o/RZ1/invitations?state=withdrawn")
    html = ben.post(f"/invited/{row.uid}/restore", follow=True).content.decode()
    assert "It was not withdrawn." in html
    assert olu.post(f"/invited/{row.uid}/accept").status_code == 404
    html = olu.post(undo, follow=True).content.decode()
    assert "waits for you again" in html
    assert address in html
    assert signed_in(world.amina).post(address).status_code == 404


def test_after_ten_minutes_declining_stays_and_they_can_be_invited_anew(world: World) -> None:
    asked = {
        "by": again(world.ben),
        "to": world.outsider.email,
        "organisation": world.kingsholm,
        "role": "member",
    }
    row = decline_invitation(by=again(world.outsider), invitation=invite(**asked))
    assert row.state == Invitation.State.DECLINED
    assert invite(**asked).pk != row.pk
    with pytest.raises(AlreadyThere):
        reconsider_invitation(by=again(world.outsider), invitation=row)
    Invitation.objects.filter(pk=row.pk).update(revoked_at=timezone.now() - timedelta(minutes=10))
    with pytest.raises(TooLateToUndo):
        reconsider_invitation(by=again(world.outsider), invitation=row)


def test_whoever_signs_up_from_the_link_finds_their_address_filled_in(world: World) -> None:
    invited(world, to="ivy@people.example")
    visitor = Client()
    assert 'value="ivy@people.example"' not in get(visitor, "/accounts/signup/")
    assert "/accounts/signup" in visitor.get(link(), follow=True).content.decode()
    assert 'value="ivy@people.example"' in get(visitor, "/accounts/signup/")
    visitor.get("/invitations/what-never-was")
    assert 'value="ivy@people.example"' not in get(visitor, "/accounts/signup/")
