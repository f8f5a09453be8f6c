"""An intervention that was removed leaves every list and keeps its address."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from collab.base.access.permissions import NotPermitted
from collab.base.access.subjects import find
from collab.base.access.versions import Removed
from collab.interventions.actions import (
    remove_intervention,
    restore_intervention,
    save_version,
    share_intervention,
)
from collab.interventions.models import Intervention
from discussions.actions import start_thread
from networks.models import LedgerRow, TooLateToUndo
from tests.unit.access.scene import draft
from tests.world import World


@pytest.fixture
def intervention(world: World) -> Intervention:
    """Amina shared it with the public, for Severnside."""
    return share_intervention(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.surgery,
        content=draft("Falls checklist"),
    )


def kinds() -> list[str]:
    return list(LedgerRow.objects.order_by("pk").values_list("kind", flat=True))


def test_what_was_removed_is_seen_by_nobody(world: World, intervention: Intervention) -> None:
    remove_intervention(by=world.amina, intervention=intervention)
    assert kinds()[-1] == "intervention.removed"
    for who, person in world.people.items():
        assert not Intervention.objects.visible_to(person).exists(), who
        assert find(intervention.ref, person) is None, who


def test_its_author_and_facilitators_remove_it(world: World, intervention: Intervention) -> None:
    for person in (world.ben, world.guest, world.steward, world.outsider):
        with pytest.raises(NotPermitted):
            remove_intervention(by=person, intervention=intervention)
    removed = remove_intervention(by=world.facilitator, intervention=intervention, reason="Old")
    assert (removed.removed_by, removed.removal_reason) == (world.facilitator, "Old")
    before = kinds()
    assert remove_intervention(by=world.amina, intervention=removed).removal_reason == "Old"
    assert kinds() == before


def test_no_version_is_saved_of_what_was_removed(world: World, intervention: Intervention) -> None:
    remove_intervention(by=world.amina, intervention=intervention)
    with pytest.raises(Removed):
        save_version(
            by=world.ben,
            for_organisation=world.kingsholm,
            intervention=intervention,
            started_from=1,
            content=draft("Another"),
        )


def test_a_removal_is_taken_back_within_ten_minutes(
    world: World, intervention: Intervention
) -> None:
    remove_intervention(by=world.amina, intervention=intervention)
    with pytest.raises(TooLateToUndo):
        restore_intervention(by=world.facilitator, intervention=intervention)
    assert not restore_intervention(by=world.amina, intervention=intervention).removed
    assert kinds()[-1] == "intervention.restored"
    assert find(intervention.ref, world.ben) == intervention

    remove_intervention(by=world.amina, intervention=intervention)
    later = timezone.now() + timedelta(minutes=10)
    with time_machine.travel(later), pytest.raises(TooLateToUndo):
        restore_intervention(by=world.amina, intervention=intervention)


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_its_address_says_that_it_was_removed_and_nothing_of_what_it_said(
    world: World, intervention: Intervention
) -> None:
    start_thread(
        by=world.ben,
        for_organisation=world.kingsholm,
        space=world.surgery,
        title="Which four?",
        text="Which four?",
        about=intervention.ref,
    )
    remove_intervention(by=world.facilitator, intervention=intervention, reason="Out of date")
    address = intervention.get_absolute_url()
    for client in (Client(), signed_in(world.ben)):
        for below in ("", "/v/1", "/versions", "/discuss", "/edit"):
            html = client.get(address + below).content.decode()
            assert "This intervention was removed" in html, below
            assert "Removed by a facilitator, " in html and ": Out of date" in html
            assert "Which four?" in html
            assert "Falls checklist" not in html and "Call bell" not in html


def test_hidden_and_removed_is_missing(world: World) -> None:
    hidden = share_intervention(
        by=world.amina, for_organisation=world.severnside, space=world.falls, content=draft()
    )
    remove_intervention(by=world.amina, intervention=hidden)
    for client in (Client(), signed_in(world.outsider)):
        assert client.get(hidden.get_absolute_url()).status_code == 404


def test_removing_is_undone_on_the_page_that_says_so(
    world: World, intervention: Intervention
) -> None:
    address = intervention.get_absolute_url()
    amina = signed_in(world.amina)
    assert f"{address}/remove" in amina.get(address).content.decode()
    assert f"{address}/remove" not in signed_in(world.ben).get(address).content.decode()
    gone = amina.post(f"{address}/remove", {"reason": ""}, follow=True).content.decode()
    assert f'action="{address}/restore"' in gone
    assert f'action="{address}/restore"' not in signed_in(world.ben).get(address).content.decode()
    back = amina.post(f"{address}/restore", follow=True).content.decode()
    assert "Falls checklist" in back
    assert amina.post(f"{address}/restore").status_code == 404


def test_who_saves_what_was_removed_meanwhile_is_told(
    world: World, intervention: Intervention, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collab.interventions.views import writing

    def removed_meanwhile(**asked: object) -> None:
        remove_intervention(by=world.amina, intervention=intervention)
        save_version(**asked)

    monkeypatch.setattr(writing, "save_version", removed_meanwhile)
    sent = {**draft("Another").as_fields(), "started_from": "1", "key": ""}
    answer = signed_in(world.ben).post(f"{intervention.get_absolute_url()}/edit", sent)
    assert answer.status_code == 410
    html = answer.content.decode()
    assert "This intervention was removed" in html
    assert "It is still here to copy." in html and "Call bell in reach" in html
