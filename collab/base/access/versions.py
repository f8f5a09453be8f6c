"""Two people who change the same thing: the second is told, and loses nothing."""

from typing import Any


class Stale(Exception):
    """Somebody else has saved a version since this writer opened the thing.

    Args:
        current: the thing as it is now; it has a ``version``.
    """

    def __init__(self, current: Any) -> None:
        super().__init__(f"version {current.version} is current")
        self.current = current


class Removed(Exception):
    """The thing was removed since this writer opened it."""
