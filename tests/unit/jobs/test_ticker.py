"""A periodic job runs once in each period, however many processes tick."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django_tasks_db.models import DBTaskResult

from collab.base.jobs.batches import SIZE, delete_in_batches
from collab.base.jobs.declaring import PERIODIC
from collab.base.jobs.jobs import forget_ended_jobs
from collab.base.jobs.leases import DONE, FAILED
from collab.base.jobs.ticking import Ticker
from tests.jobs import run_due_jobs

from .examples import made_periodic, note

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def one_periodic_job(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    kept = dict(PERIODIC)
    PERIODIC.clear()
    made_periodic(note, timedelta(hours=1))
    yield
    PERIODIC.clear()
    PERIODIC.update(kept)


def test_two_processes_that_tick_enqueue_one_job_a_period() -> None:
    one, other = Ticker(), Ticker()
    for minutes in range(0, 180, 5):
        one.tick(NOON + timedelta(minutes=minutes))
        other.tick(NOON + timedelta(minutes=minutes))
    assert DBTaskResult.objects.count() == 3


def test_two_who_tick_at_the_same_moment_enqueue_one(monkeypatch: pytest.MonkeyPatch) -> None:
    Ticker().tick(NOON)
    monkeypatch.setattr(type(DBTaskResult.objects.all()), "exists", lambda self: False)
    Ticker().tick(NOON)
    assert DBTaskResult.objects.count() == 1


def test_what_ran_in_a_period_does_not_run_again_after_a_restart() -> None:
    Ticker().tick(NOON)
    DBTaskResult.objects.update(status=DONE, finished_at=NOON)
    Ticker().tick(NOON + timedelta(minutes=50))
    assert DBTaskResult.objects.count() == 1


def test_between_periods_a_ticker_asks_nothing(django_assert_num_queries) -> None:
    ticker = Ticker()
    ticker.tick(NOON)
    with django_assert_num_queries(0):
        ticker.tick(NOON + timedelta(minutes=59))


def test_ended_jobs_are_forgotten_but_not_within_a_period(it_is_noon: None) -> None:
    for status, days in ((DONE, 7), (DONE, 9), (FAILED, 9), (FAILED, 31)):
        note.enqueue(folder="", text="")
        DBTaskResult.objects.filter(finished_at=None).update(
            status=status, finished_at=NOON - timedelta(days=days)
        )
    forget_ended_jobs.enqueue()
    run_due_jobs()
    ages = DBTaskResult.objects.exclude(finished_at__gt=NOON - timedelta(days=1))
    assert sorted((NOON - row.finished_at).days for row in ages) == [7, 9]


def test_what_is_forgotten_goes_in_small_transactions(django_assert_num_queries) -> None:
    rows = [
        DBTaskResult(
            args_kwargs={"args": [], "kwargs": {}},
            task_path=note.module_path,
            backend_name="default",
            run_after=NOON,
            status=DONE,
            finished_at=NOON - timedelta(days=9),
        )
        for _ in range(2 * SIZE + 1)
    ]
    DBTaskResult.objects.bulk_create(rows)
    with django_assert_num_queries(4 + 3):  # four looks, three of which find some
        assert delete_in_batches(DBTaskResult.objects.successful()) == len(rows)


@pytest.fixture
def it_is_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield
