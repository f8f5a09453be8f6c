"""Whatever goes wrong under /api/ is told as a problem, in words for whoever wrote the program."""

from typing import Any

import pytest
from django.test import Client

from collab.base.api.authentication import BearerToken
from tests.unit.api.client import Program, problem
from tests.world import World

SPACES = "/api/v1/spaces"
FORM = "application/x-www-form-urlencoded"
LARGE = 3_000_000


@pytest.fixture
def amina(world: World) -> Program:
    return Program(world.amina)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"text":' * 50_000,
        rb'{"\ud800": "half a character as a name"}',
        rb'{"text": "half a character \ud800"}',
    ],
)
def test_json_that_nobody_can_keep_is_refused_in_words(
    world: World, amina: Program, body: bytes
) -> None:
    refused = problem(amina.post(f"spaces/{world.falls.uid}/threads", body), 400)
    assert "JSON" in refused["detail"]


def test_too_long_a_body_is_refused_in_words(world: World, amina: Program) -> None:
    long = {"title": "Mats", "text": "x" * LARGE}
    refused = problem(amina.post(f"spaces/{world.falls.uid}/threads", long), 413)
    assert refused["title"] == "That is too large"
    assert problem(Client().post(SPACES, b"x" * LARGE, content_type=FORM), 413)


def test_too_long_a_form_of_a_page_is_refused_in_words(db: None) -> None:
    page = Client().post("/accounts/login/", b"x" * LARGE, content_type=FORM)
    assert page.status_code == 413
    assert "what you typed is still there" in page.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"x", "multipart/form-data"),
        (b"a=1&" * 2000, FORM),
        (b"a=1", f"{FORM}; charset=base64"),
    ],
)
def test_a_form_that_nobody_can_read_is_refused_in_words(db: None, body: bytes, kind: str) -> None:
    assert problem(Client().generic("POST", SPACES, body, content_type=kind), 400)


def test_what_is_sent_in_another_form_is_refused_in_words(world: World, amina: Program) -> None:
    path, said = f"spaces/{world.falls.uid}/threads", {"title": "Mats", "text": "Do they work?"}
    refused = problem(amina.upload(path, said), 415)
    assert "application/json" in refused["detail"]
    assert problem(amina.post(f"spaces/{world.falls.uid}/files", said), 415)


@pytest.mark.parametrize("path", ["", "v1/nowhere", "v1/spaces%0a", "v1/spaces/", "v2/spaces"])
@pytest.mark.parametrize("verb", ["GET", "POST", "DELETE", "PUT"])
def test_where_nothing_is_a_problem_says_so(db: None, path: str, verb: str) -> None:
    assert problem(Client().generic(verb, f"/api/{path}"), 404)


def test_a_host_that_is_not_ours_is_refused_in_words(db: None) -> None:
    assert problem(Client().get(SPACES, headers={"Host": "elsewhere.example"}), 400)


def test_the_page_about_the_api_takes_no_form(db: None) -> None:
    assert problem(Client(enforce_csrf_checks=True).post("/api/v1/docs"), 403)


def test_an_error_of_ours_tells_no_more_than_that(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr(BearerToken, "authenticate", broken)
    answer = Client(raise_request_exception=False).get(SPACES)
    assert "inside" not in answer.text
    assert "same Idempotency-Key" in problem(answer, 500)["detail"]
