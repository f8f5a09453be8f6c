"""From asking to join an organisation to the first message, and the way out again."""

import pytest
from django.test import Client

from collab.notifications.telling import tell_what_happened
from discussions.models import Message
from networks.actions.invitations import invite
from networks.actions.organisations import request_affiliation
from networks.actions.taking_up import take_up_invitation
from networks.models import Affiliation, Space
from tests.unit.interventions.pages import field, get, links, says, signed_in
from tests.world import World, again, join


def waiting(world: World) -> Affiliation:
    return request_affiliation(by=world.signed_up, organisation=world.kingsholm)


def test_from_asking_to_the_first_message(world: World) -> None:
    nadia, ben = signed_in(world.signed_up), signed_in(world.ben)
    html = get(nadia, "/me/organisations?q=kings")
    assert "Kingsholm Infirmary" in html
    html = nadia.post("/o/RZ1/join", follow=True).content.decode()
    assert "You have asked to join Kingsholm Infirmary." in html
    assert "Waiting for its safety lead or administrator to confirm" in html
    assert nadia.get(world.falls.get_absolute_url()).status_code == 404
    request = Affiliation.objects.get(person=world.signed_up)
    html = ben.post(
        f"/o/RZ1/people/{request.uid}/confirm", {"role": "safety_lead"}, follow=True
    ).content.decode()
    assert "Nadia Rahman now belongs to Kingsholm Infirmary." in html
    assert "Safety lead · confirmed" in get(nadia, "/me/organisations")
    html = get(nadia, f"/s/{world.falls.uid}/discuss")
    sent = {
        "title": "Hello",
        "text": "My first question.",
        "key": field(html, "key"),
        "for_organisation": field(html, "for_organisation"),
    }
    assert nadia.post(f"/s/{world.falls.uid}/discuss", sent).status_code == 302
    message = Message.objects.get()
    assert (message.by, message.for_organisation) == (world.signed_up, world.kingsholm)


def test_asking_twice_is_answered_kindly(world: World) -> None:
    waiting(world)
    html = signed_in(world.signed_up).post("/o/RZ1/join", follow=True).content.decode()
    assert "You have already asked to join Kingsholm Infirmary, or belong to it." in html
    assert Affiliation.objects.filter(person=world.signed_up).count() == 1


def test_a_visitor_signs_in_first(client: Client, world: World) -> None:
    assert client.post("/o/RZ1/join").url.startswith("/accounts/login")
    assert client.get("/me/organisations").url.startswith("/accounts/login")


def test_declining_gives_nothing_and_they_may_ask_again(world: World) -> None:
    request = waiting(world)
    ben = signed_in(world.ben)
    html = ben.post(f"/o/RZ1/people/{request.uid}/decline", follow=True).content.decode()
    assert "You have declined Nadia Rahman’s request to join Kingsholm Infirmary." in html
    assert "Waiting for" not in get(signed_in(world.signed_up), "/me/organisations")
    signed_in(world.signed_up).post("/o/RZ1/join")
    assert Affiliation.objects.waiting().filter(person=world.signed_up).exists()


def test_declining_takes_a_reason_on_its_own_page_and_is_undone_at_the_same_place(
    world: World,
) -> None:
    request = waiting(world)
    ben, nadia = signed_in(world.ben), signed_in(world.signed_up)
    address = f"/o/RZ1/people/{request.uid}/decline"
    html = get(ben, f"{address}?next=/needs")
    assert "Nadia Rahman asks to join Kingsholm Infirmary" in html
    assert field(html, "next") == "/needs"
    named = {"reason": "NHS number 943 476 5919", "next": "/"}
    html = ben.post(address, named).content.decode()
    assert "identif" in html
    assert Affiliation.objects.waiting().filter(pk=request.pk).exists()
    why = "Ask again with your work address."
    back = field(get(ben, "/"), "next")
    html = ben.post(address, {"reason": why, "next": back}, follow=True).content.decode()
    undo = f"/o/RZ1/people/{request.uid}/undo"
    for page in (html, get(ben, "/needs?decided"), get(ben, "/o/RZ1")):
        assert "You declined Nadia Rahman, Kingsholm Infirmary" in page
        assert undo in page
    tell_what_happened()
    assert why in get(nadia, "/notices")
    html = ben.post(undo, {"next": "/"}, follow=True).content.decode()
    assert "Nadia Rahman waits for your answer again." in html
    assert "You declined" not in html
    assert Affiliation.objects.waiting().filter(pk=request.pk).exists()
    ben.post(f"/o/RZ1/people/{request.uid}/confirm", {"role": "member"})
    assert "You confirmed Nadia Rahman, Kingsholm Infirmary" in get(ben, back)
    ben.post(undo)
    tell_what_happened()
    assert "so it is waiting again" in get(nadia, "/notices")


