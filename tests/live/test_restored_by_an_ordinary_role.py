"""On a managed PostgreSQL the product's role owns its database, and an administrator made the
extension that it needs."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from pytest_django import Settings

from collab.base.operations import archive
from discussions.models import Thread
from tests.architecture.order import REPOSITORY

pytestmark = pytest.mark.services


def as_administrator(database: str, *statements: str) -> None:
    with closing(psycopg.connect(address(administrator(), database), autocommit=True)) as opened:
        for each in statements:
            opened.execute(each)


def administrator() -> str:
    return str(connection.settings_dict["USER"])


def address(user: str, database: str) -> str:
    where = urlsplit(os.environ["DATABASE_URL"])
    return f"postgres://{user}@{where.hostname}:{where.port}/{database}"


@pytest.fixture
def database() -> Iterator[str]:
    """The address of an empty database of an ordinary role, with an administrator's extension."""
    name = f"{settings.DATABASES['default']['NAME']}_ordinary"
    here = str(connection.settings_dict["NAME"])
    as_administrator(here, f"CREATE ROLE {name} LOGIN", f"CREATE DATABASE {name} OWNER {name}")
    as_administrator(name, "CREATE EXTENSION pg_trgm")
    yield address(name, name)
    as_administrator(here, f"DROP DATABASE {name} WITH (FORCE)", f"DROP ROLE {name}")


def manage(database: str, folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=REPOSITORY,
        env=os.environ | {"DATABASE_URL": database, "DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-1000:]
    return done.stdout


def test_it_restores_though_the_extension_is_an_administrators(
    thread: Thread, database: str, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path / "data"
    file = tmp_path / "backup.tar.gz"
    archive.back_up(file)
    elsewhere = tmp_path / "elsewhere"
    manage(database, elsewhere, "restore", str(file))
    own = tmp_path / "own.tar.gz"
    manage(database, elsewhere, "backup", str(own))
    manage(database, elsewhere, "restore", str(own), "--replace")
    with closing(psycopg.connect(database)) as opened:
        titles = opened.execute("SELECT title FROM discussions_thread").fetchall()
        indexes = opened.execute(
            "SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%gin_trgm_ops%'"
        ).fetchall()
    assert titles == [(thread.title,)]
    assert indexes == [("interventions_by_words",)]
