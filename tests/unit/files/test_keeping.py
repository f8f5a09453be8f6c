"""Keeping, attaching, opening and taking out, with a real storage and database."""

import json
from datetime import timedelta
from errno import ENOSPC

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.core.files.base import File as Stored
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collab.base.access.permissions import NotPermitted
from collab.base.access.versions import Removed
from collab.base.accounts.models import Person
from collab.base.files.actions import keep_file, remove_file
from collab.base.files.attaching import UNDO, Chosen, FileGone
from collab.base.files.checking import FileRefused, MayIdentify
from collab.base.files.jobs import take_out, take_out_files_that_are_over, take_out_what_is_over
from collab.base.files.models import File
from collab.base.forgetting.actions import forget
from collab.base.forgetting.holds import Held
from collab.base.forgetting.models import LegalHold
from collab.base.forgetting.reasons import PurgeReason
from collab.base.security.log import Kind
from collab.base.security.models import SecurityEntry
from discussions.actions import (
    post_message,
    purge_message,
    remove_message,
    restore_message,
    start_thread,
)
from discussions.models import Message
from tests.files import delete_due_bytes, picture, sent
from tests.jobs import let_pass, run_due_jobs
from tests.world import World

pytestmark = pytest.mark.usefixtures("without_children")

TEXT = b"Bed at its lowest"


def waiting(world: World, name: str = "checks.txt", content: bytes = TEXT) -> File:
    return keep_file(by=world.amina, space=world.falls, upload=sent(name, content))


def said(world: World, *files: File, description: str = "") -> Message:
    """Amina starts a discussion with these files."""
    thread = start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Checks",
        text="Here they are",
        files=[Chosen(file, description) for file in files],
    )
    return Message.objects.get(thread=thread)


def there(file: File) -> bool:
    return default_storage.exists(file.key)


def client(person: Person) -> Client:
    signed_in = Client()
    signed_in.force_login(person)
    return signed_in


def test_what_waits_is_its_senders_alone(world: World) -> None:
    file = waiting(world)
    assert client(world.amina).get(f"/files/{file.uid}").status_code == 200
    for other in (world.ben, world.facilitator, world.steward):
        assert client(other).get(f"/files/{file.uid}").status_code == 404


def test_whoever_reads_the_message_opens_the_file_and_nobody_else(world: World) -> None:
    file = waiting(world)
    said(world, file)
    answer = client(world.ben).get(f"/files/{file.uid}")
    assert b"".join(answer) == TEXT
    missing = client(world.outsider).get(f"/files/{file.uid}")
    never = client(world.outsider).get("/files/000000000000")
    assert (missing.status_code, missing.content) == (404, never.content)
    assert Client().get(f"/files/{file.uid}").status_code == 404


def test_a_document_is_only_ever_saved(world: World) -> None:
    file = waiting(world, "Stürze “neu”.txt")
    said(world, file)
    answer = client(world.ben).get(f"/files/{file.uid}", headers={"Range": "bytes=0-3"})
    assert answer.status_code == 200
    assert dict(answer.headers) | {
        "Content-Type": "text/plain",
        "Content-Disposition": "attachment; filename*=utf-8''"
        "St%C3%BCrze%20%E2%80%9Cneu%E2%80%9D.txt",
        "Content-Length": str(len(TEXT)),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    } == dict(answer.headers)


def test_a_picture_is_shown_in_its_place_with_what_it_shows(world: World) -> None:
    file = waiting(world, "ward.jpg", picture("JPEG", (2000, 1000)))
    message = said(world, file, description="The board above the bed")
    ben = client(world.ben)
    page = ben.get(message.get_absolute_url()).content.decode()
    assert f'<img src="/files/{file.uid}/preview" alt="The board above the bed"' in page
    assert 'width="320" height="160"' in page
    preview = ben.get(f"/files/{file.uid}/preview")
    assert preview["Content-Type"] == "image/webp"
    assert ben.get(f"/files/{file.uid}")["Content-Disposition"].startswith("inline")
    assert client(world.outsider).get(f"/files/{file.uid}/preview").status_code == 404


def test_a_file_is_attached_once_and_by_its_sender_alone(world: World) -> None:
    file = waiting(world)
    message = said(world, file)
    more = {"thread": message.thread, "text": "Again", "files": [Chosen(file)]}
    with pytest.raises(FileGone, match="Choose it again"):
        post_message(by=world.amina, for_organisation=world.severnside, **more)
    other = waiting(world)
    with pytest.raises(FileGone):
        post_message(
            by=world.ben, for_organisation=world.kingsholm, **more | {"files": [Chosen(other)]}
        )
    assert Message.objects.count() == 1


