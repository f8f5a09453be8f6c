"""The log tells what happened and where, never what somebody wrote, asked or is called."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from collab.base.operations.logs import Lines, NothingSent
from tests.unit.api.client import Program
from tests.world import World

CANARY = "Kingfisher"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged, at its most talkative, as production writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Lines(json=True))
    handler.addFilter(NothingSent())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name in ("django.db.backends", "asyncio", "faker"):
        logging.getLogger(name).setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_request_is_one_line_with_its_number(
    log: io.StringIO, client: Client, world: World
) -> None:
    client.force_login(world.amina)
    answer = client.get("/spaces", headers={"X-Request-ID": "abcdef0123456789"})
    assert answer["X-Request-ID"] == "abcdef0123456789"
    [line] = [each for each in lines(log) if each["event"] == "request"]
    assert line["request"] == "abcdef0123456789"
    assert (line["route"], line["method"], line["status"]) == ("spaces", "GET", 200)
    assert line["person"] == world.amina.uid
    assert line["seconds"] > 0


def test_a_program_is_told_by_its_person(log: io.StringIO, world: World) -> None:
    Program(world.amina).get("me")
    [line] = [each for each in lines(log) if each["event"] == "request"]
    assert (line["route"], line["person"]) == ("api_me", world.amina.uid)


def test_a_number_that_could_carry_words_is_not_taken(client: Client, db: None) -> None:
    for given in (f"{CANARY} fell", "x" * 100, "", "é" * 10):
        answer = client.get("/healthz", headers={"X-Request-ID": given})
        assert answer["X-Request-ID"] != given


def test_nothing_that_somebody_sends_is_in_the_log(
    log: io.StringIO, client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.amina.name = f"Amina {CANARY}"
    world.amina.save()
    client.force_login(world.amina)
    client.raise_request_exception = False
    program = Program(world.amina)

    def breaks(**said: Any) -> None:
        raise ValueError(f"cannot keep {said['text']}")

    client.get("/spaces", {"q": CANARY}, headers={"User-Agent": CANARY, "Referer": f"/{CANARY}"})
    client.post("/accounts/login/", {"login": f"{CANARY}@example.org", "password": CANARY})
    client.post(f"/s/{world.falls.uid}/discuss", {"title": CANARY, "text": CANARY})
    client.get("/", headers={"Host": f"{CANARY}.example"})
    client.get("/m/0", {CANARY: CANARY})
    program.post(f"spaces/{world.falls.uid}/threads", {"title": CANARY, "text": CANARY * 5000})
    for view in ("discussions.views.threads.start_thread", "discussions.api.actions.start_thread"):
        monkeypatch.setattr(view, breaks)
    form = {"title": "Bed rails", "text": CANARY, "for_organisation": "", "key": "k"}
    failed = client.post(f"/s/{world.falls.uid}/discuss", form)
    assert failed.status_code == 500
    assert CANARY not in failed.text

    told = lines(log)
    assert [each for each in told if each.get("error") == "builtins.ValueError"]
    assert [each for each in told if "lines" in each and "breaks" in each["lines"]]
    assert CANARY not in log.getvalue()
    assert CANARY.lower() not in log.getvalue().lower()


def test_a_slow_request_stands_out(
    log: io.StringIO, client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collab.base.operations.observing.SLOW_SECONDS", 0)
    client.get("/healthz")
    assert [each["level"] for each in lines(log) if each["event"] == "request"] == ["warning"]


def test_embedded_it_is_for_a_person_to_read() -> None:
    record = logging.LogRecord("collab", logging.WARNING, "", 0, "Something to know", (), None)
    assert "Something to know" in Lines(json=False).format(record)
