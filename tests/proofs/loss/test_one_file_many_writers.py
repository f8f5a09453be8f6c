"""Eight processes write to one SQLite file while an import, the server and a worker run."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from signal import SIGKILL
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from collab.base.accounts.mails import ACCOUNT_MAIL
from collab.base.drafts.actions import keep_draft
from collab.base.mail.models import WAITING, Mail
from collab.base.mail.outbox import queue_mail
from collab.interventions.actions import share_intervention
from collab.interventions.models import Intervention
from discussions.actions import post_message
from discussions.models import Message, Thread
from networks.actions.marks import mark_seen
from networks.models import LedgerRow
from tests.jobs import forked, until
from tests.live.servers import database_of_tests, server
from tests.live.test_workers import disconnect
from tests.percentile import percentile
from tests.proofs.conftest import Proved
from tests.proofs.counts import PROCESSES_WRITING, PROVING, WRITES_OF_EACH
from tests.proofs.loss.told import all_that_is_told
from tests.services.product import REPOSITORY
from tests.transactions import Held, transactions
from tests.unit.access.scene import build_scene, draft
from tests.world import World, again

pytestmark = pytest.mark.skipif(not settings.EMBEDDED, reason="about SQLite")

IMPORTED, BATCH = 2 * WRITES_OF_EACH, 5
WAIT = 2 if PROVING else 15  # seconds; a busy machine gets more
LONGEST_WAIT = 10  # half of what SQLite's writers are given before they meet a lock
LASTS = 0.2


def write_in_many_ways(world: World, thread: Thread, writer: int, n: int) -> None:
    """What people and pages do: mostly messages, and around them marks, drafts and mails."""
    ben = again(world.ben)
    message = post_message(
        by=ben,
        for_organisation=world.kingsholm,
        thread=Thread.objects.select_related("space").get(pk=thread.pk),
        text=f"Answer {writer} {n}",
        key=f"{writer}-{n}",
    )
    mark_seen(by=ben, subject=thread.ref, n=message.n)
    if n % 5 == 0:
        keep_draft(by=ben, place=f"/d/{thread.uid}/messages", fields={"text": f"{writer} {n}"})
        queue_mail(kind=ACCOUNT_MAIL, to="ben@people.example", subject=f"{writer} {n}", text="Hi")


def import_all(world: World) -> None:
    """Each batch in a transaction, each row under its own key: begun again, it goes on."""
    for first in range(0, IMPORTED, BATCH):
        with transaction.atomic():
            for n in range(first, min(first + BATCH, IMPORTED)):
                share_intervention(
                    by=world.amina,
                    for_organisation=world.severnside,
                    space=world.surgery,
                    content=draft(f"Imported checklist {n}"),
                    key=f"import-{n}",
                )


def reporting(to: Path, work: Callable[[], object]) -> Callable[[], None]:
    """Do some work and write down what its transactions came to, or what went wrong."""

    def do() -> None:
        with transactions() as ended:
            try:
                work()
            finally:
                error = repr(sys.exc_info()[1] or "")
                to.with_suffix(".part").write_text(json.dumps({"error": error, "held": ended}))
                to.with_suffix(".part").rename(to)

    return do


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Path]:
    """`manage.py worker` beside the server, which has one inside as well; yields its log."""
    log = tmp_path / "worker.log"
    command = [sys.executable, "manage.py", "worker"]
    environment = os.environ | database_of_tests(tmp_path / "worker")
    with (
        log.open("w") as output,
        subprocess.Popen(
            command, cwd=REPOSITORY, env=environment, stdout=output, stderr=output
        ) as process,
    ):
        yield log
        process.terminate()


def test_none_meets_a_lock_and_none_waits_long(
    world: World, thread: Thread, worker: Path, tmp_path: Path, proved: Proved
) -> None:
    def write(writer: int) -> None:
        for n in range(WRITES_OF_EACH):
            write_in_many_ways(world, thread, writer, n)

    works = {f"writer-{n}.json": lambda n=n: write(n) for n in range(PROCESSES_WRITING)}
    with ExitStack() as stack:
        stack.enter_context(server(tmp_path / "server"))
        disconnect()
        cut_off = forked(lambda: import_all(world))
        until(lambda: Intervention.objects.exists())
        os.kill(cut_off, SIGKILL)
        os.waitpid(cut_off, 0)
        disconnect()
        works["import.json"] = lambda: import_all(world)
        processes = [forked(reporting(tmp_path / name, work)) for name, work in works.items()]
        ended = [os.waitpid(each, 0)[1] for each in processes]
        until(lambda: not Mail.objects.filter(state__in=WAITING).exists(), seconds=60)

    reports = {name: json.loads((tmp_path / name).read_text()) for name in works}
    assert {name: each["error"] for name, each in reports.items()} == dict.fromkeys(works, "''")
    assert not any(ended)
    logs = [worker, *(tmp_path / "server").glob("*.log")]
    assert len(logs) == 2
    troubles = [
        re.findall("database is locked|Jobs wait.*|Traceback", log.read_text()) for log in logs
    ]
    assert troubles == [[], []]

    written = PROCESSES_WRITING * WRITES_OF_EACH
    numbers = Message.objects.filter(thread=thread).order_by("n").values_list("n", flat=True)
    assert list(numbers) == list(range(1, written + 2))
    titles = Intervention.objects.filter(space=world.surgery).values_list("title", flat=True)
    assert sorted(titles) == sorted(f"Imported checklist {n}" for n in range(IMPORTED))
    for space in (world.falls, world.surgery):
        told = LedgerRow.objects.filter(stream=space.stream).order_by("seq")
        assert list(told.values_list("seq", flat=True)) == list(range(1, len(told) + 1))

    held = [Held(*each) for report in reports.values() for each in report["held"]]
    assert len(held) > written
    longest = max(each.waited for each in held)
    assert longest <= LONGEST_WAIT, longest
    waited = percentile([each.waited for each in held], 0.99)
    lasted = percentile([each.lasted for each in held], 0.99)
    worked = percentile([each.worked for each in held], 0.99)
    assert waited <= WAIT, (waited, lasted, worked)
    assert worked <= LASTS, (waited, lasted, worked)
    if PROVING:
        assert lasted <= LASTS, (waited, lasted, worked)
    proved(
        f"{PROCESSES_WRITING} processes with {WRITES_OF_EACH} posts each on one SQLite file, with "
        f"the server, a worker, {Mail.objects.count()} mails and an import of {IMPORTED} that is "
        "killed and begun again",
        f"0 lock errors in {len(held)} transactions; 99 of 100 waited at most {waited:.3f} s for "
        f"their turn, and none longer than {longest:.2f} s; 99 of 100 kept it at most "
        f"{lasted * 1000:.0f} ms; nothing missing, nothing twice",
    )


def test_no_action_keeps_others_from_writing_for_long(world: World, proved: Proved) -> None:
    """Each that tells something, in the processor's time: a busy machine changes none of it."""
    acts: list[Any] = all_that_is_told(build_scene(world))
    worked = {}
    for act in acts:
        with transactions() as ended, transaction.atomic():
            act()
            transaction.set_rollback(True)
        (held,) = ended
        worked[act.func.__name__] = held.worked
    assert {name: each for name, each in worked.items() if each > LASTS} == {}
    longest = max(worked, key=worked.__getitem__)
    proved(
        f"how long each of {len(acts)} writes keeps others from writing to SQLite",
        f"at most {worked[longest] * 1000:.0f} ms of the processor ({longest})",
    )