def test_a_message_carries_five_files_at_most(world: World) -> None:
    files = [waiting(world, f"{n}.txt") for n in range(6)]
    with pytest.raises(ValidationError, match="5 files at most"):
        said(world, *files)
    assert Message.objects.count() == 0
    assert File.objects.waiting(world.amina).count() == 6


def test_who_may_not_write_keeps_nothing(world: World) -> None:
    with pytest.raises(NotPermitted):
        keep_file(by=world.outsider, space=world.surgery, upload=sent("a.txt", TEXT))
    assert not File.objects.exists()


def test_what_is_refused_is_noted_without_its_name(world: World) -> None:
    with pytest.raises(FileRefused):
        waiting(world, "Mary’s page.html", b"<html>")
    entry = SecurityEntry.objects.get(kind=Kind.FILE_REFUSED)
    assert (entry.by, entry.about) == (world.amina.uid, f"space:{world.falls.uid}")
    assert entry.details == {"why": "kind"}
    assert not File.objects.exists()


def test_nothing_is_kept_of_what_may_identify_a_patient(world: World) -> None:
    before = default_storage.listdir("")[1]
    with pytest.raises(MayIdentify):
        waiting(world, "a.txt", b"NHS number 999 158 8132")
    assert not File.objects.exists()
    assert default_storage.listdir("")[1] == before


def test_a_person_has_so_much_room(world: World, settings: LazySettings) -> None:
    settings.FILES_QUOTA_MB = 1
    waiting(world, "a.txt", b"word " * 70_000)
    waiting(world, "b.txt", b"word " * 70_000)
    with pytest.raises(FileRefused, match="no room left"):
        waiting(world, "c.txt", b"word " * 70_000)
    keep_file(by=world.ben, space=world.falls, upload=sent("d.txt", b"word " * 70_000))


def test_of_a_file_for_which_the_disk_has_no_room_nothing_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = default_storage.save

    def save_and_find_it_full(name: str, content: Stored) -> str:
        save(name, content)
        raise OSError(ENOSPC, "No space left on device")

    other = keep_file(by=world.ben, space=world.falls, upload=sent("other.txt", b"Another"))
    before = default_storage.listdir("")[1]
    with monkeypatch.context() as full, pytest.raises(OSError, match="No space left"):
        full.setattr(default_storage, "save", save_and_find_it_full)
        keep_file(by=world.amina, space=world.falls, upload=sent("checks.txt", b"Bed"))
    assert default_storage.listdir("")[1] == before
    assert File.objects.get() == other


def test_a_removed_message_takes_its_files_along_once_it_cannot_be_brought_back(
    world: World,
) -> None:
    file = waiting(world)
    message = said(world, file)
    ben = client(world.ben)
    remove_message(by=world.amina, message=message)
    assert ben.get(f"/files/{file.uid}").status_code == 404
    restore_message(by=world.amina, message=message)
    assert ben.get(f"/files/{file.uid}").status_code == 200
    remove_message(by=world.amina, message=message)
    over_soon(file)
    assert not there(file)
    assert (file.name, file.key) == ("", "") or File.objects.get(pk=file.pk).name == ""


def over_soon(file: File) -> None:
    """As if the time in which it can be brought back had passed."""
    File.objects.filter(pk=file.pk).update(ends_at=timezone.now() - timedelta(seconds=1))
    take_out_files_that_are_over.func()
    delete_due_bytes()


def test_a_purged_message_takes_its_files_along(world: World) -> None:
    file = waiting(world, "ward.jpg", picture("JPEG", (2000, 1000)))
    message = said(world, file)
    purge_message(by=world.amina, message=message, reason=PurgeReason.PATIENT)
    assert there(file), "the bytes go with a job, so that none is forgotten"
    delete_due_bytes()
    assert not there(file)
    assert not default_storage.exists(f"{file.key}.preview")
    delete_due_bytes()


