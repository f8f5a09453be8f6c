"""The pages about email domains, and about belonging by an address."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks.actions.by_domain import join_by_domain
from networks.actions.changing_roles import change_affiliation_role
from networks.actions.domains import confirm_domain, list_domain
from networks.models import Affiliation, EmailDomain, Space
from networks.overlapping import addresses_elsewhere
from tests.jobs import sent
from tests.unit.interventions.pages import field, get, links, says, signed_in
from tests.world import PASSWORD, World, again, join

DOMAIN = "kingsholm.nhs.uk"


@pytest.fixture
def waiting(world: World) -> EmailDomain:
    return list_domain(by=world.ben, organisation=world.kingsholm, domain=DOMAIN)


@pytest.fixture
def nadia(world: World, waiting: EmailDomain) -> Client:
    confirm_domain(by=world.steward, domain=waiting)
    world.signed_up.emailaddress_set.create(email=f"nadia@{DOMAIN}", verified=True)
    return signed_in(world.signed_up)


def test_from_listing_a_domain_to_its_first_member_and_the_end(world: World) -> None:
    ben, steward = signed_in(world.ben), signed_in(world.steward)
    here = {"next": "/o/RZ1#domains"}
    answer = ben.post("/o/RZ1/domains", {"domain": f" @{DOMAIN}", **here}, follow=True)
    assert answer.redirect_chain[0][0] == "/o/RZ1#domains"
    html = answer.content.decode()
    assert f"{DOMAIN} is listed. A national steward will confirm it." in html
    assert "Waiting for a national steward to confirm" in html
    assert f"lists the email domain {DOMAIN}" in get(steward, "/")
    html = get(steward, "/domains/waiting")
    assert "Listed by Ben Hughes" in html
    domain = EmailDomain.objects.get()
    html = steward.post(f"/domains/{domain.uid}/confirm", follow=True).content.decode()
    assert f"{DOMAIN} is confirmed for Kingsholm Infirmary." in html
    assert "No domain waits." in html

    world.signed_up.emailaddress_set.create(email=f"nadia@{DOMAIN}", verified=True)
    nadia = signed_in(world.signed_up)
    assert f"with your address nadia@{DOMAIN}" in get(nadia, "/")
    assert f"with your address nadia@{DOMAIN}" in get(nadia, "/me/organisations")
    html = nadia.post("/o/RZ1/join-by-address", follow=True).content.decode()
    assert "You belong to Kingsholm Infirmary now. Its spaces are open." in html
    assert f"with nadia@{DOMAIN}, until" in html
    get(nadia, world.falls.get_absolute_url())

    assert "1 person joined by it" in get(ben, "/o/RZ1")
    html = ben.post(f"/domains/{domain.uid}/take-away", here, follow=True).content.decode()
    assert "1 person who joined by it has left Kingsholm Infirmary." in html
    assert "Taken away just now" in html
    assert nadia.get(world.falls.get_absolute_url()).status_code == 404
    html = ben.post(f"/domains/{domain.uid}/give-back", here, follow=True).content.decode()
    assert f"{DOMAIN} is listed again, as it was" in html
    get(nadia, world.falls.get_absolute_url())
    html = ben.post(f"/domains/{domain.uid}/give-back", here, follow=True).content.decode()
    assert f"{DOMAIN} is listed already." in html


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("nhs.net", "nhs.net is shared by many organisations"),
        ("gmail.com", "Anybody can open an address at gmail.com"),
        ("nhs.uk", "Many organisations have their addresses beneath nhs.uk"),
        ("https://kingsholm", "Enter what your people’s addresses end with"),
        ("", "Enter an email domain"),
        (f"severnside.{DOMAIN}", "belongs to another organisation here"),
    ],
)
def test_what_cannot_be_listed_comes_back_with_the_reason(
    world: World, typed: str, reason: str
) -> None:
    theirs = f"severnside.{DOMAIN}"
    listed = list_domain(by=world.steward, organisation=world.severnside, domain=theirs)
    confirm_domain(by=world.steward, domain=listed)
    html = signed_in(world.ben).post("/o/RZ1/domains", {"domain": typed}).content.decode()
    assert reason in says(html, "nhsuk-error-message")[0]
    assert field(html, "domain") == typed
    assert not EmailDomain.objects.filter(organisation=world.kingsholm).exists()


def test_only_those_who_look_after_an_organisation_see_its_domains(
    client: Client, world: World, waiting: EmailDomain
) -> None:
    assert DOMAIN in get(signed_in(world.ben), "/o/RZ1")
    assert DOMAIN in get(signed_in(world.steward), "/o/RZ1")
    for reader in (client, signed_in(world.amina), signed_in(world.lead)):
        assert DOMAIN not in get(reader, "/o/RZ1")


def test_declining_needs_a_reason_which_the_organisation_reads(
    world: World, waiting: EmailDomain
) -> None:
    steward, address = signed_in(world.steward), f"/domains/{waiting.uid}/decline"
    html = steward.post(address).content.decode()
    assert says(html, "nhsuk-error-message") == ["Error: Say why it cannot be confirmed"]
    assert '<details class="app-end" open>' in html
    sent_form = {f"{waiting.uid}-reason": "Two trusts use it."}
    html = steward.post(address, sent_form, follow=True).content.decode()
    assert f"You have declined {DOMAIN} for Kingsholm Infirmary." in html
    assert "Two trusts use it." in get(signed_in(world.ben), "/o/RZ1")
    html = steward.post(address, sent_form, follow=True).content.decode()
    assert "has been answered already" in html
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert "Two trusts use it." not in get(signed_in(world.ben), "/o/RZ1")


def test_a_free_mail_account_joins_nothing_and_sees_no_network_space(world: World) -> None:
    world.signed_up.emailaddress_set.create(email="nadia@gmail.com", verified=True)
    nadia = signed_in(world.signed_up)
    assert "You can join" not in get(nadia, "/me/organisations")
    html = nadia.post("/o/RZ1/join-by-address", follow=True).content.decode()
    assert "None of your addresses is at a domain that belongs to Kingsholm Infirmary." in html
    assert nadia.get(world.medicines.get_absolute_url()).status_code == 404
    assert "Medicines safety" not in get(nadia, "/spaces")


def test_removing_the_address_ends_what_it_gave(world: World, nadia: Client) -> None:
    nadia.post("/o/RZ1/join-by-address")
    get(nadia, world.falls.get_absolute_url())
    addresses = "/accounts/email/"
    asked = nadia.post(addresses, {"action_remove": "", "email": f"nadia@{DOMAIN}"})
    nadia.post(asked.url, {"password": PASSWORD, "next": addresses})
    assert not world.signed_up.emailaddress_set.filter(email=f"nadia@{DOMAIN}").exists()
    assert nadia.get(world.falls.get_absolute_url()).status_code == 404


def test_proving_anew_by_the_link_that_is_sent(world: World, nadia: Client) -> None:
    nadia.post("/o/RZ1/join-by-address")
    affiliation = Affiliation.objects.by_domain().get()
    assert "Prove the address" not in get(nadia, "/me/organisations")
    old = timezone.now() - timedelta(days=340)
    Affiliation.objects.filter(pk=affiliation.pk).update(verified_at=old)
    assert "Prove the address" in get(nadia, "/me/organisations")
    html = nadia.post(f"/me/organisations/{affiliation.uid}/prove", follow=True).content.decode()
    assert f"We have sent a link to nadia@{DOMAIN}." in html
    bodies = [each.body for each in sent() if "/prove/" in each.body]
    link = "/me/organisations/prove/" + bodies[-1].split("/me/organisations/prove/")[1].split()[0]
    assert Client().get(link).url.startswith("/accounts/login")
    assert "This link no longer works" in get(signed_in(world.amina), link)
    html = get(nadia, link)
    affiliation.refresh_from_db()
    assert affiliation.verified_at == old, "looking at it proves nothing"
    assert f"With nadia@{DOMAIN} you belong to Kingsholm Infirmary" in html
    html = nadia.post(link, follow=True).content.decode()
    assert "You belong to Kingsholm Infirmary until" in html
    assert "This link no longer works" in get(nadia, link)


def test_moving_in_one_flow(world: World) -> None:
    amina = signed_in(world.amina)
    affiliation = Affiliation.objects.confirmed().get(person=world.amina)
    [address] = links(get(amina, "/me/organisations"), "Move from Severnside Hospitals")
    assert address == f"/me/organisations/{affiliation.uid}/move"
    html = get(amina, f"{address}?q=fenland")
    assert "You lose Severnside Hospitals’s spaces at once." in html
    html = amina.post(address, {"to": world.fenland.uid}, follow=True).content.decode()
    assert "You have left Severnside Hospitals." in html
    assert "You have asked to join Fenland Hospitals." in html
    assert world.ward not in Space.objects.visible_to(again(world.amina))
    html = amina.post(address, {"to": world.kingsholm.uid}, follow=True).content.decode()
    assert "You have left Severnside Hospitals." in html
    assert not Affiliation.objects.current().filter(
        organisation=world.kingsholm, person=world.amina
    )


@pytest.mark.parametrize("to", ["", "nowhere", "\x00"])
def test_nobody_moves_to_what_is_not_there(world: World, to: str) -> None:
    affiliation = Affiliation.objects.confirmed().get(person=world.amina)
    html = (
        signed_in(world.amina)
        .post(f"/me/organisations/{affiliation.uid}/move", {"to": to})
        .content.decode()
    )
    assert says(html, "nhsuk-notification-banner__heading")
    affiliation.refresh_from_db()
    assert affiliation.ended_at is None


def test_a_role_is_changed_in_place_and_the_only_one_is_warned(world: World) -> None:
    ben = signed_in(world.ben)
    nadias = join(world.signed_up, world.kingsholm, by=world.ben)
    warning = "Ben Hughes is the only one who looks after it here."
    assert warning in get(ben, "/o/RZ1")
    assert "You are the only one who looks after it here." in get(ben, "/me/organisations")
    html = ben.post(
        f"/o/RZ1/people/{nadias.uid}/role", {"role": "safety_lead"}, follow=True
    ).content.decode()
    assert "Nadia Rahman’s role in Kingsholm Infirmary is now: Safety lead." in html
    assert warning not in get(ben, "/o/RZ1")
    for role in ("", "king"):
        html = ben.post(
            f"/o/RZ1/people/{nadias.uid}/role", {"role": role}, follow=True
        ).content.decode()
        assert says(html, "nhsuk-notification-banner__heading")
    change_affiliation_role(by=world.ben, affiliation=nadias, role="member")
    assert warning in get(ben, "/o/RZ1")


def test_a_steward_reads_what_overlaps_before_confirming(world: World, nadia: Client) -> None:
    for domain in ("wards.kingsholm.nhs.uk", "apart.nhs.uk"):
        list_domain(by=world.steward, organisation=world.fenland, domain=domain)
    html = get(signed_in(world.steward), "/domains/waiting")
    [told] = [each for each in says(html, "app-meta") if "confirmed" in each]
    assert told == f"Kingsholm Infirmary has {DOMAIN} , confirmed".replace(" ,", ",")
    assert "Confirm or decline" in get(signed_in(world.steward), "/o/RZ2/domains")


def test_whom_the_organisation_put_out_reads_that_they_can_only_ask(
    world: World, nadia: Client
) -> None:
    nadia.post("/o/RZ1/join-by-address")
    part = Affiliation.objects.confirmed().get(person=world.signed_up)
    signed_in(world.ben).post(f"/o/RZ1/people/{part.uid}/end")
    html = get(nadia, "/me/organisations")
    assert "You can ask to join" in html and "Its spaces open at once" not in html
    html = nadia.post("/o/RZ1/join-by-address", follow=True).content.decode()
    assert "So you have asked to join it now, and it decides." in html
    assert nadia.get(world.falls.get_absolute_url()).status_code == 404
    assert Affiliation.objects.waiting().filter(person=world.signed_up).exists()


def test_many_domains_wait_in_pages_that_ask_as_much(world: World) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert steward.get(address).status_code == 200
        return len(queries)

    steward = signed_in(world.steward)
    list_domain(by=world.ben, organisation=world.kingsholm, domain="d0.nhs.uk")
    one, one_here = asked("/domains/waiting"), asked("/o/RZ1/domains")
    for n in range(1, 40):
        list_domain(by=world.ben, organisation=world.kingsholm, domain=f"d{n}.nhs.uk")
    assert (asked("/domains/waiting"), asked("/o/RZ1/domains")) == (one, one_here)
    html = get(steward, "/domains/waiting")
    assert "40 domains wait" in html
    [after] = links(html, "More domains")
    assert len(says(get(steward, f"/domains/waiting{after}"), "app-ask")) == 10


def test_a_steward_takes_a_decision_back(world: World) -> None:
    listed = list_domain(by=world.ben, organisation=world.kingsholm, domain=DOMAIN_TO_DECIDE)
    steward = signed_in(world.steward)
    undo = f"/domains/{listed.uid}/undo"
    sent = {f"{listed.uid}-reason": "Others use it."}
    steward.post(f"/domains/{listed.uid}/decline", sent)
    html = get(steward, "/domains/waiting")
    assert "Decided by you just now" in html
    assert undo in html
    steward.post(undo)
    assert (domain := EmailDomain.objects.waiting().get()) == listed
    assert domain.reason == ""
    steward.post(f"/domains/{listed.uid}/confirm")
    world.signed_up.emailaddress_set.create(email=f"n@{DOMAIN_TO_DECIDE}", verified=True)
    join_by_domain(by=again(world.signed_up), organisation=world.kingsholm)
    html = steward.post(undo, follow=True).content.decode()
    assert "People have joined by it-decides.example since." in html
    assert EmailDomain.objects.confirmed().filter(pk=listed.pk).exists()


DOMAIN_TO_DECIDE = "it-decides.example"


def test_a_steward_sees_whose_people_have_addresses_at_a_domain_that_waits(world: World) -> None:
    there = "severnside.example"
    for person in (world.amina, world.ben, world.outsider):
        person.emailaddress_set.create(email=f"x{person.pk}@{there}", verified=True)
    world.lead.emailaddress_set.create(email=f"unproven@{there}", verified=False)
    listed = list_domain(by=world.ben, organisation=world.kingsholm, domain=there)
    other = list_domain(by=world.ben, organisation=world.kingsholm, domain=f"not{there}")
    found = addresses_elsewhere([listed, other])
    assert {(each.organisation, each.people) for each in found[listed.pk]} == {
        (world.severnside, 1),
        (world.fenland, 1),
    }
    assert found[other.pk] == []
    steward = signed_in(world.steward)
    with CaptureQueriesContext(connection) as asked:
        html = get(steward, "/domains/waiting")
    assert "has an address there" in html
    assert "Severnside" in html
    assert len([each for each in asked if "account_emailaddress" in each["sql"]]) == 1
    assert "/domains/waiting" in get(steward, "/")
