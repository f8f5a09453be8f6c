"""What became of the posts: counted in the database."""

from collections.abc import Collection
from dataclasses import dataclass

from discussions.models import Message, Thread
from networks.models import LedgerRow

from .outboxes import text_of


@dataclass(frozen=True)
class Tally:
    """How many posts were acknowledged and are not there, are there twice, or are not told of."""

    lost: int
    duplicates: int
    without_ledger_row: int
    rows_without_post: int
    numbers_have_a_gap: bool

    def __str__(self) -> str:
        return (
            f"acknowledged lost {self.lost}, duplicates {self.duplicates}, "
            f"posts without ledger row {self.without_ledger_row}"
        )


NOTHING_LOST = Tally(0, 0, 0, 0, False)


def tally(thread: Thread, acknowledged: Collection[str]) -> Tally:
    """Count what the discussion and its space's ledger hold."""
    posted = dict(Message.objects.filter(thread=thread).values_list("uid", "body"))
    texts = list(posted.values())
    told = list(
        LedgerRow.objects.filter(within=f"thread:{thread.uid}", kind="message.posted").values_list(
            "subject", flat=True
        )
    )
    rows = {subject.removeprefix("message:") for subject in told}
    numbers = LedgerRow.objects.filter(stream=thread.space.stream).order_by("seq")
    seqs = list(numbers.values_list("seq", flat=True))
    return Tally(
        lost=len({text_of(key) for key in acknowledged} - {*texts}),
        duplicates=len(texts) - len({*texts}) + len(told) - len(rows),
        without_ledger_row=len(posted.keys() - rows),
        rows_without_post=len(rows - posted.keys()),
        numbers_have_a_gap=seqs != list(range(1, len(seqs) + 1)),
    )


def posts_in_order(thread: Thread, after: int) -> list[tuple[int, str, str]]:
    """Each post that the ledger tells of after a number: its row's number, reference and text."""
    bodies = dict(Message.objects.filter(thread=thread).values_list("uid", "body"))
    rows = LedgerRow.objects.filter(stream=thread.space.stream, seq__gt=after).order_by("seq")
    return [(row.seq, row.subject, bodies[row.subject.removeprefix("message:")]) for row in rows]