def test_what_another_answered_or_an_invitation_gave_is_not_offered_to_undo(world: World) -> None:
    request = waiting(world)
    signed_in(world.steward).post(f"/o/RZ1/people/{request.uid}/confirm", {"role": "member"})
    ben = signed_in(world.ben)
    sent = invite(
        by=again(world.ben),
        to=world.outsider.email,
        organisation=world.kingsholm,
        role="member",
    )
    held = take_up_invitation(by=again(world.outsider), invitation=sent)
    assert held.confirmed_by == world.ben
    assert "You confirmed" not in get(ben, "/")
    for each in (request, held):
        ben.post(f"/o/RZ1/people/{each.uid}/undo")
        assert Affiliation.objects.confirmed().filter(pk=each.pk).exists()


def test_two_who_answer_at_once_are_told(world: World) -> None:
    request = waiting(world)
    ben, steward = signed_in(world.ben), signed_in(world.steward)
    ben.post(f"/o/RZ1/people/{request.uid}/confirm", {"role": "member"})
    html = steward.post(f"/o/RZ1/people/{request.uid}/decline", follow=True).content.decode()
    assert "Nadia Rahman’s request has been answered already." in html
    assert Affiliation.objects.confirmed().filter(person=world.signed_up).exists()


@pytest.mark.parametrize("role", ["", "king", "\x00"])
def test_a_role_that_is_none_confirms_nobody(world: World, role: str) -> None:
    request = waiting(world)
    address = f"/o/RZ1/people/{request.uid}/confirm"
    html = signed_in(world.ben).post(address, {"role": role}, follow=True).content.decode()
    assert says(html, "nhsuk-notification-banner__heading")
    assert Affiliation.objects.waiting().filter(pk=request.pk).exists()


@pytest.mark.parametrize("answer", ["confirm", "decline", "undo", "end"])
def test_only_its_own_organisation_answers(world: World, answer: str) -> None:
    request = waiting(world)
    sent = {"role": "member"}
    for person in (world.amina, world.lead, world.signed_up):
        address = f"/o/RZ1/people/{request.uid}/{answer}"
        assert signed_in(person).post(address, sent).status_code == 403
    elsewhere = f"/o/RZ0/people/{request.uid}/{answer}"
    assert signed_in(world.steward).post(elsewhere, sent).status_code == 404
    assert Affiliation.objects.waiting().filter(pk=request.pk).exists()


def test_ending_takes_somebody_out_at_once(world: World) -> None:
    affiliation = join(world.signed_up, world.kingsholm, by=world.ben)
    nadia, ben = signed_in(world.signed_up), signed_in(world.ben)
    get(nadia, world.falls.get_absolute_url())
    sent = {"next": "/o/RZ1#people"}
    answer = ben.post(f"/o/RZ1/people/{affiliation.uid}/end", sent, follow=True)
    assert answer.redirect_chain[0][0] == "/o/RZ1#people"
    assert "Nadia Rahman no longer belongs to Kingsholm Infirmary." in answer.content.decode()
    assert nadia.get(world.falls.get_absolute_url()).status_code == 404
    html = ben.post(f"/o/RZ1/people/{affiliation.uid}/end", follow=True).content.decode()
    assert "Nadia Rahman has left already." in html


def test_leaving_says_what_ends_and_ends_it(world: World) -> None:
    amina = signed_in(world.amina)
    assert "you lose its spaces at once" in get(amina, "/me/organisations")
    affiliation = Affiliation.objects.confirmed().get(person=world.amina)
    html = amina.post(f"/me/organisations/{affiliation.uid}/leave", follow=True).content.decode()
    assert "You have left Severnside Hospitals." in html
    assert world.ward not in Space.objects.visible_to(again(world.amina))
    html = amina.post(f"/me/organisations/{affiliation.uid}/leave", follow=True).content.decode()
    assert "You have left Severnside Hospitals." in html


def test_nobody_leaves_for_somebody_else(world: World) -> None:
    affiliation = Affiliation.objects.confirmed().get(person=world.amina)
    answer = signed_in(world.ben).post(f"/me/organisations/{affiliation.uid}/leave")
    assert answer.status_code == 404


def test_who_belongs_nowhere_is_told_what_to_do(world: World) -> None:
    [empty] = says(get(signed_in(world.signed_up), "/me/organisations"), "app-empty")
    assert "Find yours below and ask to join." in empty


def test_an_organisation_that_is_not_found_is_said_so(world: World) -> None:
    html = get(signed_in(world.signed_up), "/me/organisations?q=atlantis")
    assert says(html, "app-empty")[1].startswith("Nothing was found.")
    assert links(html, "See all organisations") == ["/organisations"]


def test_a_long_search_says_what_to_change_and_keeps_it(world: World) -> None:
    html = get(signed_in(world.signed_up), f"/me/organisations?q={'a' * 101}")
    assert "Name, ODS code or postcode must be 100 characters or fewer. It has 101" in html
    assert field(html, "q") == "a" * 101
