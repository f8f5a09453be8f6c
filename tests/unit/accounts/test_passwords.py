"""Which passwords are refused."""

import hashlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from collab.base.accounts.models import Person
from collab.base.accounts.passwords import NotBreached
from tests.services.process import free_port

BREACHED = "seven swans swimming"
DIGEST = hashlib.sha1(BREACHED.encode(), usedforsecurity=False).hexdigest().upper()


class Breaches(BaseHTTPRequestHandler):
    """A service with the range protocol, which knows one password."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        padding = f"{'0' * 35}:0\r\n"
        known = f"{DIGEST[5:]}:42\r\n" if self.path == f"/range/{DIGEST[:5]}" else ""
        self.send_response(200)
        self.end_headers()
        self.wfile.write((padding + known).encode())

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def breaches(settings: Settings) -> Iterator[list[str]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Breaches)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    settings.BREACHED_PASSWORDS_URL = f"http://127.0.0.1:{server.server_port}/range"
    Breaches.asked = []
    yield Breaches.asked
    server.shutdown()
    server.server_close()


def test_a_password_that_was_breached_elsewhere_is_refused(breaches: list[str]) -> None:
    with pytest.raises(ValidationError, match="was found in a breach of another service"):
        NotBreached().validate(BREACHED)
    NotBreached().validate("eight maids a-milking")


def test_no_more_than_five_letters_of_its_digest_leave(breaches: list[str]) -> None:
    NotBreached().validate("eight maids a-milking")
    (asked,) = breaches
    assert len(asked) == len("/range/") + 5


def test_a_service_that_does_not_answer_keeps_nobody_from_choosing_one(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.BREACHED_PASSWORDS_URL = f"http://127.0.0.1:{free_port()}/range"
    NotBreached().validate(BREACHED)
    assert "could not be asked" in caplog.text
    assert BREACHED not in caplog.text


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("password123", "Many people use this password"),
        ("short one", "must be 10 characters or more"),
        ("amina okafor", "must not be like your name"),
    ],
)
def test_a_common_a_short_and_ones_own_name_are_refused(password: str, says: str) -> None:
    from django.contrib.auth.password_validation import validate_password

    with pytest.raises(ValidationError, match=says):
        validate_password(password, Person(name="Amina Okafor"))
