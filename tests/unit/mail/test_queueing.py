"""A mail is a row of the change that it tells of. Its words go once it is handed over."""

import re
import smtplib
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from collab.base.accounts.mails import ACCOUNT_MAIL
from collab.base.accounts.models import Person
from collab.base.forgetting.jobs import end_what_is_over
from collab.base.mail.counting import counts
from collab.base.mail.jobs import give_up_late_mail
from collab.base.mail.kinds import KINDS, MailKind, mail_kind
from collab.base.mail.models import Mail
from collab.base.mail.outbox import queue_mail, take_back_mail
from tests.jobs import let_pass, run_due_jobs, sent
from tests.services.process import free_port

pytestmark = pytest.mark.django_db

TEXT = "Somebody answered you.\n\nRead the answer:\nhttp://localhost:8000/d/00000000000A"


@pytest.fixture(autouse=True)
def kinds_of_the_test() -> Iterator[None]:
    kept = dict(KINDS)
    yield
    KINDS.clear()
    KINDS.update(kept)


def queue(kind: MailKind = ACCOUNT_MAIL, **changed: str) -> Mail:
    fields = {"to": "amina@severnside.example", "subject": "You have an answer", "text": TEXT}
    return queue_mail(kind=kind, **(fields | changed))


def digest(still_wanted: Callable[[Mail], bool] = lambda mail: True) -> MailKind:
    return mail_kind(MailKind(name="digest", send_again=False, still_wanted=still_wanted))


@pytest.fixture
def mail_server_says(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """From here on the mail server answers with this error."""

    def says(error: Exception) -> None:
        def refuse(*_: object) -> None:
            raise error

        monkeypatch.setattr(EmailBackend, "send_messages", refuse)

    return says


def state_of(mail: Mail) -> Mail.State:
    mail.refresh_from_db()
    return Mail.State(mail.state)


def test_it_is_handed_over_in_two_parts_with_its_own_message_id() -> None:
    mail = queue()
    [message] = sent()
    assert message.to == ["amina@severnside.example"]
    assert message.subject == "You have an answer"
    assert message.body == TEXT
    assert [kind for _html, kind in message.alternatives] == ["text/html"]
    assert message.message()["Message-ID"] == mail.message_id == f"<{mail.uid}@localhost>"
    assert message.message()["Auto-Submitted"] == "auto-generated"
    assert state_of(mail) == Mail.State.HANDED_OVER


def test_a_change_that_is_rolled_back_sends_nothing() -> None:
    with pytest.raises(LookupError), transaction.atomic():
        queue()
        raise LookupError
    assert sent() == []
    assert not Mail.objects.exists()


def test_once_handed_over_the_facts_stay_and_the_words_go() -> None:
    amina = Person.objects.create_user("amina@severnside.example", name="Amina")
    mail = queue(about="thread:00000000000A", reader=f"person:{amina.uid}")
    run_due_jobs()
    assert state_of(mail) == Mail.State.HANDED_OVER
    assert (mail.subject, mail.text) == ("", "")
    assert (mail.kind, mail.to, mail.about) == ("account", amina.email, "thread:00000000000A")
    assert mail.ended_at


def test_a_mail_is_sent_only_while_its_kind_still_wants_it() -> None:
    wanted = [True]
    kind = digest(still_wanted=lambda mail: wanted[0])
    queue(kind)
    wanted[0] = False
    other = queue(kind)
    assert sent() == []
    assert state_of(other) == Mail.State.NOT_WANTED
    assert other.text == ""


def test_no_link_goes_to_an_account_that_was_closed_meanwhile() -> None:
    amina = Person.objects.create_user("amina@severnside.example", name="Amina")
    mail = queue(reader=f"person:{amina.uid}")
    Person.objects.update(is_active=False)
    assert sent() == []
    assert state_of(mail) == Mail.State.NOT_WANTED


@pytest.mark.parametrize("named", ["about", "reader"])
def test_waiting_mail_is_taken_back_by_what_it_is_about_or_who_reads_it(named: str) -> None:
    mine, other = queue(**{named: "x:00000000000A"}), queue()
    assert take_back_mail(**{named: "x:00000000000A"}) == 1
    assert (state_of(mine), mine.text, mine.subject) == (Mail.State.NOT_WANTED, "", "")
    run_due_jobs()
    assert len(django_mail.outbox) == 1
    assert state_of(other) == Mail.State.HANDED_OVER
    with pytest.raises(ValueError, match="Name what"):
        take_back_mail()


def test_the_last_mail_to_somebody_keeps_no_address_once_it_is_over(
    mail_server_says: Callable[[Exception], None],
) -> None:
    farewell = mail_kind(MailKind(name="last", send_again=False, forgets_address=True))
    handed_over, other = queue(farewell), queue()
    assert handed_over.to
    run_due_jobs()
    mail_server_says(smtplib.SMTPDataError(554, b"looks like spam"))
    refused = queue(farewell)
    run_due_jobs()
    assert (state_of(handed_over), handed_over.to) == (Mail.State.HANDED_OVER, "")
    assert (state_of(refused), refused.to) == (Mail.State.GIVEN_UP, "")
    assert (state_of(other), other.to) == (Mail.State.HANDED_OVER, "amina@severnside.example")


def test_while_the_mail_server_is_away_it_waits_longer_each_time_and_then_goes(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    waits = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        mail = queue()
        for _try in range(12):
            run_due_jobs()
            waits.append((DBTaskResult.objects.get().run_after - timezone.now()).total_seconds())
            clock.shift(waits[-1])
        assert waits[:5] == [10, 10, 20, 40, 80]
        assert waits[-1] == 15 * 60
        assert state_of(mail) == Mail.State.QUEUED
        assert mail.text == TEXT
        assert "waits: ConnectionRefusedError" in caplog.text
        assert "@" not in caplog.text
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        assert len(sent()) == 1


def test_it_is_given_up_after_a_day_where_an_operator_sees_it(
    mail_server_says: Callable[[Exception], None], caplog: pytest.LogCaptureFixture
) -> None:
    mail_server_says(smtplib.SMTPRecipientsRefused({"a@b.example": (451, b"later, a@b.example")}))
    mail = queue()
    run_due_jobs()
    assert state_of(mail) == Mail.State.QUEUED
    let_pass(timedelta(hours=1))
    Mail.objects.update(queued_at=timezone.now() - timedelta(days=1, minutes=1))
    run_due_jobs()
    assert state_of(mail) == Mail.State.GIVEN_UP
    assert mail.text == ""
    assert counts(timezone.now()).given_up == 1
    assert f"Mail {mail.uid} of kind account is given_up: the mail server answered 451" in (
        caplog.text
    )
    assert "@" not in caplog.text


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"nobody")}), "given_up"),
        (smtplib.SMTPDataError(554, b"looks like spam"), "given_up"),
        (smtplib.SMTPRecipientsRefused({"a@b.example": (450, b"later")}), "queued"),
        (smtplib.SMTPDataError(452, b"full"), "queued"),
        (smtplib.SMTPSenderRefused(553, b"not you", "collab@localhost"), "queued"),
        (UnicodeEncodeError("ascii", "é", 0, 1, "no"), "given_up"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value,
)
def test_what_a_mail_server_refuses_for_good_is_not_sent_again(
    mail_server_says: Callable[[Exception], None], error: Exception, state: str
) -> None:
    mail_server_says(error)
    for kind in (ACCOUNT_MAIL, digest()):
        mail = queue(kind)
        run_due_jobs()
        assert state_of(mail) == state


