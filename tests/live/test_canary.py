"""A text that is purged, and a person who is forgotten, are nowhere any more.

The database is read as it lies on the disk, not as queries see it. Which fields can hold what
people wrote is read from the models: one that this does not know fails.
"""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.utils import timezone
from pytest_django import Settings

from collab.base.accounts.models import Person, Session
from collab.base.forgetting.actions import forget
from collab.base.forgetting.reasons import PurgeReason
from collab.base.forgetting.traces import overwrite
from collab.base.jobs.declaring import TryAgain
from collab.base.security.declared import retention_of
from collab.interventions.actions import (
    purge_intervention,
)
from collab.interventions.models import Intervention
from discussions.actions import (
    purge_message,
    start_thread,
)
from discussions.models import Message
from fellows.actions import describe_expertise
from networks.actions.invitation_batches import Wanted, invite_many
from networks.actions.invitations import invite
from tests.canary import CANARY, put_everywhere
from tests.files import delete_due_bytes
from tests.jobs import run_due_jobs
from tests.served import everything_served, places_of
from tests.world import World


@pytest.fixture(autouse=True)
def files_of_its_own(settings: Settings, tmp_path: Path) -> None:
    """What other tests attached lies elsewhere."""
    own = settings.STORAGES["default"] | {"OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": own}


# Where the canary is put below, and taken out by a purge or by forgetting.
PURGED = {
    *(f"discussions.Message.{name}" for name in ("body", "body_html", "first_line")),
    "discussions.Message.removal_reason",
    *(f"discussions.Revision.{name}" for name in ("body", "body_html")),
    *(
        f"interventions.{model}.{name}"
        for model in ("Intervention", "Version")
        for name in ("title", "summary", "setting", "problem", "body", "body_html", "checklist")
    ),
    "interventions.Intervention.removal_reason",
    "interventions.Version.note",
    "files.File.name",
    "files.File.description",
    "drafts.Draft.fields",
    "mail.Mail.subject",
    "mail.Mail.text",
}
FORGOTTEN = {
    *(f"accounts.Person.{name}" for name in ("email", "name", "job_title", "profession")),
    "account.EmailAddress.email",
    "accounts.Session.browser",
    "socialaccount.SocialAccount.uid",
    "socialaccount.SocialAccount.extra_data",
    "fellows.Expertise.about",
    "mail.Mail.to",
    "api.Token.name",
    *(
        f"networks.{model}.{name}"
        for model in ("Invitation", "InvitationRow")
        for name in ("to", "name")
    ),
}
# What has one text at a time, is written by few, and is changed where it stands: the former text is
# kept nowhere.
CHANGED_IN_PLACE = {
    "discussions.Thread.title",
    "fellows.Method.name",
    "fellows.Topic.name",
    "forgetting.LegalHold.reason",
    "networks.Affiliation.reason",
    "networks.EmailDomain.reason",
    "networks.Collaborative.name",
    "networks.Collaborative.region",
    "networks.Organisation.name",
    "networks.Organisation.former_name",
    "networks.Organisation.postcode",
    "networks.Registration.reason",
    "networks.Organisation.town",
    "networks.Space.name",
    "networks.Space.purpose",
}


def test_every_field_that_can_hold_a_name_is_known_here() -> None:
    declared = {
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        for retention in [retention_of(model)]
        for name in (*retention.written, *retention.who)
        if not model._meta.proxy
    }
    assert declared == PURGED | FORGOTTEN | CHANGED_IN_PLACE


def on_the_disk() -> bytes:
    """All bytes of the database, its journal, and the folder of files."""
    if connection.vendor == "postgresql":
        return in_postgresql()
    database = Path(connection.settings_dict["NAME"])
    connections.close_all()
    files = Path(default_storage.path("")).rglob("*")
    paths = (*database.parent.glob(f"{database.name}*"), *files)
    return b"".join(path.read_bytes() for path in paths if path.is_file())


