"""A backup: one file with the database, the files and the keys, and how to put it back.

The archive is a tar file, readable by its owner alone, with a manifest that names each member's
SHA-256. A restore looks at all of it before it touches anything and prepares beside what is there:
cut off before the database is put in its place, everything is as it was; cut off later, a mark
stays with which no process is ready, until a restore came to its end. The mark holds what is to be
taken out again.
"""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, NamedTuple, cast
from urllib.parse import quote

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from .taken_out import as_text, from_text, take_all_out_again, taken_out_since

FORMAT = 1
MANIFEST, DATABASE, KEY, FILES = "manifest.json", "database", "secret_key", "files"
OWNER_ONLY, ALONE_IN_IT = 0o600, 0o700
MARK = "NOT-RESTORED-RUN-RESTORE-AGAIN"
# An administrator may have made it, and to drop it or comment on it is for its owner alone.
MAKE_EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
OF_EXTENSION = re.compile(r"^\d+; \d+ \d+ EXTENSION ")

_after_restore: list[Callable[[], None]] = []


class ArchiveRefused(Exception):
    """No archive can be made, or put back, as things are; the words say what to do."""


def after_restore(act: Callable[[], None]) -> None:
    """Have something done in the restored database, before anybody is served from it."""
    _after_restore.append(act)


def back_up(to: Path) -> dict[str, Any]:
    """Write a backup, while the product is used or not. Returns its manifest.

    Raises:
        ArchiveRefused: a program or the folder is missing.
    """
    if not to.parent.is_dir():
        raise ArchiveRefused(f"There is no folder {to.parent}. Make it first.")
    with TemporaryDirectory(prefix="backup-", dir=to.parent) as folder:
        inside = Path(folder)
        made_at = timezone.now()  # what is taken out from now on may be in the backup
        _dump_database(inside / DATABASE)
        migrations = MigrationRecorder(connection).applied_migrations()
        whole = inside / "whole"
        with tarfile.open(whole, "w:gz", dereference=True) as archive:
            members = {DATABASE: _put(archive, DATABASE, inside / DATABASE)}
            if (key := settings.DATA_DIR / KEY).is_file():
                members[KEY] = _put(archive, KEY, key)
            kept = settings.DATA_DIR / FILES
            for path in _files_in(kept):
                name = f"{FILES}/{path.relative_to(kept)}"
                with suppress(FileNotFoundError):  # it was taken out since the list was made
                    members[name] = _put(archive, name, path)
            manifest = {
                "format": FORMAT,
                "made_at": made_at.isoformat(),
                "database": connection.vendor,
                "migrations": sorted(f"{app}.{name}" for app, name in migrations),
                "members": members,
            }
            (inside / MANIFEST).write_text(json.dumps(manifest, indent=1))
            archive.add(inside / MANIFEST, MANIFEST)
        whole.chmod(OWNER_ONLY)
        whole.rename(to)
    return manifest


class Restored(NamedTuple):
    """What a restore did.

    Args:
        made_at: when the backup was made.
        taken_out_again: how many things that had been taken out since then; None where the
            database that was here told nothing.
    """

    made_at: str
    taken_out_again: int | None


def restore(archive: Path, *, replace: bool = False) -> Restored:
    """Put a backup back, with the product stopped. Everyone is signed out, access tokens end, and
    pages that were open read their lists afresh. What was taken out for good since is taken out
    again.

    Args:
        replace: also where there are data already, which are lost.

    Raises:
        ArchiveRefused: the archive is missing, damaged or of another kind, or there are data.
    """
    _must_be_there(archive)
    settings.DATA_DIR.mkdir(ALONE_IN_IT, parents=True, exist_ok=True)
    if not replace and not half_restored() and _has_data():
        raise ArchiveRefused("There are data here already. To lose them, restore with --replace.")
    with TemporaryDirectory(prefix="restore-", dir=settings.DATA_DIR) as folder:
        inside = Path(folder)
        manifest = _unpacked(archive, inside)
        marked, mark = half_restored(), settings.DATA_DIR / MARK
        since = taken_out_since(datetime.fromisoformat(manifest["made_at"]))
        if marked:  # the database that was here first is the one that knew
            known = from_text(mark.read_text())
            since = None if known is None else known + (since or [])
        (inside / MARK).write_text(as_text(since))
        (inside / MARK).replace(mark)
        try:
            _load_database(inside / DATABASE)
        except ArchiveRefused:  # it was refused whole and changed nothing
            if not marked:
                mark.unlink()
            raise
        _swap(inside / FILES, settings.DATA_DIR / FILES)
        if settings.EMBEDDED and (inside / KEY).is_file():
            _swap(inside / KEY, settings.DATA_DIR / KEY)
    call_command("migrate", interactive=False, verbosity=0)
    for act in _after_restore:
        act()
    taken_out_again = None if since is None else take_all_out_again(since)
    cache.clear()
    mark.unlink()
    return Restored(manifest["made_at"], taken_out_again)


def half_restored() -> bool:
    """A restore was cut off midway: what is here is of no one moment. Restore again."""
    return (settings.DATA_DIR / MARK).exists()


