"""The ledger of many happenings, numbered as they are told."""

from collections import Counter
from datetime import datetime

from collab.notifications.models import Cursor
from networks.events import EventKind
from networks.ledger import AUDIENCES
from networks.models import LedgerRow, Space, StreamHead

from .tables import Tables


class Streams:
    """Numbers each stream from 1 without gaps, in the order in which it is told."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.heads: Counter[str] = Counter()

    def record(
        self,
        event: EventKind,
        stream: str,
        *,
        subject: str,
        version: int,
        by: int,
        at: datetime,
        within: str = "",
        reach: str = Space.Visibility.PUBLIC,
    ) -> None:
        self.heads[stream] += 1
        self._tables.add(
            LedgerRow,
            stream=stream,
            seq=self.heads[stream],
            kind=event.name,
            v=event.v,
            actor_id=by,
            subject=subject,
            within=within,
            version=version,
            min_role=max(event.min_role, AUDIENCES[reach]),
            headline=event.headline,
            at=at,
        )

    def finish(self) -> None:
        """Keep how far each stream has come; everybody has been told of all of it."""
        for stream, seq in self.heads.items():
            self._tables.add(StreamHead, stream=stream, seq=seq)
            self._tables.add(Cursor, stream=stream, seq=seq)