def in_postgresql() -> bytes:
    """Each table as a dump writes it."""
    dump = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT t::text FROM {name} t")  # noqa: S608
            dump += [str(row[0]) for row in cursor.fetchall()]
    return "\n".join(dump).encode()


def holding(text: str) -> set[str]:
    """The fields of the database that hold a text."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if not model._meta.proxy
        for field in model._meta.concrete_fields
        for value in model._base_manager.values_list(field.name, flat=True)
        if text in str(value)
    }


def purge(world: World) -> None:
    for message in Message.objects.order_by("n"):
        if CANARY in f"{message.body}{message.removal_reason}" or message.revisions.exists():
            purge_message(by=world.facilitator, message=message, reason=PurgeReason.PATIENT)
    for intervention in Intervention.objects.all():
        purge_intervention(
            by=world.facilitator, intervention=intervention, reason=PurgeReason.PATIENT
        )
    delete_due_bytes()
    overwrite.func()


def test_a_purged_text_is_nowhere(world: World) -> None:
    put_everywhere(world)
    assert holding(CANARY) == PURGED
    readers = [world.facilitator, world.guest]
    assert len(places_of(CANARY, everything_served(world.falls, readers))) > 10
    assert CANARY.encode() in on_the_disk()
    purge(world)
    assert holding(CANARY) == set()
    assert places_of(CANARY, everything_served(world.falls, readers)) == []
    assert CANARY.encode() not in on_the_disk()
    assert CANARY not in "".join(str(each.message()) for each in mail.outbox)


@pytest.mark.skipif(not settings.EMBEDDED, reason="it is SQLite whose journal is emptied")
def test_the_journal_is_emptied_once_nobody_reads_it_any_more(world: World) -> None:
    overwrite.func()
    name = connection.settings_dict["NAME"]
    connection.cursor().execute("PRAGMA busy_timeout=100")
    with closing(sqlite3.connect(name)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM accounts_person").fetchone()
        Person.objects.filter(pk=world.amina.pk).update(name="Amina")
        with pytest.raises(TryAgain):
            overwrite.func()
    overwrite.func()
    assert not Path(f"{name}-wal").stat().st_size
    connection.close()  # the next has its patience again


def signed_in_with_an_account_elsewhere(person: Person) -> None:
    ends = timezone.now() + timedelta(hours=1)
    Session.objects.create(session_key="k", person=person, browser=CANARY, expire_date=ends)
    SocialAccount.objects.create(
        user=person, provider="nhsmail", uid=CANARY, extra_data={"subject": CANARY}
    )


def test_a_forgotten_person_is_nowhere(world: World) -> None:
    person = Person.objects.get(pk=world.amina.pk)
    before = person.name, person.email
    describe_expertise(by=person, about=f"{CANARY} asks me about falls")
    signed_in_with_an_account_elsewhere(person)
    of_kingsholm = {"by": world.ben, "organisation": world.kingsholm}
    invite(**of_kingsholm, to=person.email, name=CANARY, role="member")
    wanted = Wanted(1, person.email, CANARY, world.kingsholm, "member")
    invite_many(by=world.ben, organisation=world.kingsholm, rows=[wanted])
    start_thread(
        by=person,
        for_organisation=world.severnside,
        space=world.falls,
        title="Checks",
        text="Four of them",
    )
    everything_served(world.falls, [world.facilitator])
    drawn = f"message:{Message.objects.get().uid}"
    assert before[0] in str(cache.get(drawn))
    forget(by=person)
    assert cache.get(drawn) is None
    run_due_jobs()
    [farewell] = [each for each in mail.outbox if each.to == [before[1]]]
    assert "the last mail that we send you" in farewell.body
    overwrite.func()
    served = everything_served(world.falls, [world.facilitator])
    for trace in (*before, CANARY):
        assert holding(trace) == set()
        assert places_of(trace, served) == []
        assert trace.encode() not in on_the_disk()
