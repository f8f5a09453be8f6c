"""For the few questions that every request or event asks: Django takes ten times as long to put
them together as the database to answer, so they are written as SQL."""

from collections.abc import Collection
from datetime import UTC, datetime


def places(given: Collection[object]) -> str:
    """As many placeholders as things are given, with commas between."""
    return ", ".join(["%s"] * len(given))


def moment(kept: datetime) -> datetime:
    """A moment as it was kept: SQLite keeps it in UTC, without saying so."""
    return kept if kept.tzinfo else kept.replace(tzinfo=UTC)
