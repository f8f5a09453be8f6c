"""A job is enqueued inside the transaction of what it follows from, and run after it."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from collab.base.jobs.bells import bells
from collab.base.jobs.counting import counts
from collab.base.jobs.declaring import every, job
from tests.architecture.order import PACKAGES
from tests.jobs import run_due_jobs

from .examples import note, noted

pytestmark = pytest.mark.django_db


def test_a_job_runs_with_its_arguments(tmp_path: Path) -> None:
    note.enqueue(folder=str(tmp_path), text="hello")
    assert noted(tmp_path) == []
    assert run_due_jobs() == 1
    assert noted(tmp_path) == ["hello"]
    assert run_due_jobs() == 0


def test_a_change_that_is_rolled_back_enqueues_nothing(tmp_path: Path) -> None:
    with pytest.raises(LookupError), transaction.atomic():
        note.enqueue(folder=str(tmp_path), text="hello")
        raise LookupError
    assert run_due_jobs() == 0
    assert noted(tmp_path) == []


def test_the_bell_rings_after_the_commit_alone(
    tmp_path: Path, django_capture_on_commit_callbacks
) -> None:
    bell = bells["default"]
    bell.clear()
    with django_capture_on_commit_callbacks(execute=True):
        note.enqueue(folder=str(tmp_path), text="hello")
        assert not bell.is_set()
    assert bell.is_set()


def test_a_job_for_later_waits(tmp_path: Path) -> None:
    later = timezone.now() + timedelta(hours=1)
    note.using(run_after=later).enqueue(folder=str(tmp_path), text="hello")
    assert run_due_jobs() == 0
    assert counts(timezone.now()).queued == 1
    assert counts(timezone.now()).oldest_seconds == 0
    assert counts(later + timedelta(minutes=1)).oldest_seconds == pytest.approx(60)


def test_arguments_are_named_and_are_what_json_can_hold(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="by name"):
        note.enqueue(str(tmp_path), "hello")
    with pytest.raises(TypeError):
        note.enqueue(folder=tmp_path, text="hello")
    with pytest.raises(TypeError, match=r"write \(\*, uid\)"):

        @job
        def positional(uid: str) -> None: ...

    assert not DBTaskResult.objects.exists()


def test_a_period_is_bounded() -> None:
    for period in (timedelta(0), timedelta(days=8)):
        with pytest.raises(ValueError, match="A period lies between"):
            every(period)


def test_the_jobs_of_every_app_are_known() -> None:
    """An app whose ``ready()`` does not import its jobs would never run the periodic ones."""
    with_jobs = [
        f"{app.name}.jobs"
        for app in apps.get_app_configs()
        if app.name.split(".")[0] in PACKAGES and (Path(app.path) / "jobs.py").exists()
    ]
    assert len(with_jobs) > 2
    assert [name for name in with_jobs if name not in sys.modules] == []
