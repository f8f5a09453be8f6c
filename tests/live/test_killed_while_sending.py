"""A worker is killed while it sends mail, at each moment there is, and a mail server counts what
comes. Nothing is lost; whatever comes twice has the same Message-ID and the same words."""

import os
import random
import re
import smtplib
from collections.abc import Callable, Iterator
from signal import SIGKILL
from typing import Any

import pytest
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone
from pytest_django import Settings

from collab.base.accounts.mails import ACCOUNT_MAIL
from collab.base.jobs import leases
from collab.base.jobs.counting import counts
from collab.base.jobs.declaring import PERIODIC
from collab.base.mail import handing_over, jobs
from collab.base.mail.kinds import KINDS, MailKind
from collab.base.mail.models import WAITING, Mail
from collab.base.mail.outbox import queue_mail
from tests.jobs import forked, let_pass, run_due_jobs, until
from tests.live.test_workers import disconnect, end, none_is_left_running, start_worker
from tests.services.smtp import Sink, sink

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["none_is_left_running"]

ROUNDS = 60 if os.environ.get("PROVE") else 2
MAILS = 40
DIGEST = MailKind(name="tests_digest", send_again=False)

Moment = tuple[Any, str, str]
TAKEN: Moment = (jobs, "hand_over", "before")
CONNECTING: Moment = (EmailBackend, "open", "before")
CONNECTED: Moment = (EmailBackend, "open", "after")
BEGUN: Moment = (handing_over, "_send", "before")
HALF_SAID: Moment = (smtplib.SMTP, "data", "before")
SAID: Moment = (smtplib.SMTP, "data", "after")
SENT: Moment = (handing_over, "end", "before")
RECORDED: Moment = (handing_over, "end", "after")
FINISHING: Moment = (leases, "finish", "before")
FINISHED: Moment = (leases, "finish", "after")

BOUNDARY = re.compile(r"={15}\d+==")  # between the parts: made afresh, and shown to nobody
ONCE, NEVER, TWICE = 1, 0, 2
SURE, UNSURE = Mail.State.HANDED_OVER, Mail.State.UNKNOWN


@pytest.fixture(autouse=True)
def digests_alone(settings: Settings, none_is_left_running: None) -> Iterator[None]:
    settings.JOBS_LEASE_SECONDS = 1
    settings.JOBS_POLL_SECONDS = 0.05
    kept = dict(PERIODIC)
    PERIODIC.clear()
    KINDS[DIGEST.name] = DIGEST
    yield
    del KINDS[DIGEST.name]
    PERIODIC.update(kept)


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[Sink]:
    with sink() as taking:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", taking.port
        yield taking


def queue(kind: MailKind) -> Mail:
    return queue_mail(
        kind=kind, to="amina@severnside.example", subject="Come and see", text="There is something"
    )


def killed_at(moment: Moment) -> Callable[[], None]:
    """Runs the due jobs until that moment comes, and is killed there."""
    where, name, when = moment
    whole = getattr(where, name)

    def cut(*args: Any, **kwargs: Any) -> None:
        if when == "after":
            whole(*args, **kwargs)
        os.kill(os.getpid(), SIGKILL)

    def work() -> None:
        setattr(where, name, cut)
        run_due_jobs()

    return work


@pytest.mark.same_everywhere
@pytest.mark.parametrize(
    ("moment", "account", "digest"),
    [
        (TAKEN, (ONCE, SURE), (ONCE, SURE)),
        (CONNECTING, (ONCE, SURE), (ONCE, SURE)),
        (CONNECTED, (ONCE, SURE), (ONCE, SURE)),
        (BEGUN, (ONCE, SURE), (NEVER, UNSURE)),
        (HALF_SAID, (ONCE, SURE), (NEVER, UNSURE)),
        (SAID, (TWICE, SURE), (ONCE, UNSURE)),
        (SENT, (TWICE, SURE), (ONCE, UNSURE)),
        (RECORDED, (ONCE, SURE), (ONCE, SURE)),
        (FINISHING, (ONCE, SURE), (ONCE, SURE)),
        (FINISHED, (ONCE, SURE), (ONCE, SURE)),
    ],
    ids=[
        "taken",
        "connecting",
        "connected",
        "begun",
        "half said",
        "said",
        "sent",
        "recorded",
        "finishing",
        "finished",
    ],
)
def test_what_arrives_when_a_worker_is_killed(
    mail_server: Sink,
    moment: Moment,
    account: tuple[int, Mail.State],
    digest: tuple[int, Mail.State],
) -> None:
    for kind, (times, state) in ((ACCOUNT_MAIL, account), (DIGEST, digest)):
        mail = queue(kind)
        disconnect()
        killed = forked(killed_at(moment))
        assert os.waitstatus_to_exitcode(os.waitpid(killed, 0)[1]) == -SIGKILL
        let_pass(leases.lease())
        leases.take_back(timezone.now())
        run_due_jobs()
        mail.refresh_from_db()
        assert (mail_server.counted[mail.message_id], mail.state) == (times, state), kind.name
        assert (mail.subject, mail.text) == ("", "")
        came = [m for m in mail_server.received if m["Message-ID"] == mail.message_id]
        assert len({BOUNDARY.sub("", m.as_string()) for m in came}) <= 1, "twice in the same words"
    assert counts(timezone.now())[:3] == (0, 0, 0)


def test_workers_that_are_killed_again_and_again_lose_nothing(mail_server: Sink) -> None:
    """Each is killed at a moment of its own; with many rounds, at about every one there is."""
    dice = random.Random(3)
    for _round in range(ROUNDS):
        account = [queue(ACCOUNT_MAIL) for _ in range(MAILS // 2)]
        digests = [queue(DIGEST) for _ in range(MAILS // 2)]
        for _death in range(3):
            left = Mail.objects.filter(state__in=WAITING).count()
            worker = start_worker()
            soon = left - dice.randint(1, 8)
            until(lambda soon=soon: Mail.objects.filter(state__in=WAITING).count() <= soon)
            end(worker)
        last = start_worker()
        until(lambda: not Mail.objects.filter(state__in=WAITING).exists())
        until(lambda: counts(timezone.now())[:2] == (0, 0))
        end(last)
        for mail in account:
            assert mail_server.counted[mail.message_id] >= 1
        for mail in digests:
            mail.refresh_from_db()
            sure = mail.state == SURE
            assert mail_server.counted[mail.message_id] in ([1] if sure else [0, 1])
        assert Mail.objects.filter(state=UNSURE).count() <= 3 * (_round + 1)
        assert counts(timezone.now()).failed == 0
