"""What whoever runs the product asks it."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import Settings

from collab.base.jobs import alive
from collab.base.operations import readiness
from collab.base.operations.archive import MARK
from collab.base.operations.metrics import REGISTRY
from tests.world import World


def test_a_process_that_answers_is_alive_without_its_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")
    assert "sessionid" not in answer.cookies


@pytest.mark.django_db
def test_one_that_can_do_its_work_is_ready(client: Client, settings: Settings) -> None:
    cache.clear()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    parts = ("database", "migrations", "cache", "storage", "restored")
    told_besides = {"room": "ok"} | ({} if settings.EMBEDDED else {"worker": "away"})
    assert answer.json() == dict.fromkeys(parts, "ok") | told_besides


@pytest.mark.django_db
def test_a_worker_that_is_away_is_told_and_pages_go_on(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WORKER_INSIDE = False
    monkeypatch.setattr(readiness, "TOLD", {"worker": alive.worker_is_alive})
    cache.clear()
    away = client.get("/readyz")
    assert (away.status_code, away.json()["worker"]) == (200, "away")
    assert told("collab_jobs_worker") == 0
    alive.note_alive()
    assert client.get("/readyz").json()["worker"] == "ok"
    assert told("collab_jobs_worker") == 1
    cache.clear()


@pytest.mark.django_db
def test_what_is_half_restored_is_not_ready(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / MARK).touch()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["restored"]) == (503, "failed")


def test_one_that_cannot_says_what_is_missing_and_no_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise OSError("no space left on /var/lib/secret")

    monkeypatch.setattr(readiness, "CHECKS", {"cache": lambda: None, "storage": broken})
    monkeypatch.setattr(readiness, "TOLD", {})
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"cache": "ok", "storage": "failed"}


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    readiness._no_migration_is_missing.cache_clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'discussions'")
    assert readiness.readiness()["migrations"] is False


def told(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


def test_metrics_are_for_the_operator_alone(
    client: Client, settings: Settings, world: World
) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a long random token"
    for wrong in ("", "Bearer wrong", "Bearer é"):
        assert client.get("/metrics", headers={"Authorization": wrong}).status_code == 404
    right = client.get("/metrics", headers={"Authorization": "Bearer a long random token"})
    assert right.status_code == 200
    for name in (
        "collab_http_requests_total",
        "collab_http_seconds_bucket",
        "collab_live_sockets",
        "collab_live_lag",
        "collab_live_pulls_total",
        "collab_jobs_queued",
        "collab_jobs_oldest_seconds",
        "collab_mail_unknown",
    ):
        assert f"\n{name}" in right.text


def test_requests_are_counted_by_the_name_of_their_address(client: Client, world: World) -> None:
    of_space = {"route": "space", "method": "GET", "status": "200"}
    nowhere = {"route": "nowhere", "method": "OTHER", "status": "404"}
    before = told("collab_http_requests_total", **of_space)
    lost = told("collab_http_requests_total", **nowhere)
    client.get(world.surgery.get_absolute_url())
    client.generic("BREW", "/never/was/kingfisher")
    assert told("collab_http_requests_total", **of_space) == before + 1
    assert told("collab_http_requests_total", **nowhere) == lost + 1
    routes = {
        sample.labels.get("route") for metric in REGISTRY.collect() for sample in metric.samples
    }
    assert "kingfisher" not in str(routes)