def test_bytes_are_deleted_however_long_the_storage_was_away(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(storage: object, name: str) -> None:
        raise ConnectionError(name)

    file = waiting(world)
    remove_file(by=world.amina, file=file)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(type(default_storage), "delete", away, raising=False)
        for _time in range(20):
            run_due_jobs()
            let_pass(timedelta(minutes=5))
    assert there(file)
    assert "waits for the storage" in caplog.text
    assert file.key not in caplog.text
    run_due_jobs()
    assert not there(file)


def test_a_purge_that_is_taken_back_takes_no_bytes(world: World) -> None:
    file = waiting(world)
    message = said(world, file)
    with transaction.atomic():
        purge_message(by=world.amina, message=message, reason=PurgeReason.PATIENT)
        transaction.set_rollback(True)
    delete_due_bytes()
    assert there(file)


def test_what_is_never_attached_is_gone_after_a_day(world: World) -> None:
    file = waiting(world)
    assert file.ends_at - file.at == timedelta(hours=24)
    over_soon(file)
    assert not there(file)
    assert not File.objects.exists()


def test_what_is_over_can_no_longer_be_attached(world: World) -> None:
    file = waiting(world)
    File.objects.update(ends_at=timezone.now())
    with pytest.raises(FileGone, match="Choose it again"):
        said(world, file)


def test_what_is_attached_while_the_old_is_listed_keeps_its_bytes(world: World) -> None:
    file, left = waiting(world), waiting(world, "left.txt")
    listed = [file, left]
    soon = timezone.now() + timedelta(days=2)
    said(world, file)
    with transaction.atomic():
        take_out_what_is_over(listed, soon)
    delete_due_bytes()
    assert there(file) and not there(left)
    assert File.objects.get().name == "checks.txt"


@pytest.mark.services
def test_what_is_taken_out_is_held_first_and_asked_again_whether_it_is_over(world: World) -> None:
    """Whoever attaches it at this moment is waited for, or waits."""
    file = waiting(world)
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        take_out_what_is_over([file], timezone.now() + timedelta(days=2))
    first = asked[0]["sql"]
    assert '"ends_at" <' in first and first.endswith("FOR UPDATE")


def test_what_a_hold_keeps_stays(world: World) -> None:
    file = waiting(world)
    message = said(world, file)
    LegalHold.objects.create(about=str(message.thread.ref), reason="Inquest", by=world.steward)
    with pytest.raises(Held):
        remove_file(by=world.amina, file=file)
    remove_message(by=world.amina, message=message)
    over_soon(file)
    assert there(file)
    assert File.objects.get().ends_at > timezone.now() + UNDO


def test_one_file_is_removed_and_its_message_says_so(world: World) -> None:
    file, other = waiting(world), waiting(world, "other.txt")
    message = said(world, file, other)
    amina = client(world.amina)
    assert "Remove checks.txt?" in amina.get(f"/files/{file.uid}/remove").content.decode()
    assert amina.post(f"/files/{file.uid}/remove").url == message.get_absolute_url()
    delete_due_bytes()
    assert not there(file) and there(other)
    page = client(world.ben).get(message.get_absolute_url()).content.decode()
    assert "A file was removed." in page
    assert "checks.txt" not in page and "other.txt" in page
    assert Message.objects.get().version == 2
    assert SecurityEntry.objects.get(kind=Kind.REMOVED).about == f"file:{file.uid}"


def test_others_remove_no_file(world: World) -> None:
    file = waiting(world)
    said(world, file)
    with pytest.raises(NotPermitted):
        remove_file(by=world.ben, file=file)
    remove_file(by=world.facilitator, file=file)


def test_the_copy_of_everything_tells_of_files_and_leaving_ends_what_waits(world: World) -> None:
    attached, left = waiting(world), waiting(world, "left.txt")
    said(world, attached)
    amina = Person.objects.get(pk=world.amina.pk)
    from collab.base.files.own import files_of_person

    names = [row["name"] for row in files_of_person(amina)]
    assert names == ["checks.txt", "left.txt"]
    json.dumps(names)
    forget(by=amina)
    delete_due_bytes()
    assert there(attached) and not there(left)


def test_a_form_with_a_file_that_is_sent_again_posts_once(world: World) -> None:
    thread, file = said(world).thread, waiting(world)
    amina, before = client(world.amina), thread.last_n
    form = {"text": "This one.", "key": "once", "waiting": file.uid, "attach": file.uid}
    form["for_organisation"] = world.severnside.uid
    answers = [amina.post(f"{thread.get_absolute_url()}/messages", form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    thread.refresh_from_db()
    assert thread.last_n == before + 1


def test_a_file_that_was_removed_is_not_given_out_to_a_repeat(world: World) -> None:
    def ask() -> File:
        upload = sent("board.txt", TEXT)
        return keep_file(by=world.amina, space=world.falls, upload=upload, key="once")

    take_out(File.objects.filter(pk=ask().pk))
    with pytest.raises(Removed):
        ask()