def test_when_the_line_breaks_in_the_middle_nobody_knows(
    mail_server_says: Callable[[Exception], None],
) -> None:
    """A link is sent again under its Message-ID; a digest is not."""
    mail_server_says(smtplib.SMTPServerDisconnected("in the middle"))
    link, news = queue(ACCOUNT_MAIL), queue(digest())
    run_due_jobs()
    assert state_of(link) == Mail.State.HANDING_OVER
    assert state_of(news) == Mail.State.UNKNOWN
    assert counts(timezone.now())[:4] == (1, 0, 1, 0)


def test_a_header_cannot_be_smuggled_in() -> None:
    queue(subject="Hello\nBcc: thief@example.org")
    bad = queue(to="amina@severnside.example\nBcc: thief@example.org")
    [message] = sent()
    assert message.subject == "Hello Bcc: thief@example.org"
    assert message.recipients() == ["amina@severnside.example"]
    assert state_of(bad) == Mail.State.GIVEN_UP


def test_what_its_job_left_behind_does_not_keep_its_words_for_ever() -> None:
    late, young = queue(), queue()
    Mail.objects.filter(pk=late.pk).update(queued_at=timezone.now() - timedelta(days=1, hours=2))
    give_up_late_mail.call()
    assert (state_of(late), late.text) == (Mail.State.GIVEN_UP, "")
    assert state_of(young) == Mail.State.QUEUED


def test_its_facts_are_forgotten_after_thirty_days() -> None:
    old, young = queue(), queue()
    run_due_jobs()
    Mail.objects.filter(pk=old.pk).update(ended_at=timezone.now() - timedelta(days=31))
    end_what_is_over.func()
    assert Mail.objects.get() == young


def test_two_kinds_do_not_share_a_name() -> None:
    with pytest.raises(ValueError, match="two kinds"):
        mail_kind(MailKind(name="account", send_again=True))


def test_how_long_the_oldest_waits_is_counted(django_assert_num_queries) -> None:
    queue()
    with django_assert_num_queries(1):
        assert counts(timezone.now() + timedelta(minutes=2)).oldest_seconds == pytest.approx(
            120, abs=5
        )


def test_a_secret_link_stands_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="collab")
    queue(text="Choose a new password:\nhttp://localhost:8000/reset/a-secret-key")
    run_due_jobs()
    assert not re.search("a-secret-key|severnside", caplog.text)
