"""What each model declares about its end is carried out, a day after it is due at the latest."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.utils import timezone

from collab.base.access.subjects import Ref
from collab.base.files.attaching import UNDO
from collab.base.files.jobs import take_out_files_that_are_over
from collab.base.files.models import File
from collab.base.forgetting.jobs import declared, end_what_is_over, what_is_over
from collab.base.jobs.declaring import PERIODIC
from collab.base.security.retention import Retention, Then
from discussions.models import Message, Revision, Thread
from networks.actions.holding import place_hold
from networks.actions.invitation_batches import Wanted, invite_many
from networks.actions.invitations import invite
from networks.actions.places import name_organisation
from tests.canary import put_everywhere
from tests.files import attached
from tests.world import World

ENDING = list(declared())


def test_the_job_runs_every_day() -> None:
    _job, period = PERIODIC[end_what_is_over.module_path]
    assert period == timedelta(days=1)


def a_row_of(world: World, model: Any) -> Any:
    """One row of each kind that ends by itself."""
    match model._meta.label:
        case "forgetting.LegalHold":
            about = Ref("space", world.fellows.uid)
            return place_hold(by=world.steward, about=about, reason="An inquiry")
        case "networks.SpaceOrganisation":
            return name_organisation(
                by=world.facilitator, space=world.falls, organisation=world.fenland
            )
        case "desk.Step":
            line = {"source": "quiet", "about": world.kingsholm.uid, "tier": 1}
            return model.objects.create(
                collaborative=world.west, what="leave", due=timezone.now(), by=world.lead, **line
            )
        case "api.Token":
            return model.objects.create(user=world.amina, name="Wall")[0]
        case "live.KeyedAction":
            return model.objects.create(person=world.amina, action="post", key="k", body_hash="h")
        case "networks.Mark":
            return model.objects.create(person=world.amina, subject=f"space:{world.falls.uid}", n=1)
        case "accounts.Session":
            return model.objects.create(session_key="k", expire_date=timezone.now())
        case "notifications.Notice":
            about = Message.objects.first()
            return model.objects.create(
                person=world.amina,
                why="mentioned",
                stream=world.falls.stream,
                seq=1,
                event="message.posted",
                kind="message",
                subject=about.uid,
                actor=world.ben,
            )
        case "networks.Invitation":
            return invite(
                by=world.ben, to="x@x.example", organisation=world.kingsholm, role="member"
            )
        case "networks.InvitationBatch":
            wanted = Wanted(1, "x@x.example", "", world.kingsholm, "member")
            return invite_many(by=world.ben, rows=[wanted], organisation=world.kingsholm)
        case "account.EmailConfirmation":
            address = EmailAddress.objects.first()
            return model.objects.create(email_address=address, key="k")
    row = model._base_manager.first()
    assert row is not None, f"put a row of {model._meta.label} into the test's world"
    return row


def set_back(row: Any, lookup: str, at: datetime) -> None:
    """Have the time of a row be counted from this moment, in the row or in what it hangs on."""
    *path, field = lookup.split("__")
    for name in path:
        row = getattr(row, name)
    type(row)._base_manager.filter(pk=row.pk).update(**{field: at})


@pytest.mark.parametrize(
    ("model", "retention"), ENDING, ids=[model._meta.label for model, _ in ENDING]
)
def test_a_row_stays_until_its_time_is_over_and_no_longer(
    world: World, model: Any, retention: Retention
) -> None:
    put_everywhere(world)
    row = a_row_of(world, model)
    now, a_minute = timezone.now(), timedelta(minutes=1)
    for since, stays in (
        (retention.before(now) + a_minute, True),
        (retention.before(now) - a_minute, False),
    ):
        set_back(row, retention.counted_from, since)
        end_what_is_over.func()
        left = model._base_manager.filter(pk=row.pk).first()
        assert is_whole(left, row, retention) == stays


def is_whole(left: Any, row: Any, retention: Retention) -> bool:
    if retention.then is Then.DELETE:
        return left is not None
    assert left is not None
    name = retention.written[0]
    return bool(getattr(left, name) == getattr(row, name))


def test_with_an_old_discussion_go_its_messages_and_their_history(world: World) -> None:
    put_everywhere(world)
    edited = Revision.objects.order_by("pk").first().message
    Thread.objects.update(last_at=timezone.now() - timedelta(days=9 * 366))
    end_what_is_over.func()
    edited.refresh_from_db()
    assert edited.removal_says.endswith("the time for which it was kept is over")
    assert not edited.revisions.exists()


def test_what_a_hold_covers_outlives_its_time(world: World) -> None:
    put_everywhere(world)
    Thread.objects.update(last_at=timezone.now() - timedelta(days=9 * 366))
    place_hold(by=world.steward, about=Ref("space", world.falls.uid), reason="An inquiry")
    end_what_is_over.func()
    assert not Message.objects.filter(purged_for="time").exists()
    assert Revision.objects.exists()


def test_a_file_of_a_held_person_outlives_the_message_that_carries_it(world: World) -> None:
    put_everywhere(world)
    message = Message.objects.get(n=1)
    others = attached(message.ref, by=world.ben, name="bay.txt", content=b"The bay")
    own = File.objects.get(subject=str(message.ref), by=world.amina)
    Thread.objects.update(last_at=timezone.now() - timedelta(days=9 * 366))
    place_hold(by=world.steward, about=Ref("person", world.ben.uid), reason="An inquiry")
    end_what_is_over.func()
    with time_machine.travel(timezone.now() + UNDO + timedelta(minutes=1)):
        take_out_files_that_are_over.func()
    assert (File.objects.get(pk=own.pk).gone, File.objects.get(pk=others.pk).gone) == (True, False)


def test_it_ends_a_second_time_with_nothing_to_do(world: World) -> None:
    put_everywhere(world)
    Thread.objects.update(last_at=timezone.now() - timedelta(days=9 * 366))
    end_what_is_over.func()
    for model, retention in ENDING:
        assert not what_is_over(model, retention, timezone.now()).exists()
