"""Sharing an intervention and saving its versions."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from collab.base.access.permissions import NotPermitted
from collab.base.access.versions import Stale
from collab.base.live.idempotency import KeyUsedForOtherText
from collab.base.markup import DOCUMENT_LIMIT, TextRefused
from collab.interventions.actions import save_version, share_intervention
from collab.interventions.models import Intervention, Version
from networks import ledger
from networks.models import LedgerRow
from tests.unit.interventions.examples import DRAFT, draft, revised, shared
from tests.world import World, a_world


def last_row() -> LedgerRow:
    return LedgerRow.objects.latest("id")


def test_what_is_shared_is_kept_as_its_first_version_and_told_in_its_space(world: World) -> None:
    intervention = shared(world)
    [version] = intervention.versions.all()
    assert (version.number, version.started_from, version.body) == (1, None, DRAFT.body)
    assert (intervention.by, intervention.for_organisation) == (world.amina, world.severnside)
    told = last_row()
    assert (told.kind, told.stream, told.subject, told.version, told.headline) == (
        "intervention.shared",
        world.falls.stream,
        f"intervention:{intervention.uid}",
        1,
        True,
    )


def test_each_save_is_a_version_that_names_its_author_and_what_it_started_from(
    world: World,
) -> None:
    intervention = revised(world, shared(world), title="Five steps", note="Adds a debrief")
    assert (intervention.number, intervention.title) == (2, "Five steps")
    second = intervention.versions.get(number=2)
    assert (second.started_from, second.by, second.for_organisation, second.note) == (
        1,
        world.ben,
        world.kingsholm,
        "Adds a debrief",
    )
    assert intervention.versions.get(number=1).title == DRAFT.title
    assert (last_row().kind, last_row().version) == ("intervention.revised", 2)


def test_the_owner_stays_whoever_saves(world: World) -> None:
    intervention = revised(world, shared(world))
    assert (intervention.by, intervention.for_organisation) == (world.amina, world.severnside)


def test_only_contributors_share_and_only_for_an_organisation_of_theirs(world: World) -> None:
    for by, organisation in [
        (world.outsider, world.fenland),
        (world.signed_up, None),
        (world.ex_member, world.severnside),
        (world.expired_guest, None),
        (world.ben, world.severnside),
        (world.amina, None),
    ]:
        with pytest.raises(NotPermitted):
            shared(world, by=by, for_organisation=organisation, space=world.falls)
    assert not Intervention.objects.exists()


def test_readers_of_a_public_space_save_no_version(world: World) -> None:
    intervention = shared(world, space=world.surgery)
    with pytest.raises(NotPermitted):
        revised(world, intervention, by=world.outsider, for_organisation=world.fenland)
    assert intervention.versions.count() == 1


def test_a_text_that_is_refused_changes_nothing(world: World) -> None:
    intervention = shared(world)
    with pytest.raises(TextRefused):
        shared(world, body="a\n\n" * DOCUMENT_LIMIT)
    with pytest.raises(TextRefused):
        revised(world, intervention, body="> " * 30 + "deep")
    assert Version.objects.count() == 1


def test_what_cannot_be_recorded_did_not_happen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    intervention = shared(world)

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr(ledger.LedgerRow.objects, "create", fail)
    with pytest.raises(RuntimeError):
        shared(world)
    with pytest.raises(RuntimeError):
        revised(world, intervention, title="Changed")
    intervention.refresh_from_db()
    assert (intervention.number, intervention.title) == (1, DRAFT.title)
    assert (Intervention.objects.count(), Version.objects.count()) == (1, 1)


def test_a_repeat_under_the_same_key_shares_once(world: World) -> None:
    asked = {
        "by": world.amina,
        "for_organisation": world.severnside,
        "space": world.falls,
        "content": DRAFT,
        "key": "a-key",
    }
    assert share_intervention(**asked) == share_intervention(**asked)
    assert Intervention.objects.count() == 1


def test_a_repeat_under_the_same_key_saves_once_and_is_not_stale(world: World) -> None:
    intervention = shared(world)
    asked = {
        "by": world.ben,
        "for_organisation": world.kingsholm,
        "intervention": intervention,
        "started_from": 1,
        "content": draft(title="Five steps"),
        "key": "a-key",
    }
    assert save_version(**asked).number == save_version(**asked).number == 2
    assert intervention.versions.count() == 2


def test_a_key_stands_for_one_text_only(world: World) -> None:
    asked = {"by": world.amina, "for_organisation": world.severnside, "space": world.falls}
    first = share_intervention(content=DRAFT, key="a-key", **asked)
    with pytest.raises(KeyUsedForOtherText) as refused:
        share_intervention(content=draft(title="Another"), key="a-key", **asked)
    assert refused.value.earlier.uid == first.uid
    assert Intervention.objects.count() == 1


def test_a_save_that_started_from_an_older_version_is_stale(world: World) -> None:
    intervention = revised(world, shared(world), title="Five steps")
    with pytest.raises(Stale) as stale:
        revised(world, intervention, started_from=1, title="Mine")
    assert (stale.value.current.number, stale.value.current.title) == (2, "Five steps")
    assert intervention.versions.count() == 2


def test_a_version_that_is_not_there_yet_is_no_start(world: World) -> None:
    with pytest.raises(Stale):
        revised(world, shared(world), started_from=7)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_many_who_save_at_once_one_wins_and_the_others_are_stale() -> None:
    world = a_world()
    intervention = shared(world)
    together = Barrier(4)

    def save(name: str) -> str:
        together.wait()
        try:
            revised(world, intervention, title=name)
        except Stale:
            return "stale"
        finally:
            connection.close()
        return name

    with ThreadPoolExecutor(4) as people:
        results = list(people.map(save, ["one", "two", "three", "four"]))

    assert results.count("stale") == 3
    intervention.refresh_from_db()
    assert intervention.number == intervention.versions.count() == 2
    assert intervention.title in results
    assert LedgerRow.objects.filter(kind="intervention.revised").count() == 1