def _must_be_there(archive: Path) -> None:
    try:
        archive.open("rb").close()
    except FileNotFoundError as error:
        raise ArchiveRefused(f"There is no file {archive}. Look for its name.") from error
    except OSError as error:
        raise ArchiveRefused(f"{archive} cannot be read: {error.strerror}.") from error


def _unpacked(archive: Path, inside: Path) -> dict[str, Any]:
    """The archive's members in a folder, each as the manifest says it is."""
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(inside, filter="data")
        manifest: dict[str, Any] = json.loads((inside / MANIFEST).read_text())
        members = manifest["members"]
    except (OSError, tarfile.TarError, EOFError, ValueError, KeyError) as error:
        raise ArchiveRefused(f"{archive} is no whole backup. Take another one.") from error
    if manifest.get("format") != FORMAT:
        raise ArchiveRefused("This backup is of another version of the product. Restore it there.")
    if manifest["database"] != connection.vendor:
        raise ArchiveRefused(
            f"This backup is of {manifest['database']} and the product runs on "
            f"{connection.vendor}. Set DATABASE_URL as it was."
        )
    known = set(MigrationLoader(None).disk_migrations)
    if any(tuple(name.split(".", 1)) not in known for name in manifest["migrations"]):
        raise ArchiveRefused("This backup is of a newer version of the product. Restore it there.")
    there = {str(path.relative_to(inside)) for path in _files_in(inside)} - {MANIFEST}
    damaged = {name for name in members if not (inside / name).is_file()} | there - set(members)
    damaged |= {name for name in there - damaged if _digest(inside / name) != members[name]}
    if damaged or DATABASE not in members:
        raise ArchiveRefused(f"{archive} is damaged. Take another backup.")
    return manifest


class _Digesting:
    """Reads a file and makes the digest of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest = file, hashlib.sha256()

    def read(self, size: int) -> bytes:
        block = self._file.read(size)
        self._digest.update(block)
        return block

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def _put(archive: tarfile.TarFile, name: str, path: Path) -> str:
    """Put a file into the archive as it is now, even while it is written. Returns its digest.

    Raises:
        FileNotFoundError: it is no longer there.
    """
    with path.open("rb") as file:
        reading = _Digesting(file)
        archive.addfile(archive.gettarinfo(arcname=name, fileobj=file), cast(IO[bytes], reading))
    return reading.hexdigest()


# SQLite is copied by itself, PostgreSQL by its own programs.


def _dump_database(to: Path) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(to)])
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}")


def _load_database(dump: Path) -> None:
    connections.close_all()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(f"file:{quote(str(dump))}?mode=ro", uri=True)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise ArchiveRefused("The database in the backup is damaged. Take another one.")
        name = Path(connection.settings_dict["NAME"])
        for journal in ("-wal", "-shm"):
            name.with_name(name.name + journal).unlink(missing_ok=True)
        name.parent.mkdir(ALONE_IN_IT, parents=True, exist_ok=True)
        dump.chmod(OWNER_ONLY)
        os.replace(dump, name)
    else:
        script, contents = dump.with_suffix(".sql"), dump.with_suffix(".list")
        _run("pg_restore", "--list", f"--file={contents}", str(dump))
        entries = contents.read_text().splitlines(keepends=True)
        contents.write_text("".join(each for each in entries if not OF_EXTENSION.search(each)))
        _run(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--no-privileges",
            "--no-comments",
            f"--use-list={contents}",
            f"--file={script}",
            str(dump),
        )
        # What a newer version added refers to what is replaced, so all that is ours goes first.
        ours = connection.introspection.django_table_names(only_existing=True)
        drop = "".join(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE;" for table in ours)
        connections.close_all()
        _run(
            "psql",
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            f"--command={drop}",
            f"--command={MAKE_EXTENSION}",
            f"--file={script}",
        )


def _run(program: str, *arguments: str) -> None:
    """One of PostgreSQL's programs, which learns where the database is from its environment."""
    where = connection.settings_dict
    found = shutil.which(program)
    if not found:
        raise ArchiveRefused(f"{program} is missing: sudo apt install postgresql-client")
    own = {
        "PGHOST": where["HOST"],
        "PGPORT": str(where["PORT"]),
        "PGUSER": where["USER"],
        "PGPASSWORD": where["PASSWORD"],
        "PGDATABASE": where["NAME"],
        "PGSSLMODE": where["OPTIONS"].get("sslmode", ""),
        "PGSSLROOTCERT": where["OPTIONS"].get("sslrootcert", ""),
    }
    environment = os.environ | {name: value for name, value in own.items() if value}
    done = subprocess.run([found, *arguments], env=environment, capture_output=True)  # noqa: S603 no word of it is typed
    if done.returncode:
        raise ArchiveRefused(f"{program} failed: {done.stderr.decode(errors='replace')[-300:]}")


def _has_data() -> bool:
    tables = connection.introspection.table_names()
    if "accounts_person" not in tables:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM accounts_person)")
        return bool(cursor.fetchone()[0])


def _files_in(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _swap(new: Path, place: Path) -> None:
    """Put what was restored where it belongs, in one step each; nothing restored leaves nothing."""
    old = new.with_name(f"old-{place.name}")
    if place.exists():
        place.rename(old)
    if new.exists():
        new.rename(place)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
