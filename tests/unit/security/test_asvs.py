"""What ASVS asks of cookies, headers, addresses and forms, where the product runs on https."""

import ast
import logging
import re
import runpy
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from collab.base.api.actions import make_token
from collab.base.api.scopes import Scope
from collab.base.operations.logs import Lines
from collab.base.security.log import Kind
from collab.base.security.models import SecurityEntry
from tests.architecture.order import REPOSITORY
from tests.unit.access.expected import CASES
from tests.unit.access.scene import Scene
from tests.unit.test_settings import PRODUCTION
from tests.unit.ui.markup import elements
from tests.world import PASSWORD, World

TOLD_TO_BROWSERS = ("SESSION_COOKIE", "CSRF_COOKIE", "MESSAGES_COOKIE", "SECURE_")
YEAR = 365 * 24 * 3600
# What the security log notes, such as a refusal, aside.
CHANGES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(?!security_securityentry")')


@pytest.fixture
def https(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What production tells browsers."""
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    for name, value in runpy.run_path(str(REPOSITORY / "collab/settings.py")).items():
        if name.startswith(TOLD_TO_BROWSERS):
            setattr(settings, name, value)


@pytest.fixture
def at_home(https: None, world: World) -> Client:
    """Amina's, signed in by the form."""
    client = Client()
    sign_in(client, world.amina.email, PASSWORD)
    return client


def sign_in(client: Client, email: str, password: str) -> HttpResponse:
    return client.post("/accounts/login/", {"login": email, "password": password}, secure=True)


@pytest.mark.same_everywhere
def test_each_cookie_is_of_this_host_https_and_no_script(at_home: Client, world: World) -> None:
    at_home.get("/me", secure=True)
    name = {"name": "Amina Okafor", "job_title": "Matron", "profession": ""}
    at_home.post("/me", name, secure=True)
    assert set(at_home.cookies) == {"__Host-sessionid", "__Host-csrftoken", "__Host-messages"}
    for cookie in at_home.cookies.values():
        assert (cookie["secure"], cookie["httponly"]) == (True, True)
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")


def test_on_plain_http_cookies_have_names_that_browsers_take(client: Client, world: World) -> None:
    client.post("/accounts/login/", {"login": world.amina.email, "password": PASSWORD})
    assert "sessionid" in client.cookies
    assert not [name for name in client.cookies if name.startswith("__")]


@pytest.mark.same_everywhere
@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/nowhere", "/api/v1/me"])
def test_every_answer_insists_on_https_for_a_year(at_home: Client, address: str) -> None:
    told = at_home.get(address, secure=True).headers["Strict-Transport-Security"].split("; ")
    assert "includeSubDomains" in told
    assert f"max-age={YEAR}" in told


@pytest.mark.same_everywhere
@pytest.mark.parametrize("address", ["/", "/spaces", "/api/v1/me", "/api/v1/organisations"])
def test_no_other_site_is_let_in(at_home: Client, address: str) -> None:
    headers = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "Authorization",
    }
    for ask in (at_home.get, at_home.options):
        answer = ask(address, secure=True, headers=headers)
        assert answer.status_code != 301
        assert not [name for name in answer.headers if name.startswith("Access-Control-")]


@pytest.mark.same_everywhere
@pytest.mark.parametrize("address", ["/", "/nowhere", "/healthz", "/api/v1/me", "/api/v1/nowhere"])
def test_no_answer_is_guessed_at(at_home: Client, address: str) -> None:
    headers = at_home.get(address, secure=True).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    kind, _, charset = headers["Content-Type"].partition("; ")
    assert charset == "charset=utf-8" or "json" in kind, "JSON is UTF-8 and names no charset"


@pytest.mark.same_everywhere
def test_every_form_is_taken_from_our_own_pages_alone(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.world.facilitator)
    posted = [case for case in CASES if case.post]
    assert len(posted) > 20
    taken = []
    for case in posted:
        address = reverse(case.route, kwargs=case.names(scene))
        answer = client.post(address)
        if answer.status_code != 403 or "what you typed is still there" not in answer.text:
            taken.append(address)
    assert taken == []


@pytest.mark.same_everywhere
def test_opening_an_address_changes_nothing(scene: Scene) -> None:
    client = Client()
    client.force_login(scene.world.facilitator)
    client.get("/spaces")  # from here on it is known that the session is in use
    changed = []
    for case in CASES:
        address = reverse(case.route, kwargs=case.names(scene))
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        changed += [(address, each["sql"]) for each in asked if CHANGES.match(each["sql"])]
    assert changed == []


@pytest.mark.same_everywhere
def test_an_open_page_is_signed_in_by_its_cookie_alone(at_home: Client, world: World) -> None:
    key = at_home.cookies["__Host-sessionid"].value
    for address in ("/", "/me", world.falls.get_absolute_url()):
        assert key not in at_home.get(address, secure=True).text
    for query in ("sessionid", "__Host-sessionid"):
        assert Client().get("/me", {query: key}, secure=True).status_code == 302


@pytest.mark.parametrize("name", ["token", "access_token", "authorization", "api_key"])
def test_a_token_in_an_address_counts_for_nothing(world: World, name: str) -> None:
    _token, secret = make_token(
        by=world.ben, name="Ward 7", scopes=[Scope.READ], lifetime=timedelta(days=1)
    )
    for given in (secret, f"Bearer {secret}"):
        assert Client().get("/api/v1/me", {name: given}).status_code == 401


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/signup/"])
def test_a_password_is_sent_in_the_body_and_may_be_pasted(
    db: None, client: Client, address: str
) -> None:
    page = client.get(address).text
    fields = [each for each in elements(page, "input") if "password" in each.get("name", "")]
    assert fields
    assert {each["type"] for each in fields} == {"password"}
    assert not [each for each in fields if {"maxlength", "onpaste", "readonly"} & set(each)]
    assert {each["autocomplete"] for each in fields} <= {"current-password", "new-password"}
    (form,) = [each for each in elements(page, "form") if each.get("action", "") in ("", address)]
    assert form["method"].lower() == "post"


LONG = "  Ünder the béd 🛏 " + "a long way down " * 6


def test_a_long_password_is_checked_letter_for_letter(client: Client, world: World) -> None:
    client.post("/accounts/login/", {"login": world.amina.email, "password": PASSWORD})
    new = {"oldpassword": PASSWORD, "password1": LONG}
    assert client.post("/accounts/password/change/", new).status_code == 302
    for other in (LONG[:64], LONG.strip(), LONG.lower(), LONG + "a"):
        assert sign_in(Client(), world.amina.email, other).status_code == 200, other
    assert sign_in(Client(), world.amina.email, LONG).status_code == 302


def test_each_try_to_sign_in_is_noted(world: World) -> None:
    sign_in(Client(), world.amina.email, "not the password")
    client = Client()
    sign_in(client, world.amina.email, PASSWORD)
    client.post("/accounts/logout/", secure=True)
    noted = SecurityEntry.objects.filter(kind__startswith="sign").order_by("pk")
    assert [entry.kind for entry in noted] == [
        Kind.SIGN_IN_FAILED,
        Kind.SIGNED_IN,
        Kind.SIGNED_OUT,
    ]
    assert {entry.address for entry in noted} == {"127.0.0.1"}


def test_closing_an_account_ends_where_it_is_signed_in(at_home: Client, world: World) -> None:
    assert at_home.get("/me", secure=True).status_code == 200
    world.amina.is_active = False
    world.amina.save()
    assert at_home.get("/me", secure=True).status_code == 302


def test_a_quote_in_a_search_is_only_a_quote(client: Client, world: World) -> None:
    for typed in ("' OR '1'='1", '" OR 1=1 --', "%", "_", "1); DROP TABLE networks_space; --"):
        page = client.get("/organisations", {"q": typed})
        assert page.status_code == 200
        assert world.severnside.name not in page.text, typed
    assert world.severnside.name in client.get("/organisations", {"q": "Severnside"}).text


@cache
def our_calls() -> list[tuple[Path, str, ast.Call]]:
    """Where our own code calls something, by its name."""
    return [
        (path, getattr(node.func, "attr", getattr(node.func, "id", "")), node)
        for package in ("collab", "networks", "fellows", "discussions")
        for path in (REPOSITORY / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    ]


def calls(*names: str) -> list[tuple[Path, ast.Call]]:
    return [(path, call) for path, name, call in our_calls() if name in names]


PUT_TOGETHER_OF_OURS = {
    "collab/base/accounts/signed_in.py": "names of our own columns",
    "collab/base/files/attaching.py": "as many placeholders as there are things with files",
    "collab/base/sqlite3/base.py": "hands on what Django made, and sets a number of seconds",
    "collab/demo/scale/indexes.py": "names of our own tables and indexes",
    "collab/demo/scale/seeding.py": "names of our own tables",
    "collab/demo/scale/tables.py": "names of our own tables and columns",
    "collab/base/ui/paging.py": "counts of lists that Django made",
    "collab/home/unread.py": "as many placeholders as there are spaces",
    "discussions/actions/staying.py": "a question of ours, and a lock",
    "discussions/live.py": "as many placeholders as there are messages",
    "fellows/like_me.py": "parts of ours, and placeholders for what is given",
    "networks/seen_people.py": "parts of ours, and placeholders for what is given",
    "networks/finding_people.py": "a question of ours",
    "networks/ledger.py": "parts of ours, and placeholders for what is given",
    "networks/live.py": "as many placeholders as there are streams",
    "networks/members.py": "parts of ours, and placeholders for what is given",
    "networks/sight.py": "parts of ours, and placeholders for what is given",
    "networks/standing.py": "parts of ours, and as many placeholders as there are people",
}


def test_no_statement_is_put_together_from_what_people_send() -> None:
    executed = [each for each in calls("execute") if "migrations" not in each[0].parts]
    assert len(executed) > 5
    put_together = [path for path, call in executed if not isinstance(call.args[0], ast.Constant)]
    put_together += [path for path, _call in calls("raw", "RawSQL", "extra")]
    assert {str(path.relative_to(REPOSITORY)) for path in put_together} == {*PUT_TOGETHER_OF_OURS}


def test_no_command_goes_through_a_shell_and_no_text_is_run() -> None:
    ran = calls("run", "Popen")
    assert ran
    assert [path for path, call in ran if "shell" in {each.arg for each in call.keywords}] == []
    assert calls("eval", "exec", "system", "popen") == []


def test_a_line_break_makes_no_second_line_in_the_log() -> None:
    forged = 'kept\n{"event": "signed in"}\r\nmore'
    record = logging.LogRecord("collab", logging.WARNING, "", 0, forged, (), None)
    assert len(Lines(json=True).format(record).splitlines()) == 1
