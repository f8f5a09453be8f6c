"""Many invitations: what would become of each line, and sending them a few at a time."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from collab.base.access.permissions import NotPermitted
from networks.actions import invitation_batches
from networks.actions.invitation_batches import (
    AT_A_TIME,
    MOST_ROWS,
    TooManyRows,
    Wanted,
    invite_many,
    send_batch,
)
from networks.actions.invitations import MayNotInvite, invite
from networks.actions.organisations import end_affiliation
from networks.bulk.lines import read
from networks.bulk.planning import Does, Plan
from networks.inviting import Inviter
from networks.models import Affiliation, Invitation, InvitationBatch, InvitationRow
from tests.corpora import corpus
from tests.jobs import run_due_jobs
from tests.world import World


def plan(world: World, text: str, *, through_lead: bool = True) -> Plan:
    if through_lead:
        return Plan(read(text), Inviter(world.lead, world.west), None)
    return Plan(read(text), Inviter(world.ben), world.kingsholm)


def wanted(world: World, count: int, **other: object) -> list[Wanted]:
    said = {"name": "", "organisation": world.kingsholm, "role": "member"} | other
    return [Wanted(n=n, to=f"nurse{n}@people.example", **said) for n in range(1, count + 1)]


def test_each_line_says_what_would_happen(world):
    invite(by=world.ben, to="b@x.example", organisation=world.kingsholm, role="member")
    rows = plan(
        world,
        "a@x.example, Ada Mensah, RZ0\n"
        "b@x.example, Bo, Kingsholm Infirmary\n"
        "ben.hughes@people.example, , RZ1\n"
        "A@X.example, Ada Mensah, severnside hospitals\n"
        "c@x.example, RZ0\n",
    ).rows
    assert [row.does for row in rows] == ["invite", "again", "nothing", "nothing", "invite"]
    assert [row.asks for row in rows] == [False, True, False, False, False]
    assert rows[3].says == "As line 1 says"
    assert rows[4].line.name == ""


@pytest.mark.parametrize(
    ("line", "column", "says"),
    [
        ("Ada Mensah, RZ0", "to", "Enter an email address in the correct format"),
        ("ada@x, Ada, RZ0", "to", "Enter an email address in the correct format"),
        ("ada@x.example, Ada", "organisation", "Say which organisation|No organisation"),
        ("ada@x.example, Ada, Nowhere", "organisation", "No organisation that takes part"),
        ("ada@x.example, Ada, RZ2", "organisation", "No organisation that takes part"),
        ("ada@x.example, Ada, RZ0, boss", "role", "A role is one of: member"),
        ("ada@x.example, Ada, RZ0, administrator", "role", "Only Severnside Hospitals itself"),
        ("ada@x.example, NHS 943 476 5919, RZ0", "name", "This looks like"),
        (f"ada@x.example, {'A' * 121}, RZ0", "name", "120 characters"),
    ],
)
def test_what_is_wrong_is_said_of_its_line_and_column(world, line, column, says):
    [row] = plan(world, line).rows
    assert (row.does, row.column, row.wanted) == (Does.REFUSED, column, None)
    assert pytest.importorskip("re").search(says, row.says), row.says


def test_an_organisation_invites_to_itself_alone(world):
    rows = plan(world, "a@x.example, Ada, RZ1\nb@x.example, Bo, RZ0", through_lead=False).rows
    assert [row.does for row in rows] == ["invite", "refused"]
    assert "Here people are invited to Kingsholm Infirmary alone" in rows[1].says


def test_two_lines_that_contradict_each_other_are_refused(world):
    rows = plan(world, "a@x.example\na@x.example, sponsor", through_lead=False).rows
    assert [row.does for row in rows] == ["invite", "refused"]


def test_a_plan_asks_as_little_for_many_lines_as_for_one(world, django_assert_num_queries):
    lines = "\n".join(f"n{n}@x.example, Nurse, RZ{n % 2}" for n in range(300))
    for text in ("n@x.example, Nurse, RZ0", lines):
        with django_assert_num_queries(6):
            assert not plan(world, text).refused


def test_hostile_rows_do_no_harm(world):
    naughty = json.loads(corpus("naughty-strings.json").read_text())
    cells = [each["cell"] for each in json.loads(corpus("csv-formulas.json").read_text())]
    text = "\n".join(
        f"n{n}@x.example\t{each}\tRZ0" for n, each in enumerate([*naughty, *cells]) if each.strip()
    )
    for row in plan(world, text.replace("\0", "")).rows:
        assert row.wanted or row.says


def test_many_are_sent_a_few_at_a_time_and_once(world):
    batch = invite_many(by=world.ben, rows=wanted(world, 45), organisation=world.kingsholm, key="k")
    assert batch.counts()["pending"] == 45
    again = invite_many(by=world.ben, rows=wanted(world, 45), organisation=world.kingsholm, key="k")
    assert again == batch
    run_due_jobs()
    batch.refresh_from_db()
    assert batch.done_at
    assert batch.counts()["invited"] == 45
    assert len(mail.outbox) == len({each.to[0] for each in mail.outbox}) == 45
    send_batch.func(uid=batch.uid)
    run_due_jobs()
    assert len(mail.outbox) == 45


def test_a_worker_that_died_leaves_what_it_sent(world, monkeypatch):
    batch = invite_many(by=world.ben, rows=wanted(world, 45), organisation=world.kingsholm)
    real, calls = invitation_batches.send_one, []

    def dies(*args, **kwargs):
        calls.append(1)
        if len(calls) > AT_A_TIME + 5:
            raise RuntimeError
        return real(*args, **kwargs)

    monkeypatch.setattr(invitation_batches, "send_one", dies)
    with pytest.raises(RuntimeError):
        send_batch.func(uid=batch.uid)
    assert batch.counts()["invited"] == AT_A_TIME == Invitation.objects.count()
    monkeypatch.setattr(invitation_batches, "send_one", real)
    send_batch.func(uid=batch.uid)
    assert batch.counts()["invited"] == 45 == Invitation.objects.count()
    assert set(Invitation.objects.values_list("sent", flat=True)) == {1}


def test_nothing_is_sent_if_one_cannot_be(world):
    rows = [*wanted(world, 3), Wanted(4, "x@x.example", "", world.severnside, "member")]
    with pytest.raises(MayNotInvite):
        invite_many(by=world.ben, rows=rows, organisation=world.kingsholm)
    with pytest.raises(TooManyRows):
        invite_many(by=world.ben, rows=wanted(world, MOST_ROWS + 1), organisation=world.kingsholm)
    with pytest.raises(NotPermitted):
        invite_many(by=world.amina, rows=wanted(world, 3), organisation=world.kingsholm)
    assert not InvitationBatch.objects.exists()


def test_what_became_impossible_meanwhile_is_refused_row_by_row(world):
    batch = invite_many(by=world.ben, rows=wanted(world, 3), organisation=world.kingsholm)
    end_affiliation(by=world.ben, affiliation=Affiliation.objects.get(person=world.ben))
    run_due_jobs()
    assert batch.counts()["refused"] == 3
    assert "Only those who look after" in InvitationRow.objects.first().why
    assert mail.outbox == []


def test_who_was_invited_before_is_invited_again_and_who_belongs_is_not(world):
    first = invite(
        by=world.ben, to="nurse1@people.example", organisation=world.kingsholm, role="member"
    )
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=20))
    rows = [*wanted(world, 2), Wanted(3, world.ben.email, "", world.kingsholm, "member")]
    batch = invite_many(by=world.ben, rows=rows, organisation=world.kingsholm)
    run_due_jobs()
    counts = batch.counts()
    assert (counts["again"], counts["invited"], counts["nothing"]) == (1, 1, 1)
    first.refresh_from_db()
    assert first.sent == 2
