"""A backup is taken while the product is used, and put back on an empty machine."""

import asyncio
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.conf import settings
from django.core import mail as django_mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction
from django.test import Client
from pytest_django import Settings

from collab.base.access.models import AccessEpoch
from collab.base.accounts.models import Person
from collab.base.api.actions import make_token, revoke_token
from collab.base.api.models import Token
from collab.base.api.scopes import Scope
from collab.base.files.actions import keep_file, remove_file
from collab.base.files.attaching import Chosen
from collab.base.files.models import File
from collab.base.forgetting.actions import NOBODY, forget
from collab.base.forgetting.reasons import PurgeReason
from collab.base.operations import archive
from collab.base.security.models import SecurityEntry
from collab.interventions.actions import purge_former_versions, save_version, share_intervention
from collab.interventions.models import Intervention
from discussions.actions import post_message, start_thread
from discussions.models import Message
from networks.ledger import head_of
from networks.models import Space
from tests.architecture.order import REPOSITORY
from tests.canary import CANARY, put_everywhere
from tests.files import delete_due_bytes, sent
from tests.jobs import until
from tests.unit.access.expected import WAYS
from tests.unit.access.scene import build_scene, draft
from tests.unit.access.test_sweep import test_each_way_of_being_somebody_meets_what_was_promised
from tests.unit.security.test_security_log import as_a_plain_owner
from tests.world import World

from .browser import Browser
from .conftest import session_key
from .test_canary import holding
from .test_canary import purge as purge_everything

POSTER = b"Bed at its lowest"

sweep = test_each_way_of_being_somebody_meets_what_was_promised
del test_each_way_of_being_somebody_meets_what_was_promised


@pytest.fixture
def data(settings: Settings, tmp_path: Path) -> Path:
    """A folder of data of its own, in which files are kept as the settings say."""
    settings.DATA_DIR = tmp_path / "data"
    own = settings.STORAGES["default"] | {"OPTIONS": {"location": str(settings.DATA_DIR / "files")}}
    settings.STORAGES = settings.STORAGES | {"default": own}
    return settings.DATA_DIR


@pytest.fixture
def poster(world: World, data: Path) -> File:
    """A file that Amina attached to what she wrote."""
    file = keep_file(by=world.amina, space=world.falls, upload=sent("poster.txt", POSTER))
    start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Which checks stay?",
        text="We ran it for six weeks.",
        files=[Chosen(file)],
    )
    return file


@pytest.fixture
def backup(world: World, poster: File, tmp_path: Path) -> Path:
    session_key(world.amina)
    file = tmp_path / "backup.tar.gz"
    call_command("backup", str(file), verbosity=0)
    return file


def empty_machine(data: Path) -> None:
    """The same database with nothing in it, and no files."""
    call_command("flush", interactive=False, verbosity=0)
    for path in sorted(data.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()


@pytest.mark.same_everywhere
def test_a_backup_is_for_its_owner_alone(backup: Path, poster: File) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    with tarfile.open(backup) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))
        assert set(archive.getnames()) == {"manifest.json", *manifest["members"]}
    assert {"database", f"files/{poster.key}"} <= set(manifest["members"])
    assert [path.name for path in backup.parent.glob("backup*")] == ["backup.tar.gz"]


def opened(file: File, person: Person) -> bytes:
    client = Client()
    client.force_login(person)
    return b"".join(client.get(f"/files/{file.uid}").streaming_content)


