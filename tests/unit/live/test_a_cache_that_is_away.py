"""A cache that does not answer is an empty one, quickly."""

import time
from collections.abc import Iterator
from contextlib import closing
from socket import create_server

import pytest

from collab.base.live.cache import RedisOrNothing, RedisOrOwnMemory
from tests.services.process import free_port


@pytest.fixture(params=["nobody listens", "nobody answers"])
def away(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(RedisOrNothing, "_away_until", 0)
    if request.param == "nobody listens":
        yield f"redis://127.0.0.1:{free_port()}/0"
    else:
        with closing(create_server(("127.0.0.1", 0))) as silent:
            yield f"redis://127.0.0.1:{silent.getsockname()[1]}/0"


def test_what_is_asked_of_it_is_not_there_and_nothing_fails_or_waits(away: str) -> None:
    cache = RedisOrNothing(away, {})
    began = time.monotonic()
    cache.set("a", 1)
    cache.set_many({"a": 1, "b": 2})
    assert cache.get("a", "nothing") == "nothing"
    assert cache.get_many(["a", "b"]) == {}
    assert cache.get_or_set("a", 7) == 7
    assert cache.add("a", 1), "who asks for a lock goes on without"
    assert not cache.touch("a")
    assert not cache.has_key("a")
    assert "a" not in cache
    assert not cache.delete("a")
    cache.delete_many(["a", "b"])
    cache.clear()
    assert time.monotonic() - began < 2


def test_it_is_left_alone_for_some_seconds(away: str) -> None:
    cache = RedisOrNothing(away, {})
    cache.get("a")
    began = time.monotonic()
    for _ in range(1000):
        cache.get("a")
    assert time.monotonic() - began < 0.2
    assert RedisOrNothing._away_until > time.monotonic()


def test_limits_hold_on_in_each_process(away: str) -> None:
    cache = RedisOrOwnMemory(away, {})
    cache.clear()
    assert cache.add("tried", 1), "the first time"
    assert not cache.add("tried", 1), "and not again"
    cache.set("times", [1, 2])
    assert cache.get("times") == [1, 2]
    assert cache.delete("tried")
    cache.clear()
    assert cache.get("times", []) == []
