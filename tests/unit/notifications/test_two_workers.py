"""Two workers go through the ledger at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from collab.notifications import telling
from collab.notifications.models import Notice
from collab.notifications.telling import tell_what_happened
from discussions.actions import edit_message, move_thread, post_message, start_thread
from tests.world import a_world, again

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_whom_a_message_names_in_two_streams_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_world()
    for_severnside = {"by": world.amina, "for_organisation": world.severnside}
    thread = start_thread(**for_severnside, space=world.falls, title="Mats", text="Which?")
    message = post_message(**for_severnside, thread=thread, text="@Ben Hughes?")
    owen = again(world.facilitator)
    move_thread(by=owen, thread=thread, out_of=world.falls, into=world.medicines)
    edit_message(**for_severnside, message=message, text="Which ones, @Ben Hughes?", started_from=1)
    close_read, other_writes = telling._close_read, Event()

    def about_to_write(new: list[Notice]) -> None:
        close_read(new)
        other_writes.set()

    def other() -> None:
        monkeypatch.setattr(telling, "_close_read", about_to_write)
        try:
            tell_what_happened()
        finally:
            connection.close()

    with ThreadPoolExecutor() as threads:
        with transaction.atomic():
            telling._go_on(world.falls.stream)
            monkeypatch.setattr(
                telling,
                "streams_behind",
                lambda behind=telling.streams_behind: behind().filter(
                    stream=world.medicines.stream
                ),
            )
            telling_too = threads.submit(other)
            # On SQLite the other only begins once this one is done.
            other_writes.wait(10 if connection.vendor == "postgresql" else 0)
        telling_too.result()
    assert Notice.objects.filter(person=world.ben, subject=message.uid).count() == 1
