"""Redis as a cache that may be away."""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any, ClassVar

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

AWAY_SECONDS = 5
QUICK = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 0.5,
    "retry": Retry(NoBackoff(), 0),
}

log = logging.getLogger(__name__)


class RedisOrNothing(RedisCache):
    """Redis; while it does not answer, a cache that holds nothing.

    Everything cached can be had again from the database, so a Redis that is dead or slow neither
    fails nor delays a page: after a failure it is left alone for some seconds. Only ``add`` says
    that it did its work: it takes locks, and whoever was refused one would wait for it in vain.
    """

    _away_until: ClassVar[float] = 0

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params | {"OPTIONS": QUICK | params.get("OPTIONS", {})})

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self._or(True, super().add, *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self._or(default, super().get, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._or(None, super().set, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._or(False, super().touch, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._or(False, super().delete, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return self._or({}, super().get_many, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._or(False, super().has_key, *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        return self._or([], super().set_many, *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._or(None, super().delete_many, *args, **kwargs)

    def clear(self) -> None:
        self._or(None, super().clear)

    def _or(self, nothing: Any, ask: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if monotonic() < RedisOrNothing._away_until:
            return nothing
        try:
            return ask(*args, **kwargs)
        except (RedisError, OSError) as error:
            RedisOrNothing._away_until = monotonic() + AWAY_SECONDS
            log.warning("The cache is away: %r", error)
            return nothing
