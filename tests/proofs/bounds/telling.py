"""Messages written faster than forms could bring them: many rows in one short transaction."""

import time
from dataclasses import dataclass
from itertools import repeat

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from collab.base.accounts.models import Person
from collab.base.live.poke import poke
from discussions.events import MessagePosted
from discussions.models import Message, Thread
from networks.ledger import AUDIENCES
from networks.models import LedgerRow, StreamHead

TIMES_A_SECOND = 10
TOLD_AT = "told at "


@dataclass(frozen=True)
class Telling:
    """Somebody's messages of so many characters, so many a second. Each says when it was written,
    in seconds of the monotonic clock."""

    thread: Thread
    by: Person
    a_second: int = 200
    size: int = 4096

    def go_on(self, seconds: float) -> int:
        """Tell for so long, and return the number that the stream has reached."""
        began = time.monotonic()
        try:
            for n in range(int(seconds * TIMES_A_SECOND)):
                time.sleep(max(0, began + n / TIMES_A_SECOND - time.monotonic()))
                head = self.tell(self.a_second // TIMES_A_SECOND)
        finally:
            connection.close()
        return head

    def tell(self, count: int) -> int:
        stream, now = self.thread.space.stream, timezone.now()
        with transaction.atomic():
            head = StreamHead.objects.select_for_update().get(stream=stream)
            thread = Thread.objects.get(pk=self.thread.pk)
            text = f"{TOLD_AT}{time.monotonic():.4f} ".ljust(self.size, ".")
            messages = Message.objects.bulk_create(
                Message(
                    thread=thread,
                    n=thread.last_n + n,
                    by=self.by,
                    body=text,
                    body_html=f"<p>{text}</p>",
                    first_line="A long message",
                    at=now,
                )
                for n, text in enumerate(repeat(text, count), 1)
            )
            LedgerRow.objects.bulk_create(
                LedgerRow(
                    stream=stream,
                    seq=head.seq + n,
                    kind=MessagePosted.name,
                    v=MessagePosted.v,
                    actor=self.by,
                    subject=str(message.ref),
                    within=str(thread.ref),
                    version=1,
                    min_role=AUDIENCES[thread.reach],
                    headline=MessagePosted.headline,
                    at=now,
                )
                for n, message in enumerate(messages, 1)
            )
            Thread.objects.filter(pk=thread.pk).update(last_n=F("last_n") + count, last_at=now)
            StreamHead.objects.filter(pk=head.pk).update(seq=F("seq") + count)
        reached: int = head.seq + count
        poke(stream, reached)
        return reached
