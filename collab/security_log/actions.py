import json

from django.db import transaction
from django.db.models import QuerySet

from collab.base.access.permissions import authorise
from collab.base.accounts.models import Person
from collab.base.security.log import Kind, note
from collab.base.security.models import SecurityEntry
from collab.base.ui.paging import count_up_to
from collab.base.ui.sheets import as_csv
from networks.roles import NETWORK

from .policies import READ_SECURITY_LOG
from .reading import NEWEST_FIRST, lines

MOST_EXPORTED = 20_000
HEAD = (
    "at (UTC)",
    "kind",
    "what happened",
    "who",
    "who (uid)",
    "about",
    "about (reference)",
    "address",
    "details",
    "details (codes)",
)


class TooMuch(ValueError):
    """More entries were asked for than one file takes."""


def take_copy_of_log(*, by: Person, entries: QuerySet[SecurityEntry]) -> str:
    """Entries as CSV, newest first, in words and in codes. That it was taken is itself an entry,
    and not in the file.

    Raises:
        NotPermitted: they are no steward.
        TooMuch: there are more than 20,000.
    """
    authorise(by, READ_SECURITY_LOG, NETWORK)
    if count_up_to(MOST_EXPORTED, entries, order=NEWEST_FIRST) > MOST_EXPORTED:
        raise TooMuch
    rows = [
        (
            line.entry.at.isoformat(" ", "seconds"),
            line.entry.kind,
            line.entry.get_kind_display(),
            line.who,
            line.entry.by,
            line.about or "",
            line.entry.about,
            line.entry.address or "",
            " · ".join(map(str, line.details)),
            json.dumps(line.entry.details) if line.entry.details else "",
        )
        for line in lines(entries.order_by(*NEWEST_FIRST), by)
    ]
    with transaction.atomic():
        note(Kind.EXPORTED, by=by.uid, about="security_log:", entries=len(rows))
    return as_csv(HEAD, rows)
