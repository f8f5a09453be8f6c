"""Everything about a person, as files that they can take along."""

import json
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from collab.base.access.permissions import SITE, authorise
from collab.base.accounts.models import Person
from collab.base.security.log import Kind, note

from .leaving import PARTS
from .page import page_of
from .policies import LEAVE

IN_MEMORY = 5_000_000  # bytes, before the file moves to the disk


def take_copy_of_everything(*, by: Person) -> IO[bytes]:
    """A ZIP file with all that is known about a person: each part as JSON for programs, and all
    together as one page to read.

    Raises:
        NotPermitted: nobody is signed in.
    """
    authorise(by, LEAVE, SITE)
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the answer closes it
    told = []
    with ZipFile(file, "w", ZIP_DEFLATED) as zipped:
        for part in PARTS:
            rows = list(part.tells(by))
            text = json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            zipped.writestr(f"{part.name}.json", text)
            told.append((part, rows))
        zipped.writestr("everything.html", page_of(by, told))
    with transaction.atomic():
        note(Kind.EXPORTED, by=by.uid, about=f"person:{by.uid}")
    file.seek(0)
    return file
