"""Attaching files to what is written, and letting go of them. Each function runs in the transaction
of its caller, who has authorised the person."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.forgetting.holds import none_must_be_held
from collab.base.sql import moment, places

from .jobs import take_out
from .models import File

AT_ONCE = 5
"""Files that one thing carries at most."""
FIELDS = [field.attname for field in File._meta.concrete_fields]
FILES_OF = "SELECT {fields} FROM files_file WHERE subject IN ({subjects}) ORDER BY n, id"
UNDO = timedelta(minutes=15)
"""How long the files of what was removed are kept, so that it can be brought back."""


class Chosen(NamedTuple):
    """A file of one's own that waits, to be attached with a description; None for the one that it
    has."""

    file: File
    description: str | None = None


class FileGone(ValidationError):
    """A file is no longer there to be attached; the words say so."""


def as_fields(files: Sequence[Chosen]) -> dict[str, list[list[str | None]]]:
    """What tells one request with files from another; nothing without files."""
    return {"files": [[each.file.uid, each.description] for each in files]} if files else {}


def attach(files: Sequence[Chosen], *, to: Ref, by: Person) -> None:
    """Attach files that somebody has sent to what they write.

    Raises:
        FileGone: one was attached elsewhere, or is not kept any more.
        ValidationError: it would carry more than five.
    """
    if not files:
        return
    there = File.objects.filter(subject=str(to)).exclude(key="")
    before = there.count()
    if before + len(files) > AT_ONCE:
        raise ValidationError(_("Attach %(most)d files at most") % {"most": AT_ONCE})
    for place, (file, description) in enumerate(files, before + 1):
        waiting = File.objects.waiting(by).filter(pk=file.pk)
        said = {} if description is None else {"description": description}
        if not waiting.update(subject=str(to), n=place, ends_at=None, **said):
            raise FileGone(
                _("“%(name)s” is no longer there. Choose it again")
                % {"name": file.name or file.uid}
            )


def files_of(refs: Iterable[Ref]) -> dict[str, list[File]]:
    """The files of some things, by reference, in one query. Of one that is gone the row stays."""
    found: dict[str, list[File]] = {str(ref): [] for ref in refs}
    if found:
        asks = FILES_OF.format(fields=", ".join(FIELDS), subjects=places(found))
        with connection.cursor() as cursor:
            cursor.execute(asks, [*found])
            for row in cursor.fetchall():
                file = File.from_db(connection.alias, FIELDS, row)
                file.at, file.ends_at = moment(file.at), file.ends_at and moment(file.ends_at)
                found[file.subject].append(file)
    return found


def end_files(refs: Iterable[Ref], *, at: datetime) -> None:
    """What carries them is over since that moment: soon they are taken out, unless held."""
    _on(refs).update(ends_at=at + UNDO)


def go_on_keeping(ref: Ref) -> None:
    """What carries them was brought back."""
    _on([ref]).update(ends_at=None)


def take_out_files(refs: Iterable[Ref]) -> None:
    """Take out the files of some things for good, which no legal hold must keep."""
    take_out(_on(refs))


def files_must_not_be_held(ref: Ref) -> None:
    """Let nothing be taken out that carries a file which must stay.

    Raises:
        Held: a legal hold keeps one of its files.
    """
    none_must_be_held(_on([ref]))


def _on(refs: Iterable[Ref]) -> QuerySet[File]:
    return File.objects.filter(subject__in=[str(ref) for ref in refs]).exclude(key="")