@pytest.mark.same_everywhere
def test_what_is_taken_out_meanwhile_is_left_out(
    poster: File, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = keep_file(by=world.ben, space=world.falls, upload=sent("other.txt", b"Another"))
    listed = archive._files_in

    def list_and_go_on(folder: Path) -> Iterator[Path]:
        paths = list(listed(folder))
        remove_file(by=world.amina, file=poster)
        delete_due_bytes()
        yield from paths

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(archive, "_files_in", list_and_go_on)
        members = archive.back_up(tmp_path / "backup.tar.gz")["members"]
    assert {name for name in members if name.startswith("files/")} == {f"files/{other.key}"}
    archive.restore(tmp_path / "backup.tar.gz", replace=True)
    assert opened(other, world.ben) == b"Another"


class EndlessFile(ContentFile[bytes]):
    """Comes over a slow line until it is ended."""

    def __init__(self) -> None:
        super().__init__(b"")
        self.ended = Event()

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        while not self.ended.wait(0.002):
            yield b"A line of it\n" * 1000


@pytest.mark.same_everywhere
def test_what_is_written_meanwhile_spoils_nothing(
    poster: File, world: World, tmp_path: Path
) -> None:
    coming = EndlessFile()
    writing = Thread(target=default_storage.save, args=["coming", coming])
    writing.start()
    until(lambda: default_storage.exists("coming"))
    try:
        archive.back_up(tmp_path / "backup.tar.gz")
    finally:
        coming.ended.set()
        writing.join()
    archive.restore(tmp_path / "backup.tar.gz", replace=True)
    assert opened(poster, world.ben) == POSTER


def test_on_an_empty_machine_everything_is_back_and_the_matrix_holds(
    backup: Path, data: Path, poster: File, world: World
) -> None:
    before = head_of(world.falls.stream)
    empty_machine(data)
    assert not Person.objects.exists()
    call_command("restore", str(backup), verbosity=0)
    assert Message.objects.get().body == "We ran it for six weeks."
    assert opened(poster, world.ben) == POSTER
    epoch, head = head_of(Space.objects.get(pk=world.falls.pk).stream)
    assert (head, epoch != before[0]) == (before[1], True)
    assert AccessEpoch.objects.count() == 1
    way = "guest" if settings.EMBEDDED else "lead"
    assert way in WAYS
    with transaction.atomic():
        sweep(build_scene(world), way)
        transaction.set_rollback(True)


def test_whoever_followed_before_is_told_to_read_afresh(
    backup: Path, data: Path, world: World
) -> None:
    epoch, head = head_of(world.falls.stream)
    empty_machine(data)
    call_command("restore", str(backup), verbosity=0)
    told = asyncio.run(follow_from(epoch, head, world))
    assert told["epoch"] not in ("", epoch)


async def follow_from(epoch: str, head: int, world: World) -> dict[str, Any]:
    ben = await Browser.of(world.ben)
    await ben.watch(world.falls.stream, after=head, epoch=epoch)
    told: dict[str, Any] = await ben.hear("reset")
    await ben.leave()
    return told


@pytest.mark.services
def test_the_security_log_is_only_added_to_after_a_restore_too(backup: Path) -> None:
    call_command("restore", str(backup), replace=True, verbosity=0)
    with (
        as_a_plain_owner() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute("UPDATE security_securityentry SET kind = 'signed_out'")


@pytest.mark.services
def test_a_backup_of_the_version_before_replaces_what_a_newer_one_added(
    world: World, data: Path, tmp_path: Path
) -> None:
    call_command("migrate", "files", "zero", verbosity=0)
    call_command("backup", str(tmp_path / "older.tar.gz"), verbosity=0)
    call_command("migrate", verbosity=0)
    keep_file(by=world.amina, space=world.falls, upload=sent("newer.txt", b"Newer"))
    call_command("restore", str(tmp_path / "older.tar.gz"), replace=True, verbosity=0)
    assert Person.objects.filter(pk=world.amina.pk).exists()
    assert not File.objects.exists()


def test_data_are_not_lost_by_mistake(backup: Path, data: Path, world: World) -> None:
    Message.objects.update(body="Newer")
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(backup))
    assert Message.objects.get().body == "Newer"
    call_command("restore", str(backup), replace=True, verbosity=0)
    assert Message.objects.get().body == "We ran it for six weeks."


def killed() -> None:
    raise KeyboardInterrupt


def test_one_that_was_cut_off_is_marked_until_it_is_done_again(
    backup: Path, data: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as midway:
        midway.setattr(archive, "_after_restore", [killed])
        with pytest.raises(KeyboardInterrupt):
            call_command("restore", str(backup), replace=True, verbosity=0)
    assert archive.half_restored()
    call_command("restore", str(backup), verbosity=0)
    assert not archive.half_restored()


@pytest.fixture
def named_everywhere(world: World, poster: File, tmp_path: Path) -> Path:
    """A backup in which a name is wherever people write. It is taken out since, Amina has left, and
    Ben removed his file."""
    put_everywhere(world)
    thread = Message.objects.get(n=1, body__contains=CANARY).thread
    said = {"by": world.ben, "for_organisation": world.kingsholm, "thread": thread}
    file = keep_file(by=world.ben, space=world.falls, upload=sent("bay.txt", b"The bay"))
    post_message(**said, text="The bay", files=[Chosen(file)])
    archive.back_up(tmp_path / "named.tar.gz")
    purge_everything(world)
    remove_file(by=world.ben, file=file)
    forget(by=Person.objects.get(pk=world.amina.pk))
    return tmp_path / "named.tar.gz"


def test_what_was_taken_out_since_is_taken_out_again(named_everywhere: Path, world: World) -> None:
    log = SecurityEntry.objects.filter(kind__in=["purged", "removed", "forgotten"]).order_by("at")
    log = log.values_list("kind", "by", "about", "at", "details")
    before = list(log)
    for _time in range(2):
        said = io.StringIO()
        call_command("restore", str(named_everywhere), replace=True, stdout=said)
        assert f"taken out again ({len(before)})" in said.getvalue()
        for trace in (CANARY, world.amina.name, world.amina.email):
            assert holding(trace) == set()
        assert Person.objects.get(pk=world.amina.pk).name == NOBODY
        assert File.objects.get(by=world.ben).gone
        assert list(log) == before
        delete_due_bytes()
        assert [default_storage.size(key) for key in default_storage.listdir("")[1]] == [
            len(POSTER)
        ]
    assert not django_mail.outbox


@pytest.mark.same_everywhere
def test_also_when_the_restore_was_cut_off_in_between(
    named_everywhere: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = SecurityEntry.objects.values_list("kind", "by", "about", "at", "details")
    before = list(log.order_by("at"))
    with monkeypatch.context() as midway:
        midway.setattr(archive, "_after_restore", [killed])
        with pytest.raises(KeyboardInterrupt):
            archive.restore(named_everywhere, replace=True)
    assert holding(CANARY)
    archive.restore(named_everywhere)
    assert holding(CANARY) == set()
    assert Person.objects.get(pk=world.amina.pk).name == NOBODY
    assert list(log.order_by("at")) == before


@pytest.mark.same_everywhere
def test_a_version_that_is_current_again_goes_where_it_was_purged_as_a_former_one(
    world: World, data: Path, tmp_path: Path
) -> None:
    said = {"by": world.amina, "for_organisation": world.severnside}
    first = share_intervention(**said, space=world.falls, content=draft(body=f"{CANARY} fell"))
    archive.back_up(tmp_path / "first.tar.gz")
    saved = save_version(**said, intervention=first, started_from=1, content=draft(body="Falls"))
    archive.back_up(tmp_path / "second.tar.gz")
    purge_former_versions(by=world.amina, intervention=saved, reason=PurgeReason.PATIENT)
    archive.restore(tmp_path / "second.tar.gz", replace=True)
    assert holding(CANARY) == set()
    assert Intervention.objects.get().body == "Falls"
    archive.restore(tmp_path / "first.tar.gz", replace=True)
    assert holding(CANARY) == set()
    assert Intervention.objects.get().purged_for == PurgeReason.PATIENT


def restored(backup: Path) -> str:
    said = io.StringIO()
    call_command("restore", str(backup), replace=True, stdout=said)
    return said.getvalue()


@pytest.mark.same_everywhere
def test_what_was_out_before_the_backup_is_not_counted(
    world: World, poster: File, tmp_path: Path
) -> None:
    removed = keep_file(by=world.ben, space=world.falls, upload=sent("bay.txt", b"The bay"))
    remove_file(by=world.ben, file=removed)
    forget(by=world.ben)
    log = list(SecurityEntry.objects.values())
    archive.back_up(tmp_path / "backup.tar.gz")
    assert "Nothing was taken out since then" in restored(tmp_path / "backup.tar.gz")
    assert list(SecurityEntry.objects.values()) == log
    remove_file(by=world.amina, file=File.objects.get(pk=poster.pk))
    for _time in range(2):
        assert "taken out again (1)" in restored(tmp_path / "backup.tar.gz")
        assert File.objects.get(pk=poster.pk).gone


@pytest.mark.same_everywhere
def test_what_was_taken_out_while_the_backup_began_is_taken_out_again(
    world: World, poster: File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its entry is older than the backup, in which it is missing."""
    archive.back_up(tmp_path / "backup.tar.gz")
    manifest = json.loads(read(tmp_path / "backup.tar.gz", "manifest.json"))
    later = datetime.fromisoformat(manifest["made_at"]) + timedelta(minutes=5)
    told = json.dumps(manifest | {"made_at": later.isoformat()}).encode()
    changed(tmp_path / "backup.tar.gz", tmp_path / "later.tar.gz", "manifest.json", told)
    remove_file(by=world.amina, file=poster)
    assert "taken out again (1)" in restored(tmp_path / "later.tar.gz")
    assert File.objects.get(pk=poster.pk).gone


@pytest.mark.same_everywhere
def test_no_access_token_works_again(
    world: World, data: Path, tmp_path: Path, client: Client
) -> None:
    week = {"scopes": [Scope.READ], "lifetime": timedelta(days=7)}
    stolen, secret = make_token(by=world.ben, name="Stolen", **week)
    make_token(by=world.amina, name="Dashboard", **week)
    bearer = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/me", headers=bearer).status_code == 200
    archive.back_up(tmp_path / "backup.tar.gz")
    revoke_token(by=world.ben, token=stolen)
    assert "every access token has ended" in restored(tmp_path / "backup.tar.gz")
    assert client.get("/api/v1/me", headers=bearer).status_code == 401
    assert not Token.objects.exists()


@pytest.mark.same_everywhere
def test_where_no_log_tells_of_it_whoever_restores_is_told(backup: Path, data: Path) -> None:
    empty_machine(data)
    said = io.StringIO()
    call_command("restore", str(backup), stdout=said)
    assert "what was purged since is back" in said.getvalue()


def damaged(file: Path, how: str, poster: File) -> Path:
    spoilt = file.with_name("spoilt")
    whole = file.read_bytes()
    match how:
        case "cut off":
            spoilt.write_bytes(whole[: len(whole) // 2])
        case "empty":
            spoilt.write_bytes(b"")
        case "something else":
            spoilt.write_bytes(b"A letter to a friend\n" * 100)
        case "another byte":
            changed(file, spoilt, f"files/{poster.key}", POSTER.upper())
        case "another version":
            changed(file, spoilt, "manifest.json", b'{"format": 99, "members": {}}')
        case "a newer version":
            told = json.loads(read(file, "manifest.json"))
            told["migrations"].append("networks.9999_from_the_future")
            changed(file, spoilt, "manifest.json", json.dumps(told).encode())
    return spoilt


def read(file: Path, name: str) -> bytes:
    with tarfile.open(file) as archive:
        return archive.extractfile(name).read()


def changed(file: Path, spoilt: Path, name: str, content: bytes) -> None:
    with tarfile.open(file) as old, tarfile.open(spoilt, "w:gz") as new:
        for member in old:
            body = content if member.name == name else old.extractfile(member).read()
            member.size = len(body)
            new.addfile(member, io.BytesIO(body))


@pytest.mark.same_everywhere
@pytest.mark.parametrize(
    "how",
    [
        "cut off",
        "empty",
        "something else",
        "another byte",
        "another version",
        "a newer version",
    ],
)
def test_a_damaged_backup_touches_nothing(
    backup: Path, data: Path, poster: File, world: World, how: str
) -> None:
    Message.objects.update(body="Newer")
    with pytest.raises(CommandError, match=r"backup|version"):
        call_command("restore", str(damaged(backup, how, poster)), replace=True)
    assert Message.objects.get().body == "Newer"
    assert opened(poster, world.ben) == POSTER
    assert not list(data.glob("restore-*"))


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    folder = tmp_path / "another machine"
    yield os.environ | {"DATA_DIR": str(folder)}


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True)


@pytest.mark.skipif(not settings.EMBEDDED, reason="its database is one file")
def test_by_the_commands_alone_on_another_machine(
    backup: Path, environment: dict[str, str]
) -> None:
    done = manage(environment, "restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert "Start the product" in done.stdout
    kept = Path(environment["DATA_DIR"])
    assert kept.stat().st_mode & 0o777 == 0o700
    assert (kept / "collab.sqlite3").stat().st_mode & 0o777 == 0o600
    count = "from discussions.models import *; print(Message.objects.count())"
    counted = manage(environment, "shell", "-v0", "-c", count)
    assert counted.stdout.strip().endswith("1"), counted.stderr


@pytest.mark.same_everywhere
def test_where_there_is_no_such_backup_it_says_so(world: World, data: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no file .*backup\.tar\.gz"):
        call_command("restore", str(tmp_path / "backup.tar.gz"))
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        call_command("restore", str(tmp_path))
    assert not data.exists()


@pytest.mark.same_everywhere
def test_where_there_is_no_folder_it_says_so(world: World) -> None:
    with pytest.raises(CommandError, match="Make it first"):
        call_command("backup", "/nowhere/at/all/backup.tar.gz")
