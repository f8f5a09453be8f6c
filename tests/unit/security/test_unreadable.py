"""Letters that nobody can read break no page."""

from io import BytesIO

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import AsyncClient, Client

from asgi import application
from collab.wsgi import application as threaded_application
from networks.actions.registering import Facts, register_organisation
from tests.unit.interventions.pages import errors, field, signed_in
from tests.unit.ui.markup import words
from tests.world import World

FORM = b"text=Footwear%20first"
PART = b'--edge\r\nContent-Disposition: form-data; name="text"\r\n\r\nFootwear\r\n--edge--\r\n'
MULTIPART = "multipart/form-data; boundary=edge"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded; charset=base64", FORM),
        ("application/x-www-form-urlencoded; charset=idna", FORM),
        ("application/x-www-form-urlencoded; charset=undefined", FORM),
        ("application/x-www-form-urlencoded; charset=hex", b"\xff"),
        (f"{MULTIPART}; charset=base64", PART),
        (f"{MULTIPART}; charset=idna", PART),
        (f"{MULTIPART}; charset=utf-7", PART.replace(b"Footwear", b"+2AA-")),
    ],
)
def test_a_charset_that_is_none_is_answered_kindly(client: Client, kind: str, body: bytes) -> None:
    for address in ("/accounts/login/", "/seen"):
        answer = client.generic("POST", address, body, content_type=kind)
        assert answer.status_code == 400
        assert "We could not read that" in words(answer.content.decode())


def test_it_is_the_same_for_what_an_address_asks(client: Client) -> None:
    answer = client.get("/interventions?words=+2AA-", CONTENT_TYPE="text/plain; charset=utf-7")
    assert answer.status_code == 400


async def test_it_is_the_same_where_the_product_runs(async_client: AsyncClient) -> None:
    kind = f"{MULTIPART}; charset=idna"
    answer = await async_client.generic("POST", "/seen", PART.decode(), content_type=kind)
    assert answer.status_code == 400


NONSENSE = "text/plain; charset*=utf-8''%00"
ANSWERED = [("/", "text/html; charset=utf-8"), ("/api/v1/spaces", "application/problem+json")]


@pytest.mark.parametrize(("path", "kind"), ANSWERED)
async def test_a_head_that_makes_no_sense_is_answered_kindly(path: str, kind: str) -> None:
    head = [(b"host", b"localhost"), (b"content-type", NONSENSE.encode())]
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": head}
    asked = ApplicationCommunicator(application, scope)
    await asked.send_input({"type": "http.request", "body": b""})
    answer = await asked.receive_output()
    assert answer["status"] == 400
    assert (b"Content-Type", kind.encode()) in answer["headers"]


@pytest.mark.parametrize(("path", "kind"), ANSWERED)
def test_such_a_head_is_answered_so_on_a_server_of_threads_too(path: str, kind: str) -> None:
    told: list[tuple[str, str]] = []
    head = {"CONTENT_TYPE": NONSENSE, "HTTP_HOST": "localhost", "wsgi.url_scheme": "http"}
    asked = {"REQUEST_METHOD": "POST", "PATH_INFO": path, "wsgi.input": BytesIO(), **head}
    asked |= {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        told.append((status, dict(headers)["Content-Type"]))

    threaded_application(asked, start)
    assert told == [("400 Bad Request", kind)]


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "iso-8859-1", "nobody-knows-it"])
def test_other_charsets_are_read(client: Client, charset: str) -> None:
    kind = f"{MULTIPART}; charset={charset}"
    assert client.generic("POST", "/seen", PART, content_type=kind).status_code == 302


# A null character, which PostgreSQL refuses and SQLite does not find


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("facilitator", "/s/{falls}/people/name?person=a%00b"),
        ("facilitator", "/s/{falls}/people?ended=%00"),
        ("ben", "/o/RZ1/invitations?withdrawn=%00"),
        ("ben", "/o/a%00b"),
        ("ben", "/api/v1/organisations/a%00b"),
    ],
)
def test_a_null_character_in_an_address_is_an_error_of_nobody(
    world: World, who: str, address: str
) -> None:
    client = signed_in(getattr(world, who))
    client.raise_request_exception = False
    answer = client.get(address.format(falls=world.falls.uid))
    assert answer.status_code < 500
    assert answer.status_code in (200, 404) or "could not read that" in answer.content.decode()


def test_a_null_character_in_what_is_looked_up_as_it_came_is_answered_kindly(world: World) -> None:
    waits = register_organisation(
        by=world.signed_up, facts=Facts(name="Chalkfield Surgery", kind="primary_care")
    )
    for who, address, sent in (
        (world.steward, f"/organisations/waiting/{waits.uid}/merge", {"into": "a\0b"}),
        (world.facilitator, f"/s/{world.falls.uid}/organisations", {"organisation": "a\0b"}),
    ):
        client = signed_in(who)
        client.raise_request_exception = False
        answer = client.post(address, sent)
        assert answer.status_code == (302 if settings.EMBEDDED else 400), address
        if answer.status_code == 400:
            assert "We could not read that" in words(answer.content.decode())


def test_a_null_character_in_a_form_is_told_of_and_what_was_typed_is_kept(world: World) -> None:
    sent = {"name": "Falls\0", "purpose": "Fewer falls.", "started_from": world.falls.version}
    answer = signed_in(world.facilitator).post(f"/s/{world.falls.uid}/settings", sent)
    html = answer.content.decode()
    assert errors(html) == ["Name has a character that cannot be kept. Type it again"]
    assert field(html, "purpose") == "Fewer falls."
