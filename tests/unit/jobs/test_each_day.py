"""What the daily jobs of the apps leave and take away."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from collab.base.accounts.models import Session
from collab.base.jobs.declaring import PERIODIC
from collab.base.jobs.leases import DONE
from collab.base.jobs.ticking import Ticker
from tests.jobs import run_due_jobs

pytestmark = pytest.mark.django_db


def test_sessions_that_have_run_out_are_forgotten() -> None:
    now = timezone.now()
    for key, ends in (("old", now - timedelta(minutes=1)), ("young", now + timedelta(days=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    Ticker().tick(now)
    run_due_jobs()
    assert Session.objects.get().session_key == "young"


def test_every_periodic_job_runs_on_an_empty_network() -> None:
    assert len(PERIODIC) >= 3
    Ticker().tick(timezone.now())
    assert run_due_jobs() == len(PERIODIC)
    assert {row.status for row in DBTaskResult.objects.all()} == {DONE}
