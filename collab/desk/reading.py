"""A collaborative's desk as somebody reads it: what needs the leads, most pressing first."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import NamedTuple

from .desk import Desk
from .lines import Key, Line, Tier, days_between
from .models import Step
from .sources import SOURCES, Group

PAGE = 30


class Done(NamedTuple):
    """What the reader has just done, where its line stood."""

    key: Key
    step: Step
    says: str

    @property
    def final(self) -> bool:
        return self.step.what in SOURCES[self.key.source].final


class Shown(NamedTuple):
    """A page of the desk.

    ``rows`` are lines and what was done, in their order; ``after`` is where the next page begins,
    "" on the last one. The counts are of what waits now, which lists show unless asked for more: by
    group, and all together. ``later`` is how much of the group is only due later, whatever page
    this is, and ``later_from`` when the first of it is.
    """

    rows: list[Line | Done]
    after: str
    counts: dict[Group, int]
    total: int
    oldest: int
    later: int
    later_from: datetime | None

    @property
    def lines(self) -> list[Line]:
        return [row for row in self.rows if isinstance(row, Line)]


def read_desk(
    desk: Desk,
    *,
    show: Group | None = None,
    later: bool = False,
    after: str = "",
    with_later: bool = False,
    size: int = PAGE,
) -> Shown:
    """A page of the desk, in as many queries however much there is.

    Args:
        show: only this group.
        later: what is due later, which is otherwise left out.
        after: what the page before gave; anything else opens the first page.
        with_later: everything, what is due later as well.
        size: lines on a page.
    """
    waiting = [key for source in SOURCES.values() for key in source.waiting(desk)]
    now = [key for key in waiting if key.tier != Tier.LATER]
    counts = Counter(SOURCES[key.source].group for key in now)
    keys = sorted(key for key in waiting if show is None or SOURCES[key.source].group == show)
    due_later = [key for key in keys if key.tier == Tier.LATER]
    if not with_later:
        keys = due_later if later else [key for key in keys if key.tier != Tier.LATER]
    steps = {
        Key(step.tier, step.due, step.source, step.about): step
        for step in Step.objects.undoable_by(desk.person, desk.now)
        .filter(collaborative=desk.collaborative)
        .select_related("to")
        .order_by("at")
        if (show is None or SOURCES[step.source].group == show)
        and (with_later or later == (step.tier == Tier.LATER))
    }
    begin = read_cursor(after)
    shown = [key for key in keys if begin is None or key > begin]
    page, more = shown[:size], len(shown) > size
    between = [
        key
        for key in steps
        if (begin is None or key > begin) and (not more or key < page[-1]) and key not in page
    ]
    lines = _lines(desk, [*page, *between])
    rows: list[Line | Done] = [lines[key] for key in page if key in lines]
    for key in between:
        if line := lines.get(key):
            rows.append(Done(key, steps[key], SOURCES[key.source].tells(steps[key], line)))
    waits = [key.due for key in now if key.tier == Tier.WAITS]
    return Shown(
        rows=sorted(rows, key=lambda row: row.key),
        after=cursor(page[-1]) if more else "",
        counts={group: counts[group] for group in Group},
        total=len(now),
        oldest=days_between(min(waits), desk.now) if waits else 0,
        later=len(due_later),
        later_from=min((key.due for key in due_later), default=None),
    )


def _lines(desk: Desk, keys: Iterable[Key]) -> dict[Key, Line]:
    found: dict[Key, Line] = {}
    by_source = sorted(keys, key=lambda key: key.source)
    for name, of_source in groupby(by_source, lambda key: key.source):
        asked: Sequence[Key] = list(of_source)
        lines = SOURCES[name].lines(desk, asked)
        found |= {key: lines[key.about] for key in asked if key.about in lines}
    return found


def cursor(key: Key) -> str:
    """Where a page ends, for an address."""
    written = f"{int(key.tier)} {key.due.astimezone(UTC).isoformat()} {key.source} {key.about}"
    return urlsafe_b64encode(written.encode()).decode().rstrip("=")


def read_cursor(after: str) -> Key | None:
    """The same read back, which anybody may have written."""
    try:
        written = urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode()
        tier, due, source, about = written.split(" ")
        at = datetime.fromisoformat(due)
        return Key(int(tier), at, source, about) if at.tzinfo else None
    except ValueError:
        return None


def find_line(desk: Desk, source: str, about: str) -> Line | None:
    """A line that waits at a desk, if it is there."""
    from_ = SOURCES.get(source)
    waiting = [key for key in from_.waiting(desk) if key.about == about] if from_ else []
    return from_.lines(desk, waiting).get(about) if from_ and waiting else None
