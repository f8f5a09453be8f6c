"""Redis as a cache that may be away.

A Redis that is dead or slow neither fails nor delays a page: after a failure it is left alone for
some seconds.
"""

import logging
from time import monotonic
from typing import Any, ClassVar

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.utils.functional import cached_property
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

AWAY_SECONDS = 5
QUICK = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 0.5,
    "retry": Retry(NoBackoff(), 0),
}
COUNTED_AT_MOST = 100_000

log = logging.getLogger(__name__)


class OneClient(RedisCacheClient):
    """Django's, which would make a client anew for each question."""

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        return self._one

    @cached_property
    def _one(self) -> Any:
        return super().get_client(write=True)


class RedisOrNothing(RedisCache):
    """While Redis is away, a cache that holds nothing: for what the database has, too."""

    _away_until: ClassVar[float] = 0

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params | {"OPTIONS": QUICK | params.get("OPTIONS", {})})
        self._class = OneClient

    def validate_key(self, key: Any) -> None:
        """Redis takes any key: Django looks whether memcached would."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Only this says that it did its work: it takes locks, and whoever was refused one would
        wait for it in vain."""
        return self._ask("add", True, *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._ask("get", default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._ask("set", None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask("touch", False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask("delete", False, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return self._ask("get_many", {}, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask("has_key", False, *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        return self._ask("set_many", [], *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._ask("delete_many", None, *args, **kwargs)

    def clear(self) -> None:
        self._ask("clear", None)

    def _ask(self, what: str, nothing: Any, *args: Any, **kwargs: Any) -> Any:
        if monotonic() >= RedisOrNothing._away_until:
            try:
                return getattr(super(), what)(*args, **kwargs)
            except (RedisError, OSError) as error:
                RedisOrNothing._away_until = monotonic() + AWAY_SECONDS
                log.warning("The cache is away: %r", error)
        return self._without(what, nothing, *args, **kwargs)

    def _without(self, what: str, nothing: Any, *args: Any, **kwargs: Any) -> Any:
        return nothing


class RedisOrOwnMemory(RedisOrNothing):
    """While Redis is away, each process remembers for itself: for what limits people, which nobody
    gets rid of by making Redis slow."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._own = LocMemCache("away", {"OPTIONS": {"MAX_ENTRIES": COUNTED_AT_MOST}})

    def _without(self, what: str, nothing: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(self._own, what)(*args, **kwargs)
