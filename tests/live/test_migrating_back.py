"""An upgrade can be taken back: the database is then as the release before made it, with its rows.

It is done by the commands alone, on a database of its own.
"""

import io
import os
import re
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from tests.architecture.order import REPOSITORY

pytestmark = pytest.mark.skipif(not settings.EMBEDDED, reason="its database is one file")

# The last migration of each app of ours in the release before; those that are newer are not here.
BEFORE = {
    "access": "0002",
    "accounts": "0001",
    "discussions": "0001",
    "fellows": "0001",
    "interventions": "0001",
    "live": "0001",
    "networks": "0001",
}
# As an operator reads it. The library of the jobs cannot take its own table back; the release
# before does not look at it.
TOLD = re.compile(r"for app in ([a-z ]+); do python manage.py migrate \$app (\w+); done")
WAY_BACK = [
    (app, to)
    for apps, to in TOLD.findall((REPOSITORY / "docs/production.md").read_text())
    for app in apps.split()
]
OURS = tuple(f"{app}_" for app in BEFORE)
BUILD = """
from tests.unit.access.scene import build_scene
from tests.world import build_world

build_scene(build_world())
"""
SERVES = """
from django.test import Client
from discussions.models import Message

said = Message.objects.exclude(by=None).filter(by__is_active=True).first()
client = Client(SERVER_NAME="localhost")
client.force_login(said.by)
front, page = client.get("/"), client.get(f"/d/{said.thread.uid}")
assert front.status_code == page.status_code == 200, (front.status_code, page.status_code)
assert said.first_line[:12] in page.content.decode(), said.first_line

form = {"text": "Still here after the way back.", "key": "0123456789AB"}
answer = client.post(f"/d/{said.thread.uid}/messages", form, follow=True)
assert "Still here after the way back." in answer.content.decode(), answer.content.decode()
"""
Columns = dict[str, set[str]]


@pytest.fixture
def migrate(tmp_path: Path) -> Callable[..., Path]:
    """Migrates the apps of a database, each as far as is said, then does something with it."""

    def run(
        folder: str, *steps: tuple[str, ...], then: str = "", release: Path = REPOSITORY
    ) -> Path:
        calls = "".join(
            f"call_command('migrate', {step}, verbosity=0)\n" for step in map(spelt, steps)
        )
        script = f"from django.core.management import call_command\n{calls}{then}"
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", script],
            cwd=release,
            env=os.environ | {"DATA_DIR": str(tmp_path / folder)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return tmp_path / folder / "collab.sqlite3"

    (tmp_path / "used").mkdir()
    return run


def spelt(step: tuple[str, ...]) -> str:
    return ", ".join(map(repr, step)) if step else "interactive=False"


def columns(database: Path) -> Columns:
    """The columns of the tables that the release before had."""
    with closing(sqlite3.connect(database)) as opened:
        tables = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            table: {row[1] for row in opened.execute(f"PRAGMA table_info({table})")}
            for (table,) in tables
            if table.startswith(OURS)
        }


def rows(database: Path, tables: Columns) -> dict[str, int]:
    with closing(sqlite3.connect(database)) as opened:
        return {
            table: opened.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in tables
        }


@pytest.fixture
def release_before(tmp_path: Path) -> Path | None:
    """The code before the first migration that is newer than ``BEFORE``; None where the history of
    the project is not here."""

    def git(*asked: str) -> bytes:
        done = subprocess.run(["git", *asked], cwd=REPOSITORY, capture_output=True)
        return done.stdout if done.returncode == 0 else b""

    added = git("log", "--diff-filter=A", "--format=%H", "--", "collab/base/security/migrations")
    code = git("archive", f"{added.decode().split()[-1]}^") if added.strip() else b""
    if not code:
        return None
    folder = tmp_path / "release-before"
    folder.mkdir()
    with tarfile.open(fileobj=io.BytesIO(code)) as packed:
        packed.extractall(folder, filter="data")
    return folder


def test_a_release_is_taken_back_the_one_before_serves_and_it_is_made_again_without_losing_a_row(
    migrate: Callable[..., Path], release_before: Path | None
) -> None:
    as_before = [()] if release_before else BEFORE.items()
    old = columns(migrate("used", *as_before, release=release_before or REPOSITORY))
    used = migrate("used", (), then=BUILD)
    before = rows(used, old)
    assert before["discussions_message"] > 1
    assert before["interventions_version"] > 2

    migrate("used", *WAY_BACK)
    assert columns(used) == old
    assert rows(used, old) == before

    if release_before:
        migrate("used", then=SERVES, release=release_before)
        assert rows(used, old)["discussions_message"] == before["discussions_message"] + 1
        before = rows(used, old)
    migrate("used", ())
    assert rows(used, old) == before
    if not release_before:
        pytest.skip("the history of the project is not here, and with it the release before")
